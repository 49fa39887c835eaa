"""Every answer of every question leads to facts, and to a plan with a next step."""

from collections.abc import Iterator
from datetime import date
from itertools import product
from typing import Any

import pytest

from firstcard.guidance.forms import question_fields, questions
from firstcard.guidance.forms.fields import NONE, UNKNOWN, Field, options_of
from firstcard.guidance.forms.kept import Kept
from firstcard.guidance.presenters.plan import present
from firstcard.guidance.presenters.speech import names_of
from firstcard.policy.book import RuleBook
from firstcard.policy.planner import make_plan, situation_of

ON = date(2026, 11, 23)
ELSEWHERE = "420100"
FAMILIES = ("married", "unmarried-mother", "unmarried-father", "father-not-stated",
            "parents-unable", "found-institution", "found-adopter", UNKNOWN)  # fmt: skip
TIES = ("parent-register", "parent-permit", "parent-insured", "school", "residence", NONE, UNKNOWN)


def _fields(question: str, answers: dict[str, Any], book: RuleBook) -> tuple[Field, ...]:
    return question_fields.fields(question, answers=answers, rules=book, on=ON)


def _facts(answers: dict[str, Any]) -> dict[str, Any]:
    return questions.situation(answers, on=ON)


def _values(field: Field) -> Iterator[tuple[Any, dict[str, Any]]]:
    """Every answer that a field takes, each with the first answers of what it reveals."""
    if field.kind == "date":
        yield "2026-11-20", {}
        if field.unsure:
            yield UNKNOWN, {}
        return
    for option in field.options:
        inner = {each.name: _first(each) for each in option.reveals}
        yield ([option.id] if field.kind == "ticks" else option.id), inner
        for each in option.reveals:
            for value, more in _values(each):
                yield (([option.id] if field.kind == "ticks" else option.id),
                       inner | {each.name: value} | more)  # fmt: skip
    if field.kind == "place":
        yield ELSEWHERE, {}


def _first(field: Field) -> Any:
    return next(_values(field))[0]


def _assert_next_step(answers: dict[str, Any], book: RuleBook) -> None:
    data = Kept(answers=answers).situation(on=ON)
    plan = make_plan(book=book, situation=situation_of(book=book, data=data, on=ON))
    for lang in ("en", "zh"):
        view = present(plan=plan, lang=lang, names=names_of(book))  # type: ignore[arg-type]
        assert view.next_step is not None, answers
        assert view.next_step.title


@pytest.mark.parametrize("question", questions.ORDER)
def test_every_answer_leads_to_a_next_step(question: str, answers: dict[str, Any],
                                           book: RuleBook) -> None:  # fmt: skip
    if question == "ties":
        answers["register"]["register_region"] = ELSEWHERE
    tried = 0
    for field in _fields(question, answers, book):
        for value, more in _values(field):
            answered = {**answers.get(question, {}), field.name: value, **more}
            _assert_next_step(answers | {question: answered}, book)
            tried += 1
    assert tried >= len(list(options_of(_fields(question, answers, book))))


def test_every_family_with_every_register_and_every_tie_has_a_next_step(
        answers: dict[str, Any], book: RuleBook) -> None:  # fmt: skip
    for family, register, tie in product(FAMILIES, ("here", ELSEWHERE, UNKNOWN), TIES):
        told = {**answers, "family": {"family": family},
                "register": {"follows": UNKNOWN, "register_region": register},
                "ties": {"links": [tie]}}  # fmt: skip
        _assert_next_step(told, book)


def test_not_sure_everywhere_has_a_next_step(book: RuleBook) -> None:
    told = {
        "place": {"region": UNKNOWN},
        "birth": dict.fromkeys(("born_on", "birthplace", "birth_region"), UNKNOWN),
        "family": {"family": UNKNOWN},
        "register": {"follows": UNKNOWN, "register_region": UNKNOWN},
        "done": {"done": [UNKNOWN]},
    }
    assert _facts(told) == {"on": "2026-11-23", "region": "000000", "have": []}
    _assert_next_step(told, book)


