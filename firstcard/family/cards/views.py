"""A family's cards, and one of them: where it is, until when, what to do now."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import wraps
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.urls import reverse
from django.views.decorators.http import require_safe

from firstcard.accounts import signing
from firstcard.cards import figures, queries, receipts, validity, waiting
from firstcard.cards.models import Card, CardEvent, Collection
from firstcard.cards.operations import choosing
from firstcard.cards.states import IN_THE_MAKING, Making
from firstcard.casework.models import Case
from firstcard.family.cards import pace
from firstcard.family.cards.saying import Saying
from firstcard.family.cards.standing import Teller
from firstcard.family.cards.using import in_use
from firstcard.family.cards.way import Way
from firstcard.family.views import shared
from firstcard.family.views.shared import View
from firstcard.family.words import word
from firstcard.guidance.today import now, today
from firstcard.guidance.views import frame

TO_SHOW = (Making.AT_OFFICE, Making.SEALED)  # a notice is shown at the desk


@dataclass(frozen=True, slots=True)
class Deed:
    """One thing to do now. `main`: the one that the card waits for."""

    address: str
    words: str
    main: bool = False


@dataclass(frozen=True, slots=True)
class Row:
    """One card in the list."""

    order: str
    late: bool
    short: str
    lines: list[str]


def saying() -> Saying:
    """How this request's language says things."""
    return Saying(lang=frame.language(), book=frame.book())


def of_a_card(view: View) -> View:
    """A page about one card, for whoever acts for its owner. Raises NotFound for others."""

    @wraps(view)
    @signing.family_required
    def guarded(request: HttpRequest, order: str, **rest: Any) -> HttpResponseBase:
        card = queries.card_for(order=order, by=shared.by(request), at=now())
        return view(request, card, **rest)

    return guarded


def address(card: Card, name: str = "own-card") -> str:
    """The address of a page about a card."""
    return reverse(name, args=[card.order])


def teller(card: Card) -> Teller:
    """Who says how a card stands today."""
    return Teller(card=card, where=queries.where(card=card, on=today()),
                  events=queries.history(card=card), on=today(), saying=saying())  # fmt: skip


@require_safe
@signing.family_required
def cards(request: HttpRequest) -> HttpResponse:
    """All of them, child by child, the newest first."""
    found = queries.own_cards(by=shared.by(request), at=now())
    found.sort(key=lambda card: (card.person_id, -card.pk))
    people = [(next(iter(mine)).person.name, [_row(card) for card in mine])
              for _, each in groupby(found, key=lambda card: card.person_id)
              if (mine := list(each))]  # fmt: skip
    return shared.page(request, "cards/cards", word("cards_title", frame.language()), people=people,
                       back=reverse("cases"))  # fmt: skip


def _row(card: Card) -> Row:
    told = teller(card)
    head = told.head()
    lines = [*head.late[:1], *head.promise[:1]] or [head.now]
    return Row(card.order, bool(head.late), told.short(), lines)


@require_safe
@of_a_card
def card(request: HttpRequest, card: Card) -> HttpResponse:
    """One card: late first, then who has it, what to do, the way, how long others waited."""
    events, on, said = queries.history(card=card), today(), saying()
    way = Way(card=card, events=events, on=on, saying=said)
    found = figures.pace(card=card, on=on)
    place = said.office(card.centre if card.delivery == "post" else card.office)
    picture = pace.picture(pace=found, by_post=card.delivery == "post", office=place,
                           saying=said) if found else None  # fmt: skip
    return shared.page(
        request, "cards/card", word("card_title", said.lang), card=card, back=reverse("cards"),
        head=teller(card).head(), deeds=list(_deeds(card, events, on, said)), pace=picture,
        newer=_newer(card), stops=way.stops(), case=case_of(request, card),
        events=way.happened(own=shared.by(request).account),
        receipt=Collection.objects.filter(card=card.pk).exists())  # fmt: skip


def _deeds(card: Card, events: list[CardEvent], on: date, said: Saying) -> Iterator[Deed]:
    """What can be done now, what the card waits for first."""
    state = Making(card.making)
    if state in TO_SHOW or waiting.printed_on_coming(card):
        words = {Making.SEALED: "do_notice_sealed", Making.ORDERED: "do_notice_branch"}
        yield Deed(address(card, "own-card-notice"), said.word(words.get(state, "do_notice")), True)
    if state is Making.POSTED:
        yield Deed(address(card, "own-card-arrived"), said.word("do_arrived"), True)
    if state in choosing.OPEN:
        back = state is Making.RETURNED
        words_ = said.word("do_delivery_again" if back else "do_delivery")
        yield Deed(address(card, "own-card-delivery"), words_, back)
    if in_use(card):
        off = card.social_security == "off"
        words_ = said.word("do_enable" if off else "do_sides")
        yield Deed(address(card, "own-card-enable"), words_, off)
    if state in IN_THE_MAKING or in_use(card):
        words_ = said.word("do_beside" if state in IN_THE_MAKING else "do_beside_more")
        yield Deed(address(card, "own-card-beside"), words_)
    ended, again = card.ended_on is not None, renewable(card, on)
    if again or (in_use(card) and _newer(card) is None):
        words_ = said.word("do_renew" if again else "do_change")
        yield Deed(address(card, "own-card-renew"), words_, ended)


def renewable(card: Card, on: date) -> bool:
    """Whether a new card can be ordered for it today."""
    begins = renewable_from(card)
    over = card.ended_on is not None and card.ended_reason != "expired"
    if card.making != Making.COLLECTED or over or begins is None or on < begins:
        return False
    return _newer(card) is None


def renewable_from(card: Card) -> date | None:
    """From when a card can be renewed; None where its last day is not known."""
    made = waiting.day(card.made_at or card.ordered_at)
    return validity.renewable_from(card=card, made_on=made)


def _newer(card: Card) -> Card | None:
    """The card that takes its place, made or being made."""
    later = Card.objects.filter(person=card.person_id, pk__gt=card.pk)
    return later.exclude(making=Making.STOPPED).order_by("-pk").first()


def case_of(request: HttpRequest, card: Card) -> Case | None:
    """The application, for whoever handed it in: others see the card alone."""
    mine = Case.objects.filter(reference=card.case, applicant=shared.by(request).account)
    return mine.first() if card.case else None


@require_safe
@of_a_card
def receipt(request: HttpRequest, card: Card) -> HttpResponse:
    """The receipt of the collection. Raises NotFound where there was none."""
    shown = receipts.show(card=card, by=shared.by(request), lang=frame.language(), at=now())
    return file(shown.pdf, f"{card.order}.pdf")


def file(data: bytes, name: str) -> HttpResponse:
    """A PDF to keep, that no shared store keeps."""
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{name}"'
    response["Cache-Control"] = "no-store"
    return response
