"""The lifecycle of a bill: one table. Pure.

A bill at the counter is settled at once. One that is handed in afterwards waits for the agency
until its clock ends, or for the family while a paper is missing. A family puts it together as a
draft, which nobody else sees; a clerk types its items from the papers.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from firstcard.people.permissions import Permission


class ClaimState(StrEnum):
    """What a bill is."""

    DRAFT = "draft"
    HANDED_IN = "handed-in"
    RETURNED = "returned"
    SETTLED = "settled"
    REVERSED = "reversed"
    REFUSED = "refused"
    WITHDRAWN = "withdrawn"


class ClaimAction(StrEnum):
    """What is done with a bill."""

    SETTLE = "settle"
    REVERSE = "reverse"
    START = "start"
    HAND_IN = "hand-in"
    ENTER = "enter"
    SEND_BACK = "send-back"
    PAY_BACK = "pay-back"
    REFUSE = "refuse"
    WITHDRAW = "withdraw"


class Remark(StrEnum):
    """What is written into the history and leaves the state as it is."""

    SETTLE_AGAIN = "settle-again"  # another bill before it was reversed, came late or was joined
    JOIN = "join"  # its owner had two records, which are one now
    WARN = "warn"  # the last day of its clock is near
    ESCALATE = "escalate"  # brought to the head of the office
    MISS = "miss"  # gone by


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table. `basis`: instrument and article as in packs.

    `permission`: of staff; None where only the family does it. `family`: it does it itself.
    """

    action: ClaimAction
    before: ClaimState | None
    after: ClaimState
    permission: Permission | None
    basis: str = ""
    family: bool = False


_A, _S, _P = ClaimAction, ClaimState, Permission
MOVES: tuple[Move, ...] = (
    Move(_A.SETTLE, None, _S.SETTLED, _P.SETTLE_BILL, "social-insurance-law 29"),
    Move(_A.REVERSE, _S.SETTLED, _S.REVERSED, _P.REVERSE_BILL),
    Move(_A.START, None, _S.DRAFT, None, family=True),
    Move(_A.HAND_IN, None, _S.HANDED_IN, _P.APPLY_AT_COUNTER, "handling-regulation 20"),
    Move(_A.HAND_IN, _S.DRAFT, _S.HANDED_IN, _P.APPLY_AT_COUNTER, "handling-regulation 20",
         family=True),
    Move(_A.HAND_IN, _S.RETURNED, _S.HANDED_IN, _P.APPLY_AT_COUNTER, "handling-regulation 20",
         family=True),
    Move(_A.ENTER, _S.HANDED_IN, _S.HANDED_IN, _P.EXAMINE, "handling-regulation 20"),
    Move(_A.SEND_BACK, _S.HANDED_IN, _S.RETURNED, _P.EXAMINE, "handling-regulation 20"),
    Move(_A.PAY_BACK, _S.HANDED_IN, _S.SETTLED, _P.DECIDE, "handling-regulation 20"),
    Move(_A.REFUSE, _S.HANDED_IN, _S.REFUSED, _P.DECIDE, "social-insurance-law 30"),
    Move(_A.WITHDRAW, _S.DRAFT, _S.WITHDRAWN, None, family=True),
    Move(_A.WITHDRAW, _S.HANDED_IN, _S.WITHDRAWN, None, family=True),
    Move(_A.WITHDRAW, _S.RETURNED, _S.WITHDRAWN, None, family=True),
)  # fmt: skip
# In these nobody presents the same bill a second time.
HELD = (_S.HANDED_IN, _S.RETURNED, _S.SETTLED)


def move(*, action: ClaimAction, before: ClaimState | None) -> Move | None:
    """The line for an action in a state; None where the table has none."""
    return next((m for m in MOVES if m.action is action and m.before == before), None)


def permission(action: ClaimAction) -> Permission:
    """What staff need for an action, by the table."""
    return next(m.permission for m in MOVES if m.action is action and m.permission is not None)
