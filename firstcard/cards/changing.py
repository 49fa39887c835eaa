"""What every change of a card does: the line of the table, one guarded row, history and audit."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import F

from firstcard.cards import validity
from firstcard.cards.models import Card, CardEvent, Credential
from firstcard.cards.refusals import no_such_move, overtaken
from firstcard.cards.states import TEMPORARY, Axis, CardAction, Function, Making, Move, Remark, move
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.rows import write_together
from firstcard.guidance.today import CHINA
from firstcard.people.permissions import require

FIELD = {Axis.MAKING: "making", Axis.SOCIAL_SECURITY: "social_security", Axis.BANK: "bank"}


def apply(
    *, card: Card, action: CardAction, by: Actor, at: datetime, axis: Axis = Axis.MAKING,
    detail: Mapping[str, Any] | None = None, family: bool = False, **changes: Any,
) -> CardEvent:  # fmt: skip
    """Move a card; `card` is changed to what is stored. Call it inside a transaction.

    `family`: the caller has seen that the account acts for the owner (`attending.own`); it counts
    where the table lets a family do it. What stood in for the card ends with its making. Raises
    NotAllowed, and Conflict for a move that the table has not or that somebody else made first
    (who, and when).
    """
    before = state_of(card, axis)
    line = move(axis=axis, action=action, before=before)
    if line is None:
        raise no_such_move(card=card, action=action, axis=axis)
    if line.permission is not None and not (family and line.family):
        require(actor=by, permission=line.permission, region=card.region)
    if line.after is Making.COLLECTED and card.valid_until is None:
        changes.setdefault("valid_until", _last_day(card, at))
    changes = {FIELD[axis]: line.after.value, **_let_go(line), **changes}
    rows = Card.objects.filter(pk=card.pk, version=card.version, **{FIELD[axis]: before.value})
    if rows.update(version=F("version") + 1, **changes) != 1:
        raise overtaken(card)
    for name, value in changes.items():
        setattr(card, name, value)
    card.version += 1
    if line.after in (Making.COLLECTED, Making.STOPPED):
        _end_stand_ins(card, at)
    return record(card=card, axis=axis, action=action, before=before.value,
                  after=line.after.value, by=by, at=at, detail=detail)  # fmt: skip


def _let_go(line: Move) -> dict[str, Any]:
    """Nobody hands out what lies at no office any more; what is over needs no looking at."""
    freed: dict[str, Any] = {}
    if line.before is Making.AT_OFFICE:
        freed = {"taken_by": None, "taken_until": None}
    if line.after in (Making.COLLECTED, Making.STOPPED, Making.SEALED):
        freed |= {"on_the_way_since": None, "attend_on": None}
    return freed


def _last_day(card: Card, at: datetime) -> date | None:
    """As the packs say, where the centre did not tell it."""
    return validity.last_day(card=card, made_on=(card.made_at or at).astimezone(CHINA).date())


def _end_stand_ins(card: Card, at: datetime) -> None:
    """A temporary credential holds while the card is made, not longer."""
    Credential.objects.filter(card=card.pk, kind=TEMPORARY, ended_reason="").update(
        until=at, ended_reason=card.making)  # fmt: skip


def remark(*, card: Card, what: Remark, by: Actor, at: datetime, axis: Axis = Axis.MAKING,
           detail: Mapping[str, Any] | None = None) -> CardEvent:  # fmt: skip
    """Write something into the history that leaves the states as they are."""
    state = state_of(card, axis).value
    return record(card=card, axis=axis, action=what, before=state, after=state, by=by, at=at,
                  detail=detail)  # fmt: skip


def record(
    *, card: Card, axis: Axis, action: CardAction | Remark, before: str, after: str, by: Actor,
    at: datetime, detail: Mapping[str, Any] | None = None,
) -> CardEvent:  # fmt: skip
    """Append to the card's history and to the audit trail."""
    event = CardEvent(
        card=card, axis=axis.value, action=action.value, before=before, after=after, at=at,
        account_id=by.account, role=by.role, name=by.name, office_id=card.office_id,
        detail=dict(detail or {}),
    )  # fmt: skip
    write_together(event, audit.entry(
        by=by, action=f"card.{action.value}", subject=f"card:{card.order}", case=card.case,
        person=card.person_id, detail=detail, at=at))  # fmt: skip
    return event


def state_of(card: Card, axis: Axis) -> Making | Function:
    """What a card is on an axis."""
    value = getattr(card, FIELD[axis])
    return Making(value) if axis is Axis.MAKING else Function(value)
