"""What every change of a bill does: the line of the table, one guarded row, history and audit."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django.db import IntegrityError

from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.rows import change, new_number, write_together
from firstcard.enrolment.words import filled
from firstcard.settlement.models import Claim, ClaimEvent, ClaimSettlement, YearAccount
from firstcard.settlement.refusals import NotNow, Overtaken, PresentedAlready
from firstcard.settlement.states import ClaimAction, ClaimState, Move, Remark, move
from firstcard.settlement.words import ACTIONS, NOT_NOW, REFUSED, STATES

ONCE = "bill_paid_once"
_FREE = ("reason", "note")  # own words may name somebody, and the audit trail is for good


def line_for(*, claim: Claim, action: ClaimAction) -> Move:
    """The line of the table. Raises NotNow where it has none."""
    line = move(action=action, before=ClaimState(claim.state) if claim.state else None)
    if line is None:
        raise NotNow(filled(NOT_NOW, what=ACTIONS[action.value], state=STATES[claim.state]))
    return line


def begin(
    *, claim: Claim, line: Move, by: Actor, at: datetime,
    settlement: ClaimSettlement | None = None, detail: Mapping[str, Any] | None = None,
    years: Sequence[YearAccount] = (),
) -> None:  # fmt: skip
    """Write a new bill, which has its number, in the state to which the line leads.

    `years`: what has changed of its person's, written with it.

    Raises PresentedAlready where somebody was faster with the institution's number.
    """
    claim.state, claim.settlement = line.after.value, _numbered(settlement)
    try:
        _record(claim, line.action.value, "", settlement, by, at, detail, years)
    except IntegrityError as error:
        if ONCE not in str(error):
            raise
        raise PresentedAlready(REFUSED["presented-now"]) from None


def apply(
    *, claim: Claim, line: Move, by: Actor, at: datetime,
    settlement: ClaimSettlement | None = None, detail: Mapping[str, Any] | None = None,
    **changes: Any,
) -> ClaimEvent:  # fmt: skip
    """Move a bill; `claim` is changed to what is stored. Call it inside a transaction.

    `settlement`: what holds from now on, written here where it is new. Raises Overtaken.
    """
    before = claim.state
    changes = {"state": line.after.value, "settlement": _numbered(settlement), **changes}
    _update(claim, **changes)
    return _record(claim, line.action.value, before, settlement, by, at, detail)


def remark(
    *, claim: Claim, what: Remark, settlement: ClaimSettlement | None, by: Actor, at: datetime,
    detail: Mapping[str, Any] | None = None,
) -> ClaimEvent:  # fmt: skip
    """Write something into the history that leaves the state as it is.

    `settlement`: what holds from now on, None to leave that too.
    """
    if settlement is not None:
        _update(claim, settlement=_numbered(settlement))
    return _record(claim, what.value, claim.state, settlement, by, at, detail)


def _numbered(settlement: ClaimSettlement | None) -> ClaimSettlement | None:
    """It can be named before it is written."""
    if settlement is not None:
        settlement.pk = settlement.pk or new_number(ClaimSettlement)
    return settlement


def _update(claim: Claim, **changes: Any) -> None:
    where = {"id": claim.pk, "state": claim.state, "version": claim.version}
    to = {("settlement_id" if name == "settlement" else name):
          (value.pk if isinstance(value, ClaimSettlement) else value)
          for name, value in changes.items()}  # fmt: skip
    if change(Claim, where=where, to=to, count_up="version") != 1:
        raise _overtaken(claim)
    for name, value in changes.items():
        setattr(claim, name, value)
    claim.version += 1


def _overtaken(claim: Claim) -> Overtaken:
    """Who did what meanwhile."""
    last = ClaimEvent.objects.filter(claim=claim.pk).order_by("-pk").first()
    assert last is not None, "every bill has a history"
    return Overtaken(filled(REFUSED["overtaken"], who=last.name or last.role,
                            what=ACTIONS[last.action]))  # fmt: skip


def _record(
    claim: Claim, action: str, before: str, settlement: ClaimSettlement | None, by: Actor,
    at: datetime, detail: Mapping[str, Any] | None, years: Sequence[YearAccount] = (),
) -> ClaimEvent:  # fmt: skip
    """Write history and audit, and with them bill and settlement where they are new."""
    event = ClaimEvent(
        claim=claim, action=action, before=before, after=claim.state, at=at,
        account_id=by.account, role=by.role, name=by.name, settlement=settlement,
        detail=dict(detail or {}),
    )  # fmt: skip
    codes = {name: value for name, value in (detail or {}).items() if name not in _FREE}
    entry = audit.entry(by=by, action=f"bill.{action}", subject=f"bill:{claim.reference}",
                        case=claim.case, person=claim.person_id, detail=codes, at=at)  # fmt: skip
    new = [row for row in (claim, settlement) if row is not None and row._state.adding]
    write_together(*new, *years, event, entry)
    return event
