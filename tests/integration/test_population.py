"""The made-up population: every stage and every kind of family, by the real operations."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from itertools import count

import pytest
from django.db import connection, transaction
from django.db.models import Count
from pytest_django import DjangoDbBlocker

from firstcard.accounts import demo, signing
from firstcard.accounts.models import Account
from firstcard.accounts.refusals import OnlyDemo
from firstcard.casework import clocks, population, queries
from firstcard.casework.content import draft_of
from firstcard.casework.models import Case, CaseEvent
from firstcard.casework.population.families import KINDS, NOWHERE
from firstcard.casework.population.table import STAGES
from firstcard.casework.states import CaseState
from firstcard.core.models import AuditEntry
from firstcard.enrolment.models import Inquiry
from firstcard.enrolment.queries import state_on
from firstcard.guidance import packs_store
from firstcard.messages.models import Message
from firstcard.people.identity_numbers import check_citizen_id

pytestmark = pytest.mark.django_db
AT = datetime(2026, 11, 23, 6, 0, tzinfo=UTC)
N = len(STAGES)


@pytest.fixture(scope="module")
def made(django_db_setup: None, django_db_blocker: DjangoDbBlocker) -> Iterator[population.Made]:
    """One of each stage, for all tests here: each leaves them as they are."""
    with django_db_blocker.unblock(), transaction.atomic():
        yield population.make(number=N, at=AT)
        transaction.set_rollback(True)


def test_every_screen_has_something_to_show(made: population.Made) -> None:
    assert made.new == N
    states = dict(Case.objects.values_list("state").annotate(n=Count("pk")).order_by())
    assert set(states) == set(CaseState)
    lights = {clocks.light(case=case, on=AT.date())
              for case in Case.objects.filter(state__in=["submitted", "accepted"])}  # fmt: skip
    assert "late" in lights
    clerk = signing.actor_of(Account.objects.get(login="clerk-zz"), at=AT)
    assert clerk is not None
    counts = queries.counts(by=clerk, at=AT)
    assert counts.mine
    assert counts.second_person
    # One of each answer of other regions that there is.
    assert set(Inquiry.objects.values_list("answer", flat=True)) == {"yes", "no", "none"}
    parent = signing.actor_of(demo.family(telephone=demo.FAMILY, at=AT), at=AT)
    assert parent is not None
    assert {case.state for case in queries.own_cases(by=parent)} >= {
        "draft", "returned", "approved", "submitted", "refused"}  # fmt: skip


def test_nothing_lies_in_the_future_and_the_history_is_the_state(made: population.Made) -> None:
    assert not CaseEvent.objects.filter(at__gt=AT).exists()
    assert not AuditEntry.objects.filter(at__gt=AT).exists()
    for case in Case.objects.all():
        events = queries.history(case)
        assert events[-1].after == case.state
        assert [e.at for e in events] == sorted(e.at for e in events)


def test_no_message_is_too_late_to_be_sent(made: population.Made) -> None:
    # Else the worker gives up hundreds of them in the first minute of a demonstration.
    assert Message.objects.filter(sent_at__lt=AT).exists()
    assert not Message.objects.filter(sent_at=None, not_after__lt=AT).exists()


def test_again_nothing_is_made_twice(made: population.Made) -> None:
    events = CaseEvent.objects.count()
    again = population.make(number=N, at=AT + timedelta(hours=1))
    assert (again.new, again.known) == (0, N)
    assert CaseEvent.objects.count() == events


def test_no_number_can_be_anybodys(made: population.Made) -> None:
    """They hold together, and begin with a division that never was."""
    assert NOWHERE not in packs_store.current().divisions
    for case in Case.objects.all():
        draft = draft_of(case)
        for who in (draft.child, *draft.adults):
            if who.number is not None and who.number.kind == "citizen-id":
                assert check_citizen_id(who.number.number, on=AT.date()).division == NOWHERE


def test_some_are_insured_and_some_owe_the_premium(made: population.Made) -> None:
    approved = Case.objects.filter(state="approved")
    found = {state_on(person=case.child, on=AT.date()).state for case in approved if case.child}
    assert len(found) >= 2


@pytest.mark.full
def test_families_of_every_kind_come_through_every_stage() -> None:
    number = len(KINDS) * len(STAGES)
    done = count(1)

    def told(_: int) -> None:
        """The server itself counts rows only of what is committed, which a test never does."""
        if next(done) % 50 == 0:
            with connection.cursor() as cursor:
                cursor.execute("ANALYZE")

    made = population.make(number=number, at=AT, told=told)
    assert made.known in (0, N)  # those of this file, where its other tests ran before
    assert made.new + made.known == number


def test_outside_demo_mode_there_is_none(settings: pytest.FixtureRequest) -> None:
    settings.DEMO = False  # type: ignore[attr-defined]
    with pytest.raises(OnlyDemo):
        population.make(number=1, at=AT)
