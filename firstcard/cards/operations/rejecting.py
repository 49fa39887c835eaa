"""A card that is wrong is taken back at the desk; the new one keeps its place in line."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from msgspec import structs

from firstcard.cards import content
from firstcard.cards.changing import apply
from firstcard.cards.content import CardData
from firstcard.cards.handing_refusals import invalid
from firstcard.cards.handing_words import WRONG
from firstcard.cards.models import Card
from firstcard.cards.operations import ordering
from firstcard.cards.operations.collecting import locked
from firstcard.cards.operations.renewing import record_of
from firstcard.cards.places import acting_at
from firstcard.cards.states import CardAction
from firstcard.core import vault
from firstcard.core.actors import Actor

_RECORDED, _PHOTO = ("name", "sex", "born_on", "number"), "photo"


@transaction.atomic
def reject(
    *, card: Card, wrong: Collection[str], right: CardData | None, by: Actor, at: datetime
) -> Card:  # fmt: skip
    """Take a card back whose data or body is wrong; a new one is ordered in its place in line.

    `wrong`: codes of `handing_words.WRONG`. The new card says what the owner's record says: nobody
    at a desk writes an identity onto a card alone. `right`: the data as the collector says it is,
    and the new picture where that is wrong. Gives the new card. Raises NotAllowed, NotHere, Taken,
    NotTaken, Invalid, NotNow, Overtaken.
    """
    acting_at(by=by, office=card.office, region=card.region)
    card, _ = locked(card, by, at)
    data = _corrected(card, wrong, right)
    address = vault.unseal(card.address, purpose="card address", bound=card.order).decode() \
        if card.address is not None else ""  # fmt: skip
    apply(card=card, action=CardAction.REJECT, by=by, at=at, detail={"wrong": sorted(wrong)})
    return ordering.order(
        person=card.person, case=card.case, reason=card.reason, region=card.region, data=data,
        delivery=card.delivery, office=card.office, language=card.language, by=by, at=at,
        place_from=card.place_from, address=address,
    )  # fmt: skip


def _corrected(card: Card, wrong: Collection[str], right: CardData | None) -> CardData:
    if not wrong or not set(wrong) <= set(WRONG):
        raise invalid("what-is-wrong", field="wrong")
    data, record = content.data_of(card), record_of(person=card.person, photo=b"")
    for name in _RECORDED:
        if name in wrong:
            _check(name, data, record, right)
            data = structs.replace(data, **{name: getattr(record, name)})
    if "number" in wrong:
        data = structs.replace(data, number_kind=record.number_kind)
    return _with_picture(data, right) if _PHOTO in wrong else data


def _check(name: str, printed: CardData, record: CardData, right: CardData | None) -> None:
    """The record is otherwise than the card, and as it is told."""
    if getattr(record, name) == getattr(printed, name):
        raise invalid("record-same", field=name)
    if right is not None and getattr(right, name) != getattr(record, name):
        raise invalid("record-otherwise", field=name)


def _with_picture(data: CardData, right: CardData | None) -> CardData:
    if right is None or not right.photo or right.photo == data.photo:
        raise invalid("nothing-changed", field=_PHOTO)
    return structs.replace(data, photo=right.photo)