@pytest.mark.parametrize(("family", "facts"), [
    ("married", {"parents.married": True, "guardian": "parent", "parents.father.known": True}),
    ("unmarried-mother", {"parents.married": False, "child.follows": "mother",
                          "parents.father.known": True}),
    ("unmarried-father", {"parents.married": False, "child.follows": "father"}),
    ("father-not-stated", {"parents.married": False, "parents.father.known": False,
                           "child.follows": "mother"}),
    ("found-institution", {"child.foundling": True, "guardian": "institution",
                           "acts_through": "institution-staff"}),
    ("found-adopter", {"child.foundling": True, "guardian": "adopter"}),
])  # fmt: skip
def test_each_family_gives_its_facts(family: str, facts: dict[str, Any],
                                     answers: dict[str, Any]) -> None:  # fmt: skip
    made = _facts(answers | {"family": {"family": family}})
    assert facts.items() <= made.items()


def test_parents_who_cannot_act_are_not_the_guardians(answers: dict[str, Any]) -> None:
    unable = {"family": "parents-unable", "unable": "dead", "guardian": "relative"}
    made = _facts(answers | {"family": unable})
    assert made["parents.mother.can_act"] == made["parents.father.can_act"] == "dead"
    assert made["guardian"] == "relative"
    assert "parents.married" not in made


def test_the_day_a_foundling_was_found_starts_its_clock(answers: dict[str, Any]) -> None:
    found = {"family": "found-institution", "found_on": "2026-11-10", "found_region": "here"}
    made = _facts(answers | {"family": found})
    assert made["events.found"] == "2026-11-10"
    assert made["child.found_region"] == "410100"


def test_ties_are_asked_only_if_the_register_is_elsewhere(answers: dict[str, Any]) -> None:
    assert "ties" not in questions.order(answers)
    answers["register"]["register_region"] = "410105"  # a district of the same city
    assert "ties" not in questions.order(answers)
    answers["register"]["register_region"] = ELSEWHERE
    assert questions.after("register", answers) == "ties"
    assert questions.before("done", answers) == "ties"


def test_ties_that_no_longer_matter_are_left_out(answers: dict[str, Any]) -> None:
    answers["ties"] = {"links": ["school"]}
    assert "child.links" not in _facts(answers)


def test_no_tie_is_known_and_unsure_is_absent(answers: dict[str, Any]) -> None:
    answers["register"]["register_region"] = ELSEWHERE
    assert _facts(answers | {"ties": {"links": [NONE]}})["child.links"] == []
    assert "child.links" not in _facts(answers | {"ties": {"links": [UNKNOWN]}})


def test_what_is_done_is_held_with_its_day_and_year(answers: dict[str, Any]) -> None:
    answers["done"] = {"done": ["birth-registration", "premium.2026"],
                       "birth-registration-on": "2026-11-05"}  # fmt: skip
    made = _facts(answers)
    assert made["have"] == [{"id": "birth-registration", "on": "2026-11-05"},
                            {"id": "premium", "year": 2026}]  # fmt: skip
    assert made["child.has_citizen_id"] is True
    assert made["child.household_region"] == "410100"


def test_an_older_child_is_asked_for_an_earlier_card(answers: dict[str, Any],
                                                     book: RuleBook) -> None:  # fmt: skip
    assert len(_fields("done", answers, book)) == 1
    answers["birth"]["born_on"] = "2020-05-06"
    assert len(_fields("done", answers, book)) == 2
    answers["done"]["had_card"] = NONE
    assert _facts(answers)["card.ever_issued_in"] is None


def test_the_first_open_question_comes_next(answers: dict[str, Any]) -> None:
    assert questions.first_open({}) == "place"
    assert questions.first_open(answers) is None
    del answers["family"]
    assert questions.first_open(answers) == "family"


def test_a_new_answer_drops_single_facts_that_it_settles(answers: dict[str, Any],
                                                         book: RuleBook) -> None:  # fmt: skip
    told = Kept(answers=answers, facts={"parents.married": False, "groups": ["orphan"]})
    told.save_answer("family", {"family": "married"}, book.facts.facts)
    assert told.facts == {"groups": ["orphan"]}


def test_twins_each_have_their_own_day(answers: dict[str, Any]) -> None:
    told = Kept(answers=answers, children={"number": "2", "2-born-2": "2026-11-02"})
    assert told.situation(on=ON)["children"] == [{}, {"born_on": "2026-11-02"}]
