"""What an enrolment is on a day: read from days alone, and only as the table allows."""

from __future__ import annotations

from datetime import date, timedelta
from typing import get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from firstcard.enrolment.premiums import Paying
from firstcard.enrolment.states import (
    MOVES,
    BillDays,
    Days,
    EnrolmentAction,
    EnrolmentState,
    Why,
    read,
)
from firstcard.enrolment.words import ACTIONS, PAYING, STANDING, STATES

REGISTERED, ENTITLED = EnrolmentState.REGISTERED, EnrolmentState.ENTITLED
LAPSED, ENDED = EnrolmentState.LAPSED, EnrolmentState.ENDED
DAY = timedelta(1)


def bill(
    year: int, *, due: date | None = None, paid: date | None = None, cover: date | None = None,
    known: bool = True, part: int = 0, nothing_left: bool = False,
) -> BillDays:  # fmt: skip
    until = date(year, 12, 31) if cover else None
    return BillDays(year=year, due_on=due, known=known, paid=part, settled_on=paid,
                    covered_from=cover, covered_until=until, nothing_left=nothing_left)  # fmt: skip


def days(
    *bills: BillDays, registered: date = date(2026, 11, 23), upper: date | None = None
) -> Days:
    return Days(registered_on=registered, lower=date(2026, 11, 10), upper=upper, bills=bills)


DUE = date(2027, 2, 7)
BORN = date(2026, 11, 10)
OPEN_2026, OPEN_2027 = bill(2026, due=DUE), bill(2027, due=DUE)
PAID_2026 = bill(2026, due=DUE, paid=date(2026, 12, 1), cover=BORN)


@pytest.mark.parametrize(("of", "on", "state", "why"), [
    (days(OPEN_2026, OPEN_2027), date(2026, 11, 22), None, Why.NOT_YET_ENROLLED),
    (days(OPEN_2026, OPEN_2027), date(2026, 11, 23), REGISTERED, Why.UNPAID),
    (days(OPEN_2026, OPEN_2027), DUE, REGISTERED, Why.UNPAID),
    (days(OPEN_2026, OPEN_2027), DUE + DAY, LAPSED, Why.YEAR_UNPAID),
    (days(PAID_2026, OPEN_2027), BORN, ENTITLED, Why.COVERED),
    (days(PAID_2026, OPEN_2027), BORN - DAY, None, Why.NOT_YET_ENROLLED),
    (days(PAID_2026, OPEN_2027), date(2026, 12, 31), ENTITLED, Why.COVERED),
    (days(PAID_2026, OPEN_2027), date(2027, 1, 1), REGISTERED, Why.UNPAID),
    (days(PAID_2026, OPEN_2027), DUE + DAY, LAPSED, Why.COVER_OVER),
    (days(PAID_2026), date(2027, 1, 1), LAPSED, Why.COVER_OVER),
    (days(PAID_2026, upper=date(2026, 12, 6)), date(2026, 12, 5), ENTITLED, Why.COVERED),
    (days(PAID_2026, upper=date(2026, 12, 6)), date(2026, 12, 6), ENDED, Why.ENDED),
    (days(bill(2026, known=False)), date(2026, 12, 1), REGISTERED, Why.AMOUNT_UNKNOWN),
    (days(bill(2026, part=1)), date(2026, 12, 1), REGISTERED, Why.PART_PAID),
    (days(bill(2026, paid=date(2026, 12, 1))), date(2026, 12, 1), REGISTERED, Why.COVER_UNKNOWN),
    (days(bill(2026, paid=BORN, cover=date(2026, 12, 20))), date(2026, 12, 1), REGISTERED,
     Why.STARTS_LATER),
    (days(bill(2026, paid=date(2026, 12, 31), nothing_left=True)), date(2026, 12, 31), REGISTERED,
     Why.NOTHING_LEFT),
    (days(), date(2026, 12, 1), REGISTERED, Why.UNPAID),
])  # fmt: skip
def test_what_it_is_on_a_day(of: Days, on: date, state: EnrolmentState | None, why: Why) -> None:
    found = read(days=of, on=on)
    assert (found.state, found.why) == (state, why)


def test_a_bill_that_nobody_could_have_paid_in_time_is_no_lapse() -> None:
    """The office took so long that the time to pay was over before the child was enrolled."""
    late = days(OPEN_2026, OPEN_2027, registered=date(2027, 3, 1))
    assert read(days=late, on=date(2027, 3, 1)).state is REGISTERED
    assert read(days=late, on=date(2027, 12, 31)).state is REGISTERED


a_day = st.dates(min_value=date(2025, 6, 1), max_value=date(2028, 12, 31))


@st.composite
def bills(draw: st.DrawFn, year: int) -> BillDays:
    settled = draw(st.none() | a_day)
    cover = draw(st.none() | st.dates(date(year, 1, 1), date(year, 12, 31))) if settled else None
    return bill(year, due=draw(st.none() | a_day), paid=settled, cover=cover,
                known=draw(st.booleans()), part=draw(st.integers(0, 1)))  # fmt: skip


@st.composite
def lives(draw: st.DrawFn) -> Days:
    registered = draw(st.dates(date(2026, 1, 1), date(2027, 6, 1)))
    lower = draw(st.dates(date(2025, 10, 1), registered))
    upper = draw(st.none() | st.dates(lower, date(2028, 12, 31)))
    found = [draw(bills(year)) for year in (2026, 2027, 2028) if draw(st.booleans())]
    return Days(registered_on=registered, lower=lower, upper=upper, bills=tuple(found))


BY_TIME = {(move.before, move.after) for move in MOVES if move.by_time}


@settings(max_examples=150)
@given(lives())
def test_days_pass_only_along_the_lines_of_the_table(of: Days) -> None:
    """Nobody does anything: each night's change stands in the table as one that a day brings."""
    before = read(days=of, on=of.registered_on).state
    for number in range(1, 1100):
        on = of.registered_on + number * DAY
        after = read(days=of, on=on).state
        assert before == after or (before, after) in BY_TIME, on
        before = after


@settings(max_examples=150)
@given(lives(), a_day)
def test_covered_exactly_on_the_paid_days_of_its_period(of: Days, on: date) -> None:
    paid = any(each.covered_from and each.covered_until
               and each.covered_from <= on <= each.covered_until for each in of.bills)  # fmt: skip
    held = of.lower <= on and (of.upper is None or on < of.upper)
    assert (read(days=of, on=on).state is ENTITLED) == (paid and held)


@given(lives(), a_day)
def test_every_answer_has_its_words(of: Days, on: date) -> None:
    found = read(days=of, on=on)
    gaps = {
        "from": found.covered_from,
        "until": found.covered_until or of.upper,
        "year": found.year,
    }
    for text in (STANDING[found.why].en, STANDING[found.why].zh):
        for name, value in gaps.items():
            assert f"{{{name}}}" not in text or value is not None


def test_states_actions_and_reasons_are_all_named_in_both_languages() -> None:
    assert set(STATES) == set(EnrolmentState)
    assert set(ACTIONS) == set(EnrolmentAction)
    assert set(STANDING) == set(Why)
    assert set(PAYING) == set(get_args(Paying))
    assert {move.action for move in MOVES} == set(EnrolmentAction)
    assert len(set(MOVES)) == len(MOVES)
