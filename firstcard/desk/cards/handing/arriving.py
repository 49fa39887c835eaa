"""Cards are scanned where they arrive, one after the other, or several at once.

Each is taken in for itself: one that cannot be taken in holds up no other.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstcard.accounts.signing import actor, staff_required
from firstcard.cards import shelves
from firstcard.cards.handing_refusals import Misdirected
from firstcard.cards.models import Card
from firstcard.cards.operations import arriving
from firstcard.cards.states import Making
from firstcard.core import references
from firstcard.core.actors import Actor
from firstcard.core.refusals import Conflict, Invalid, Refusal
from firstcard.desk.cards.handing.office import at_office, here, which
from firstcard.desk.cards.opening import ORDER
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.views import pages
from firstcard.desk.words import WORDS
from firstcard.people.models import Office
from firstcard.policy.format import Text

MOST = 500  # at once: a bound of the machine
_LATEST, _LISTS = 8, 10
_LONGEST = 60
_HOW = ("done", "again", "stopped")


@dataclass(frozen=True, slots=True)
class Left:
    """One that was not taken in: as it was typed, why, and where it belongs if that is known."""

    said: str
    why: Refusal
    order: str = ""
    meant: Office | None = None


@dataclass(frozen=True, slots=True)
class Scanned:
    """What became of everything that was scanned. `last`: the last one, `how` it was taken in."""

    taken: int
    last: str
    how: str
    left: list[Left]


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def arrivals(request: HttpRequest) -> HttpResponse:
    """The page to scan on. Raises NotAllowed, NotHere."""
    by = actor(request)
    office, mine = here(request, by)
    if request.method != "POST":
        return _shown(request, by, office, mine)
    try:
        scanned = _scanned(_lines(request), office, by)
    except Invalid as refusal:
        return _shown(request, by, office, mine, refusal)
    if scanned.left:
        return _shown(request, by, office, mine, scanned=scanned)
    return redirect(at_office("card-arrivals", office, n=scanned.taken, last=scanned.last,
                              how=scanned.how))  # fmt: skip


def _lines(request: HttpRequest) -> list[str]:
    """What was scanned. Raises Invalid for nothing, or too much at once."""
    field = "many" if "many" in request.POST else "said"
    found = [line.strip()[:_LONGEST] for line in request.POST.get(field, "").splitlines()]
    lines = list(dict.fromkeys(line for line in found if line))
    if not lines:
        raise Invalid(WORDS["arrive_missing"], fields={field: WORDS["arrive_missing"]})
    if len(lines) > MOST:
        text = _filled("arrive_too_many", most=str(MOST))
        raise Invalid(text, fields={field: text})
    return lines


def _scanned(lines: Sequence[str], office: Office, by: Actor) -> Scanned:
    taken, last, how, left = 0, "", "", []
    for line in lines:
        try:
            card, how = _one(line, office, by)
            taken, last = taken + (how == "done"), card.order
        except Refusal as refusal:
            left.append(_left(line, refusal))
    return Scanned(taken, last, how, left)


def _one(line: str, office: Office, by: Actor) -> tuple[Card, str]:
    """The card, and what became of it: done, again, stopped. Raises as `arriving.scan`."""
    if references.read(line, prefix=ORDER) is None:
        raise Invalid(_filled("arrive_unread", said=line))
    at = pages.now()
    card = arriving.scan(order=line, office=office, by=by, at=at)
    if card.making == Making.STOPPED:
        return card, "stopped"
    return card, "done" if card.at_office_since == at else "again"


def _left(line: str, refusal: Refusal) -> Left:
    order = references.read(line, prefix=ORDER) or ""
    return Left(line, refusal, order, refusal.meant if isinstance(refusal, Misdirected) else None)


def _shown(
    request: HttpRequest, by: Actor, office: Office, mine: Sequence[Office],
    refusal: Refusal | None = None, *, scanned: Scanned | None = None,
) -> HttpResponse:  # fmt: skip
    tongue, typed = pages.tongue(), pages.sent(request)
    told = pages.mistakes(refusal, {"said": "said", "many": "many"}, "said")
    response = pages.page(
        request, "cards/arrivals", tongue.word("arrive_title"), **which(office, mine, tongue),
        done=_done(request, scanned, tongue), back=at_office("card-desk", office),
        left=[_view(each, tongue) for each in scanned.left] if scanned else [],
        left_title=tongue.word("arrive_left" if _several(scanned) else "arrive_left_one"),
        typed_many="\n".join(each.said for each in scanned.left) if scanned and _several(scanned)
        else typed.get("many", ""), typed_said=_still(scanned, typed.get("said", "")),
        summary=_summary(scanned, tongue) or told["summary"], wrong=told["wrong"],
        latest=[(each, reverse("card-card", args=[each]))
                for each in shelves.latest(office=office, by=by, limit=_LATEST)],
        lists=_lists(office, by, tongue))  # fmt: skip
    if refusal is not None or scanned is not None:
        response.status_code = refusal.status if refusal is not None else Conflict.status
    return response


def _several(scanned: Scanned | None) -> bool:
    """Whether what was not taken in goes back into the box for several."""
    return scanned is not None and (len(scanned.left) > 1 or scanned.taken > 0)


def _still(scanned: Scanned | None, said: str) -> str:
    """What stays in the box for one: a slip, to be mended; a card set aside makes room."""
    if scanned is None:
        return said
    if _several(scanned):
        return ""
    return "".join(each.said for each in scanned.left if not each.order)


def _view(left: Left, tongue: Tongue) -> dict[str, Any]:
    """One that was not taken in; where it belongs elsewhere, the button that passes it on."""
    passes = left.meant is not None and left.order
    return {"said": _why(left, tongue), "to": left.meant.code if left.meant else "",
            "href": reverse("card-forward", args=[left.order]) if passes else "",
            "words": tongue.word("arrive_pass_on", order=left.order,
                                 office=tongue.office(left.meant)) if passes else ""}  # fmt: skip


def _why(left: Left, tongue: Tongue) -> str:
    why = tongue.say(left.why.text)
    return tongue.word("arrive_wrong", order=left.order, why=why) if left.order else why


def _summary(scanned: Scanned | None, tongue: Tongue) -> list[tuple[str, str]]:
    if scanned is None:
        return []
    field = "many" if _several(scanned) else "said"
    return [(field, _why(each, tongue)) for each in scanned.left]


def _done(request: HttpRequest, scanned: Scanned | None, tongue: Tongue) -> list[tuple[str, bool]]:
    """What was taken in, in words, and whether that is good news."""
    if scanned is not None:
        return [(_count(scanned.taken, tongue), True)] if scanned.taken else []
    last = references.read(request.GET.get("last", ""), prefix=ORDER)
    passed = references.read(request.GET.get("passed", ""), prefix=ORDER)
    if passed is not None:
        return [(tongue.word("arrive_passed", order=passed), True)]
    how = request.GET.get("how", "")
    if last is None or how not in _HOW:
        return []
    n = request.GET.get("n", "")
    many = n.isascii() and n.isdigit() and 1 < int(n[:4]) <= MOST
    said = [(_count(int(n[:4]), tongue), True)] if many else []
    return [*said, (tongue.word(f"arrive_{how}", order=last), how != "stopped")]


def _count(n: int, tongue: Tongue) -> str:
    return tongue.word("arrive_one") if n == 1 else tongue.word("arrive_some", n=n)


def _lists(office: Office, by: Actor, tongue: Tongue) -> list[tuple[str, str, str]]:
    """The lists of which something is missing, each with its own page."""
    found = shelves.outstanding(office=office, by=by, limit=_LISTS)
    return [(tongue.word("arrive_missing_of", number=each.number),
             tongue.word("arrive_missing_n", missing=each.missing, count=each.count),
             reverse("card-list", args=[each.number]))
            for each in found]  # fmt: skip


def _filled(word: str, **gaps: str) -> Text:
    text = WORDS[word]
    return Text(text.en.format(**gaps), text.zh.format(**gaps))
