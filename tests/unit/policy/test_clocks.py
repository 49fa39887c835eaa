"""Terms against worked examples, and against counting day by day."""

from datetime import date, timedelta

import pytest
from chinese_calendar import constants
from hypothesis import given
from hypothesis import strategies as st

from firstcard.policy.calendars import FixedRest, calendar_from
from firstcard.policy.clock_words import LINES, REASONS, describe, describe_line
from firstcard.policy.clocks import (
    ClockError,
    Counted,
    Span,
    Why,
    add_least,
    at_year,
    back,
    count,
    earlier_of,
    later_of,
    months_after,
    next_workday,
)

CALENDAR = calendar_from(
    {
        year: (
            [day for day in constants.holidays if day.year == year],
            [day for day in constants.workdays if day.year == year and day.weekday() >= 5],
        )
        for year in range(2019, 2027)
    },
    fixed=[
        FixedRest(month=month, day=day, since=date(2025, 1, 1))
        for month, day in [(1, 1), (5, 1), (5, 2), (10, 1), (10, 2), (10, 3)]
    ],
)
DAYS = st.dates(date(2019, 1, 1), date(2028, 12, 31))
SPANS = st.one_of(
    st.builds(Span, days=st.integers(0, 400)),
    st.builds(Span, working_days=st.integers(0, 120)),
    st.builds(Span, months=st.integers(0, 30)),
    st.builds(Span, years=st.integers(0, 3)),
)
ONE = timedelta(days=1)


def due(start: date, span: Span, **settings) -> Counted:
    return count(start=start, span=span, calendar=CALENDAR, **settings)


@pytest.mark.parametrize(
    ("start", "span", "end", "why"),
    [
        (date(2026, 1, 31), Span(months=1), date(2026, 2, 28), Why.MAKE_UP_WORKDAY),
        (date(2026, 1, 15), Span(months=1), date(2026, 2, 24), Why.ROLLED),
        (date(2026, 2, 10), Span(working_days=5), date(2026, 2, 24), None),
        (date(2026, 2, 10), Span(working_days=15), date(2026, 3, 9), None),
        (date(2026, 2, 10), Span(days=30), date(2026, 3, 12), None),
        (date(2026, 4, 30), Span(days=30), date(2026, 6, 1), Why.ROLLED),
        (date(2024, 2, 29), Span(years=1), date(2025, 2, 28), Why.MONTH_END),
        (date(2026, 3, 2), Span(days=0), date(2026, 3, 2), None),
    ],
)
def test_worked_examples_of_2026(start, span, end, why):
    counted = due(start, span)
    assert (counted.date, counted.status) == (end, "final")
    assert why is None or why in counted.why


def test_a_term_may_end_on_a_rest_day_if_the_pack_says_so():
    counted = due(date(2026, 1, 15), Span(months=1), roll="none")
    assert (counted.date, counted.status) == (date(2026, 2, 15), "final")
    assert Why.NOT_ROLLED in counted.why


def test_counting_the_birth_day_makes_day_90_birth_plus_89():
    counted = due(date(2026, 3, 2), Span(days=90), inclusive=True)
    assert counted.unrolled == date(2026, 3, 2) + 89 * ONE
    assert due(date(2026, 3, 2), Span(days=90)).unrolled == date(2026, 3, 2) + 90 * ONE


@pytest.mark.parametrize(
    ("start", "end"),
    [
        (date(2026, 3, 15), date(2026, 4, 14)),
        (date(2026, 3, 31), date(2026, 4, 30)),
        (date(2026, 3, 1), date(2026, 3, 31)),
    ],
)
def test_a_month_that_counts_its_first_day(start, end):
    assert due(start, Span(months=1), inclusive=True, roll="none").date == end


def test_day_90_in_an_unpublished_year_stays_where_it_falls():
    counted = due(date(2026, 11, 15), Span(days=90))
    assert (counted.date, counted.status) == (date(2027, 2, 13), "provisional")  # a Saturday
    assert counted.why == (Why.START_NOT_COUNTED, Why.UNROLLED_UNPUBLISHED)


