"""Blank cards of a centre or branch: how many are left, and what happened to them."""

from __future__ import annotations

from collections.abc import Mapping

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstcard.accounts.signing import actor, staff_required
from firstcard.cards import centre_queries
from firstcard.cards.operations import stock as blanks
from firstcard.cards.operations.stock import DESTROYED, RECEIVED, SPOILED
from firstcard.core.refusals import Invalid, Refusal
from firstcard.desk.cards.making import presenting as present
from firstcard.desk.cards.making.opening import AtCentre, of, page
from firstcard.desk.forms.typed import Boxes
from firstcard.desk.presenters.counter import BoxView
from firstcard.desk.views import pages
from firstcard.desk.words import WORDS

_PAGE = 50
_DO = {RECEIVED: blanks.receive, SPOILED: blanks.spoil, DESTROYED: blanks.destroy}
_FIGURES = ("left", "received", "used", "spoiled", "destroyed", "to_destroy")
_DIGITS, _ABOUT = 8, 40
_LONGEST = 19  # digits of a row's number


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def stock(request: HttpRequest, code: str) -> HttpResponse:
    """The blanks of a centre or branch. Raises NotFound."""
    by = actor(request)
    found = of(centre_queries.keeper(code=code, by=by), by)
    if request.method != "POST":
        return _shown(request, found)
    try:
        kind, count, about = _read(request.POST)
        _DO[kind](
            office=found.centre,
            count=count,
            about=about,
            by=by,
            at=found.at,
            last=last_seen(request),
        )
    except Refusal as refusal:
        return _shown(request, found, refusal)
    return redirect(f"{reverse('card-stock', args=[code])}?done=stock")


def _read(form: Mapping[str, str]) -> tuple[str, int, str]:
    """What was typed. Raises Invalid with everything that is wrong."""
    boxes = Boxes(form)
    kind = boxes.one_of("kind", tuple(_DO), missing="cc_stock_no_kind")
    digits = boxes.words("count", missing="cc_stock_no_count")
    about = boxes.words("about", missing="cc_stock_no_about")
    if "count" not in boxes.wrong and not _is_count(digits):
        boxes.wrong["count"] = WORDS["cc_stock_no_count"]
    if len(about) > _ABOUT:
        boxes.wrong["about"] = WORDS["cc_stock_no_about"]
    if boxes.wrong:
        raise Invalid(next(iter(boxes.wrong.values())), fields=boxes.wrong)
    return kind, int(digits), about


def last_seen(request: HttpRequest) -> int | None:
    """What was written down last when the page was opened; None where it does not say."""
    said = request.POST.get("last", "")
    return int(said) if said.isascii() and said.isdigit() and len(said) < _LONGEST else None


def _is_count(digits: str) -> bool:
    return digits.isascii() and digits.isdigit() and len(digits) <= _DIGITS and int(digits) > 0


def _shown(request: HttpRequest, found: AtCentre, refusal: Refusal | None = None) -> HttpResponse:
    tongue, typed = found.tongue, pages.sent(request)
    told = pages.mistakes(
        refusal, {"kind": f"kind-{RECEIVED}", "count": "count", "about": "about"}, "count"
    )
    level = blanks.level(office=found.centre)
    moves = centre_queries.movements(office=found.centre)[:_PAGE]
    return page(
        request, found, "stock", tongue.word("cc_tab_stock"), tab="stock", refusal=refusal,
        figures=[(tongue.word(f"cc_stock_{name}"), present.figure(getattr(level, name)))
                 for name in _FIGURES], short=level.short,
        last=blanks.last_of(office=found.centre, by=found.by),
        kinds=[(name, tongue.word(f"cc_stock_do_{name}"), typed.get("kind") == name)
               for name in _DO],
        boxes=[BoxView(name, tongue.word(f"cc_stock_{name}"), typed.get(name, ""),
                       told["wrong"].get(name, ""),
                       tongue.word("cc_stock_about_hint") if name == "about" else "",
                       "numeric" if name == "count" else "text") for name in ("count", "about")],
        moves=[(tongue.moment(each.at), tongue.word(f"cc_stock_{each.kind}"),
                present.figure(each.count), _who(each.account), each.about) for each in moves],
        **told)  # fmt: skip


def _who(account: object) -> str:
    return str(getattr(account, "shown_name", "") or getattr(account, "login", ""))
