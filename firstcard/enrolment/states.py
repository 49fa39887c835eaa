"""What an enrolment is at a time, and what may happen to it. Pure.

Registered and not paid, entitled, lapsed (a year went unpaid) and ended are told apart everywhere:
at a hospital each is an answer of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class EnrolmentState(StrEnum):
    """What an enrolment is."""

    REGISTERED = "registered"
    ENTITLED = "entitled"
    LAPSED = "lapsed"
    ENDED = "ended"


class EnrolmentAction(StrEnum):
    """What changes it."""

    REGISTER = "register"
    PAY = "pay"
    ENTITLE_FREE_YEAR = "entitle-free-year"
    LAPSE = "lapse"
    IDENTIFY = "identify"
    END = "end"


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table: from (None: nothing yet), to."""

    action: EnrolmentAction
    before: EnrolmentState | None
    after: EnrolmentState


_A, _S = EnrolmentAction, EnrolmentState
MOVES: tuple[Move, ...] = (
    Move(_A.REGISTER, None, _S.REGISTERED),
    Move(_A.PAY, _S.REGISTERED, _S.ENTITLED),
    Move(_A.PAY, _S.ENTITLED, _S.ENTITLED),
    Move(_A.PAY, _S.LAPSED, _S.ENTITLED),
    Move(_A.ENTITLE_FREE_YEAR, _S.REGISTERED, _S.ENTITLED),
    Move(_A.LAPSE, _S.ENTITLED, _S.LAPSED),
    Move(_A.LAPSE, _S.REGISTERED, _S.LAPSED),
    Move(_A.IDENTIFY, _S.REGISTERED, _S.REGISTERED),
    Move(_A.IDENTIFY, _S.ENTITLED, _S.ENTITLED),
    Move(_A.IDENTIFY, _S.LAPSED, _S.LAPSED),
    Move(_A.END, _S.REGISTERED, _S.ENDED),
    Move(_A.END, _S.ENTITLED, _S.ENDED),
    Move(_A.END, _S.LAPSED, _S.ENDED),
)
