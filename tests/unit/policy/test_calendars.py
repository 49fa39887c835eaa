"""The shipped calendars against an independent source, and the calendar's own rules."""

from datetime import date, timedelta
from pathlib import Path

import chinese_calendar
import pytest
import yaml

from firstcard.policy.calendars import (
    Calendar,
    CalendarError,
    DayKind,
    FixedRest,
    calendar_from,
    next_workday,
    previous_workday,
)

FOLDER = Path(__file__).parents[3] / "packs" / "cn" / "calendar"


def load(path: Path) -> dict:
    return yaml.load(path.read_text("utf-8"), Loader=yaml.BaseLoader)


def days(texts: list[str]) -> list[date]:
    return [date.fromisoformat(text) for text in texts]


def shipped() -> Calendar:
    years = [load(path) for path in sorted(FOLDER.glob("[0-9]*.yaml"))]
    fixed = [
        FixedRest(month=int(row["month"]), day=int(row["day"]), since=days([row["since"]])[0])
        for row in load(FOLDER / "fixed.yaml")["fixed"]
    ]
    return calendar_from(
        {int(year["year"]): (days(year["off"]), days(year["work"])) for year in years},
        fixed=fixed,
    )


CALENDAR = shipped()
EVERY_DAY = [
    date(2019, 1, 1) + timedelta(n) for n in range((date(2027, 1, 1) - date(2019, 1, 1)).days)
]


def test_every_shipped_day_agrees_with_chinesecalendar():
    differing = [
        day for day in EVERY_DAY if CALENDAR.is_workday(day) != chinese_calendar.is_workday(day)
    ]
    assert differing == []


def test_the_years_2019_to_2026_are_published_and_no_others():
    assert sorted(CALENDAR.off) == list(range(2019, 2027))
    assert CALENDAR.published(date(2026, 12, 31))
    assert not CALENDAR.published(date(2027, 1, 1))


@pytest.mark.parametrize("path", sorted(FOLDER.glob("[0-9]*.yaml")), ids=lambda path: path.stem)
def test_a_calendar_file_names_its_source_in_both_languages(path: Path):
    content = load(path)
    assert content["year"] == path.stem
    assert path.stem in content["source"]["title"]["en"]
    assert path.stem in content["source"]["title"]["zh"]
    assert content["off"] == sorted(content["off"])


@pytest.mark.parametrize(
    ("day", "kind"),
    [
        (date(2026, 2, 14), DayKind.MAKE_UP),
        (date(2026, 2, 16), DayKind.HOLIDAY),
        (date(2026, 3, 7), DayKind.WEEKEND),
        (date(2026, 3, 9), DayKind.WORKDAY),
        (date(2027, 1, 1), DayKind.FIXED),
        (date(2027, 5, 2), DayKind.WEEKEND),
        (date(2028, 5, 2), DayKind.FIXED),
        (date(2018, 5, 2), DayKind.WORKDAY),  # before the decree added a second day in May
        (date(2027, 2, 8), DayKind.WORKDAY),  # a lunar holiday nobody has announced yet
    ],
)
def test_the_kind_of_a_day(day: date, kind: DayKind):
    assert CALENDAR.kind(day) is kind


def test_a_fixed_rest_that_ended_no_longer_holds():
    rest = FixedRest(month=5, day=4, since=date(2000, 1, 1), until=date(2008, 1, 1))
    assert rest.falls_on(date(2007, 5, 4))
    assert not rest.falls_on(date(2008, 5, 4))


@pytest.mark.parametrize(
    ("off", "work", "message"),
    [
        ([date(2025, 1, 1)], [], "2025-01-01 is listed in the calendar of 2026"),
        ([date(2026, 2, 14)], [date(2026, 2, 14)], "both a rest day and a make-up workday"),
        ([], [date(2026, 2, 13)], "2026-02-13 is not on a weekend"),
    ],
)
def test_a_calendar_that_contradicts_itself_is_refused(off, work, message):
    with pytest.raises(CalendarError, match=message):
        calendar_from({2026: (off, work)})


def test_next_and_previous_workday_by_walking():
    for day in EVERY_DAY[:-10]:
        after = next(d for d in (day + timedelta(n) for n in range(20)) if CALENDAR.is_workday(d))
        assert next_workday(day, CALENDAR) == after
    for day in EVERY_DAY[10:]:
        before = next(d for d in (day - timedelta(n) for n in range(20)) if CALENDAR.is_workday(d))
        assert previous_workday(day, CALENDAR) == before


def test_a_count_beyond_the_last_year_is_refused():
    with pytest.raises(CalendarError, match="outside"):
        CALENDAR.workday_after(date(9999, 12, 31), 1)
