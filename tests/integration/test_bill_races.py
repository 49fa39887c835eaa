"""Many counters at once: no deductible, cap, year or account is spent twice, and none is lost."""

from __future__ import annotations

import itertools
from collections import Counter
from datetime import date, timedelta
from typing import Any

import bills
import card_makers
import pytest
import test_bill_mutual_aid as aid_tests
from bills import AT, DAY
from card_families import account_of
from test_enrolment_races import at_once

from firstcard.core.refusals import Refusal
from firstcard.settlement.models import AccountEntry, Claim, ClaimEvent, YearAccount
from firstcard.settlement.operations import reversing
from firstcard.settlement.refusals import NotNow, PresentedAlready

pytestmark = pytest.mark.django_db(transaction=True)
MANY = 12


def days(count: int) -> list[date]:
    return [DAY - timedelta(days=10 * number) for number in range(count)]


def test_bills_of_one_child_at_many_counters_come_to_what_they_come_to_in_order() -> None:
    """Past the serious-illness deductible: each rests on all before it."""
    office, child, other = bills.institution(), bills.insured(), bills.insured()
    told = [bills.presented("20000.00", on=day) for day in days(MANY)]
    cashiers = [bills.cashier(office) for _ in told]
    answers = at_once([lambda n=n: bills.settle(office, child, told[n], by=cashiers[n])
                       for n in range(MANY)])  # fmt: skip
    assert all(isinstance(each, Claim) for each in answers), Counter(map(str, answers))
    for day in sorted(days(MANY)):
        bills.settle(office, other, bills.presented("20000.00", on=day))

    def of(person: Any) -> list[dict[str, int]]:
        rows = Claim.objects.filter(person=person).order_by("discharged_on")
        return [bills.amounts(each) for each in rows]

    assert of(child) == of(other)
    assert bills.year(child) == bills.year(other) == bills.year_by_bills(child)
    assert bills.year(child)["admissions"] == MANY


def test_the_first_bills_of_a_year_at_once_make_one_account() -> None:
    office, child = bills.institution(), bills.insured()
    told = [bills.presented("2000.00") for _ in range(MANY)]
    by = bills.cashier(office)
    answers = at_once([lambda n=n: bills.settle(office, child, told[n], by=by)
                       for n in range(MANY)])  # fmt: skip
    assert all(isinstance(each, Claim) for each in answers), Counter(map(str, answers))
    assert YearAccount.objects.filter(person=child, year=2026).count() == 1
    assert bills.year(child) == bills.year_by_bills(child)


def test_a_cap_that_is_almost_used_up_is_not_paid_twice() -> None:
    office, child = bills.institution(), bills.insured()
    bills.settle(office, child, bills.presented("200000.00", on=date(2026, 2, 1)))
    left = 15_000_000 - bills.year(child)["pool_paid"]
    assert 0 < left < 2_000_000
    told = [bills.presented("40000.00", on=day) for day in days(6)]
    by = bills.cashier(office)
    at_once([lambda n=n: bills.settle(office, child, told[n], by=by) for n in range(6)])
    assert bills.year(child)["pool_paid"] == 15_000_000
    assert bills.year(child) == bills.year_by_bills(child)


def test_one_bill_presented_by_many_at_once_is_one() -> None:
    office, child = bills.institution(), bills.insured()
    bill, by = bills.presented(), bills.cashier(office)
    answers = at_once([lambda: bills.settle(office, child, bill, by=by)] * MANY)
    assert {each.pk for each in answers if isinstance(each, Claim)} == {Claim.objects.get().pk}
    assert all(isinstance(each, Claim) for each in answers), Counter(map(str, answers))
    assert ClaimEvent.objects.count() == 1


def test_one_number_for_many_children_at_once_is_one_bill() -> None:
    office, by_number = bills.institution(), "ZY-1"
    children = [bills.insured() for _ in range(4)]
    by = bills.cashier(office)
    answers = at_once([
        lambda child=child: bills.settle(office, child, bills.presented(name=by_number), by=by)
        for child in children
    ])  # fmt: skip
    assert sum(isinstance(each, Claim) for each in answers) == 1, Counter(map(str, answers))
    assert sum(isinstance(each, PresentedAlready) for each in answers) == 3
    assert Claim.objects.count() == 1
    assert YearAccount.objects.count() == 1


def test_of_many_that_reverse_it_one_does_and_bills_meanwhile_count() -> None:
    office, child = bills.institution(), bills.insured()
    claim = bills.settle(office, child, bills.presented("30000.00", on=date(2026, 2, 1)))
    by = bills.cashier(office)
    told = [bills.presented("30000.00", on=day) for day in days(4)]
    acts = [lambda: reversing.reverse(claim=claim, reason="退费", by=by, at=AT)] * 4
    acts += [lambda n=n: bills.settle(office, child, told[n], by=by) for n in range(4)]
    answers = at_once(acts)
    lost = [each for each in answers if isinstance(each, Refusal)]
    assert len(lost) == 3, Counter(map(str, answers))
    assert all(isinstance(each, NotNow) for each in lost)
    assert bills.year(child)["admissions"] == 4
    assert bills.year(child) == bills.year_by_bills(child)
    other = bills.insured()
    for day in sorted(days(4)):
        bills.settle(office, other, bills.presented("30000.00", on=day))
    assert bills.year(child) == bills.year(other)


def test_one_parents_account_is_not_spent_twice_by_two_children() -> None:
    mother = card_makers.adult()
    children = [bills.insured(person=card_makers.child(born_on=bills.BORN, mother=mother))
                for _ in range(4)]  # fmt: skip
    aid_tests.has(mother, 500_000)
    by = account_of(mother)
    for child in children:
        aid_tests.shares(mother, child, by=by)
    office = bills.institution()
    cashier = bills.cashier(office)
    told = [(child, bills.presented()) for child in children for _ in range(2)]
    answers = at_once([lambda pair=pair: bills.settle(office, *pair, by=cashier)
                       for pair in told])  # fmt: skip
    assert all(isinstance(each, Claim) for each in answers), Counter(map(str, answers))
    drawn = sum(bills.amounts(each)["mutual_aid"] for each in answers
                if isinstance(each, Claim))  # fmt: skip
    assert (drawn, aid_tests.left(mother)) == (500_000, 0)
    entries = AccountEntry.objects.order_by("pk")
    assert [entry.balance for entry in entries] == list(
        itertools.accumulate(entry.amount for entry in entries))  # fmt: skip
