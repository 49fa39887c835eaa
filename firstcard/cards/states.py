"""The lifecycles of a card: three tables, one for each axis. Pure.

Where the card is (production), whether its social security side works, whether its bank side does.
Every state in which somebody waits says who holds the card (`HOLDERS`); until when, its clock says.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from firstcard.people.permissions import Permission

TEMPORARY = "temporary-card"  # kinds of credentials, named as the packs' documents
E_CERTIFICATE = "medical-e-certificate"
E_CARD = "electronic-card"


class Making(StrEnum):
    """Where a card is, from the order to the hand of its owner."""

    ORDERED = "ordered"
    SENT = "sent"
    STARTED = "started"
    MADE = "made"
    FAILED = "failed"
    DISPATCHED = "dispatched"
    POSTED = "posted"
    RETURNED = "returned"
    AT_OFFICE = "at-office"
    SEALED = "sealed"
    COLLECTED = "collected"
    STOPPED = "stopped"


class Function(StrEnum):
    """Whether one side of a card works: the social security side, the bank side."""

    OFF = "off"
    ON = "on"
    ENDED = "ended"


class Axis(StrEnum):
    """Which of a card's lifecycles."""

    MAKING = "making"
    SOCIAL_SECURITY = "social-security"
    BANK = "bank"


class CardAction(StrEnum):
    """What happens to a card."""

    ORDER = "order"
    SEND = "send"
    START = "start"
    MAKE = "make"
    FAIL = "fail"
    AGAIN = "again"
    PRINT = "print"
    DISPATCH = "dispatch"
    ARRIVE = "arrive"
    POST = "post"
    DELIVER = "deliver"
    COME_BACK = "come-back"
    POST_AGAIN = "post-again"
    KEEP = "keep"
    FORWARD = "forward"
    SEAL = "seal"
    UNSEAL = "unseal"
    COLLECT = "collect"
    REJECT = "reject"
    STOP = "stop"
    ENABLE = "enable"
    END = "end"


class Remark(StrEnum):
    """What is written into the history and leaves the states as they are."""

    REMIND = "remind"
    WARN = "warn"
    ESCALATE = "escalate"
    MISS = "miss"
    LOOK = "look"  # it is too long on the way: the office is to look for it
    REPLACED = "replaced"  # this card is out of use: a newer one is
    ENDED = "ended"
    CHOOSE = "choose"  # the family chose how the card comes to it
    JOIN = "join"  # its owner had two records, which are one now
    PASSWORD_SET = "password-set"  # noqa: S105
    PASSWORD_CHANGED = "password-changed"  # noqa: S105
    PASSWORD_RESET = "password-reset"  # noqa: S105
    PASSWORD_LOCKED = "password-locked"  # noqa: S105
    ACCOUNT = "account"


class Password(StrEnum):
    """Whether a side of a card has a password, as far as was told. Nobody here knows which."""

    NONE = "none"
    SET = "set"
    LOCKED = "locked"


class Holder(StrEnum):
    """Who has the card while it waits."""

    CENTRE = "centre"
    ON_THE_WAY = "on-the-way"
    OFFICE = "office"
    FAMILY = "family"
    NOBODY = ""


class Clockwork(StrEnum):
    """What a move does to the clock of the production's promise."""

    NONE = ""
    START = "start"
    STOP = "stop"


@dataclass(frozen=True, slots=True)
class Move:
    """One line of a table.

    `permission`: what staff need in the card's region; None: only the service itself, following a
    decision elsewhere. `family`: also whoever acts for the child, from their own account, where
    the packs' rules let it. `basis`: instrument and article as in packs, "" where none is needed.
    """

    action: CardAction
    before: Making | Function | None
    after: Making | Function
    permission: Permission | None
    clock: Clockwork = Clockwork.NONE
    basis: str = ""
    family: bool = False


@dataclass(frozen=True, slots=True)
class PasswordMove:
    """One line of the table of passwords."""

    what: Remark
    before: Password
    after: Password


_A, _M, _F, _P, _C = CardAction, Making, Function, Permission, Clockwork
# What can still be stopped before the card is in somebody's hand.
IN_THE_MAKING = (_M.ORDERED, _M.SENT, _M.STARTED, _M.MADE, _M.FAILED, _M.DISPATCHED, _M.POSTED,
                 _M.RETURNED, _M.AT_OFFICE, _M.SEALED)  # fmt: skip
