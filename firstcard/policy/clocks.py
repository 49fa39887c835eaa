"""Terms of days, working days, months and years, counted as the Civil Code counts them.

Articles 200 to 204: the first day is not counted; a month ends on the corresponding day, or on the
month's last day where there is none; a last day that is a rest day moves on to the day after the
rest. A pack may say otherwise for a term: that the first day counts, or that nothing moves.

A date that rests on a year whose calendar is not published is *provisional*. Such a due date is
left where it falls, which is never later than the true one.

Pure: no clock is read, dates come in and go out.
"""

from __future__ import annotations

from calendar import monthrange
from datetime import date
from enum import StrEnum
from typing import Literal

from msgspec import Struct

from firstcard.policy.calendars import (
    ONE_DAY,
    Calendar,
    CalendarError,
    next_workday,
    previous_workday,
)

__all__ = [
    "Calendar", "ClockError", "Counted", "DayLine", "Roll", "Span", "Why", "add_least",
    "at_year", "back", "count", "earlier_of", "end_of", "later_of", "month_end", "months_after",
    "next_workday", "previous_workday",
]  # fmt: skip

Roll = Literal["next-workday", "none"]
Status = Literal["final", "provisional"]
Unit = Literal["days", "working_days", "months", "years"]


class ClockError(ValueError):
    """A span that is no span, or a count that leaves the years that dates can hold."""


class Why(StrEnum):
    """How a date came about; the words for each are in `clock_words`."""

    START_NOT_COUNTED = "start-not-counted"
    START_COUNTED = "start-counted"
    MONTH_END = "month-end"
    ROLLED = "rolled"
    NOT_ROLLED = "not-rolled"
    MAKE_UP_WORKDAY = "make-up-workday"
    UNPUBLISHED = "calendar-unpublished"
    UNROLLED_UNPUBLISHED = "unrolled-calendar-unpublished"
    COUNTED_BACK = "counted-back"


class Span(Struct, frozen=True, kw_only=True):
    """A length of time in exactly one unit, zero or more. Raises ClockError otherwise."""

    days: int | None = None
    working_days: int | None = None
    months: int | None = None
    years: int | None = None

    def __post_init__(self) -> None:
        given = [n for n in (self.days, self.working_days, self.months, self.years)
                 if n is not None]  # fmt: skip
        if len(given) != 1:
            raise ClockError("a span has exactly one of days, working_days, months, years")
        if given[0] < 0:
            raise ClockError("a span is zero or more")

    @property
    def unit(self) -> Unit:
        """The unit that is set."""
        if self.days is not None:
            return "days"
        if self.working_days is not None:
            return "working_days"
        return "months" if self.months is not None else "years"

    @property
    def number(self) -> int:
        """How many of the unit."""
        return self.days or self.working_days or self.months or self.years or 0

    @property
    def whole_months(self) -> int:
        """Months and years in months; zero for the other units."""
        return self.months or (self.years or 0) * 12


Day = date  # the Structs below have a field called `date`


class DayLine(Struct, frozen=True, kw_only=True):
    """One line of "how was it counted": a day, whether it counted, why, and the count so far.

    `reason` is one of the codes of `clock_words.LINES`.
    """

    date: Day
    counted: bool
    reason: str
    number: int


class Counted(Struct, frozen=True, kw_only=True):
    """A computed date, how sure it is, and why; `explain()` gives it day by day.

    `unrolled` is where the count itself ended, before a rest day moved it on.
    """

    date: Day
    status: Status
    why: tuple[Why, ...]
    start: Day
    span: Span
    unrolled: Day
    calendar: Calendar

    @property
    def inclusive(self) -> bool:
        """Whether the first day was counted as day 1."""
        return Why.START_COUNTED in self.why

    def explain(self) -> list[DayLine]:
        """Day by day for days and working days, month by month else. Made only when asked."""
        # Here, not above: the lines need this module, and few callers need the lines.
        from firstcard.policy.clock_lines import lines

        return lines(self)


def count(
    *,
    start: date,
    span: Span,
    calendar: Calendar,
    inclusive: bool = False,
    roll: Roll = "next-workday",
) -> Counted:
    """When a term that starts with the event of `start` ends.

    `inclusive` counts the start day as day 1 (for working days: if it is one). `roll` says whether
    an end on a rest day moves on. An end in an unpublished year is never moved. Raises ClockError
    if the end lies beyond year 9999.
    """
    end = end_of(start, span, calendar, inclusive)
    why = [Why.START_COUNTED if inclusive else Why.START_NOT_COUNTED]
    if span.whole_months and months_after(start, span.whole_months).day != start.day:
        why.append(Why.MONTH_END)
    if span.working_days:  # ends on a working day, there is nothing to move
        due, status = end, _sure(start, end, calendar, inclusive, why)
    else:
        due, status = _roll(end, calendar, roll, why)
    return Counted(date=due, status=status, why=tuple(why), start=start, span=span, unrolled=end,
                   calendar=calendar)  # fmt: skip


