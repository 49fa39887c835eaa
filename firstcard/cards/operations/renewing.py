"""A new card for somebody who has one: when its time ends, or when what is printed has changed.

The card in use works on until the new one is collected (the swap is one transaction, see
`collecting`), or until its last day.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import transaction
from django.db.models import Exists, OuterRef, QuerySet

from firstcard.cards import ending, telling, validity
from firstcard.cards.attending import AGENT, attendee, not_own_family, own, rule_of
from firstcard.cards.content import CardData, data_of
from firstcard.cards.models import Card
from firstcard.cards.operations import ordering
from firstcard.cards.refusals import not_found, not_now, not_theirs, still_valid
from firstcard.cards.states import IN_THE_MAKING, Making
from firstcard.core import audit
from firstcard.core.actors import SERVICE, Actor
from firstcard.enrolment.changing import locked_person
from firstcard.guidance import packs_store
from firstcard.guidance.today import CHINA
from firstcard.people.models import IdentityDocument, Office, Person
from firstcard.people.numbers import number_of
from firstcard.people.offices import office_for
from firstcard.people.permissions import Permission, require

DOCUMENT = "card-replacement"
RENEWAL, CHANGE = "renewal", "data-change"
# Of several numbers that somebody has, the first of these stands on the card.
_KINDS = ("citizen-id", "residence-permit", "passport", "birth-certificate")
_HORIZON = timedelta(days=400)  # no pack tells a family earlier than that
_MOST = 500


def record_of(*, person: Person, photo: bytes) -> CardData:
    """What a card would say now: the person's record, with a picture."""
    held = {each.kind: each for each in
            IdentityDocument.objects.filter(person=person, withdrawn_at=None)}  # fmt: skip
    kind = next((each for each in _KINDS if each in held), "")
    return CardData(
        name=person.name, sex=person.sex, nationality=person.nationality, photo=photo,
        born_on=person.born_on.isoformat() if person.born_on else "", number_kind=kind,
        number=number_of(held[kind]) if kind else "",
    )  # fmt: skip


@transaction.atomic
def renew(
    *, card: Card, person: Person, proof: str, by: Actor, at: datetime, photo: bytes | None = None
) -> Card:
    """Order a new card at a desk for one whose time ends; it goes the way of the old one.

    `person`, `proof`: who stands there with which document. `photo`: a new picture, None for the
    old card's. Raises NotAllowed, NotTheirs, NotNow (longer valid, no end known, being made), and
    what `ordering.order` raises.
    """
    _asked_by(card, person, proof, by, at)
    return _renewed(card, photo, by, at)


def _asked_by(card: Card, person: Person, proof: str, by: Actor, at: datetime) -> None:
    """Whoever stands at the desk may have a new card made for the owner."""
    require(actor=by, permission=Permission.APPLY_AT_COUNTER, region=card.region)
    not_own_family(card=card, by=by)
    on = at.astimezone(CHINA).date()
    rule = rule_of(document=DOCUMENT, region=card.region, on=on)
    if rule is None:
        raise not_now("no-rule")
    attendee(card=card, rule=rule, person=person, proof=proof, on=on)


@transaction.atomic
def renew_own(*, card: Card, by: Actor, at: datetime, photo: bytes | None = None) -> Card:
    """The same from the account of whoever acts for the owner.

    Raises NotFound, NotTheirs for an agent, NotNow.
    """
    _online(card, by, at)
    return _renewed(card, photo, by, at)


def _online(card: Card, by: Actor, at: datetime) -> None:
    """An account that acts for the owner, where the packs let a new card be had online."""
    on = at.astimezone(CHINA).date()
    if own(card=card, by=by, on=on).relation == AGENT:
        raise not_theirs("no-authority")
    rule = rule_of(document=DOCUMENT, region=card.region, on=on)
    if rule is None or "online" not in (rule.channels or ()):
        raise not_now("no-rule" if rule is None else "not-this-way")


def _renewed(card: Card, photo: bytes | None, by: Actor, at: datetime) -> Card:
    card, on = _old(card), at.astimezone(CHINA).date()
    begins = validity.renewable_from(card=card, made_on=_made_on(card))
    if begins is None:
        raise not_now("no-end-known")
    if on < begins:
        raise still_valid(begins)
    picture = data_of(card).photo if photo is None else photo
    return _ordered(card, record_of(person=card.person, photo=picture), RENEWAL, by, at)


@transaction.atomic
def change_data(
    *, card: Card, person: Person, proof: str, by: Actor, at: datetime,
    photo: bytes | None = None, office: Office | None = None,
) -> Card:  # fmt: skip
    """Order a new card because the record of its owner was changed, or for a new picture.

    Raises NotAllowed, NotNow where the card says what the record says, and as `renew`.
    """
    _asked_by(card, person, proof, by, at)
    return _changed(card, photo, office, by, at)


@transaction.atomic
def change_own(*, card: Card, by: Actor, at: datetime, photo: bytes | None = None) -> Card:
    """The same from the account of whoever acts for the owner; what is recorded, an office changes.

    Raises NotFound, NotNow.
    """
    _online(card, by, at)
    return _changed(card, photo, None, by, at)