MAKING: tuple[Move, ...] = (
    Move(_A.ORDER, None, _M.ORDERED, None, _C.START, "card-measures 12"),
    Move(_A.SEND, _M.ORDERED, _M.SENT, _P.MAKE_CARDS),
    Move(_A.START, _M.SENT, _M.STARTED, _P.MAKE_CARDS),
    Move(_A.MAKE, _M.SENT, _M.MADE, _P.MAKE_CARDS, _C.STOP),
    Move(_A.MAKE, _M.STARTED, _M.MADE, _P.MAKE_CARDS, _C.STOP),
    Move(_A.FAIL, _M.SENT, _M.FAILED, _P.MAKE_CARDS),
    Move(_A.FAIL, _M.STARTED, _M.FAILED, _P.MAKE_CARDS),
    Move(_A.MAKE, _M.FAILED, _M.MADE, _P.MAKE_CARDS, _C.STOP),  # found by reconciliation
    Move(_A.AGAIN, _M.FAILED, _M.ORDERED, _P.MAKE_CARDS),
    Move(_A.PRINT, _M.ORDERED, _M.AT_OFFICE, _P.ISSUE_AT_ONCE, _C.STOP),
    Move(_A.DISPATCH, _M.MADE, _M.DISPATCHED, _P.MAKE_CARDS),
    Move(_A.POST, _M.MADE, _M.POSTED, _P.MAKE_CARDS),
    Move(_A.ARRIVE, _M.DISPATCHED, _M.AT_OFFICE, _P.HAND_OUT, _C.NONE, "card-measures 13"),
    Move(_A.DELIVER, _M.POSTED, _M.COLLECTED, _P.HAND_OUT, family=True),
    Move(_A.COME_BACK, _M.POSTED, _M.RETURNED, _P.HAND_OUT),
    Move(_A.POST_AGAIN, _M.RETURNED, _M.POSTED, _P.HAND_OUT),
    Move(_A.KEEP, _M.RETURNED, _M.AT_OFFICE, _P.HAND_OUT),
    Move(_A.FORWARD, _M.AT_OFFICE, _M.DISPATCHED, _P.HAND_OUT),
    Move(_A.FORWARD, _M.DISPATCHED, _M.DISPATCHED, _P.HAND_OUT),  # it came to a wrong office
    Move(_A.SEAL, _M.AT_OFFICE, _M.SEALED, _P.HAND_OUT),
    Move(_A.SEAL, _M.RETURNED, _M.SEALED, _P.HAND_OUT),
    Move(_A.UNSEAL, _M.SEALED, _M.AT_OFFICE, _P.HAND_OUT),
    Move(_A.COLLECT, _M.AT_OFFICE, _M.COLLECTED, _P.HAND_OUT, _C.NONE, "card-measures 13"),
    Move(_A.REJECT, _M.AT_OFFICE, _M.STOPPED, _P.HAND_OUT),
    *(Move(_A.STOP, state, _M.STOPPED, None, _C.STOP) for state in IN_THE_MAKING),
)  # fmt: skip
FUNCTIONS: dict[Axis, tuple[Move, ...]] = {
    axis: (
        Move(_A.ENABLE, _F.OFF, _F.ON, permission, basis=basis, family=family),
        Move(_A.END, _F.OFF, _F.ENDED, None),
        Move(_A.END, _F.ON, _F.ENDED, None),
    )
    for axis, permission, basis, family in (
        (Axis.SOCIAL_SECURITY, _P.ENABLE_CARD, "card-measures 16", True),
        (Axis.BANK, _P.ENABLE_BANK_SIDE, "handling-regulation 62", False),
    )
}
PASSWORDS: tuple[PasswordMove, ...] = (
    PasswordMove(Remark.PASSWORD_SET, Password.NONE, Password.SET),
    PasswordMove(Remark.PASSWORD_CHANGED, Password.SET, Password.SET),
    PasswordMove(Remark.PASSWORD_LOCKED, Password.SET, Password.LOCKED),
    PasswordMove(Remark.PASSWORD_RESET, Password.SET, Password.SET),
    PasswordMove(Remark.PASSWORD_RESET, Password.LOCKED, Password.SET),
)
HOLDERS: dict[Making, Holder] = {
    _M.ORDERED: Holder.CENTRE, _M.SENT: Holder.CENTRE, _M.STARTED: Holder.CENTRE,
    _M.MADE: Holder.CENTRE, _M.FAILED: Holder.CENTRE, _M.DISPATCHED: Holder.ON_THE_WAY,
    _M.POSTED: Holder.ON_THE_WAY, _M.RETURNED: Holder.OFFICE, _M.AT_OFFICE: Holder.OFFICE,
    _M.SEALED: Holder.OFFICE, _M.COLLECTED: Holder.FAMILY, _M.STOPPED: Holder.NOBODY,
}  # fmt: skip


def move(*, axis: Axis, action: CardAction, before: Making | Function | None) -> Move | None:
    """The line for an action in a state of an axis; None where the table has none."""
    table = MAKING if axis is Axis.MAKING else FUNCTIONS[axis]
    return next((m for m in table if m.action is action and m.before == before), None)
