"""An approval registers what was wanted, in one transaction with it."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from cases import AT, SITUATION, accepted, again, draft, family, filled, staff

from firstcard.cards.content import data_of
from firstcard.cards.models import Card
from firstcard.casework import operations
from firstcard.casework.models import CardPhoto, CaseEvent
from firstcard.casework.requirements import nested_situation
from firstcard.core import vault
from firstcard.enrolment import queries
from firstcard.enrolment.models import Enrolment
from firstcard.enrolment.refusals import AlreadyInsured

pytestmark = pytest.mark.django_db


def test_the_child_is_enrolled_as_of_the_day_the_family_handed_it_in() -> None:
    case = accepted(family())
    operations.approve(case=case, by=staff("reviewer"), at=AT + timedelta(days=5))
    made = queries.enrolment_of_case(reference=case.reference)
    assert made is not None
    assert made.person == case.child
    assert made.applied_on == date(2026, 11, 23)
    assert made.registered_on == date(2026, 11, 28)
    assert queries.bills_of(enrolment=made)[0].year == 2026


def test_only_a_card_was_wanted_so_nobody_is_enrolled() -> None:
    parent = family()
    case = filled(parent, want=("card",))
    sealed = vault.seal(b"a picture", purpose="photo", bound=case.reference)
    CardPhoto.objects.create(case=case, sealed=sealed, taken_up_at=AT)
    case = operations.submit(case=case, by=parent, at=AT)
    operations.accept(case=case, by=staff(), at=AT)
    operations.approve(case=case, by=staff("reviewer"), at=AT)
    assert not Enrolment.objects.exists()
    card = Card.objects.get(case=case.reference)
    assert (card.making, data_of(card).photo) == ("ordered", b"a picture")


def test_who_is_insured_already_is_not_approved_again() -> None:
    reviewer = staff("reviewer")
    first = accepted(family(), number=77)
    operations.approve(case=first, by=reviewer, at=AT)
    second = accepted(family(), number=77)
    events = CaseEvent.objects.filter(case=second).count()
    with pytest.raises(AlreadyInsured):
        operations.approve(case=second, by=reviewer, at=AT)
    assert again(second).state == "accepted"
    assert CaseEvent.objects.filter(case=second).count() == events


def test_what_the_family_has_at_home_of_another_twin_stops_nobody() -> None:
    """A plan for twins says which child a paper is of; a case is of one child."""
    told = {**SITUATION, "children": [{}, {}],
            "have": [{"id": "birth-registration", "child": 2}]}  # fmt: skip
    facts = nested_situation(draft=draft(1, situation=told), want=("insured",), region="410105",
                             on=AT.date())  # fmt: skip
    assert not {"children", "have"} & set(facts)
    assert facts["child"]["birthplace"] == "institution"