def test_working_days_into_an_unpublished_year_leave_out_weekends_and_fixed_holidays():
    counted = due(date(2026, 12, 30), Span(working_days=2))
    assert (counted.date, counted.status) == (date(2027, 1, 4), "provisional")
    assert Why.UNPUBLISHED in counted.why


def test_working_days_that_end_in_a_published_year_are_final():
    assert due(date(2026, 12, 30), Span(working_days=1)).status == "final"
    assert due(date(2018, 12, 31), Span(working_days=1)).status == "final"


@pytest.mark.parametrize(
    "given", [{}, {"days": 1, "months": 1}, {"days": -1}, {"years": 1, "working_days": 2}]
)
def test_a_span_has_exactly_one_unit_and_is_not_negative(given):
    with pytest.raises(ClockError):
        Span(**given)


@pytest.mark.parametrize("span", [Span(days=9), Span(working_days=9), Span(months=9)])
def test_a_term_beyond_the_last_year_is_refused(span):
    with pytest.raises(ClockError, match="is no date"):
        due(date(9999, 12, 30), span)


def walk(start: date, number: int, step: int) -> date:
    """The `number`-th working day from `start`, by looking at each day in turn."""
    day = start
    while number:
        day += step * ONE
        number -= CALENDAR.is_workday(day)
    return day


@given(DAYS, st.integers(1, 150))
def test_working_days_forward_equal_walking(start, number):
    assert due(start, Span(working_days=number)).date == walk(start, number, 1)


@given(DAYS, st.integers(1, 150))
def test_working_days_with_the_first_day_equal_walking_from_the_day_before(start, number):
    counted = due(start, Span(working_days=number), inclusive=True)
    assert counted.date == walk(start - ONE, number, 1)


@given(DAYS, st.integers(1, 150))
def test_working_days_backward_equal_walking(end, number):
    found = back(end=end, span=Span(working_days=number), calendar=CALENDAR).date
    assert found == walk(end + ONE, number, -1) - ONE


@given(DAYS, SPANS, st.booleans())
def test_back_is_the_latest_start_that_is_over_in_time(end, span, inclusive):
    found = back(end=end, span=span, calendar=CALENDAR, inclusive=inclusive).date
    assert due(found, span, inclusive=inclusive, roll="none").date <= end
    assert due(found + ONE, span, inclusive=inclusive, roll="none").date > end


@given(DAYS, SPANS, st.booleans())
def test_back_from_the_end_never_lies_before_the_start(start, span, inclusive):
    end = due(start, span, inclusive=inclusive, roll="none").date
    assert back(end=end, span=span, calendar=CALENDAR, inclusive=inclusive).date >= start


@given(DAYS, SPANS, st.booleans(), st.integers(0, 40))
def test_a_later_start_or_a_longer_span_never_ends_earlier(start, span, inclusive, more):
    first = due(start, span, inclusive=inclusive)
    later = due(start + more * ONE, span, inclusive=inclusive)
    longer = due(start, Span(**{span.unit: span.number + more}), inclusive=inclusive)
    assert later.unrolled >= first.unrolled
    assert longer.unrolled >= first.unrolled
    if later.status == first.status == longer.status == "final":
        assert min(later.date, longer.date) >= first.date


@given(DAYS, SPANS, st.booleans())
def test_a_final_end_is_a_working_day_and_no_earlier_one_was_left_out(start, span, inclusive):
    counted = due(start, span, inclusive=inclusive)
    assert counted.date >= counted.unrolled
    if counted.status == "final":
        assert CALENDAR.is_workday(counted.date)
        assert next_workday(counted.unrolled, CALENDAR) == counted.date
    elif counted.span.unit != "working_days":
        assert counted.date == counted.unrolled


@given(DAYS, st.integers(-40, 40))
def test_the_corresponding_day_or_the_last_of_the_month(day, months):
    found = months_after(day, months)
    assert (found.year * 12 + found.month) - (day.year * 12 + day.month) == months
    assert found.day == day.day or (found + ONE).day == 1


