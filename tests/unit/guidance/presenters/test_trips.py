"""Steps put together into trips: whole, in order, never more than the steps."""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from random_families import Situation, plan_of, situations

from firstcard.guidance.forms import questions
from firstcard.guidance.presenters.trips import Trip, Trips, to_bring, trips
from firstcard.policy.book import RuleBook
from firstcard.policy.plan import Plan, Step
from firstcard.policy.planner import make_plan, situation_of

ON = date(2026, 11, 23)
RANDOM = settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow])


def _trips(book: RuleBook, answers: Mapping[str, Any], **more: Any) -> Trips:
    data = questions.situation(answers, on=ON) | more
    plan = make_plan(book=book, situation=situation_of(book=book, data=data, on=ON))
    return trips(plan=plan)


def _at(found: Trips, document: str) -> Trip:
    return next(t for t in found.trips if document in {s.document for s in t.steps})


def _own_steps(plan: Plan) -> list[Step]:
    return [step for step in plan.steps if step.who != "agency"]


@RANDOM
@given(situations())
def test_every_step_of_the_family_is_in_exactly_one_trip(data: Situation) -> None:
    plan = plan_of(data)
    found = trips(plan=plan)
    inside = [step.id for trip in found.trips for step in trip.steps]
    assert sorted(inside) == sorted(step.id for step in _own_steps(plan))
    assert len(found.trips) <= len(_own_steps(plan))
    beside = [step.id for trip in found.trips for step in (*trip.alongside, *trip.waits)]
    agency = {step.id for step in plan.steps if step.who == "agency"}
    assert set(beside) | {step.id for step in found.waits} == agency


@RANDOM
@given(situations())
def test_every_required_paper_is_in_its_trip_or_taken_every_time(data: Situation) -> None:
    found = trips(plan=plan_of(data))
    every_time = {paper.tick for paper in found.base}
    for trip in found.trips:
        listed = {paper.tick for paper in trip.papers} | every_time
        for step in trip.steps:
            needed = {f"paper:{p.document or p.id}:{p.of or ''}" for p in step.needs
                      if p.strength == "required" and to_bring(p)}  # fmt: skip
            assert needed <= listed, step.id


@RANDOM
@given(situations())
def test_no_trip_needs_a_later_one(data: Situation) -> None:
    plan = plan_of(data)
    found = trips(plan=plan)
    known, done = {step.id for step in plan.steps}, set[str]()
    for trip in found.trips:
        done |= {step.id for step in (*trip.waits, *trip.alongside, *trip.steps)}
        for step in (*trip.waits, *trip.alongside, *trip.steps):
            assert set(step.after) & known <= done, (step.id, step.after)


@RANDOM
@given(situations())
def test_a_shared_trip_makes_nothing_later(data: Situation) -> None:
    for trip in trips(plan=plan_of(data)).trips:
        assert len({step.earliest for step in trip.steps}) == 1
        assert len({(step.office.kind, step.office.where) for step in trip.steps
                    if step.office and trip.kind == "visit"}) <= 1  # fmt: skip


def test_collecting_and_switching_on_the_card_is_one_visit(answers: dict[str, Any],
                                                           book: RuleBook) -> None:  # fmt: skip
    found = _trips(book, answers)
    trip = _at(found, "card-collection")
    assert [step.document for step in trip.steps] == ["card-collection", "card-ss-function"]
    assert "card-production" in {step.document for step in trip.waits}
    card = next(p for p in trip.papers if p.paper.document == "card-collection")
    assert card.given_here


def test_what_is_prepared_at_home_comes_first_and_what_an_app_does_is_no_visit(
        answers: dict[str, Any], book: RuleBook) -> None:  # fmt: skip
    found = _trips(book, answers)
    assert found.trips[0].kind == "home"
    assert _at(found, "premium").kind == "remote"
    assert _at(found, "enrolment").remote == ("online", "app")


def test_base_papers_are_named_once(answers: dict[str, Any], book: RuleBook) -> None:
    found = _trips(book, answers)
    names = [(paper.paper.document, paper.paper.of) for paper in found.base]
    assert ("parent-identity-card", "guardian") in names
    assert len(names) == len(set(names))
    assert not any(paper.paper.base for trip in found.trips for paper in trip.papers)


@pytest.mark.parametrize("second", ["2026-11-01", "2026-11-03"])
def test_twins_go_once_with_two_birth_certificates(second: str, answers: dict[str, Any],
                                                   book: RuleBook) -> None:  # fmt: skip
    one = _trips(book, answers)
    two = _trips(book, answers, children=[{}, {"born_on": second}])
    assert two.visits == one.visits
    police = _at(two, "birth-registration")
    certificate = next(p for p in police.papers if p.paper.document == "birth-certificate")
    assert certificate.originals == 2


def test_a_trip_is_due_with_the_first_of_its_steps(answers: dict[str, Any],
                                                   book: RuleBook) -> None:  # fmt: skip
    second = (ON - timedelta(3)).isoformat()
    two = _trips(book, answers, children=[{}, {"born_on": second}])
    police = _at(two, "birth-registration")
    days = [step.due for step in police.steps if step.due]
    assert len(days) == 2
    assert police.due == min(days)
    assert police.go_by == min(days)
