"""What a question takes for granted, as a family would have told it."""

import pytest

from firstcard.guidance.forms.granted import granted_facts, wanted
from firstcard.policy.answers import heads
from firstcard.policy.book import RuleBook
from firstcard.policy.planner import situation_of


def test_yes_and_no_become_what_a_form_keeps(book: RuleBook) -> None:
    given = {"parents": {"married": "no"}, "acts_through": "agent", "have": ["enrolment"],
             "no.such.fact": "yes"}  # fmt: skip
    told = granted_facts(given, book.facts.facts)
    assert told == {"parents.married": False, "acts_through": "agent"}


def test_nothing_given_is_nothing_told(book: RuleBook) -> None:
    assert granted_facts(None, book.facts.facts) == {}


@pytest.mark.parametrize("region", ["000000", "410100"])
def test_every_answer_grants_what_a_situation_takes(book: RuleBook, region: str) -> None:
    for answer in heads(book=book, region=region).values():
        told = granted_facts(answer.given, book.facts.facts)
        situation_of(book=book, data={"on": "2026-11-23", "region": region, **told})


@pytest.mark.parametrize(("asked", "answer", "goals"), [
    ([], ["card-active"], []),  # the usual goals hold it
    ([], ["card-active", "card-replacement"], ["card-active", "card-replacement"]),
    (["student-card"], ["card-active", "student-card"], ["student-card", "card-active"]),
])  # fmt: skip
def test_goals_are_added_to_those_asked_for(asked: list[str], answer: list[str],
                                            goals: list[str]) -> None:  # fmt: skip
    assert wanted(asked, answer, ["insured", "card-active"]) == goals
