"""A plan in words: whole, in both languages, without an id of the packs."""

import re
from datetime import date
from typing import Any

import pytest

from firstcard.guidance.forms import questions
from firstcard.guidance.presenters.plan import PlanView, present
from firstcard.guidance.presenters.speech import Names, Speaker, names_of
from firstcard.guidance.words import WORDS
from firstcard.policy.book import RuleBook
from firstcard.policy.plan import Plan
from firstcard.policy.planner import make_plan, situation_of

ON = date(2026, 11, 23)


def _plan(book: RuleBook, answers: dict[str, Any], **more: Any) -> Plan:
    data = questions.situation(answers, on=ON) | more
    return make_plan(book=book, situation=situation_of(book=book, data=data, on=ON))


def _view(book: RuleBook, answers: dict[str, Any], lang: Any, **more: Any) -> PlanView:
    return present(plan=_plan(book, answers, **more), lang=lang, names=names_of(book))


def test_dates_and_money_as_people_write_them() -> None:
    en, zh = Speaker("en", Names()), Speaker("zh", Names())
    assert en.day(date(2026, 11, 30)) == "Mon 30 Nov 2026"
    assert zh.day(date(2026, 11, 30)) == "2026年11月30日（周一）"
    assert (en.money("400.00"), zh.money("400.00")) == ("400 yuan", "400元")
    assert (en.money("12.50"), zh.money("0.00")) == ("12.50 yuan", "免费")


def test_a_step_says_when_where_and_with_what(answers: dict[str, Any], book: RuleBook) -> None:
    view = _view(book, answers, "en")
    step = view.next_step
    assert step is not None
    assert step.title == "Register the birth with the police"
    due = step.dates[0]
    assert (due.label, due.day) == ("At the latest", "Tue 1 Dec 2026")
    assert step.office is not None
    assert step.office.name.startswith("Police station")
    papers = {paper.name: paper for paper in step.papers}
    assert any("Household register" in name for name in papers)
    assert any(paper.rank == "required by law" for paper in step.papers)
    assert step.basis[0].title.startswith("Regulation on Household Registration")
    assert step.basis[0].summary


def test_how_a_date_is_counted_unfolds_day_by_day(answers: dict[str, Any],
                                                  book: RuleBook) -> None:  # fmt: skip
    counted = [step.count for step in _view(book, answers, "zh").steps if step.count]
    assert counted
    assert any(len(each.days) > 80 for each in counted)  # ninety days of the enrolment window
    assert all(each.summary[0].startswith("起算") for each in counted)


def test_a_date_beyond_the_published_calendar_is_provisional(answers: dict[str, Any],
                                                             book: RuleBook) -> None:  # fmt: skip
    notes = {date_.note for step in _view(book, answers, "en").steps for date_ in step.dates}
    assert "provisional" in notes


def test_an_overdue_step_says_what_happens_now(answers: dict[str, Any], book: RuleBook) -> None:
    answers["birth"]["born_on"] = "2026-06-01"
    late = [step for step in _view(book, answers, "en").steps if step.state_code == "overdue"]
    assert late
    assert all(step.late_now and step.late for step in late)
    assert "What happens now" in late[0].late_title


def test_a_blocked_goal_says_what_would_open_it(answers: dict[str, Any], book: RuleBook) -> None:
    answers["register"]["register_region"] = "420100"
    answers["ties"] = {"links": ["none"]}
    goals = _view(book, answers, "en").goals
    blocked = [goal for goal in goals if goal.state_code == "blocked"]
    assert blocked
    assert blocked[0].state == "Blocked"
    assert any("residence permit" in line for _, _, opens in blocked[0].blocks for line in opens)
    # Said once: the second goal that meets the same block only names it.
    assert sum(bool(opens) for goal in blocked for _, _, opens in goal.blocks) == 1


def test_at_most_three_notices_stand_at_the_top(answers: dict[str, Any], book: RuleBook) -> None:
    view = _view(book, answers, "en")
    assert 0 < len(view.top) <= 3
    assert any(step.claims for step in view.steps)


def test_premium_and_cover_are_shown(answers: dict[str, Any], book: RuleBook) -> None:
    view = _view(book, answers, "en")
    said = view.coverage[0].lines[0]
    assert said.startswith("With this plan the child is covered from Sun 1 Nov")
    years = [premium.title for premium in view.premium]
    assert any("2026" in title for title in years)
    assert any("not known here" in title for title in years if "2027" in title)


def test_steps_without_a_path_between_them_run_side_by_side(answers: dict[str, Any],
                                                            book: RuleBook) -> None:  # fmt: skip
    parallel = [step.parallel for step in _view(book, answers, "zh").steps if step.parallel]
    assert parallel
    assert all(text.startswith("可以同时办理：") for text in parallel)


def test_twins_are_named_by_number(answers: dict[str, Any], book: RuleBook) -> None:
    view = _view(book, answers, "en", children=[{}, {}])
    assert any("children 1 and 2" in mark for step in view.steps for mark in step.marks)
    assert view.goals[0].name.startswith("Child 1: ")


def test_unsure_answers_become_questions(answers: dict[str, Any], book: RuleBook) -> None:
    answers["family"] = {"family": "unknown"}
    view = _view(book, answers, "en")
    assert "parents.married" in {ask.fact for ask in view.asks}
    assert {goal.state_code for goal in view.goals} <= {"depends", "todo", "done"}


def test_the_plan_names_the_packs_it_was_made_from(answers: dict[str, Any],
                                                   book: RuleBook) -> None:  # fmt: skip
    packs = _view(book, answers, "zh").packs
    assert len(packs) >= 3
    assert all("校验码：" in pack.digest for pack in packs)


def _strings(value: Any) -> list[str]:
    """Every text of a view that people read."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, list | tuple):
        return [text for each in value for text in _strings(each)]
    if hasattr(value, "__dataclass_fields__"):
        unread = ("state_code", "anchor", "fact", "lang", "digest", "assumed")
        return [text for name in value.__dataclass_fields__ if name not in unread
                for text in _strings(getattr(value, name))]  # fmt: skip
    return []


@pytest.mark.parametrize("lang", ["en", "zh"])
@pytest.mark.parametrize("family", ["married", "father-not-stated", "found-adopter", "unknown"])
def test_no_id_of_the_packs_is_read_by_anyone(lang: str, family: str, answers: dict[str, Any],
                                              book: RuleBook) -> None:  # fmt: skip
    answers["family"] = {"family": family}
    ids = set(book.documents) | set(book.facts.facts)
    raw = {name for name in ids if "-" in name or "." in name}
    shown = _strings(_view(book, answers, lang))
    found = {name for name in raw for text in shown
             if re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text)}  # fmt: skip
    assert found - {"e-certificate"} == set()


def test_every_word_has_both_languages_and_the_same_gaps() -> None:
    gap = re.compile(r"\{(\w+)\}")
    for name, text in WORDS.items():
        assert text.en.strip(), name
        assert text.zh.strip(), name
        assert set(gap.findall(text.en)) == set(gap.findall(text.zh)), name


def test_the_next_step_is_one_that_is_surely_needed(answers: dict[str, Any],
                                                    book: RuleBook) -> None:  # fmt: skip
    answers |= {"family": {"family": "unknown"}, "done": {"done": ["none"]}}
    step = _view(book, answers, "en").next_step
    assert step is not None
    assert step.title == "Get the birth certificate"
