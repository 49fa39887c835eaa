"""The promise of a case: working days, pauses while the family is asked, and how it was counted."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcard.casework.clocks import PAUSED, Due, Pause, counted_with
from firstcard.guidance import packs_store
from firstcard.policy.calendars import Calendar
from firstcard.policy.clocks import Span, count

DAYS = st.dates(date(2024, 1, 1), date(2026, 10, 1))
SPANS = st.one_of(st.builds(Span, working_days=st.integers(0, 40)),
                  st.builds(Span, days=st.integers(0, 60)))  # fmt: skip


@pytest.fixture(scope="module")
def calendar() -> Calendar:
    return packs_store.current().calendar


def _counted(start: date, length: Span, pauses: list[Pause], calendar: Calendar) -> Due:
    return counted_with(start=start, length=length, pauses=pauses, calendar=calendar, on=start)


@st.composite
def _pauses(draw: st.DrawFn, start: date, *, open_: bool) -> list[Pause]:
    found: list[Pause] = []
    day = start
    for _ in range(draw(st.integers(0, 3))):
        begun = day + timedelta(days=draw(st.integers(0, 12)))
        day = begun + timedelta(days=draw(st.integers(0, 20)))
        found.append((begun, day))
    if open_:
        found.append((day + timedelta(days=draw(st.integers(0, 12))), None))
    return found


@given(DAYS, SPANS)
def test_without_a_pause_it_is_the_count_of_the_law(start: date, length: Span) -> None:
    calendar = packs_store.current().calendar
    assert _counted(start, length, [], calendar).date == count(
        start=start, span=length, calendar=calendar).date  # fmt: skip


@given(DAYS, st.integers(1, 40), st.data())
def test_as_many_working_days_as_promised_lie_outside_the_pauses(
    start: date, number: int, data: st.DataObject
) -> None:
    calendar = packs_store.current().calendar
    pauses = data.draw(_pauses(start, open_=False))
    due = _counted(start, Span(working_days=number), pauses, calendar)
    assert due.date is not None
    assert calendar.is_workday(due.date)
    days = [start + timedelta(days=n) for n in range(1, (due.date - start).days + 1)]
    free = [d for d in days if not any(a < d <= b for a, b in pauses if b is not None)]
    assert sum(calendar.is_workday(day) for day in free) == number


@given(DAYS, SPANS, st.data())
def test_nothing_is_ever_below_zero_and_used_and_left_add_up(
    start: date, length: Span, data: st.DataObject
) -> None:
    calendar = packs_store.current().calendar
    pauses = data.draw(_pauses(start, open_=data.draw(st.booleans())))
    on = start + timedelta(days=data.draw(st.integers(-5, 200)))
    due = counted_with(start=start, length=length, pauses=pauses, calendar=calendar, on=on)
    assert 0 <= due.left <= length.number
    assert 0 <= due.used <= length.number
    assert due.date is None or due.date >= start
    if due.date is None:
        assert due.used + due.left == length.number
        assert pauses[-1][1] is None


@given(DAYS, SPANS, st.data())
def test_a_pause_never_brings_the_day_forward(
    start: date, length: Span, data: st.DataObject
) -> None:
    calendar = packs_store.current().calendar
    pauses = data.draw(_pauses(start, open_=False))
    plain = _counted(start, length, [], calendar).date
    with_pauses = _counted(start, length, pauses, calendar).date
    assert plain is not None
    assert with_pauses is not None
    assert with_pauses >= plain


@given(DAYS, SPANS, st.data())
def test_the_lines_say_each_day_once_and_their_last_number_is_the_count(
    start: date, length: Span, data: st.DataObject
) -> None:
    calendar = packs_store.current().calendar
    pauses = data.draw(_pauses(start, open_=data.draw(st.booleans())))
    due = counted_with(start=start, length=length, pauses=pauses, calendar=calendar, on=start)
    days = [line.date for line in due.lines]
    assert days == [start + timedelta(days=n) for n in range(len(days))]
    assert sum(line.counted for line in due.lines) == due.lines[-1].number == due.used


def test_two_days_with_the_family_are_two_days_more(calendar: Calendar) -> None:
    # Handed in on Monday 2 March 2026, sent back on Wednesday, again there on Friday.
    plain = _counted(date(2026, 3, 2), Span(working_days=10), [], calendar)
    paused = _counted(date(2026, 3, 2), Span(working_days=10),
                      [(date(2026, 3, 4), date(2026, 3, 6))], calendar)  # fmt: skip
    assert plain.date == date(2026, 3, 16)
    assert paused.date == date(2026, 3, 18)
    assert [line.date.day for line in paused.lines if line.reason == PAUSED] == [5, 6]


def test_sent_back_and_mended_on_one_day_costs_nothing(calendar: Calendar) -> None:
    same = [(date(2026, 3, 4), date(2026, 3, 4))]
    assert _counted(date(2026, 3, 2), Span(working_days=10), same, calendar).date == date(
        2026, 3, 16)  # fmt: skip


def test_while_the_family_holds_it_there_is_no_day_but_what_is_left(calendar: Calendar) -> None:
    due = _counted(date(2026, 3, 2), Span(working_days=10), [(date(2026, 3, 4), None)], calendar)
    assert due.date is None
    assert (due.used, due.left) == (2, 8)


def test_spring_festival_is_left_out(calendar: Calendar) -> None:
    # Sources of the calendar: the State Council's notice for 2026; see packs/cn/calendar.
    due = _counted(date(2026, 2, 10), Span(working_days=5), [], calendar)
    assert due.date == date(2026, 2, 24)
    assert not due.provisional


def test_a_year_without_a_published_calendar_is_said_to_be_provisional(calendar: Calendar) -> None:
    due = _counted(date(2026, 12, 28), Span(working_days=10), [], calendar)
    assert due.provisional


def test_months_are_moved_on_by_the_days_of_the_pause(calendar: Calendar) -> None:
    # 2 March to 2 April, four days with the family: Monday 6 April, Qingming's day off; so the 7th.
    due = _counted(date(2026, 3, 2), Span(months=1), [(date(2026, 3, 10), date(2026, 3, 14))],
                   calendar)  # fmt: skip
    assert due.date == date(2026, 4, 7)
    assert _counted(date(2026, 3, 2), Span(months=1), [(date(2026, 3, 10), None)],
                    calendar).left == 23  # fmt: skip