def back(*, end: date, span: Span, calendar: Calendar, inclusive: bool = False) -> Counted:
    """The latest start from which `span` is over by `end`, without any moving on.

    Its `start` is `end`; `explain()` counts forward from the date found. The date may be a rest
    day: `previous_workday` gives the last counter day. Provisional if a year that was counted is
    unpublished.
    """
    found = _latest_start(end, span, calendar, inclusive)
    why = [Why.COUNTED_BACK, Why.START_COUNTED if inclusive else Why.START_NOT_COUNTED]
    status = _sure(found, end, calendar, inclusive, why) if span.working_days else "final"
    return Counted(date=found, status=status, why=tuple(why),
                   start=end, span=span, unrolled=found, calendar=calendar)  # fmt: skip


def add_least(
    *, start: date, span: Span | None, calendar: Calendar, counter: bool = False
) -> Counted:
    """The earliest day on which something begun on `start` can be ready (None: at once).

    `counter` moves it on to a working day, in an unpublished year too: for an earliest day, later
    is the safe reading.
    """
    span = span or Span(days=0)
    ready = count(start=start, span=span, calendar=calendar, roll="none")
    day = next_workday(ready.date, calendar) if counter else ready.date
    why = [reason for reason in ready.why if reason is not Why.NOT_ROLLED]
    if day != ready.date:
        why.append(Why.ROLLED)
    sure = ready.status == "final" and (not counter or calendar.all_published(ready.date, day))
    if not sure and Why.UNPUBLISHED not in why:
        why.append(Why.UNPUBLISHED)
    return Counted(date=day, status="final" if sure else "provisional", why=tuple(why),
                   start=start, span=span, unrolled=ready.date, calendar=calendar)  # fmt: skip


def at_year(*, month: int, day: int, year: int) -> date:
    """The fixed month and day in that year; 29 February is the 28th in a common year."""
    if (month, day) == (2, 29):
        day = monthrange(year, 2)[1]
    return date(year, month, day)


def earlier_of(*days: date | None) -> date | None:
    """The earliest day; unknown (None) as soon as one of them is unknown."""
    known = [day for day in days if day is not None]
    return min(known) if known and len(known) == len(days) else None


def later_of(*days: date | None) -> date | None:
    """The latest day; unknown (None) as soon as one of them is unknown."""
    known = [day for day in days if day is not None]
    return max(known) if known and len(known) == len(days) else None


def months_after(day: date, months: int) -> date:
    """The corresponding day `months` later (or earlier), else that month's last day."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = monthrange(year, month + 1)[1]
    return date(year, month + 1, min(day.day, last))


def month_end(*, start: date, months: int, inclusive: bool) -> date:
    """The last day of a term of months; with the first day counted, it ends a day earlier.

    Where there is no corresponding day, the term ends with the month in both ways of counting.
    """
    end = months_after(start, months)
    return end - ONE_DAY if inclusive and months and end.day == start.day else end


def end_of(start: date, span: Span, calendar: Calendar, inclusive: bool = False) -> date:
    """Where the span ends, without moving on and without saying how sure it is."""
    before = start - ONE_DAY if inclusive and start > date.min else start
    try:
        if span.days is not None:
            return date.fromordinal(max(before.toordinal() + span.days, start.toordinal()))
        if span.working_days is not None:
            return calendar.workday_after(before, span.working_days) if span.working_days else start
        return month_end(start=start, months=span.whole_months, inclusive=inclusive)
    except (ValueError, OverflowError, CalendarError) as error:
        raise ClockError(f"{span.number} {span.unit} after {start} is no date") from error


def _sure(start: date, end: date, calendar: Calendar, inclusive: bool, why: list[Why]) -> Status:
    """Whether every year of which a day was counted is published; says so in `why` if not."""
    first = start if inclusive or start == end else start + ONE_DAY
    if calendar.all_published(first, end):
        return "final"
    why.append(Why.UNPUBLISHED)
    return "provisional"


def _roll(end: date, calendar: Calendar, roll: Roll, why: list[Why]) -> tuple[date, Status]:
    """Move an end on a rest day on to the next working day, if asked and if it is known."""
    if roll == "none":
        if not calendar.is_workday(end):
            why.append(Why.NOT_ROLLED)
        return end, "final"
    due = next_workday(end, calendar) if calendar.published(end) else end
    if not calendar.published(due):
        why.append(Why.UNROLLED_UNPUBLISHED)
        return end, "provisional"
    if due != end:
        why.append(Why.ROLLED)
    elif end.weekday() >= 5:  # worked though a Saturday or Sunday
        why.append(Why.MAKE_UP_WORKDAY)
    return due, "final"


def _latest_start(end: date, span: Span, calendar: Calendar, inclusive: bool) -> date:
    if span.working_days:
        first = calendar.workday_before(end + ONE_DAY, span.working_days)
        return first if inclusive else first - ONE_DAY
    if span.days is not None or span.working_days == 0:
        return end - ONE_DAY * max((span.days or 0) - inclusive, 0)
    return _latest_month_start(end, span, calendar, inclusive)


def _latest_month_start(end: date, span: Span, calendar: Calendar, inclusive: bool) -> date:
    # Several starts can share one end (28 to 31 January, one month): step on to the last of them.
    found = months_after(end, -span.whole_months)
    while end_of(found + ONE_DAY, span, calendar, inclusive) <= end:
        found += ONE_DAY
    return found
