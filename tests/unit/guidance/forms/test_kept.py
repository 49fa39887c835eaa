"""What a family told, with what it marked as done since."""

from datetime import date
from typing import Any

import pytest

from firstcard.guidance.forms.kept import Kept, as_data, from_data
from firstcard.guidance.presenters.check_answers import answer_rows
from firstcard.policy.book import RuleBook
from firstcard.policy.plan import Plan
from firstcard.policy.planner import make_plan, situation_of

ON = date(2026, 11, 23)


def _documents(book: RuleBook, told: Kept) -> dict[str, list[int]]:
    """Each step's document, and the children it is for."""
    plan = _plan(book, told)
    found: dict[str, list[int]] = {}
    for step in plan.steps:
        found.setdefault(step.document, []).extend(person.number for person in step.for_)
    return found


def _plan(book: RuleBook, told: Kept) -> Plan:
    data = told.situation(on=ON)
    return make_plan(book=book, situation=situation_of(book=book, data=data, on=ON))


def test_what_is_marked_as_done_leaves_the_plan(answers: dict[str, Any], book: RuleBook) -> None:
    told = Kept(answers=answers)
    assert "birth-registration" in _documents(book, told)
    told.held["birth-registration"] = "2026-11-20"
    assert "birth-registration" not in _documents(book, told)
    assert told.situation(on=ON)["child.has_citizen_id"] is True
    del told.held["birth-registration"]
    assert "birth-registration" in _documents(book, told)


def test_a_year_marked_as_paid_is_that_year_alone(answers: dict[str, Any], book: RuleBook) -> None:
    told = Kept(answers=answers, held={"enrolment": "2026-11-20", "premium.2026": "2026-11-21"})
    years = [step.year for step in _plan(book, told).steps if step.document == "premium"]
    assert years == [2027]


def test_what_was_answered_and_marked_is_held_once(answers: dict[str, Any]) -> None:
    told = Kept(answers=answers, held={"birth-certificate": "2026-11-02"})
    held = told.situation(on=ON)["have"]
    assert held == [{"id": "birth-certificate", "on": "2026-11-02"}]
    answers["done"] = {"done": ["birth-certificate"], "birth-certificate-on": "2026-11-03"}
    held = told.situation(on=ON)["have"]
    assert held == [{"id": "birth-certificate", "on": "2026-11-03"}]


@pytest.mark.parametrize("said", ["none", "unknown"])
def test_a_mark_is_newer_than_nothing_done_yet(said: str, answers: dict[str, Any]) -> None:
    answers["done"] = {"done": [said]}
    told = Kept(answers=answers, held={"card-photo": ""})
    assert told.situation(on=ON)["have"] == [{"id": "card-photo"}]


def test_one_twin_may_be_registered_before_the_other(answers: dict[str, Any],
                                                     book: RuleBook) -> None:  # fmt: skip
    told = Kept(answers=answers, children={"number": "2"},
                held={"birth-registration@2": "2026-11-20"})  # fmt: skip
    assert _documents(book, told)["birth-registration"] == [1]
    told.children = {"number": "1"}  # a mark for a child that is no more counts for nobody
    assert "birth-registration" in _documents(book, told)


def test_answering_again_what_is_done_is_the_newer_word(answers: dict[str, Any],
                                                        book: RuleBook) -> None:  # fmt: skip
    told = Kept(answers=answers, held={"enrolment": "2026-11-20", "card-photo": ""})
    told.save_answer("done", {"done": ["none"]}, book.facts.facts,
                     offered={"enrolment", "birth-certificate", "none"})  # fmt: skip
    assert told.held == {"card-photo": ""}
    assert "enrolment" in _documents(book, told)


def test_the_check_of_answers_shows_what_was_marked(answers: dict[str, Any],
                                                    book: RuleBook) -> None:  # fmt: skip
    answers["done"] = {"done": ["none"]}
    told = Kept(answers=answers, held={"card-photo": ""})
    rows = answer_rows(told=told, rules=book, lang="en", on=ON)
    assert rows[-1].values == ["None of these yet"]
    told.held["enrolment"] = "2026-11-20"
    rows = answer_rows(told=told, rules=book, lang="en", on=ON)
    assert rows[-1].values == ["Enrolled in residents' medical insurance (Fri 20 Nov 2026)"]


def test_it_is_plain_data_and_back() -> None:
    told = Kept(held={"premium.2026@2": "2026-11-20"}, ticks=["paper:birth-certificate:"])
    assert from_data(as_data(told)) == told
