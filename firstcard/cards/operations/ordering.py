"""A card is ordered when it is approved, and stopped when it must not be handed out."""

from __future__ import annotations

from datetime import date, datetime

from django.db import IntegrityError, transaction

from firstcard.cards import clock, telling
from firstcard.cards.changing import apply, record
from firstcard.cards.content import CardData, sealed
from firstcard.cards.files.results import ORDER_PREFIX
from firstcard.cards.models import Card, CardEvent
from firstcard.cards.production_refusals import AlreadyMaking, Died, HasCard
from firstcard.cards.states import IN_THE_MAKING, Axis, CardAction, Function, Making
from firstcard.core import references, vault
from firstcard.core.actors import Actor
from firstcard.core.rows import insert
from firstcard.enrolment.changing import locked_person
from firstcard.guidance import packs_store
from firstcard.people.models import Office, Person
from firstcard.people.offices import office_for
from firstcard.policy.region_codes import NATION, province

# Reasons for which a card is made for somebody who has none.
FIRST = ("first", "student")
_CENTRE = "card-centre"
_MAKING = [state.value for state in IN_THE_MAKING]


@transaction.atomic
def order(
    *, person: Person, case: str, reason: str, region: str, data: CardData, delivery: str,
    office: Office | None, language: str, by: Actor, at: datetime,
    place_from: datetime | None = None, address: str = "",
) -> Card:  # fmt: skip
    """Order a card; its clock starts and the family is told the promise.

    `case`: the application that was approved, "" where there is none. `place_from`: the place in
    line of the card that this one is made instead of. Raises AlreadyMaking, HasCard (a first card
    beside one in use), Died.
    """
    person = locked_person(person)
    _check(person, reason)
    name = references.new(prefix=ORDER_PREFIX)
    hidden = sealed(data=data, order=name)
    card = Card(
        order=name, person=person, case=case, reason=reason, region=region, data=hidden.data,
        photo=hidden.photo, language=language, centre=centre_for(region=region), office=office,
        delivery=delivery, address=_sealed_address(address, name), making=Making.ORDERED.value,
        social_security=Function.OFF.value, bank=Function.OFF.value, ordered_at=at,
        place_from=place_from or at, **clock.started(region=region, at=at),
    )  # fmt: skip
    _insert(card)
    record(card=card, axis=Axis.MAKING, action=CardAction.ORDER, before="", after=card.making,
           by=by, at=at, detail={"reason": reason})  # fmt: skip
    _tell_promise(card, at)
    return card


def _check(person: Person, reason: str) -> None:
    if person.died_on is not None:
        raise Died
    mine = Card.objects.filter(person=person)
    if mine.filter(making__in=_MAKING).exists():
        raise AlreadyMaking
    in_use = mine.filter(making=Making.COLLECTED.value, ended_on=None)
    if reason in FIRST and in_use.exists():
        raise HasCard


def _insert(card: Card) -> None:
    # The person's row is locked by whoever orders, and not by every writer: the index decides.
    try:
        with transaction.atomic():
            insert(card)
    except IntegrityError as error:
        if "one_card_in_the_making" in str(error):
            raise AlreadyMaking from None
        raise


def _sealed_address(address: str, order: str) -> bytes | None:
    if not address:
        return None
    return vault.seal(address.encode(), purpose="card address", bound=order)


def _tell_promise(card: Card, at: datetime) -> None:
    named = card.case or card.order
    if card.due_on is None:
        telling.tell(card=card, template="card-ordered-undated", at=at, reference=named)
    else:
        telling.tell(card=card, template="card-ordered", at=at, reference=named, date=card.due_on)


def centre_for(*, region: str) -> Office:
    """The card centre of a region: of the place whose pack is in force, else of the province."""
    book = packs_store.current()
    nearest = book.packs[book.chain(region)[-1]].form.region
    place = province(region) if nearest == NATION else nearest
    return office_for(kind=_CENTRE, region=place, book=book)


@transaction.atomic
def stop(*, card: Card, reason: str, by: Actor, at: datetime) -> CardEvent:
    """Stop a card wherever it is until somebody has it: it is not handed out any more.

    `reason`: a code such as death, loss, withdrawn, moved. What the centre has already made is
    found at its next station and destroyed. Raises NotNow for a card that is out or stopped.
    """
    event = apply(card=card, action=CardAction.STOP, by=by, at=at, detail={"reason": reason},
                  stopped_on=_stopped_on(card, at))  # fmt: skip
    telling.tell(card=card, template="card-stopped", at=at, reference=card.case or card.order)
    return event


@transaction.atomic
def stop_of(*, person: Person, reason: str, by: Actor, at: datetime) -> Card | None:
    """The same for the card that is being made for somebody; None where there is none.

    Of somebody whose card is just being ordered anew, or whose records are joined: the one then.
    """
    rows = Card.objects.select_for_update(no_key=True)
    card = rows.filter(person=locked_person(person), making__in=_MAKING).first()
    if card is not None:
        stop(card=card, reason=reason, by=by, at=at)
    return card


def _stopped_on(card: Card, at: datetime) -> date:
    """The clock of a card that was made stands already."""
    return card.stopped_on or clock.day_of(at)
