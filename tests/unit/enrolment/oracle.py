"""What a child is covered for, worked out anew from how cities describe their rules for newborns.

Written from the description of the rules, without the packs' planner, tables or clocks: the days
are counted here, and rest days come from the `chinesecalendar` package.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

import chinese_calendar
from cities import City

PUBLISHED = 2026  # the last year whose rest days the State Council has announced
DAY = timedelta(1)


@dataclass(frozen=True)
class Days:
    """Covered from and until, both included; `nobody_knows`: the sources leave it open."""

    first: date | None
    last: date | None
    nobody_knows: bool = False


def last_day(city: City, born: date) -> date:
    """The last day to enrol a newborn, and to pay for its birth year, in time."""
    end = born + DAY * (city.window - 1 if city.inclusive else city.window)
    if end.year > PUBLISHED:
        return end
    moved = end
    while moved.year <= PUBLISHED and not chinese_calendar.is_workday(moved):
        moved += DAY
    return moved if moved.year <= PUBLISHED else end


def years(city: City, born: date, applied: date, told: date) -> list[int]:
    """The years that a family decides on when it enrols: see "two years to decide"."""
    found = {applied.year, told.year}
    end = last_day(city, born)
    if applied <= end:
        found |= {born.year, end.year}
    coming = max(found) + 1
    if told >= date(coming - 1, 9, 1):
        found.add(coming)
    return sorted(found)


def cover(city: City, born: date, applied: date, year: int, paid: date, due: date | None) -> Days:
    """What a year paid on a day covers. `due`: the last day that the family was told for it."""
    if year != born.year:
        in_time = paid <= max(due or date.min, _window_closes(city, born, year))
        return Days(date(year, 1, 1), date(year, 12, 31)) if in_time else Days(None, None, True)
    in_time = applied <= last_day(city, born) and paid <= last_day(city, born)
    if in_time:
        return Days(born, date(year, 12, 31))
    if city.late == "unknown":
        return Days(None, None, True)
    start = {
        "payment-day": paid,
        "next-day": paid + DAY,
        "next-month": date(paid.year + paid.month // 12, paid.month % 12 + 1, 1),
    }[city.late]
    start = max(start, date(year, 1, 1))
    return Days(start, date(year, 12, 31)) if start.year == year else Days(None, None)


def _window_closes(city: City, born: date, year: int) -> date:
    """For a later year: the year before's last day, or that of a newborn where it is later."""
    return max(date(year - 1, 12, 31), last_day(city, born))
