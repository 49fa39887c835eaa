"""The desk hands a card out: found, taken, checked, signed for. The family's page shows it at once.

One desk has the card at a time, for a quarter of an hour. Handing out locks the person's and the
card's rows, so that no card is handed out twice and an older one ends in the same moment.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Literal

from django.db import transaction
from django.db.models import Q

from firstcard.accounts.models import Account
from firstcard.cards import content, ending, telling, waiting
from firstcard.cards.attending import not_own_family
from firstcard.cards.changing import apply
from firstcard.cards.collectors import Authority, Collector, Identity, identified
from firstcard.cards.content import CardData
from firstcard.cards.handing_refusals import (
    NotTaken,
    Taken,
    WrongCard,
    day_text,
    invalid,
    not_now,
)
from firstcard.cards.models import Card, Collection
from firstcard.cards.operations.arriving import ORDER
from firstcard.cards.places import acting_at, sees
from firstcard.cards.refusals import no_such_move, not_found, overtaken
from firstcard.cards.states import IN_THE_MAKING, Axis, CardAction, Making
from firstcard.cards.words import REFUSED
from firstcard.core import audit, references, vault
from firstcard.core.actors import Actor
from firstcard.core.refusals import NotAllowed
from firstcard.core.rows import insert
from firstcard.enrolment.changing import locked_person
from firstcard.people.identity_numbers import normalised
from firstcard.people.models import Person
from firstcard.people.names import plain
from firstcard.people.numbers import person_of
from firstcard.people.permissions import Permission, require

LOCK = timedelta(minutes=15)
MOST_BYTES = 256 * 1024  # of a drawn signature: a bound of the machine
PURPOSE = "collection"
_MAKING = [state.value for state in IN_THE_MAKING]


@dataclass(frozen=True, slots=True, kw_only=True)
class Handover:
    """What the desk saw and the collector signed.

    `shown`: ids of the packs' needs that were shown. `card_number`: read from the card itself.
    `confirmed`: the collector found the data on the card right. `signature`: the name as typed
    (UTF-8), the drawing, or nothing for the receipt signed on paper.
    """

    identity: Identity
    shown: frozenset[str]
    card_number: str
    genuine: bool
    confirmed: bool
    kind: Literal["typed", "drawn", "paper"]
    signature: bytes = b""
    authority: Authority | None = None


@transaction.atomic
def find(*, said: str, by: Actor, at: datetime) -> Card:
    """The card of a notice's QR code, of an order or of an application; the look is recorded.

    Raises NotFound, also for a card that is not of the regions of whoever asks.
    """
    text = said.strip().rstrip("/").rsplit("/", 1)[-1]
    order = references.read(text, prefix=ORDER)
    case = references.read(text, prefix="FC")
    if order is None and case is None:
        raise not_found()
    return _found(Q(order=order) if order else Q(case=case), by, at)


@transaction.atomic
def find_by_identity(*, kind: str, number: str, by: Actor, at: datetime) -> Card:
    """The card of whoever has this number; else as `find`."""
    person = person_of(kind=kind, number=normalised(number))
    if person is None:
        raise not_found()
    return _found(Q(person=person), by, at)


def _found(query: Q, by: Actor, at: datetime) -> Card:
    """The one in the making before the one in use, and that before older ones."""
    rows = Card.objects.select_related("person", "office").filter(query)
    cards = [card for card in rows if sees(by=by, card=card)]
    if not cards:
        raise not_found()
    card = max(cards, key=lambda c: (c.making in _MAKING, c.ended_on is None, c.pk))
    _audit(card, by, at, "find")
    return card


@transaction.atomic
def take(*, card: Card, by: Actor, at: datetime) -> Card:
    """Take a card to hand it out, or keep it for another quarter of an hour.

    It changes neither state nor version. Raises NotAllowed, NotHere, Taken, NotNow.
    """
    acting_at(by=by, office=card.office, region=card.region)
    not_own_family(card=card, by=by)
    free = Q(taken_until=None) | Q(taken_until__lte=at) | Q(taken_by=by.account)
    rows = Card.objects.filter(free, pk=card.pk, making=Making.AT_OFFICE, office=card.office)
    if rows.update(taken_by=by.account, taken_until=at + LOCK) != 1:
        now = Card.objects.select_related("taken_by").get(pk=card.pk)
        free_for(card=now, by=by, at=at)
        raise no_such_move(card=now, axis=Axis.MAKING, action=CardAction.COLLECT)
    if card.taken_by_id != by.account or card.taken_until is None or card.taken_until <= at:
        _audit(card, by, at, "take")
    card.taken_by_id, card.taken_until = by.account, at + LOCK
    return card


@transaction.atomic
def release(*, card: Card, by: Actor, at: datetime) -> Card:
    """Let go of a card. Of one that somebody else has, nothing changes. Raises NotAllowed."""
    require(actor=by, permission=Permission.HAND_OUT, region=card.region)
    rows = Card.objects.filter(pk=card.pk, taken_by=by.account, taken_until__isnull=False)
    if rows.update(taken_by=None, taken_until=None) == 1:
        _audit(card, by, at, "release")
        card.taken_by_id = card.taken_until = None
    return card


def free_for(*, card: Card, by: Actor, at: datetime) -> None:
    """Raise Taken while somebody else hands the card out."""
    if card.taken_until is None or card.taken_until <= at or card.taken_by_id == by.account:
        return
    holder = card.taken_by
    assert holder is not None
    raise Taken(who=holder.shown_name or holder.login, until=card.taken_until)


@transaction.atomic
def printed(*, card: Card, by: Actor, at: datetime) -> CardData:
    """What is printed on the card, for the collector to confirm; the read is recorded.

    Raises NotAllowed, NotHere, Taken, NotTaken.
    """
    in_hand(card=card, by=by, at=at)
    _audit(card, by, at, "show-data")
    return content.data_of(card)


def in_hand(*, card: Card, by: Actor, at: datetime) -> None:
    """Raise unless whoever acts has the card: NotAllowed, NotHere, NotNow, Taken, NotTaken."""
    acting_at(by=by, office=card.office, region=card.region)
    now = Card.objects.select_related("taken_by").get(pk=card.pk)
    if now.making != Making.AT_OFFICE:
        raise no_such_move(card=now, axis=Axis.MAKING, action=CardAction.COLLECT)
    _held(now, by, at)


@transaction.atomic
def collect(*, card: Card, handover: Handover, by: Actor, at: datetime) -> Collection:
    """Hand the card out; an older card of the person is out of use from this moment.

    Raises NotAllowed, NotHere; Taken, NotTaken where whoever hands out has not the card; NotNow
    for a card that does not wait, has run out, or whose owner died; WrongCard; Invalid for what
    was not shown, confirmed or signed; NotTheirs for whoever may not collect it; Overtaken.
    """
    acting_at(by=by, office=card.office, region=card.region)
    card, person = locked(card, by, at)
    check_card(card=card, person=person, number=handover.card_number, genuine=handover.genuine,
               at=at)  # fmt: skip
    if not handover.confirmed:
        raise invalid("not-confirmed", field="confirmed")
    collector = identified(card=card, identity=handover.identity, authority=handover.authority,
                           shown=handover.shown, on=waiting.day(at))  # fmt: skip
    _not_to_oneself(collector, by)
    _check_signature(handover, collector)
    ending.make_way(card=card, by=by, at=at)
    apply(card=card, action=CardAction.COLLECT, by=by, at=at, collected_at=at,
          detail={"relation": collector.relation, "shown": list(collector.shown)})  # fmt: skip
    made = _signed(card, collector, handover, by, at)
    telling.tell(card=card, template="card-collected", at=at)
    return made


def _not_to_oneself(collector: Collector, by: Actor) -> None:
    """Also not by a letter of authority for whoever stands at both sides of the desk."""
    own = Account.objects.filter(person=collector.person).values_list("pk", flat=True)
    if by.account in own:
        raise NotAllowed(REFUSED["to-oneself"])


def locked(card: Card, by: Actor, at: datetime) -> tuple[Card, Person]:
    """The rows of person and card, in this order everywhere, held until the transaction ends."""
    person = locked_person(Person(pk=card.person_id))
    # Without joins: whoever waited for the row would see the joined rows as they were before.
    now = Card.objects.select_for_update(no_key=True).get(pk=card.pk)
    if now.making != Making.AT_OFFICE:
        # Who was first is said to whoever still saw it lying there.
        if card.making == Making.AT_OFFICE:
            raise overtaken(card)
        raise no_such_move(card=now, axis=Axis.MAKING, action=CardAction.COLLECT)
    _held(now, by, at)
    not_own_family(card=now, by=by)
    return now, person


def _held(card: Card, by: Actor, at: datetime) -> None:
    free_for(card=card, by=by, at=at)
    if card.taken_by_id != by.account or card.taken_until is None or card.taken_until <= at:
        raise NotTaken


def check_card(*, card: Card, person: Person, number: str, genuine: bool, at: datetime) -> None:
    """The card in the hand is this one, genuine and valid, and its owner lives.

    Raises NotNow, WrongCard, Invalid.
    """
    if person.died_on is not None:
        raise not_now("died")
    if card.number != normalised(number):
        raise WrongCard
    if not genuine:
        raise invalid("not-genuine", field="genuine")
    if card.valid_until is not None and card.valid_until < waiting.day(at):
        raise not_now("run-out", day=day_text(card.valid_until))


def _check_signature(handover: Handover, collector: Collector) -> None:
    """Something is signed, and a typed name is the collector's own."""
    if handover.kind != "paper" and not handover.signature.strip():
        raise invalid("nothing-signed", field="signature")
    if len(handover.signature) > MOST_BYTES:
        raise invalid("too-large", field="signature")
    typed = handover.signature.decode(errors="replace") if handover.kind == "typed" else ""
    if typed and plain(typed) != plain(collector.person.name):
        raise invalid("signed-name", field="signature")


