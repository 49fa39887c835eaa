"""The office's first page: find the card of the family in front of one, and how many lie where."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstcard.accounts.signing import actor, staff_required
from firstcard.cards import shelves
from firstcard.cards.models import Card
from firstcard.cards.operations import collecting
from firstcard.cards.shelves import Lying, Shelf
from firstcard.core import limits
from firstcard.core.actors import Actor
from firstcard.core.refusals import Invalid, NotFound, Refusal
from firstcard.desk.forms.counter import KINDS
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.views import pages
from firstcard.desk.words import WORDS
from firstcard.guidance.today import CHINA
from firstcard.guidance.words import capital
from firstcard.people.models import Office

# A number can be guessed: who looks up many in an hour does not hand out cards.
MOST, SECONDS = 300, 3600
ROWS = 50
_LONGEST = 200
_CHOSEN = "card-office"  # in the session: at which office somebody works today


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def desk(request: HttpRequest) -> HttpResponse:
    """Find a card, or choose a list. Raises NotAllowed, NotHere, TooMany."""
    by = actor(request)
    if request.method != "POST":
        return _shown(request, by)
    try:
        found = _found(request, by)
    except Refusal as refusal:
        return _shown(request, by, refusal)
    return redirect("card-card", order=found.order)


def _found(request: HttpRequest, by: Actor) -> Card:
    """The card that was asked for by its code, or by a document of the child."""
    limits.hit(purpose="find a card", who=str(by.account), most=MOST, seconds=SECONDS)
    if request.POST.get("how") == "identity":
        return _by_identity(request, by)
    said = request.POST.get("said", "").strip()[:_LONGEST]
    if not said:
        raise _wrong("said", "office_code_missing")
    try:
        return collecting.find(said=said, by=by, at=pages.now())
    except NotFound:
        raise _none("said", "office_none") from None


def _by_identity(request: HttpRequest, by: Actor) -> Card:
    number = request.POST.get("number", "").strip()[:_LONGEST]
    if not number:
        raise _wrong("number", "office_number_missing")
    try:
        return collecting.find_by_identity(kind=request.POST.get("kind", "")[:_LONGEST],
                                           number=number, by=by, at=pages.now())  # fmt: skip
    except NotFound:
        raise _none("number", "office_number_none") from None


def _wrong(field: str, word: str) -> Invalid:
    return Invalid(WORDS[word], fields={field: WORDS[word]})


def _none(field: str, word: str) -> NotFound:
    return NotFound(WORDS[word], fields={field: WORDS[word]})


def _shown(request: HttpRequest, by: Actor, refusal: Refusal | None = None) -> HttpResponse:
    tongue, typed = pages.tongue(), pages.sent(request)
    office, mine = here(request, by)
    number = typed.get("how") == "identity"
    told = pages.mistakes(refusal, {"said": "said", "number": "number"}, "said")
    response = pages.page(
        request, "cards/office", tongue.word("office_title"), typed=typed, by_identity=number,
        kinds=[(each, tongue.word(f"kind_{each}"), each == typed.get("kind")) for each in KINDS],
        arrivals=at_office("card-arrivals", office), **which(office, mine, tongue),
        bars=_bars(shelves.counts(office=office, by=by), office, tongue), **told)  # fmt: skip
    if refusal is not None:
        response.status_code = refusal.status
    return response


def here(request: HttpRequest, by: Actor) -> tuple[Office, Sequence[Office]]:
    """The office that the address or the form names, else the one that was chosen last; and all.

    Raises NotAllowed; NotHere where no office hands cards out.
    """
    named = request.POST.get("office", "") or request.GET.get("office", "")
    office, mine = shelves.chosen(code=named or request.session.get(_CHOSEN, ""), by=by)
    if named and request.session.get(_CHOSEN) != office.code:
        request.session[_CHOSEN] = office.code
    return office, mine


def which(office: Office, mine: Sequence[Office], tongue: Tongue) -> dict[str, Any]:
    """At which office somebody is, and the others where they could be."""
    return {"office": tongue.office(office), "office_code": office.code,
            "offices": [(each.code, tongue.office(each), each.pk == office.pk) for each in mine]
            if len(mine) > 1 else []}  # fmt: skip


def at_office(name: str, office: Office, *args: str, **query: object) -> str:
    """The address of a page for one office."""
    return f"{reverse(name, args=args)}?{urlencode({'office': office.code, **query})}"


def _bars(counts: Mapping[Shelf, int], office: Office,
          tongue: Tongue) -> list[tuple[str, int, str, bool]]:  # fmt: skip
    """The lists with their words, number, address, and whether something is to be done."""
    urgent = (Shelf.UNCLAIMED, Shelf.RETURNED)
    return [(tongue.word(f"shelf_{shelf.value}"), count,
             at_office("card-shelf", office, shelf.value), bool(count) and shelf in urgent)
            for shelf, count in counts.items()]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One card of a list in words."""

    order: str
    href: str
    ends: str
    since: str
    away: str
    late: bool
    next: list[str]
    taken: str


