"""How a date was counted, line by line: made only when somebody asks."""

from collections.abc import Iterator
from datetime import date

from firstcard.policy.calendars import ONE_DAY, Calendar
from firstcard.policy.clocks import Counted, DayLine, Why, count, month_end, months_after


def lines(counted: Counted) -> list[DayLine]:
    """The lines of one computed date, in order of days.

    A date counted backward is explained by counting forward from it.
    """
    if Why.COUNTED_BACK in counted.why:
        return lines(_forward(counted))
    return [*_first(counted), *_counted(counted), *_rolled(counted)]


def _forward(counted: Counted) -> Counted:
    return count(
        start=counted.date,
        span=counted.span,
        calendar=counted.calendar,
        inclusive=counted.inclusive,
        roll="none",
    )


def _first(counted: Counted) -> Iterator[DayLine]:
    if not counted.inclusive or not counted.span.number:
        yield DayLine(date=counted.start, counted=False, reason="start-not-counted", number=0)


def _counted(counted: Counted) -> Iterator[DayLine]:
    if not counted.span.number:
        return iter(())
    if counted.span.whole_months:
        return _months(counted)
    days = _days(counted.start + ONE_DAY * (not counted.inclusive), counted.unrolled)
    if counted.span.working_days:
        return _working(days, counted.calendar)
    return (
        DayLine(date=day, counted=True, reason="calendar-day", number=number)
        for number, day in enumerate(days, start=1)
    )


def _working(days: Iterator[date], calendar: Calendar) -> Iterator[DayLine]:
    number = 0
    for day in days:
        kind = calendar.kind(day)
        number += kind.works
        yield DayLine(date=day, counted=kind.works, reason=kind.value, number=number)


def _months(counted: Counted) -> Iterator[DayLine]:
    step = counted.span.whole_months // counted.span.number
    for number in range(1, counted.span.number + 1):
        months = number * step
        day = month_end(start=counted.start, months=months, inclusive=counted.inclusive)
        reason = _month_reason(counted, months_after(counted.start, months))
        yield DayLine(date=day, counted=True, reason=reason, number=number)


def _month_reason(counted: Counted, corresponding: date) -> str:
    if corresponding.day != counted.start.day:
        return "month-end"
    return "day-before-corresponding" if counted.inclusive else "corresponding-day"


def _rolled(counted: Counted) -> Iterator[DayLine]:
    """The rest days that moved the end on, from the day where the count ended."""
    number = counted.span.number
    if counted.date == counted.unrolled:
        return
    for day in _days(counted.unrolled, counted.date - ONE_DAY):
        kind = counted.calendar.kind(day)
        if not kind.works:
            yield DayLine(date=day, counted=False, reason=f"end-on-{kind.value}", number=number)
    yield DayLine(date=counted.date, counted=False, reason="rolled-to", number=number)


def _days(first: date, last: date) -> Iterator[date]:
    return map(date.fromordinal, range(first.toordinal(), last.toordinal() + 1))
