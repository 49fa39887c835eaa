"""Which days are worked in China: weekends, holidays and make-up workdays.

The State Council publishes each year's rest days and make-up workdays, usually in November of the
year before. A year that is not published yet is *unpublished*: only weekends and the holidays that
a decree fixes to a day of the Gregorian calendar are known, the lunar ones are not.

A year's notice can also name a few days of the December before it. They stand in the file of the
year in which they lie, so the last week of the newest published year may still change once.

Pure: the data is handed in by the pack loader, nothing is read here.
"""

from bisect import bisect_left, bisect_right
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import MAXYEAR, MINYEAR, date, timedelta
from enum import StrEnum

ONE_DAY = timedelta(days=1)
SATURDAY = 5


class CalendarError(ValueError):
    """A calendar's data contradicts itself, or a count leaves the years that dates can hold."""


class DayKind(StrEnum):
    """What a day is to somebody who counts working days."""

    WORKDAY = "workday"
    MAKE_UP = "make-up-workday"
    WEEKEND = "weekend"
    HOLIDAY = "holiday"
    FIXED = "fixed-holiday"

    @property
    def works(self) -> bool:
        """Whether offices are open on such a day."""
        return self in (DayKind.WORKDAY, DayKind.MAKE_UP)


@dataclass(frozen=True, slots=True, kw_only=True)
class FixedRest:
    """A holiday that a decree fixes to a month and day, from `since` until before `until`."""

    month: int
    day: int
    since: date
    until: date | None = None

    def falls_on(self, day: date) -> bool:
        """Whether `day` is this holiday, under the decree in force on it."""
        return (
            (day.month, day.day) == (self.month, self.day)
            and self.since <= day
            and (self.until is None or day < self.until)
        )


@dataclass(frozen=True, eq=False)
class Calendar:
    """Rest days and make-up workdays by year; make it with `calendar_from`.

    Years are laid out when first asked for and kept, so that counting working days is a search in
    a sorted list and not a walk.
    """

    off: Mapping[int, frozenset[date]]
    work: Mapping[int, frozenset[date]]
    fixed: tuple[FixedRest, ...] = ()
    _workdays: dict[int, tuple[int, ...]] = field(default_factory=dict, repr=False)

    def published(self, day: date) -> bool:
        """Whether the State Council's calendar of that day's year is known here."""
        return day.year in self.off

    def is_workday(self, day: date) -> bool:
        """Whether offices work on `day`, as far as this calendar knows."""
        return self.kind(day).works

    def kind(self, day: date) -> DayKind:
        """What `day` is; in an unpublished year from weekends and fixed holidays alone."""
        if day in self.work.get(day.year, ()):
            return DayKind.MAKE_UP
        if day in self.off.get(day.year, ()):
            return DayKind.HOLIDAY
        if day.weekday() >= SATURDAY:
            return DayKind.WEEKEND
        if not self.published(day) and any(rest.falls_on(day) for rest in self.fixed):
            return DayKind.FIXED
        return DayKind.WORKDAY

    def all_published(self, first: date, last: date) -> bool:
        """Whether every year from `first` to `last` is published."""
        return all(year in self.off for year in range(first.year, last.year + 1))

    def workday_after(self, day: date, number: int) -> date:
        """The `number`-th working day (1 or more) after `day`, which itself is not counted."""
        year = day.year
        index = bisect_right(self._of(year), day.toordinal()) + number - 1
        while index >= len(workdays := self._of(year)):
            index -= len(workdays)
            year += 1
        return date.fromordinal(workdays[index])

    def workday_before(self, day: date, number: int) -> date:
        """The `number`-th working day (1 or more) before `day`, which itself is not counted."""
        year = day.year
        index = bisect_left(self._of(year), day.toordinal()) - number
        while index < 0:
            year -= 1
            index += len(self._of(year))
        return date.fromordinal(self._of(year)[index])

    def _of(self, year: int) -> tuple[int, ...]:
        """The ordinals of that year's working days, ascending."""
        known = self._workdays.get(year)
        if known is None:
            known = self._workdays[year] = self._lay_out(year)
        return known

    def _lay_out(self, year: int) -> tuple[int, ...]:
        if not MINYEAR <= year <= MAXYEAR:
            raise CalendarError(f"year {year} is outside {MINYEAR} to {MAXYEAR}")
        first, last = date(year, 1, 1).toordinal(), date(year, 12, 31).toordinal()
        days = (date.fromordinal(ordinal) for ordinal in range(first, last + 1))
        return tuple(day.toordinal() for day in days if self.is_workday(day))


def calendar_from(
    years: Mapping[int, tuple[Collection[date], Collection[date]]],
    *,
    fixed: Sequence[FixedRest] = (),
) -> Calendar:
    """Make a calendar from published years: year to (rest days, make-up workdays).

    Rest days may fall on weekends, make-up workdays must. `fixed` holds for unpublished years.
    Raises CalendarError if a day lies in another year, is both, or if a make-up workday is not on
    a weekend.
    """
    for year, (off, work) in years.items():
        _check_year(year, off=off, work=work)
    return Calendar(
        off={year: frozenset(off) for year, (off, _) in years.items()},
        work={year: frozenset(work) for year, (_, work) in years.items()},
        fixed=tuple(fixed),
    )


def _check_year(year: int, *, off: Collection[date], work: Collection[date]) -> None:
    for day in (*off, *work):
        if day.year != year:
            raise CalendarError(f"{day} is listed in the calendar of {year}")
    for day in work:
        if day in off:
            raise CalendarError(f"{day} is both a rest day and a make-up workday")
        if day.weekday() < SATURDAY:
            raise CalendarError(f"make-up workday {day} is not on a weekend")


def next_workday(day: date, calendar: Calendar) -> date:
    """`day` itself if it is worked, else the first working day after it."""
    return day if calendar.is_workday(day) else calendar.workday_after(day, 1)


def previous_workday(day: date, calendar: Calendar) -> date:
    """`day` itself if it is worked, else the last working day before it."""
    return day if calendar.is_workday(day) else calendar.workday_before(day, 1)
