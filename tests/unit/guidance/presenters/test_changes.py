"""What has changed since a plan was last seen: all of it, and nothing else."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from msgspec.structs import replace

from firstcard.guidance.forms import questions
from firstcard.guidance.forms.questions import held_name
from firstcard.guidance.presenters.changes import (
    Seen,
    SeenPack,
    as_data,
    changes,
    from_data,
    said,
    seen_of,
)
from firstcard.guidance.presenters.speech import Names, Speaker
from firstcard.guidance.words import LANGS
from firstcard.policy.book import RuleBook
from firstcard.policy.plan import Plan
from firstcard.policy.planner import make_plan, situation_of

ON = date(2026, 11, 23)
EN = Speaker("en", Names())
DAYS = st.one_of(st.none(), st.dates(date(2026, 1, 1), date(2028, 1, 1)))
STATES = st.sampled_from(["in-time", "aim-passed", "will-be-late", "overdue", "no-limit"])


@pytest.fixture(scope="module")
def plan(book: RuleBook) -> Plan:
    return _plan(book)


def _plan(book: RuleBook, on: date = ON, **more: Any) -> Plan:
    answers = {
        "place": {"region": "410100"},
        "birth": {"born_on": "2026-11-01", "birthplace": "institution", "birth_region": "here"},
        "family": {"family": "married"},
        "register": {"follows": "mother", "register_region": "here"},
        "done": {"done": ["birth-certificate"]},
    }
    data = questions.situation(answers, on=on) | more
    return make_plan(book=book, situation=situation_of(book=book, data=data, on=on))


def _said(seen: Seen, plan: Plan, have: set[str] = frozenset()) -> list[str]:  # type: ignore[assignment]
    return said(changes(seen=seen, plan=plan, have=have), EN)


def _altered(plan: Plan, number: int, **fields: Any) -> Plan:
    steps = [replace(step, **fields) if at == number else step
             for at, step in enumerate(plan.steps)]  # fmt: skip
    return replace(plan, steps=steps)


def test_a_plan_compared_with_itself_says_nothing(book: RuleBook, plan: Plan) -> None:
    for each in (plan, _plan(book, date(2027, 3, 1)),
                 _plan(book, children=[{}, {"born_on": "2026-11-02"}])):  # fmt: skip
        assert changes(seen=seen_of(each), plan=each, have=()) == []
        assert from_data(as_data(seen_of(each))) == seen_of(each)


@given(st.data())
def test_every_moved_day_is_said_with_both_days(plan: Plan, data: st.DataObject) -> None:
    number = data.draw(st.integers(0, len(plan.steps) - 1))
    old, new = (_altered(plan, number, due=data.draw(DAYS), aim_by=data.draw(DAYS),
                         state="in-time") for _ in range(2))  # fmt: skip
    before, after = old.steps[number], new.steps[number]
    title = EN.say(after.title)
    lines = _said(seen_of(old), new)
    for was, now in ((before.due, after.due), (before.aim_by, after.aim_by)):
        days = [EN.day(day) for day in (was, now) if day]
        told = [line for line in lines if title in line and all(day in line for day in days)]
        assert bool(told) or was == now
    moved = (before.due != after.due) + (before.aim_by != after.aim_by)
    assert len(lines) == moved


@given(STATES, STATES)
def test_a_worse_state_is_said_and_a_better_one_is_not(plan: Plan, old: str, new: str) -> None:
    worse = ["aim-passed", "will-be-late", "overdue"]
    lines = _said(seen_of(_altered(plan, 0, state=old)), _altered(plan, 0, state=new))
    rank = [worse.index(state) if state in worse else -1 for state in (old, new)]
    assert bool(lines) == (rank[1] > rank[0])


@given(st.sets(st.integers(0, 30)))
def test_every_step_that_came_or_went_is_said_once(plan: Plan, gone: set[int]) -> None:
    fewer = replace(plan, steps=[s for at, s in enumerate(plan.steps) if at not in gone])
    missing = [s for at, s in enumerate(plan.steps) if at in gone]
    came = changes(seen=seen_of(fewer), plan=plan, have=())
    assert [(each.kind, each.id) for each in came] == [("new", step.id) for step in missing]
    have = {held_name(step.document, step.year) for step in missing[:1]}
    went = changes(seen=seen_of(plan), plan=fewer, have=have)
    assert [each.id for each in went] == [step.id for step in missing]
    assert [each.kind for each in went[:1]] == ["done"] * len(missing[:1])
    assert {each.kind for each in went[1:]} <= {"left", "done"}


def test_done_gone_and_new_are_told_apart(book: RuleBook, plan: Plan) -> None:
    later = _plan(book, have=[{"id": "birth-certificate"}, {"id": "birth-registration"}],
                  **{"child.has_citizen_id": True})  # fmt: skip
    lines = _said(seen_of(plan), later, {"birth-certificate", "birth-registration"})
    assert "Done: Register the birth with the police" in lines
    assert not any(line.startswith("No longer in the plan: Register") for line in lines)


def test_a_day_that_comes_is_said_when_it_is_there(plan: Plan) -> None:
    number = next(at for at, step in enumerate(plan.steps) if step.earliest and step.earliest > ON)
    step = plan.steps[number]
    waiting = replace(seen_of(plan), on=ON)
    there = replace(_altered(plan, number, earliest=ON + timedelta(9)), on=ON + timedelta(9))
    assert f"Can be done now: {EN.say(step.title)}" in " ".join(_said(waiting, there))
    drifting = replace(_altered(plan, number, earliest=ON + timedelta(30)), on=ON + timedelta(9))
    assert _said(waiting, drifting) == []


def test_rules_goals_and_cover_that_changed_are_said(plan: Plan) -> None:
    seen = seen_of(plan)
    [first, *others] = seen.packs
    older = {first: replace(seen.packs[first], version="2026.1", digest="0"),
             "gone": SeenPack(seen.packs[first].name, "1", "2")}  # fmt: skip
    lines = _said(replace(seen, packs=older), plan)
    name = EN.say(seen.packs[first].name)
    assert f"Rules changed: {name}, version {seen.packs[first].version} (before: 2026.1)." in lines
    assert sum(line.startswith("Rules that now count") for line in lines) == len(others)
    assert f"Rules that no longer count for this plan: {name}." in lines
    corrected = {**seen.packs, first: replace(seen.packs[first], digest="0")}
    assert _said(replace(seen, packs=corrected), plan) == [
        f"Rules corrected: {name}, version {seen.packs[first].version}."]  # fmt: skip

    goal = next(iter(seen.goals))
    blocked = {**seen.goals, goal: replace(seen.goals[goal], state="blocked")}
    assert "(before: 'Blocked')" in _said(replace(seen, goals=blocked), plan)[0]
    assert _said(replace(seen, goals={}), plan)[0].startswith("Now asked for: ")
    assert _said(seen, replace(plan, goals=[]))[0].startswith("No longer asked for: ")

    cover = next(iter(seen.cover))
    for state, begins, ends, words in (
        ("known", ON, None, "from Mon 23 Nov 2026"), ("unknown", None, None, "not known"),
        ("known", ON, ON, "Mon 23 Nov 2026 to Mon 23 Nov 2026"), ("depends", None, None, "depends"),
    ):  # fmt: skip
        was = {**seen.cover, cover: replace(seen.cover[cover], state=state, begins=begins,
                                            ends=ends)}  # fmt: skip
        [line] = _said(replace(seen, cover=was), plan)
        assert words in line.partition("(before: ")[2]
    assert _said(replace(seen, cover={}), plan)
    assert all("(before: " in line for line in _said(seen, replace(plan, coverage=[])))


def test_one_childs_step_of_two_names_the_child(book: RuleBook) -> None:
    twins = _plan(book, children=[{}, {"born_on": "2026-11-02"}])
    number = next(at for at, step in enumerate(twins.steps) if len(step.for_) == 1 and step.due)
    child = twins.steps[number].for_[0].number
    [line] = _said(seen_of(twins), _altered(twins, number, due=date(2027, 6, 1)))
    assert line.startswith(f"Child {child}: ")


def test_both_languages_say_every_change(book: RuleBook, plan: Plan) -> None:
    later = _plan(book, date(2027, 3, 1))
    found = changes(seen=seen_of(plan), plan=later, have=())
    lines = [said(found, Speaker(lang, Names())) for lang in LANGS]
    assert found
    assert len({len(each) for each in lines}) == 1
    assert not any("{" in line for each in lines for line in each)


def test_a_baseline_of_the_first_release_can_still_be_read() -> None:
    """Kept plans live on while the service is renewed: what was kept must stay readable."""
    name = {"en": "A", "zh": "甲"}
    first = {
        "on": "2026-11-23",
        "packs": {"cn": {"name": name, "version": "2026.11", "digest": "ab"}},
        "steps": {"enrolment:2026": {"title": name, "document": "enrolment", "state": "in-time",
                                     "year": 2026, "child": None, "earliest": "2026-11-23",
                                     "aim_by": None, "due": "2027-01-30"}},
        "goals": {"insured@1": {"name": name, "state": "todo", "child": None}},
        "cover": {"2026@1": {"year": 2026, "state": "known", "child": None,
                             "begins": "2026-11-01", "ends": "2026-12-31"}},
    }  # fmt: skip
    seen = from_data(first)
    assert seen.steps["enrolment:2026"].due == date(2027, 1, 30)
    assert seen.cover["2026@1"].begins == date(2026, 11, 1)
