"""Cover and bills by the packs, against an oracle that knows neither packs nor planner."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import oracle
import pytest
from cities import CITIES, City, book
from hypothesis import example, given, settings
from hypothesis import strategies as st

from firstcard.enrolment import coverage, premiums
from firstcard.policy.book import RuleBook
from firstcard.policy.planner import make_plan, situation_of

DAY = timedelta(1)
births = st.dates(min_value=date(2024, 1, 1), max_value=date(2027, 12, 31))
cities = st.sampled_from(CITIES)
lags = st.integers(0, 200)


@pytest.fixture(scope="module")
def rules(tmp_path_factory: pytest.TempPathFactory) -> RuleBook:
    return book(folder=tmp_path_factory.mktemp("cities"))


def family(city: City, born: date) -> dict[str, Any]:
    return {
        "child": {"born_on": born.isoformat(), "birthplace": "institution",
                  "birth_region": city.region, "follows": "mother", "has_citizen_id": False},
        "parents": {"married": True, "mother": {"known": True, "household_region": city.region},
                    "father": {"known": True, "household_region": city.region}},
        "guardian": "parent",
    }  # fmt: skip


@settings(max_examples=400)
@given(city=cities, born=births, wait=lags, pays=st.integers(0, 160), next_year=st.booleans())
@example(city=CITIES[2], born=date(2026, 9, 1), wait=89, pays=0, next_year=False)
@example(city=CITIES[2], born=date(2026, 9, 1), wait=91, pays=0, next_year=False)
@example(city=CITIES[0], born=date(2025, 11, 17), wait=0, pays=99, next_year=True)
@example(city=CITIES[0], born=date(2024, 12, 31), wait=0, pays=0, next_year=True)
def test_what_a_payment_covers_is_what_the_oracle_says(
    rules: RuleBook, city: City, born: date, wait: int, pays: int, next_year: bool
) -> None:
    applied = born + wait * DAY
    paid = applied + pays * DAY
    year = born.year + next_year
    facts = family(city, born)
    told = coverage.insurance(book=rules, situation=facts, region=city.region, applied_on=applied)
    due = told.year(year).due
    found = coverage.cover(book=rules, situation=facts, region=city.region, applied_on=applied,
                           year=year, paid_on=paid,
                           told_on=applied if due and paid <= due else None)  # fmt: skip
    expected = oracle.cover(city, born, applied, year, paid, due)
    if found.from_ is not None and found.until is not None and found.from_ > found.until:
        assert expected == oracle.Days(None, None)
    else:
        assert (found.from_, found.until) == (expected.first, expected.last)
        assert bool(found.ask) == expected.nobody_knows


@settings(max_examples=200)
@given(city=cities, born=births, wait=lags, office=st.integers(0, 20))
@example(city=CITIES[3], born=date(2024, 10, 3), wait=0, office=0)
def test_the_years_to_decide_and_their_amounts_are_those_of_the_oracle(
    rules: RuleBook, city: City, born: date, wait: int, office: int
) -> None:
    applied = born + wait * DAY
    approved = applied + office * DAY
    told = coverage.insurance(book=rules, situation=family(city, born), region=city.region,
                              applied_on=applied)  # fmt: skip
    found = told.years(until=approved)
    assert list(found) == oracle.years(city, born, applied, approved)
    assert told.limit_of_birth() == oracle.last_day(city, born)
    for year in found:
        owed = premiums.due(rules=told, year=year, groups=()).amount_fen
        assert owed == (0 if city.free_birth_year and year == born.year else city.fen)


@settings(max_examples=100)
@given(city=cities, born=births, wait=lags)
def test_the_plan_told_the_family_the_same(
    rules: RuleBook, city: City, born: date, wait: int
) -> None:
    """One rule, two uses: who follows the plan of a day gets the cover that it named."""
    on = born + wait * DAY
    facts = family(city, born)
    data = {**facts, "on": on.isoformat(), "region": city.region, "want": ["insured"],
            "have": ["birth-certificate"]}  # fmt: skip
    plan = make_plan(book=rules, situation=situation_of(book=rules, data=data))
    step = {each.id: each for each in plan.steps}
    for promised in plan.coverage:
        paid_on = step[f"premium:{promised.year}"].earliest
        applied_on = step["enrolment"].earliest
        found = coverage.cover(book=rules, situation=facts, region=city.region,
                               applied_on=applied_on, year=promised.year, paid_on=paid_on,
                               told_on=applied_on)  # fmt: skip
        assert (found.from_, found.rule) == (promised.from_, promised.rule)


def test_a_day_that_the_family_was_told_and_kept_counts_as_kept(rules: RuleBook) -> None:
    """Born on 17 November 2025: ninety days end in the Spring Festival, so on 24 February."""
    city, born = CITIES[0], date(2025, 11, 17)
    facts = family(city, born)
    told = coverage.insurance(book=rules, situation=facts, region=city.region, applied_on=born)
    assert told.year(2026).due == date(2026, 2, 24)
    found = coverage.cover(book=rules, situation=facts, region=city.region, applied_on=born,
                           year=2026, paid_on=date(2026, 2, 24), told_on=born)  # fmt: skip
    assert found.from_ == date(2026, 1, 1)


class TestTheDaysOfAPeriod:
    FIRST, LAST = date(2026, 6, 1), date(2026, 12, 31)

    @pytest.mark.parametrize(("lower", "upper", "expected"), [
        (date(2026, 1, 1), None, (FIRST, LAST)),
        (date(2026, 8, 10), None, (date(2026, 8, 10), LAST)),
        (date(2026, 1, 1), date(2026, 8, 10), (FIRST, date(2026, 8, 9))),
        (date(2027, 1, 1), None, None),
        (date(2026, 1, 1), FIRST, None),
        (date(2026, 1, 1), FIRST + DAY, (FIRST, FIRST)),
    ])  # fmt: skip
    def test_a_cover_holds_only_within_the_enrolment(
        self, lower: date, upper: date | None, expected: tuple[date, date] | None
    ) -> None:
        assert coverage.within(from_=self.FIRST, until=self.LAST, lower=lower,
                               upper=upper) == expected  # fmt: skip

    def test_no_cover_has_no_days(self) -> None:
        assert coverage.within(from_=None, until=None, lower=self.FIRST, upper=None) is None


def test_facts_of_later_days_are_left_out_and_what_the_enrolment_says_itself() -> None:
    facts = {"child": {"born_on": "2026-06-01"}, "have": ["enrolment"], "region": "410100",
             "events": {"adoption": "2026-06-20", "discharge": "2026-09-01"},
             "events.move": "2026-07-02", "events.loss": "2026-07-01"}  # fmt: skip
    assert coverage.facts_on(facts, on=date(2026, 7, 1)) == {
        "child": {"born_on": "2026-06-01"}, "events": {"adoption": "2026-06-20"},
        "events.loss": "2026-07-01"}  # fmt: skip


def test_the_oracle_counts_as_the_worked_case_of_zhengzhou_does() -> None:
    """Born on 10 November 2026, the day of birth counted: 7 February 2027, not moved."""
    assert oracle.last_day(CITIES[2], date(2026, 11, 10)) == date(2027, 2, 7)