def _changed(
    card: Card, photo: bytes | None, office: Office | None, by: Actor, at: datetime
) -> Card:  # fmt: skip
    card = _old(card)
    before = data_of(card)
    new = record_of(person=card.person, photo=before.photo if photo is None else photo)
    if _printed(new) == _printed(before):
        raise not_now("nothing-changed")
    return _ordered(card, new, CHANGE, by, at, office=office)


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """What a card says, and what its owner's record says now."""

    card: CardData
    record: CardData

    @property
    def differs(self) -> bool:
        """Whether a new card would say something else."""
        return _printed(self.card) != _printed(self.record)


@transaction.atomic
def compared(*, card: Card, by: Actor, at: datetime) -> Compared:
    """Both, for a desk that is asked for a new card; the look is recorded. Raises NotAllowed."""
    require(actor=by, permission=Permission.APPLY_AT_COUNTER, region=card.region)
    audit.record(by=by, action="card.show-data", subject=f"card:{card.order}", case=card.case,
                 person=card.person_id, at=at)  # fmt: skip
    said = data_of(card)
    return Compared(card=said, record=record_of(person=card.person, photo=said.photo))


def _printed(data: CardData) -> tuple[str | int | bytes, ...]:
    return data.name, data.sex, data.born_on, data.number, data.photo


def _old(card: Card) -> Card:
    """The card that is replaced, kept from others: in use, or out of it by its time alone."""
    locked_person(card.person)  # before the card, as wherever both are changed
    held = Card.objects.select_for_update(of=("self",), no_key=True)
    old = held.select_related("person", "office").filter(
        pk=card.pk, making=Making.COLLECTED).first()  # fmt: skip
    if old is None:
        raise not_found()
    others = Card.objects.filter(person=old.person_id)
    if others.filter(making__in=IN_THE_MAKING).exists():
        raise not_now("in-the-making")
    newer = others.filter(pk__gt=old.pk, making=Making.COLLECTED)
    if old.ended_on is not None and (old.ended_reason != "expired" or newer.exists()):
        raise not_now("card-ended")
    return old


def _ordered(
    card: Card, data: CardData, reason: str, by: Actor, at: datetime, *,
    office: Office | None = None,
) -> Card:  # fmt: skip
    """To the office of the old card; for one that came by post, the office in charge."""
    to = office or card.office or _in_charge(card, at.astimezone(CHINA).date())
    return ordering.order(
        person=card.person, case=card.case, reason=reason, region=card.region, data=data,
        delivery="office", office=to, language=card.language, by=by, at=at,
    )  # fmt: skip


def _in_charge(card: Card, on: date) -> Office:
    rule = rule_of(document=DOCUMENT, region=card.region, on=on)
    kinds = [rule.issuer(way) for way in rule.ways] if rule is not None else []
    kind = next(filter(None, kinds), None)
    if kind is None:
        raise not_now("no-rule")
    return office_for(kind=kind, region=card.region, book=packs_store.current())


def _made_on(card: Card) -> date:
    return (card.made_at or card.ordered_at).astimezone(CHINA).date()


def remind(*, at: datetime) -> int:
    """Tell families from the day on which a card can be renewed; each once for its last day.

    How many cards were told of, or had been.
    """
    on, told = at.astimezone(CHINA).date(), 0
    rows = _in_use().filter(valid_until__gt=on, valid_until__lte=on + _HORIZON)
    made_anew = Card.objects.filter(person=OuterRef("person"), making__in=IN_THE_MAKING)
    for card in _in_turn(rows.exclude(Exists(made_anew))):
        begins = validity.renewable_from(card=card, made_on=_made_on(card))
        if begins is not None and begins <= on:
            telling.tell(card=card, template="card-expires", at=at, about=str(card.valid_until),
                         date=card.valid_until)  # fmt: skip
            told += 1
    return told


def expire(*, at: datetime) -> int:
    """Take cards out of use after their last day, and tell the family; how many."""
    on, ended = at.astimezone(CHINA).date(), 0
    due = _in_use().filter(valid_until__lt=on).order_by("valid_until", "pk")
    for pk in list(due.values_list("pk", flat=True)[:_MOST]):
        ended += _expired(pk, on, at)
    return ended


@transaction.atomic
def _expired(pk: int, on: date, at: datetime) -> bool:
    card = _in_use().select_for_update(of=("self",), skip_locked=True, no_key=True).filter(
        pk=pk, valid_until__lt=on).first()  # fmt: skip
    if card is None:
        return False
    ending.end(card=card, reason="expired", by=SERVICE, at=at)
    telling.tell(card=card, template="card-expired", at=at)
    return True


def _in_use() -> QuerySet[Card]:
    return Card.objects.filter(making=Making.COLLECTED, ended_on=None)


def _in_turn(rows: QuerySet[Card]) -> Iterator[Card]:
    return rows.select_related("person").order_by("valid_until", "pk").iterator(chunk_size=_MOST)
