"""The end of a card in use: replaced, cancelled, expired. Both its functions end with it."""

from __future__ import annotations

from datetime import datetime
from typing import Any, Literal

from django.db.models import F

from firstcard.cards import changing
from firstcard.cards.models import Card
from firstcard.cards.refusals import overtaken
from firstcard.cards.states import Axis, CardAction, Function, Making, Remark
from firstcard.core.actors import Actor
from firstcard.guidance.today import CHINA

Reason = Literal["replaced", "cancelled", "expired"]


def in_use(*, person: int) -> Card | None:
    """The card that a person uses, kept from others until the transaction ends."""
    held = Card.objects.select_for_update(no_key=True).filter(
        person=person, making=Making.COLLECTED, ended_on=None)  # fmt: skip
    return held.first()


def end(
    *, card: Card, reason: Reason, by: Actor, at: datetime, replaced_by: Card | None = None
) -> None:
    """Take a card out of use for good; it never comes back. Call it inside a transaction.

    Raises Overtaken where it has ended or changed meanwhile. Who may, the caller has checked.
    """
    changes: dict[str, Any] = {
        "ended_on": at.astimezone(CHINA).date(), "ended_reason": reason, "replaced_by": replaced_by,
    }  # fmt: skip
    rows = Card.objects.filter(pk=card.pk, version=card.version, making=Making.COLLECTED,
                               ended_on=None)  # fmt: skip
    if rows.update(version=F("version") + 1, **changes) != 1:
        raise overtaken(card)
    for name, value in changes.items():
        setattr(card, name, value)
    card.version += 1
    what = Remark.REPLACED if reason == "replaced" else Remark.ENDED
    changing.remark(card=card, what=what, by=by, at=at, detail={"reason": reason})
    for axis in (Axis.SOCIAL_SECURITY, Axis.BANK):
        if changing.state_of(card, axis) is not Function.ENDED:
            changing.apply(card=card, axis=axis, action=CardAction.END, by=by, at=at,
                           detail={"reason": reason})  # fmt: skip


def make_way(*, card: Card, by: Actor, at: datetime) -> None:
    """End the card that a person uses because this one takes its place in the same transaction.

    The caller holds the person's row, so that nobody else hands out another one meanwhile.
    """
    older = in_use(person=card.person_id)
    if older is not None and older.pk != card.pk:
        end(card=older, reason="replaced", by=by, at=at, replaced_by=card)
