"""The bills of the made-up families: something for each login to see, and nothing untrue."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import bills
import pytest
from django.db import transaction
from pytest_django import DjangoDbBlocker

from firstcard.accounts import demo, signing
from firstcard.accounts.models import Account
from firstcard.casework import population
from firstcard.casework.population.table import STAGES
from firstcard.core.actors import Actor
from firstcard.people.models import Person
from firstcard.settlement import families, queries, working
from firstcard.settlement.models import Claim, ClaimEvent
from firstcard.settlement.operations import claiming

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[population.Made]:
    """One of each stage, for all tests here: each leaves them as they are."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield population.make(number=len(STAGES), at=AT)
        transaction.set_rollback(True)


def _actor(account: Account) -> Actor:
    found = signing.actor_of(account, at=AT)
    assert found is not None
    return found


def test_the_demo_parent_and_the_demo_hospital_see_bills(made: population.Made) -> None:
    parent = _actor(demo.family(telephone=demo.FAMILY, at=AT))
    seen = [claim for each in families.own_bills(by=parent, at=AT) for claim in each.claims]
    assert {claim.state for claim in seen} >= {"settled", "reversed"}
    assert {claim.care for claim in seen} == {"inpatient", "outpatient"}
    hospital = _actor(Account.objects.get(login="hospital-zz"))
    offices = working.institutions(by=hospital)
    assert len(offices) == 2
    assert all(office.sample for office in offices)
    assert all(queries.claims_at(office=each, by=hospital, limit=5) for each in offices)


def test_nothing_lies_in_the_future_and_the_years_are_what_the_bills_add_up_to(
    made: population.Made,
) -> None:
    assert Claim.objects.count() > 20
    assert not ClaimEvent.objects.filter(at__gt=AT).exists()
    assert not Claim.objects.filter(discharged_on__gt=AT.date()).exists()
    for person in Person.objects.filter(claims__isnull=False).distinct():
        for year in (2025, 2026):
            assert bills.year(person, year) == bills.year_by_bills(person, year)


def test_each_desk_finds_bills_that_were_handed_in(made: population.Made) -> None:
    clerk = _actor(Account.objects.get(login="clerk-zz"))
    waiting = claiming.listed(by=clerk, after=0, limit=50)
    assert {(claim.state, bool(claim.content)) for claim in waiting} >= {
        ("handed-in", False), ("handed-in", True), ("returned", True)}  # fmt: skip
    assert all(claim.scans.count() == 4 for claim in waiting)
    assert Claim.objects.filter(origin="manual", state="draft").exists()