def _signed(card: Card, collector: Collector, handover: Handover, by: Actor,
            at: datetime) -> Collection:  # fmt: skip
    made = Collection(
        card=card, collector=collector.person, relation=collector.relation,
        authorised_by=collector.authorised_by, shown=list(collector.shown), kind=handover.kind,
        office=card.office, account_id=by.account, clerk=by.name, at=at,
    )  # fmt: skip
    made.bound_sha256 = bound(collection=made, signature=handover.signature)
    made.signature = vault.seal(handover.signature, purpose=PURPOSE, bound=made.bound_sha256)
    insert(made)
    return made


def bound(*, collection: Collection, signature: bytes) -> str:
    """SHA-256 of what a signature is bound to: the card, the collector, the moment, itself."""
    told = [collection.card.order, collection.card.number, collection.collector_id,
            collection.relation, collection.authorised_by_id, collection.shown, collection.kind,
            collection.at.astimezone(UTC).isoformat(),
            hashlib.sha256(signature).hexdigest()]  # fmt: skip
    return hashlib.sha256(json.dumps(told, separators=(",", ":")).encode()).hexdigest()


def holds(*, collection: Collection) -> bool:
    """Whether the signature is still the one of this card, collector and moment."""
    try:
        signature = vault.unseal(collection.signature, purpose=PURPOSE,
                                 bound=collection.bound_sha256)  # fmt: skip
    except vault.CannotOpen:
        return False
    return bound(collection=collection, signature=signature) == collection.bound_sha256


def _audit(card: Card, by: Actor, at: datetime, what: str) -> None:
    audit.record(by=by, action=f"card.{what}", subject=f"card:{card.order}", case=card.case,
                 person=card.person_id, at=at)  # fmt: skip
