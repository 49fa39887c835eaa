"""What an enrolment is on a day, and what may happen to it. Pure.

Registered and not paid, entitled, lapsed (a year went unpaid) and ended are told apart everywhere:
at a hospital each is an answer of its own. Which of them it is, is never stored: it is read from
the days of the enrolment and of its bills, so that no job can be late.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from firstcard.enrolment.coverage import within


class EnrolmentState(StrEnum):
    """What an enrolment is."""

    REGISTERED = "registered"
    ENTITLED = "entitled"
    LAPSED = "lapsed"
    ENDED = "ended"


class EnrolmentAction(StrEnum):
    """What changes it. START, LAPSE and NEW_YEAR are done by nobody: a day comes."""

    REGISTER = "register"
    PAY = "pay"
    ENTITLE_FREE_YEAR = "entitle-free-year"
    ANSWER = "answer"
    START = "start"
    LAPSE = "lapse"
    NEW_YEAR = "new-year"
    IDENTIFY = "identify"
    END = "end"


class Why(StrEnum):
    """Why the state is what it is."""

    NOT_ENROLLED = "not-enrolled"
    NOT_YET_ENROLLED = "not-yet-enrolled"
    UNPAID = "unpaid"
    PART_PAID = "part-paid"
    AMOUNT_UNKNOWN = "amount-unknown"
    COVER_UNKNOWN = "cover-unknown"
    STARTS_LATER = "starts-later"
    NOTHING_LEFT = "nothing-left"
    COVERED = "covered"
    YEAR_UNPAID = "year-unpaid"
    COVER_OVER = "cover-over"
    ENDED = "ended"


@dataclass(frozen=True, slots=True)
class Move:
    """One line of the table: from (None: nothing yet), to. `by_time`: nobody acts."""

    action: EnrolmentAction
    before: EnrolmentState | None
    after: EnrolmentState
    by_time: bool = False


_A, _S = EnrolmentAction, EnrolmentState
MOVES: tuple[Move, ...] = (
    Move(_A.REGISTER, None, _S.REGISTERED),
    Move(_A.ENTITLE_FREE_YEAR, _S.REGISTERED, _S.ENTITLED),
    Move(_A.ENTITLE_FREE_YEAR, _S.REGISTERED, _S.REGISTERED),  # from a later day, or unknown
    Move(_A.ENTITLE_FREE_YEAR, _S.REGISTERED, _S.LAPSED),  # the free year is over already
    Move(_A.PAY, _S.REGISTERED, _S.REGISTERED),  # part of it, or a year still to come
    Move(_A.PAY, _S.REGISTERED, _S.ENTITLED),
    Move(_A.PAY, _S.REGISTERED, _S.LAPSED),  # told of late: what it covers is over already
    Move(_A.PAY, _S.ENTITLED, _S.ENTITLED),
    Move(_A.PAY, _S.LAPSED, _S.LAPSED),
    Move(_A.PAY, _S.LAPSED, _S.ENTITLED),
    Move(_A.PAY, _S.ENDED, _S.ENDED),  # told of late: it counts for the days before
    Move(_A.ANSWER, _S.REGISTERED, _S.REGISTERED),
    Move(_A.ANSWER, _S.REGISTERED, _S.ENTITLED),
    Move(_A.ANSWER, _S.REGISTERED, _S.LAPSED),
    Move(_A.ANSWER, _S.ENTITLED, _S.ENTITLED),
    Move(_A.ANSWER, _S.LAPSED, _S.LAPSED),
    Move(_A.ANSWER, _S.LAPSED, _S.ENTITLED),
    Move(_A.ANSWER, _S.ENDED, _S.ENDED),
    Move(_A.START, _S.REGISTERED, _S.ENTITLED, by_time=True),
    Move(_A.START, _S.LAPSED, _S.ENTITLED, by_time=True),
    Move(_A.LAPSE, _S.REGISTERED, _S.LAPSED, by_time=True),
    Move(_A.LAPSE, _S.ENTITLED, _S.LAPSED, by_time=True),
    Move(_A.NEW_YEAR, _S.ENTITLED, _S.REGISTERED, by_time=True),  # it can still be paid in time
    Move(_A.NEW_YEAR, _S.LAPSED, _S.REGISTERED, by_time=True),
    Move(_A.IDENTIFY, _S.REGISTERED, _S.REGISTERED),
    Move(_A.IDENTIFY, _S.ENTITLED, _S.ENTITLED),
    Move(_A.IDENTIFY, _S.LAPSED, _S.LAPSED),
    Move(_A.IDENTIFY, _S.ENDED, _S.ENDED),
    Move(_A.END, _S.REGISTERED, _S.ENDED),
    Move(_A.END, _S.ENTITLED, _S.ENDED),
    Move(_A.END, _S.LAPSED, _S.ENDED),
    Move(_A.END, _S.REGISTERED, _S.REGISTERED),  # from a later day on: announced
    Move(_A.END, _S.ENTITLED, _S.ENTITLED),
    Move(_A.END, _S.LAPSED, _S.LAPSED),
    Move(_A.END, _S.ENDED, _S.ENDED),  # taken back: it was a duplicate
    Move(_A.END, _S.REGISTERED, _S.ENDED, by_time=True),
    Move(_A.END, _S.ENTITLED, _S.ENDED, by_time=True),
    Move(_A.END, _S.LAPSED, _S.ENDED, by_time=True),
)


@dataclass(frozen=True, slots=True, kw_only=True)
class BillDays:
    """A year's bill as far as it says something of days.

    `known`: whether its amount is known. `nothing_left`: it was paid so late that by the rules no
    day of the year is covered.
    """

    year: int
    due_on: date | None
    known: bool
    paid: int
    settled_on: date | None
    covered_from: date | None
    covered_until: date | None
    nothing_left: bool = False


@dataclass(frozen=True, slots=True, kw_only=True)
class Days:
    """An enrolment as far as it says something of days. `upper`: the first day after its end."""

    registered_on: date
    lower: date
    upper: date | None
    bills: tuple[BillDays, ...] = ()


@dataclass(frozen=True, slots=True)
class Reading:
    """What an enrolment is on a day (None: it was not yet), why, and which year's bill says so."""

    state: EnrolmentState | None
    why: Why
    year: int | None = None
    covered_from: date | None = None
    covered_until: date | None = None