@given(DAYS, SPANS, st.booleans())
def test_the_lines_lead_from_the_start_to_the_date(start, span, inclusive):
    counted = due(start, span, inclusive=inclusive)
    lines = counted.explain()
    assert lines[-1].date == counted.date
    numbers = [line.number for line in lines if line.counted]
    assert numbers == list(range(1, span.number + 1))
    assert [line.date for line in lines] == sorted(line.date for line in lines)


@given(DAYS, SPANS, st.booleans(), st.sampled_from(["en", "zh"]))
def test_every_count_can_be_told_in_words(start, span, inclusive, lang):
    for counted in (
        due(start, span, inclusive=inclusive),
        back(end=start, span=span, calendar=CALENDAR, inclusive=inclusive),
        add_least(start=start, span=span, calendar=CALENDAR, counter=True),
    ):
        told = describe(counted, lang)
        assert str(span.number) in told
        assert str(counted.date.day) in told
        assert all(describe_line(line, lang) for line in counted.explain())


def test_every_reason_has_words_in_both_languages():
    assert set(REASONS) == set(Why)
    assert all(set(words) == {"en", "zh"} for words in [*REASONS.values(), *LINES.values()])


def test_a_count_in_words():
    counted = due(date(2026, 4, 30), Span(days=30))
    assert describe(counted, "en") == (
        "30 days from Thursday 30 April 2026: Saturday 30 May 2026. "
        "The first day is not counted. "
        "That day is a rest day, so the date moves to the next working day. "
        "Last day: Monday 1 June 2026."
    )
    assert describe(counted, "zh") == (
        "自2026年4月30日（星期四）起30天，至2026年5月30日（星期六）届满。开始当天不计算在内。"
        "这一天是休息日，顺延到其后第一个工作日。最后一天：2026年6月1日（星期一）。"
    )


def test_a_count_day_by_day():
    lines = due(date(2026, 2, 12), Span(working_days=3)).explain()
    assert [(line.date.day, line.counted, line.reason, line.number) for line in lines] == [
        (12, False, "start-not-counted", 0),
        (13, True, "workday", 1),
        (14, True, "make-up-workday", 2),
        *[(day, False, "holiday", 2) for day in range(15, 24)],
        (24, True, "workday", 3),
    ]


def test_the_earliest_day_moves_on_for_counters_only():
    asked = {"start": date(2026, 4, 30), "span": Span(days=30), "calendar": CALENDAR}
    assert add_least(**asked).date == date(2026, 5, 30)
    assert add_least(**asked, counter=True).date == date(2026, 6, 1)
    assert add_least(start=date(2026, 5, 4), span=None, calendar=CALENDAR).date == date(2026, 5, 4)


def test_the_earliest_day_moves_on_past_the_published_calendar_and_is_provisional():
    ready = add_least(start=date(2026, 11, 15), span=Span(days=90), calendar=CALENDAR, counter=True)
    assert (ready.date, ready.status) == (date(2027, 2, 15), "provisional")
    assert Why.UNPUBLISHED in ready.why


def test_a_fixed_month_and_day():
    assert at_year(month=12, day=20, year=2026) == date(2026, 12, 20)
    assert [at_year(month=2, day=29, year=year).day for year in (2027, 2028)] == [28, 29]


def test_the_earlier_and_the_later_of_several_days():
    first, second = date(2026, 1, 1), date(2026, 2, 1)
    assert (earlier_of(second, first), later_of(second, first)) == (first, second)
    assert earlier_of(first, None) is later_of(None, second) is earlier_of() is None


def test_lines_of_a_date_counted_back_lead_forward_to_the_end():
    found = back(end=date(2026, 2, 24), span=Span(working_days=2), calendar=CALENDAR)
    assert found.explain()[0].date == found.date
    assert found.explain()[-1].date == date(2026, 2, 24)