@staff_required
@require_safe
def shelf(request: HttpRequest, name: str) -> HttpResponse:
    """One list of an office. Raises NotFound, NotAllowed, NotHere."""
    if name not in list(Shelf):
        raise NotFound(WORDS["shelf_none"])
    by, at, tongue = actor(request), pages.now(), pages.tongue()
    office, mine = here(request, by)
    after = _number(request.GET.get("after", ""))
    rows, left = shelves.on_shelf(shelf=Shelf(name), office=office, by=by, at=at, limit=ROWS,
                                  after=after)  # fmt: skip
    title = tongue.word(f"shelf_{name}")
    return pages.page(
        request, "cards/shelf", title, heading=title, lead=tongue.word(f"shelf_lead_{name}"),
        rows=[_row(each, Shelf(name), tongue, at) for each in rows],
        waits=Shelf(name) not in (Shelf.COMING, Shelf.SEALED), back=at_office("card-desk", office),
        first=at_office("card-shelf", office, name) if after else "",
        next=at_office("card-shelf", office, name, after=after + ROWS) if left else "",
        next_said=tongue.word("shelf_more", n=min(left, ROWS)),
        **which(office, mine, tongue))  # fmt: skip


def _row(card: Lying, shelf: Shelf, tongue: Tongue, at: datetime) -> Row:
    on = at.astimezone(CHINA).date()
    since = card.since.astimezone(CHINA).date() if card.since else None
    return Row(
        card.order, reverse("card-card", args=[card.order]), card.ends,
        tongue.day(since) if since else "", tongue.away(since, on) if since else "", card.late,
        _next(card, tongue, on) if shelf not in (Shelf.COMING, Shelf.SEALED) else [],
        f"{card.taken_by} · {tongue.time(card.taken_until)}" if card.taken_until else "",
    )  # fmt: skip


def _next(card: Lying, tongue: Tongue, on: date) -> list[str]:
    """What the service does by itself, and what it has done."""
    said = [tongue.word("shelf_kept", day=tongue.day(card.kept_until))] if card.kept_until else []
    if card.next_on is not None and (card.kept_until is None or card.next_on <= card.kept_until):
        said.append(_reminder(card.next_on, tongue, on))
    if not said:
        said.append(tongue.word("shelf_nothing"))
    if card.reminded:
        name = "shelf_reminded_once" if card.reminded == 1 else "shelf_reminded"
        said.append(tongue.word(name, n=card.reminded))
    return [capital(each) for each in said]


def _reminder(next_on: date, tongue: Tongue, on: date) -> str:
    """When the family is reminded next; the service is at it where the day has come."""
    if next_on < on:
        return tongue.word("shelf_next_now")
    return tongue.word("shelf_next", day=tongue.day(next_on))


def _number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and len(text) < len("1000000") else 0
