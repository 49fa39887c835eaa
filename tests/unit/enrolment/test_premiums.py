"""How a bill stands: whatever is paid, in whatever order it is told."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcard.enrolment import coverage
from firstcard.enrolment.premiums import Paid, account, due, fen, groups_of
from firstcard.policy.book import RuleBook
from firstcard.policy.loading import load

FIRST = date(2026, 9, 1)
payments = st.lists(
    st.builds(lambda fen, days: Paid(amount_fen=fen, paid_on=FIRST + timedelta(days)),
              st.integers(1, 50_000), st.integers(0, 60)), max_size=6)  # fmt: skip
owed = st.none() | st.integers(0, 80_000)


@given(owed=owed, told=payments, order=st.randoms(use_true_random=False))
def test_the_order_in_which_payments_are_told_makes_no_difference(
    owed: int | None, told: list[Paid], order: Any
) -> None:
    shuffled = list(told)
    order.shuffle(shuffled)
    free = date(2026, 9, 5)
    assert account(owed=owed, payments=told, free_on=free) == account(
        owed=owed, payments=shuffled, free_on=free)  # fmt: skip


@given(owed=owed, told=payments)
def test_every_fen_is_accounted_for(owed: int | None, told: list[Paid]) -> None:
    found = account(owed=owed, payments=told)
    assert found.paid == sum(each.amount_fen for each in told)
    if owed is None:
        assert (found.state, found.rest, found.over, found.settled_on) == (
            "unknown", None, None, None)  # fmt: skip
        return
    assert found.rest is not None
    assert found.over is not None
    assert found.paid + found.rest - found.over == owed
    assert 0 in (found.rest, found.over)
    expected = {
        "over": found.over > 0,
        "part": 0 < found.paid < owed,
        "open": found.paid == 0 < owed,
        "free": owed == 0 and not found.paid,
        "paid": found.paid == owed > 0,
    }
    assert [name for name, holds in expected.items() if holds] == [found.state]


@given(owed=st.integers(1, 80_000), told=payments)
def test_it_is_settled_on_the_first_day_on_which_the_whole_was_there(
    owed: int, told: list[Paid]
) -> None:
    found = account(owed=owed, payments=told).settled_on
    days = [FIRST + timedelta(n) for n in range(61)]
    whole = [day for day in days
             if sum(each.amount_fen for each in told if each.paid_on <= day) >= owed]  # fmt: skip
    assert found == (whole[0] if whole else None)


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return load(root=Path(__file__).resolve().parents[3] / "packs")


@pytest.mark.parametrize(("groups", "amount", "group"), [
    ((), 40_000, ""),
    (("college-student",), 39_000, "college-student"),
    (("child-in-difficulty",), 8_000, "child-in-difficulty"),
    (("low-income", "severely-disabled"), 2_000, "low-income"),
    (("severely-disabled", "orphan", "monitored"), 0, "orphan"),
])  # fmt: skip
def test_the_best_subsidy_of_zhengzhou_for_2026(
    book: RuleBook, groups: tuple[str, ...], amount: int, group: str
) -> None:
    facts = {"child": {"born_on": "2020-04-11", "household_region": "410105"},
             "guardian": "parent", "groups": list(groups)}  # fmt: skip
    rules = coverage.insurance(book=book, situation=facts, region="410105",
                               applied_on=date(2025, 10, 15))  # fmt: skip
    found = due(rules=rules, year=2026, groups=groups_of(facts))
    assert (found.amount_fen, found.group, found.ask) == (amount, group, "")
    assert (found.due_on, found.basis) == (date(2025, 12, 31), ("zhengzhou-2026",))


def test_a_place_without_a_table_of_its_own_says_whom_to_ask(book: RuleBook) -> None:
    facts = {"child": {"born_on": "2026-06-01"}, "guardian": "parent"}
    rules = coverage.insurance(book=book, situation=facts, region="440304",
                               applied_on=date(2026, 7, 1))  # fmt: skip
    found = due(rules=rules, year=2026, groups=())
    assert (found.amount_fen, found.ask) == (None, "medical-insurance-agency")


def test_yuan_in_fen() -> None:
    assert (fen("400.00"), fen("0.01"), fen("0.00")) == (40_000, 1, 0)
    with pytest.raises(ValueError, match="whole number"):
        fen("0.005")


@pytest.mark.parametrize("given", [["orphan", "low-income"], "orphan, low-income"])
def test_groups_are_read_as_lists_and_as_words(given: object) -> None:
    assert groups_of({"groups": given}) == {"orphan", "low-income"}
    assert groups_of({}) == frozenset()
