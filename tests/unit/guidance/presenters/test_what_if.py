"""What else could be: compared with the plan as it is, and nothing said that did not come out."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import Any

import pytest
from msgspec import structs

from firstcard.guidance.forms import questions
from firstcard.guidance.planning import plan_for
from firstcard.guidance.presenters.plan import presenter_of
from firstcard.guidance.presenters.speech import names_of
from firstcard.guidance.presenters.trips import trips
from firstcard.guidance.presenters.what_if import (
    Lateness,
    Otherwise,
    lateness,
    longest_wait,
    otherwise,
)
from firstcard.guidance.presenters.what_if_views import WhatIfs, what_ifs
from firstcard.policy.book import RuleBook
from firstcard.policy.format import Comparison
from firstcard.policy.plan import Plan
from firstcard.policy.situation import SituationError

ON = date(2026, 11, 23)


class _Family:
    """One family, its plan, and every other plan that could be made for it."""

    def __init__(self, book: RuleBook, answers: Mapping[str, Any], **more: Any) -> None:
        self.book = book
        self.data = questions.situation(answers, on=ON) | more
        plan = self.make(self.data)
        assert plan
        self.plan = plan

    def make(self, data: Mapping[str, Any]) -> Plan | None:
        try:
            return plan_for(book=self.book, data=data, on=ON)
        except SituationError:
            return None

    def late(self) -> list[Lateness]:
        return list(lateness(plan=self.plan, data=self.data, make=self.make))

    def others(self, *comparisons: Comparison) -> list[Otherwise]:
        return list(otherwise(plan=self.plan, data=self.data, make=self.make,
                              comparisons=comparisons or self.book.compare("410100"),
                              facts=self.book.facts.facts))  # fmt: skip

    def said(self) -> WhatIfs:
        presenter = presenter_of(plan=self.plan, lang="en", names=names_of(self.book))
        return what_ifs(plan=self.plan, found=trips(plan=self.plan), presenter=presenter,
                        late=self.late(), others=self.others())  # fmt: skip


def test_each_last_day_ahead_is_tried_once(answers: dict[str, Any], book: RuleBook) -> None:
    found = _Family(book, answers).late()
    assert [each.due for each in found] == sorted({each.due for each in found})
    assert [step.document for step in found[0].steps] == ["birth-registration"]
    assert {"enrolment", "premium"} == {step.document for step in found[1].steps}


def test_enrolling_late_costs_the_certainty_of_cover_and_registering_late_does_not(
        answers: dict[str, Any], book: RuleBook) -> None:  # fmt: skip
    birth, enrolment = _Family(book, answers).late()
    assert birth.covers == ()
    (change,) = enrolment.covers
    assert [cover.state for cover in change] == ["known", "unknown"]


def test_what_is_late_already_is_not_said_to_become_late(answers: dict[str, Any],
                                                         book: RuleBook) -> None:  # fmt: skip
    answers["birth"]["born_on"] = "2026-08-10"
    late = {step.id for each in _Family(book, answers).late() for step in each.steps}
    assert "birth-registration" not in late
    assert "premium:2027" in late


def test_only_choices_that_change_something_are_shown(answers: dict[str, Any],
                                                      book: RuleBook) -> None:  # fmt: skip
    family = _Family(book, answers)
    found = {(each.fact, each.value) for each in family.others()}
    assert ("prefer.channel", "online") in found
    assert ("prefer.channel", "counter") not in found  # as it is anyway
    online = next(each for each in family.others() if each.value == "online")
    assert online.after.visits < online.before.visits


def test_the_choice_as_it_stands_is_no_other_choice(answers: dict[str, Any],
                                                    book: RuleBook) -> None:  # fmt: skip
    family = _Family(book, answers, **{"prefer.channel": "online"})
    assert "online" not in {each.value for each in family.others()}


def test_a_choice_of_which_nothing_is_known_only_says_on_what_it_depends(
        answers: dict[str, Any], book: RuleBook) -> None:  # fmt: skip
    family = _Family(book, answers)
    father = next(each for each in family.others() if each.value == "father")
    assert "child.intended_register_region" in father.depends
    view = next(v for v in family.said().otherwise if "father" in v.title)
    assert len(view.lines) == 1
    assert view.lines[0].startswith("We cannot say yet. It depends on:")


def test_a_choice_that_cannot_be_is_left_out(answers: dict[str, Any], book: RuleBook) -> None:
    answers["family"] = {"family": "father-not-stated"}
    assert "father" not in {each.value for each in _Family(book, answers).others()}


@pytest.mark.parametrize("value", [True, False])
def test_yes_and_no_are_compared_too(value: bool, answers: dict[str, Any],
                                     book: RuleBook) -> None:  # fmt: skip
    family = _Family(book, answers, **{"child.has_citizen_id": value})
    (found,) = family.others(Comparison(fact="child.has_citizen_id"))
    assert found.value == ("no" if value else "yes")
    assert found.before != found.after


def test_the_longest_wait_is_an_office_at_work(answers: dict[str, Any], book: RuleBook) -> None:
    family = _Family(book, answers)
    wait = longest_wait(family.plan)
    assert wait
    assert (wait[0].document, wait[1]) == ("card-production", 15)
    assert "The longest wait: The card is made, about 15 days." in family.said().faster


def test_twins_born_days_apart_are_not_said_twice(answers: dict[str, Any],
                                                  book: RuleBook) -> None:  # fmt: skip
    family = _Family(book, answers, children=[{}, {"born_on": "2026-11-04"}])
    assert len(family.late()) == 4
    assert len(family.said().late) == 2


@pytest.mark.parametrize(("days", "said"), [(1, "1 day later"), (-1, "1 day earlier"),
                                            (3, "3 days later")])  # fmt: skip
def test_one_day_is_said_as_one_day(days: int, said: str, answers: dict[str, Any],
                                    book: RuleBook) -> None:  # fmt: skip
    family = _Family(book, answers)
    online = next(each for each in family.others() if each.value == "online")
    goal = next(goal for goal in family.plan.goals if goal.earliest)
    assert goal.earliest
    moved = structs.replace(goal, earliest=goal.earliest + timedelta(days=days))
    presenter = presenter_of(plan=family.plan, lang="en", names=names_of(book))
    other = replace(online, goals=((goal, moved),))
    (view,) = what_ifs(plan=family.plan, found=trips(plan=family.plan), presenter=presenter,
                       late=[], others=[other]).otherwise  # fmt: skip
    assert f"{goal.name.en}: {said}" in view.lines