def read(*, days: Days, on: date) -> Reading:
    """What an enrolment is on a day."""
    for bill in days.bills:
        cover = within(from_=bill.covered_from, until=bill.covered_until, lower=days.lower,
                       upper=days.upper)  # fmt: skip
        if cover and cover[0] <= on <= cover[1]:
            return Reading(_S.ENTITLED, Why.COVERED, bill.year, *cover)
    if days.upper is not None and on >= days.upper:
        return Reading(_S.ENDED, Why.ENDED)
    if on < days.registered_on:
        return Reading(None, Why.NOT_YET_ENROLLED)
    return _uncovered(days, on)


def _uncovered(days: Days, on: date) -> Reading:
    this = next((bill for bill in days.bills if bill.year == on.year), None)
    gone = [bill for bill in days.bills
            if bill.year < on.year and _over(bill, on, days.registered_on)]  # fmt: skip
    in_time = this is not None and this.due_on is not None and on <= this.due_on
    lapsed = bool(gone) and not in_time
    state = _S.LAPSED if lapsed else _S.REGISTERED
    if this is not None and this.settled_on is not None:
        return Reading(state, _paid(this), this.year, this.covered_from, this.covered_until)
    if lapsed:
        had = any(bill.covered_until for bill in gone)
        return Reading(state, Why.COVER_OVER if had else Why.YEAR_UNPAID, on.year)
    return Reading(state, _unpaid(this), on.year)


def _over(bill: BillDays, on: date, registered_on: date) -> bool:
    """Whether a past year was covered, or could have been paid in time and was not."""
    if bill.covered_until is not None:
        return True
    last = bill.due_on or date(bill.year, 12, 31)
    return registered_on <= last < on


def _paid(bill: BillDays) -> Why:
    """Of a year that is paid, on a day that it does not cover."""
    if bill.covered_from is not None:
        return Why.STARTS_LATER
    return Why.NOTHING_LEFT if bill.nothing_left else Why.COVER_UNKNOWN


def _unpaid(bill: BillDays | None) -> Why:
    if bill is None:
        return Why.UNPAID
    if not bill.known:
        return Why.AMOUNT_UNKNOWN
    return Why.PART_PAID if bill.paid else Why.UNPAID


def allowed(
    *, action: EnrolmentAction, before: EnrolmentState | None, after: EnrolmentState
) -> bool:
    """Whether the table has this move."""
    return any((m.action, m.before, m.after) == (action, before, after) for m in MOVES)
