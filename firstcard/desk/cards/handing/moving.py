"""What an office does with a card that is not being handed out: take in, put away, pass on, post.

What needs no more than a button is done from the card's page; the rest has a page of its own.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from firstcard.accounts.signing import staff_required
from firstcard.cards import shelves
from firstcard.cards.handing_refusals import not_here
from firstcard.cards.handing_words import BACK
from firstcard.cards.models import Card
from firstcard.cards.offices import near
from firstcard.cards.operations import arriving, keeping, posting
from firstcard.cards.states import Making
from firstcard.core.actors import Actor
from firstcard.core.refusals import Invalid, Refusal
from firstcard.desk.cards import card as card_page
from firstcard.desk.cards import sheet
from firstcard.desk.cards.handing.office import at_office
from firstcard.desk.cards.opening import Opened, for_writing, opened, to_card
from firstcard.desk.cards.sheet import Ask, Sheet
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.words import WORDS
from firstcard.guidance.words import capital
from firstcard.people.models import Office
from firstcard.people.offices import Place, place_of, recorded

_LONGEST = 400
Doing = Callable[[Card, Actor, datetime], object]


def _at_once(request: HttpRequest, order: str, done: str, do: Doing) -> HttpResponse:
    found = for_writing(request, order)
    try:
        do(found.card, found.by, found.at)
    except Refusal as refusal:
        return card_page.shown(request, opened(request, order), refusal)
    stopped = found.card.making == Making.STOPPED  # the owner is dead
    return to_card(found.card.order, "stopped" if stopped else done)


@staff_required
@require_POST
def arrive(request: HttpRequest, order: str) -> HttpResponse:
    """It has come to its office. Raises NotFound."""

    def do(card: Card, by: Actor, at: datetime) -> None:
        if card.office is None:
            raise not_here(None)
        arriving.arrive(card=card, office=card.office, by=by, at=at)

    return _at_once(request, order, "arrive", do)


@staff_required
@require_POST
def seal(request: HttpRequest, order: str) -> HttpResponse:
    """Put it away. Raises NotFound."""
    return _at_once(request, order, "seal",
                    lambda card, by, at: keeping.seal(card=card, by=by, at=at))  # fmt: skip


@staff_required
@require_POST
def unseal(request: HttpRequest, order: str) -> HttpResponse:
    """Take it out again. Raises NotFound."""
    return _at_once(request, order, "unseal",
                    lambda card, by, at: keeping.unseal(card=card, by=by, at=at))  # fmt: skip


@staff_required
@require_POST
def keep(request: HttpRequest, order: str) -> HttpResponse:
    """Keep it for the family after it came back. Raises NotFound."""
    return _at_once(request, order, "keep",
                    lambda card, by, at: posting.keep(card=card, by=by, at=at))  # fmt: skip


@staff_required
@require_POST
def deliver(request: HttpRequest, order: str) -> HttpResponse:
    """The parcel was signed for. Raises NotFound."""
    return _at_once(request, order, "deliver",
                    lambda card, by, at: posting.delivered(card=card, by=by, at=at))  # fmt: skip


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def forward(request: HttpRequest, order: str) -> HttpResponse:
    """Pass it on, also one that has come to the wrong office. Raises NotFound."""
    found = for_writing(request, order) if request.method == "POST" else opened(request, order)
    at, places = _found_at(request, found), _places(found)
    form = _forward(found, at, places)
    if request.method != "POST":
        return sheet.shown(request, found, form)
    try:
        place = places.get(request.POST.get("to", ""))
        if place is None:
            raise _missing("to", "forward_card_missing")
        keeping.forward(card=found.card, to=recorded(place=place), found_at=at, by=found.by,
                        at=found.at)  # fmt: skip
    except Refusal as refusal:
        return sheet.shown(request, opened(request, order), form, refusal)
    if at is not None and request.POST.get("found_at"):  # on with the scanning
        return redirect(at_office("card-arrivals", at, passed=found.card.order))
    return to_card(found.card.order, "forward")


def _found_at(request: HttpRequest, found: Opened) -> Office | None:
    """The office at which a card on its way has come out: one of those of whoever acts."""
    if found.card.making != Making.DISPATCHED:
        return None
    code = request.POST.get("found_at", "") or request.GET.get("at", "")
    return shelves.chosen(code=code, by=found.by)[0]


def _places(found: Opened) -> dict[str, Place]:
    """The offices at which such a card can be collected, the nearest first, by their codes."""
    card = found.card
    known = near(delivery=card.delivery, region=card.region, on=found.on)
    meant = [place_of(office=card.office)] if card.office is not None else []
    return {each.code: each for each in [*known, *meant]}


def _forward(found: Opened, at: Office | None, places: Mapping[str, Place]) -> Sheet:
    """All of them but the one at which the card is."""
    word, meant = found.tongue.word, found.card.office
    here = at or meant
    options = [(code, found.tongue.say(each.name)) for code, each in places.items()
               if here is None or code != here.code]  # fmt: skip
    asks = [Ask(name="to", label=word("forward_card_to"), options=options,
                value=meant.code if at and meant else "")] if options else []  # fmt: skip
    return Sheet(
        title=word("card_do_forward"), button=word("forward_card_button") if options else "",
        lead=word("forward_card_lead") if options else word("forward_card_none"),
        asks=asks)  # fmt: skip


def _missing(field: str, word: str) -> Invalid:
    return Invalid(WORDS[word], fields={field: WORDS[word]})


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def come_back(request: HttpRequest, order: str) -> HttpResponse:
    """The parcel came back: why, and where the card lies now. Raises NotFound."""
    found = for_writing(request, order) if request.method == "POST" else opened(request, order)
    mine = shelves.offices_of(by=found.by)
    form = _back(mine, found.tongue)
    if request.method != "POST":
        return sheet.shown(request, found, form)
    try:
        code = request.POST.get("office", "") or (mine[0].code if len(mine) == 1 else "")
        office = next((each for each in mine if each.code == code), None)
        if office is None:
            raise _missing("office", "forward_card_missing")
        posting.come_back(card=found.card, office=office, why=request.POST.get("why", ""),
                          by=found.by, at=found.at)  # fmt: skip
    except Refusal as refusal:
        return sheet.shown(request, opened(request, order), form, refusal)
    return to_card(found.card.order, "come-back")


def _back(mine: Sequence[Office], tongue: Tongue) -> Sheet:
    word = tongue.word
    places = [Ask(name="office", label=word("back_at"),
                  options=[(each.code, tongue.office(each)) for each in mine])]  # fmt: skip
    why = [(code, capital(tongue.say(text))) for code, text in BACK.items()]
    return Sheet(title=word("card_do_come-back"), lead=word("back_lead"),
                 button=word("back_button"),
                 asks=[Ask(name="why", label=word("back_why"), options=why),
                       *(places if len(mine) > 1 else [])])  # fmt: skip


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def post_again(request: HttpRequest, order: str) -> HttpResponse:
    """Post it again, to another address where one is given. Raises NotFound."""
    found = for_writing(request, order) if request.method == "POST" else opened(request, order)
    form = _post(found.tongue)
    if request.method != "POST":
        return sheet.shown(request, found, form)
    try:
        posting.post_again(card=found.card, tracking=request.POST.get("tracking", "")[:_LONGEST],
                           address=request.POST.get("address", "")[:_LONGEST], by=found.by,
                           at=found.at)  # fmt: skip
    except Refusal as refusal:
        return sheet.shown(request, opened(request, order), form, refusal)
    return to_card(found.card.order, "post-again")


def _post(tongue: Tongue) -> Sheet:
    word = tongue.word
    return Sheet(
        title=word("card_do_post-again"), lead=word("post_lead"), button=word("post_button"),
        asks=[Ask(name="address", label=word("post_address"), hint=word("post_address_hint"),
                  long=True),
              Ask(name="tracking", label=word("post_tracking"),
                  hint=word("post_tracking_hint"))])  # fmt: skip
