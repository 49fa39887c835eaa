"""A newborn's bills follow it from its birth certificate number to its citizen ID number."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import date, timedelta

import bills
import card_makers
import cases
import pytest
import test_joining as joining
import time_machine
from enrolments import at as noon
from enrolments import pay

from firstcard.casework import held
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import NotAllowed
from firstcard.enrolment import operations as enrolments
from firstcard.people.models import Person
from firstcard.settlement.credentials import Shown
from firstcard.settlement.models import Claim, ClaimEvent
from firstcard.settlement.operations import merging

pytestmark = pytest.mark.django_db
DAYS = [date(2026, month, 1) for month in (2, 3, 4)]


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    with time_machine.travel(cases.AT + timedelta(hours=1), tick=False):
        yield


def test_from_the_birth_certificate_to_the_citizen_id_when_two_have_agreed() -> None:
    """The whole way of a newborn: settled, joined, and one child's from then on."""
    older = joining.by_citizen_id()
    newborn = joining.by_certificate()
    assert newborn.child is not None
    assert older.child is not None
    of = newborn.child.enrolments.get().bills.get(year=2026, cancelled_at=None)
    enrolments.answer(bill=of, amount_fen=40_000, source="the agency",
                      by=cases.staff("reviewer"), at=cases.AT)  # fmt: skip
    today = cases.AT.date()
    pay(of, 40_000, today, reference="T-1")
    office = bills.institution(since=date(2026, 1, 1))
    claim = bills.settle(
        office, newborn.child, bills.presented(on=joining.BORN), at=cases.AT,
        show=Shown(kind="birth-certificate", number=joining.CERTIFICATE))  # fmt: skip
    before = bills.amounts(claim)
    joining.agreed(joining.proposed(newborn))
    kept = older.child
    assert Person.objects.get(pk=newborn.child.pk).merged_into == kept
    claim = bills.again(claim)
    assert (claim.person, claim.identified_by) == (kept, "birth-certificate")
    assert bills.amounts(claim) == before
    assert bills.year(kept) == bills.year_by_bills(kept)
    assert bills.year(kept)["admissions"] == 1
    assert set(bills.year(newborn.child).values()) == {0}
    assert ClaimEvent.objects.filter(claim=claim, action="join").count() == 1
    assert AuditEntry.objects.filter(action="bill.join", person=kept.pk).count() == 1
    again = bills.settle(office, kept, bills.presented(on=today), at=cases.AT,
                         show=Shown(kind="citizen-id", number=joining.CITIZEN))  # fmt: skip
    assert again.person == kept
    assert bills.year(kept)["admissions"] == 2


def test_a_family_gets_a_copy_of_its_bills_and_of_who_dealt_with_them() -> None:
    parent = cases.family()
    newborn = joining.by_certificate(parent)
    assert newborn.child is not None
    of = newborn.child.enrolments.get().bills.get(year=2026, cancelled_at=None)
    enrolments.answer(bill=of, amount_fen=40_000, source="the agency",
                      by=cases.staff("reviewer"), at=cases.AT)  # fmt: skip
    pay(of, 40_000, cases.AT.date(), reference="T-1")
    office = bills.institution(since=date(2026, 1, 1))
    show = Shown(kind="birth-certificate", number=joining.CERTIFICATE)
    bills.settle(office, newborn.child, bills.presented(on=joining.BORN), at=cases.AT, show=show)
    newborn.signatures.all().delete()  # no real ones
    found = held.everything(case=newborn, by=parent, at=cases.AT)
    (bill,) = json.loads(json.dumps(found))["child"]["bills"]
    assert bill["bill"]["lines"][0]["amount"] == "10000.00"
    assert bill["settlements"][0]["explained"]["total"] == "10000.00"
    assert found["child"]["years"][0]["admissions"] == 1
    assert "bill.settle" in {each["action"] for each in found["who_looked"]}


def test_two_records_bills_come_to_what_they_come_to_in_one() -> None:
    """Past the serious-illness deductible, the bills of both records mixed in time."""
    office = bills.institution()
    one, two, whole = bills.insured(), bills.insured(), bills.insured()
    for person, day in ((one, DAYS[1]), (two, DAYS[0]), (two, DAYS[2])):
        bills.settle(office, person, bills.presented("30000.00", on=day))
    for day in DAYS:
        bills.settle(office, whole, bills.presented("30000.00", on=day))
    merging.merge(into=one, other=two, by=card_makers.staff("reviewer"), at=bills.AT)
    rows = Claim.objects.filter(person=one).order_by("discharged_on")
    theirs = Claim.objects.filter(person=whole).order_by("discharged_on")
    assert [bills.amounts(each) for each in rows] == [bills.amounts(each) for each in theirs]
    assert bills.year(one) == bills.year(whole) == bills.year_by_bills(one)
    assert set(bills.year(two).values()) == {0}
    changed = ClaimEvent.objects.filter(claim__in=rows, action="settle-again")
    assert {event.detail["because"] for event in changed} == {"join"}


def test_who_may_not_confirm_it_there_moves_no_bill() -> None:
    office, one, two = bills.institution(), bills.insured(), bills.insured()
    claim = bills.settle(office, two, bills.presented())
    for by in (card_makers.staff("clerk"), card_makers.staff("reviewer", region="420100")):
        with pytest.raises(NotAllowed):
            merging.merge(into=one, other=two, by=by, at=noon(date(2026, 11, 23)))
    assert bills.again(claim).person == two
