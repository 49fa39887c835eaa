"""A bank's branch: which cards wait to be printed at once, the printing, its blank cards."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstcard.accounts.signing import actor, staff_required
from firstcard.cards import branches
from firstcard.cards.content import CardData
from firstcard.cards.models import Card
from firstcard.cards.operations import printing, stock
from firstcard.cards.refusals import not_found
from firstcard.cards.states import Making
from firstcard.casework.files import replies
from firstcard.core.actors import Actor
from firstcard.core.refusals import Refusal
from firstcard.desk.cards import card as card_page
from firstcard.desk.cards import sheet
from firstcard.desk.cards.enabling.presenting import branch_rows, data_rows, stock_view
from firstcard.desk.cards.making.stock import last_seen
from firstcard.desk.cards.opening import Opened, for_writing, opened, to_card
from firstcard.desk.cards.sheet import Ask, Sheet
from firstcard.desk.forms.typed import Boxes
from firstcard.desk.views import pages
from firstcard.people.models import Office
from firstcard.people.permissions import Permission, regions, require
from firstcard.policy.region_codes import NATION


@staff_required
@require_safe
def branch(request: HttpRequest) -> HttpResponse:
    """The cards that wait at somebody's branches, and their blanks. Raises NotAllowed."""
    by, tongue = _allowed(request), pages.tongue()
    at = branches.branches(by=by, permission=Permission.ISSUE_AT_ONCE)
    return pages.page(
        request, "cards/branch", tongue.word("branch_title"),
        rows=branch_rows(branches.to_print(by=by), tongue),
        stock=[stock_view(each, stock.level(office=each), tongue) for each in at])  # fmt: skip


def _allowed(request: HttpRequest) -> Actor:
    by = actor(request)
    if not regions(actor=by, permission=Permission.ISSUE_AT_ONCE):
        require(actor=by, permission=Permission.ISSUE_AT_ONCE, region=NATION)
    return by


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def print_card(request: HttpRequest, order: str) -> HttpResponse:
    """Print one card, and say which one it became. Raises NotFound, NotAllowed."""
    found = for_writing(request, order)
    require(actor=found.by, permission=Permission.ISSUE_AT_ONCE, region=found.card.region)
    if request.method != "POST":
        return _print_page(request, found)
    try:
        boxes = Boxes(request.POST.dict())
        number = boxes.words("number", missing="print_no_number")
        code = boxes.words("code", missing="print_no_code")
        until = _day(request, boxes, "valid_until")
        boxes.check()
        made = printing.print_at_once(card=found.card, office=_office(found.card), number=number,
                                      code=code, valid_until=until, by=found.by,
                                      at=found.at)  # fmt: skip
    except Refusal as refusal:
        return _print_page(request, found, refusal)
    return to_card(made.order, "stopped" if made.making == Making.STOPPED else "print")


def _print_page(request: HttpRequest, found: Opened,
                refusal: Refusal | None = None) -> HttpResponse:  # fmt: skip
    """The data for the printer beside the form; on the card's page what bars it."""
    tongue, word = found.tongue, found.tongue.word
    try:
        data = _data(found)
    except Refusal as bar:
        return card_page.shown(request, found, refusal or bar)
    office = _office(found.card)
    left = stock.level(office=office).left
    asks = [Ask(name="number", label=word("print_number"), hint=word("print_number_hint")),
            Ask(name="code", label=word("print_code"), hint=word("print_code_hint")),
            Ask(name="valid_until", label=word("print_valid"), mode="numeric",
                hint=word("date_example"))]  # fmt: skip
    told = Sheet(
        title=word("print_title"), lead=word("print_lead"), button=word("print_button"),
        asks=asks, notes=[word("print_blanks", left=left, office=tongue.office(office))],
        back=(word("to_branch"), reverse("card-branch")))  # fmt: skip
    return sheet.shown(request, found, told, refusal, template="print", picture=bool(data.photo),
                       last=stock.last_of(office=office, by=found.by),
                       data=data_rows(data, tongue))  # fmt: skip


def _data(found: Opened) -> CardData:
    return printing.to_print(card=found.card, office=_office(found.card), by=found.by, at=found.at)


def _office(card: Card) -> Office:
    if card.office is None:
        raise not_found()
    return card.office


@staff_required
@require_safe
def photo(request: HttpRequest, order: str) -> HttpResponse:
    """The picture that is printed on a card, for the branch that prints it. Raises NotFound."""
    data = _data(opened(request, order))
    if not data.photo:
        raise not_found()
    return replies.picture(data.photo, name="photo")


@staff_required
@require_POST
def spoiled(request: HttpRequest, order: str) -> HttpResponse:
    """A blank was spoiled while a card was printed; the card waits on. Raises NotFound."""
    found = opened(request, order)
    try:
        stock.spoil(office=_office(found.card), count=1, about=found.card.order, by=found.by,
                    at=found.at, last=last_seen(request))  # fmt: skip
    except Refusal as refusal:
        return card_page.shown(request, found, refusal)
    return to_card(found.card.order, "spoiled")


def _day(request: HttpRequest, boxes: Boxes, name: str) -> date | None:
    """A day that may be left out."""
    return boxes.day(name) if request.POST.get(name, "").strip() else None
