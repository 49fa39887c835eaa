"""The lifecycle of a case: one table. Pure.

Every state that waits says who holds the case (`HOLDERS`); until when, the case's clock says. What
needs reasons is refused without them by the operation, not here.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from firstcard.people.permissions import Permission


class CaseState(StrEnum):
    """What a case is."""

    DRAFT = "draft"
    SUBMITTED = "submitted"
    RETURNED = "returned"
    ACCEPTED = "accepted"
    APPROVED = "approved"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class CaseAction(StrEnum):
    """What happens to a case."""

    START = "start"
    SUBMIT = "submit"
    RETURN = "return"
    RESUBMIT = "resubmit"
    ACCEPT = "accept"
    FORWARD = "forward"
    APPROVE = "approve"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


class Remark(StrEnum):
    """What is written into the history and leaves the state as it is."""

    PROPOSE = "propose"
    CONFIRM = "confirm"
    DECLINE = "decline"
    JOIN = "join"
    WARN = "warn"
    ESCALATE = "escalate"
    MISS = "miss"


class Clockwork(StrEnum):
    """What an action does to the clock of the promise."""

    NONE = ""
    START = "start"
    PAUSE = "pause"
    RESUME = "resume"
    STOP = "stop"


class Who(StrEnum):
    """Whose a case is while it waits."""

    FAMILY = "family"
    OFFICE = "office"
    NOBODY = ""


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table.

    `permission`: what staff need in the case's region; `family`: whether the family may do it too.
    `basis`: instrument and article as in packs, "" where none is needed.
    """

    action: CaseAction
    before: CaseState | None
    after: CaseState
    family: bool
    permission: Permission | None
    clock: Clockwork = Clockwork.NONE
    basis: str = ""


_A, _S, _P, _C = CaseAction, CaseState, Permission, Clockwork
MOVES: tuple[Move, ...] = (
    Move(_A.START, None, _S.DRAFT, True, _P.APPLY_AT_COUNTER),
    Move(_A.SUBMIT, _S.DRAFT, _S.SUBMITTED, True, _P.APPLY_AT_COUNTER, _C.START,
         "handling-regulation 6"),
    Move(_A.RETURN, _S.SUBMITTED, _S.RETURNED, False, _P.EXAMINE, _C.PAUSE,
         "administrative-licensing-law 32"),
    Move(_A.RESUBMIT, _S.RETURNED, _S.SUBMITTED, True, _P.APPLY_AT_COUNTER, _C.RESUME),
    Move(_A.ACCEPT, _S.SUBMITTED, _S.ACCEPTED, False, _P.EXAMINE),
    Move(_A.FORWARD, _S.SUBMITTED, _S.SUBMITTED, False, _P.FORWARD),
    Move(_A.FORWARD, _S.ACCEPTED, _S.SUBMITTED, False, _P.FORWARD),
    Move(_A.APPROVE, _S.ACCEPTED, _S.APPROVED, False, _P.DECIDE, _C.STOP, "handling-regulation 6"),
    Move(_A.REFUSE, _S.ACCEPTED, _S.REFUSED, False, _P.DECIDE, _C.STOP),
    Move(_A.WITHDRAW, _S.DRAFT, _S.WITHDRAWN, True, _P.APPLY_AT_COUNTER),
    Move(_A.WITHDRAW, _S.SUBMITTED, _S.WITHDRAWN, True, _P.APPLY_AT_COUNTER, _C.STOP),
    Move(_A.WITHDRAW, _S.RETURNED, _S.WITHDRAWN, True, _P.APPLY_AT_COUNTER, _C.STOP),
    Move(_A.WITHDRAW, _S.ACCEPTED, _S.WITHDRAWN, True, _P.APPLY_AT_COUNTER, _C.STOP),
)  # fmt: skip
HOLDERS: dict[CaseState, Who] = {
    _S.DRAFT: Who.FAMILY, _S.SUBMITTED: Who.OFFICE, _S.RETURNED: Who.FAMILY,
    _S.ACCEPTED: Who.OFFICE, _S.APPROVED: Who.NOBODY, _S.REFUSED: Who.NOBODY,
    _S.WITHDRAWN: Who.NOBODY,
}  # fmt: skip
OPEN = frozenset(state for state, who in HOLDERS.items() if who is not Who.NOBODY)


def move(*, action: CaseAction, before: CaseState | None) -> Move | None:
    """The line for an action in a state; None where the table has none."""
    return next((m for m in MOVES if m.action is action and m.before is before), None)
