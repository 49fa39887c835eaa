"""The lifecycle of a bill: one table. Pure.

A bill at the counter is settled at once. One that is handed in afterwards waits for the agency
until its clock ends, or for the family while a paper is missing.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from firstcard.people.permissions import Permission


class ClaimState(StrEnum):
    """What a bill is."""

    HANDED_IN = "handed-in"
    RETURNED = "returned"
    SETTLED = "settled"
    REVERSED = "reversed"
    REFUSED = "refused"


class ClaimAction(StrEnum):
    """What is done with a bill."""

    SETTLE = "settle"
    REVERSE = "reverse"
    HAND_IN = "hand-in"
    SEND_BACK = "send-back"
    PAY_BACK = "pay-back"
    REFUSE = "refuse"


class Remark(StrEnum):
    """What is written into the history and leaves the state as it is."""

    SETTLE_AGAIN = "settle-again"  # another bill before it was reversed, came late or was joined
    JOIN = "join"  # its owner had two records, which are one now


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table. `basis`: instrument and article as in packs."""

    action: ClaimAction
    before: ClaimState | None
    after: ClaimState
    permission: Permission
    basis: str = ""


_A, _S, _P = ClaimAction, ClaimState, Permission
MOVES: tuple[Move, ...] = (
    Move(_A.SETTLE, None, _S.SETTLED, _P.SETTLE_BILL, "social-insurance-law 29"),
    Move(_A.REVERSE, _S.SETTLED, _S.REVERSED, _P.REVERSE_BILL),
    Move(_A.HAND_IN, None, _S.HANDED_IN, _P.APPLY_AT_COUNTER, "handling-regulation 20"),
    Move(_A.HAND_IN, _S.RETURNED, _S.HANDED_IN, _P.APPLY_AT_COUNTER, "handling-regulation 20"),
    Move(_A.SEND_BACK, _S.HANDED_IN, _S.RETURNED, _P.EXAMINE, "handling-regulation 20"),
    Move(_A.PAY_BACK, _S.HANDED_IN, _S.SETTLED, _P.DECIDE, "handling-regulation 20"),
    Move(_A.REFUSE, _S.HANDED_IN, _S.REFUSED, _P.DECIDE, "social-insurance-law 30"),
)
# In these nobody presents the same bill a second time.
HELD = (_S.HANDED_IN, _S.RETURNED, _S.SETTLED)


def move(*, action: ClaimAction, before: ClaimState | None) -> Move | None:
    """The line for an action in a state; None where the table has none."""
    return next((m for m in MOVES if m.action is action and m.before == before), None)


def permission(action: ClaimAction) -> Permission:
    """What staff need for an action, by the table."""
    return next(m.permission for m in MOVES if m.action is action)
