"""What holds of every plan, for random families on the real packs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta
from typing import Any

import msgspec
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from msgspec.structs import replace
from random_families import (
    AGES,
    BOOK,
    GIVEN,
    PLACES,
    ROOT,
    Situation,
    by_id,
    firm,
    plan_of,
    required,
    situations,
)

from firstcard.policy.book import RuleBook
from firstcard.policy.loading import build
from firstcard.policy.plan import Goal, Plan, Step

_CALM = [HealthCheck.too_slow, HealthCheck.filter_too_much, HealthCheck.data_too_large]
CHOSEN = {name for path in ROOT.rglob("*.yaml")
          for name in re.findall(r"chosen\.([a-z-]+)", path.read_text("utf-8"))}  # fmt: skip
SMALL = settings(max_examples=150, deadline=None, derandomize=True, suppress_health_check=_CALM)
FEWER = settings(SMALL, max_examples=50)
FULL = settings(max_examples=4_000, deadline=None, suppress_health_check=_CALM)


# What a way brings about later (the ID number reported after enrolment with the birth certificate)
# is no need of a goal: a paper in hand may make that way the one that is in time.
FOLLOW_UPS = {document for pack in BOOK.packs.values() for said in pack.documents.values()
              for version in said.versions or () for way in version.ways or ()
              for document in way.then or ()}  # fmt: skip


def faults(plan: Plan) -> list[str]:
    """Every invariant of one plan that does not hold, in words."""
    return [fault for rule in ONE_PLAN for fault in rule(plan)]


def _papers_are_there(plan: Plan) -> Iterator[str]:
    """Executable in its order: what a step requires is held, brought, shared or an earlier step."""
    before: set[str] = set()
    ids = set(by_id(plan))
    for step in plan.steps:
        for paper in required(step):
            if paper.state == "step" and paper.step not in before:
                yield f"{step.id} needs {paper.document}, which no earlier step gives"
            if paper.state == "bring" and not paper.base:
                yield f"{step.id}: {paper.document} is to be brought, but nobody gave it"
            if paper.state == "blocked":
                yield f"{step.id} is a step though {paper.id} is blocked"
        if not set(step.after) <= before:
            yield f"{step.id} comes before {set(step.after) - before}"
        for paper in step.needs:
            if paper.step is not None and paper.step not in ids:
                yield f"{step.id}: {paper.id} names the step {paper.step}, which is not there"
        goals = {name for name in step.unlocks if BOOK.head(name, ("cn",)).kind == "goal"}
        if not set(step.unlocks) - goals <= ids:
            yield f"{step.id} unlocks {set(step.unlocks) - goals - ids}"
        before.add(step.id)


def _of_the_right_child(plan: Plan) -> Iterator[str]:
    """A child's step stands on steps for the same child."""
    steps = by_id(plan)
    for step in plan.steps:
        children = {person.number for person in step.for_}
        for name in (*step.after, *(p.step for p in step.needs if p.step), *step.unlocks):
            of = {person.number for person in steps[name].for_} if name in steps else children
            if not of & children:
                yield f"{step.id} of {children} stands on {name} of {of}"


def _has_a_basis(plan: Plan) -> Iterator[str]:
    for step in plan.steps:
        if not step.basis:
            yield f"{step.id} has no basis"
        for paper in step.needs:
            if paper.strength == "required" and not paper.basis:
                yield f"{step.id} demands {paper.id} without a basis"
        if step.due and step.due_why and not step.due_why.basis:
            yield f"{step.id} has a limit without a basis"


def _dates_agree(plan: Plan) -> Iterator[str]:
    for step in plan.steps:
        assert None not in (step.earliest, step.done)
        longest = step.done_by or step.done  # nobody knows how long it takes at most
        if not plan.on <= step.earliest <= step.done <= longest:
            yield f"{step.id}: {step.earliest} {step.done} {step.done_by} out of order"
        due = step.due
        expected = None if due is None else "overdue" if due < plan.on else (
            "will-be-late" if step.earliest > due else None)  # fmt: skip
        if expected and step.state != expected:
            yield f"{step.id} is {step.state}, not {expected}"
        if not expected and step.state in ("overdue", "will-be-late"):
            yield f"{step.id} is {step.state}, due {due}, earliest {step.earliest}"
        if (step.state == "in-time" and due is None) or (step.state == "no-limit" and due):
            yield f"{step.id} is {step.state}, due {due}"
        if step.aim_by and (step.aim_by < step.earliest):
            yield f"{step.id} is to be aimed at before it can be done"
        if step.aim_by and due and not expected and step.aim_by > due:
            yield f"{step.id}: aim {step.aim_by} after due {due}"
        if step.start_by and step.start_by < plan.on:
            yield f"{step.id}: start by {step.start_by}, before today"
        if step.start_by and due and due >= plan.on and step.start_by > due:
            yield f"{step.id}: start by {step.start_by}, due {due}"
        if due and not expected and step.start_by is None:
            yield f"{step.id} is due {due} without a day to start by"


def _waits_for_its_papers(plan: Plan) -> Iterator[str]:
    steps = by_id(plan)
    for step in plan.steps:
        for paper in required(step):
            before = steps.get(paper.step or "")
            if before and before.done and step.earliest and step.earliest < before.done:
                yield f"{step.id} on {step.earliest}, before {before.id} is done"
            if before and before.start_by and step.start_by and before.start_by > step.start_by:
                yield f"{before.id} may start by {before.start_by}, {step.id} {step.start_by}"


def _late_is_explained(plan: Plan) -> Iterator[str]:
    for step in plan.steps:
        told = step.late or [n for n in plan.notices
                             if n.step == step.id and n.kind in ("late", "unknown")]  # fmt: skip
        if step.state in ("overdue", "will-be-late") and not told:
            yield f"{step.id} is {step.state}, and nothing says what happens now"


def _goals_lead_on(plan: Plan) -> Iterator[str]:
    for goal in plan.goals:
        if goal.state in ("todo", "depends") and not plan.steps:
            yield f"{goal.id} is {goal.state} without a step"
        if goal.state == "depends" and not goal.ask:
            yield f"{goal.id} depends on nothing that can be asked"
        if goal.state == "not-for-you" and goal.reason is None:
            yield f"{goal.id} is not for you, without a reason"
        if goal.state == "blocked" and not _opening(goal):
            yield f"{goal.id} is blocked, and nothing says what would open it"


def _opening(goal: Goal) -> bool:
    """Every block names a fact that would open it."""
    return bool(goal.blocked_by) and all(
        any(choice.facts for choice in block.alternatives) for block in goal.blocked_by
    )


def _asks_can_be_answered(plan: Plan) -> Iterator[str]:
    ids = set(by_id(plan))
    for ask in plan.ask:
        if BOOK.facts.facts[ask.fact].derived:
            yield f"{ask.fact} is asked for, but it is derived"
        if not set(ask.steps) <= ids | {goal.id for goal in plan.goals}:
            yield f"{ask.fact} touches {set(ask.steps) - ids}"
    asked = {ask.fact for ask in plan.ask}
    for goal in plan.goals:
        if not set(goal.ask) <= asked:
            yield f"{goal.id} asks {set(goal.ask) - asked}, which the plan does not"


def _notices_have_a_step(plan: Plan) -> Iterator[str]:
    ids = set(by_id(plan))
    for notice in plan.notices:
        if notice.step is not None and notice.step not in ids:
            yield f"{notice.id} stands at {notice.step}, which is not there"
    if sum(notice.top for notice in plan.notices) > 3 * plan.children:
        yield "too many notices on top"


def _money_and_coverage(plan: Plan) -> Iterator[str]:
    for covered in plan.coverage:
        if covered.from_ and covered.until and covered.from_ > covered.until:
            yield f"{covered.year}: covered from {covered.from_} until {covered.until}"
        if covered.state == "unknown" and not covered.ask:
            yield f"coverage of {covered.year} is unknown, with nobody to ask"
        if covered.state == "depends" and not (covered.ask_facts or covered.ask):
            yield f"coverage of {covered.year} depends on nothing that can be asked"
        if (covered.state == "known") != (covered.from_ is not None):
            yield f"coverage of {covered.year} is {covered.state} from {covered.from_}"
    for premium in plan.premium:
        asked = "groups" in {ask.fact for ask in plan.ask}
        if premium.amount is None and not (premium.ask or asked or plan.ask):
            yield f"premium of {premium.year} is unknown, with nobody to ask"


def _in_both_languages(plan: Plan) -> Iterator[str]:
    form = msgspec.json.decode(msgspec.json.encode(plan))
    for path, text in _texts(form, ""):
        if not text["en"].strip() or not text["zh"].strip():
            yield f"{path} lacks a language: {text}"


def _texts(item: Any, path: str) -> Iterator[tuple[str, dict[str, str]]]:
    if isinstance(item, dict):
        if set(item) == {"en", "zh"}:
            yield path, item
        for key, value in item.items():
            yield from _texts(value, f"{path}.{key}")
    elif isinstance(item, list):
        for number, value in enumerate(item):
            yield from _texts(value, f"{path}[{number}]")


ONE_PLAN = (
    _papers_are_there, _of_the_right_child, _has_a_basis, _dates_agree, _waits_for_its_papers,
    _late_is_explained, _goals_lead_on, _asks_can_be_answered, _notices_have_a_step,
    _money_and_coverage, _in_both_languages,
)  # fmt: skip


@SMALL
@given(situations())
def test_every_plan_is_sound(data: Situation) -> None:
    assert faults(plan_of(data)) == []


@pytest.mark.full
@FULL
@given(situations())
def test_every_plan_is_sound_in_full(data: Situation) -> None:
    assert faults(plan_of(data)) == []


@FEWER
@given(situations(days=st.dates(date(1990, 1, 1), date(2060, 12, 31))))
def test_any_day_gives_a_sound_plan(data: Situation) -> None:
    assert faults(plan_of(data)) == []


# Asked again


def longer_have(data: Situation) -> list[str]:
    """What goes wrong when a step of the plan is done, each for itself.

    It adds no required step, unless another paper or way has become the easier one: then the new
    step stands for an old one, and there are not more of them. Only where facts are unknown may
    there be more: what is sure goes before what is not, even if it takes a step more. So it is
    where a choice is behind the family: a thing that is held does not say in which way it was got.
    """
    plan = plan_of(data)
    wrong = []
    for step in plan.steps:
        done = {"id": step.document, "on": data["on"], "year": step.year,
                "child": step.for_[0].number}  # fmt: skip
        again = plan_of({**data, "have": [*data["have"], done]})
        before, after = firm(plan), firm(again)
        was_optional = {(s.document, s.year, p.number) for s in plan.steps for p in s.for_}
        added = after - was_optional
        more = len(after) > len(before) and not plan.ask
        known = not _behind_a_choice(step, plan)
        if added and known and (more or _choices(plan) == _choices(again)):
            wrong.append(f"{step.id} done adds {added}")
        if (step.document, step.year, step.for_[0].number) in after and not _ended(step):
            wrong.append(f"{step.id} is done and still a step")
        wrong += faults(again)
    return wrong


def _behind_a_choice(step: Step, plan: Plan) -> bool:
    """Whether it stands on a step whose way decides what comes later (`chosen.` in the packs)."""
    if step.document in CHOSEN:
        return True
    earlier = by_id(plan)
    return any(_behind_a_choice(earlier[name], plan) for name in step.after)


def _choices(plan: Plan) -> set[tuple[str, int, str | None, str | None]]:
    """Which way and which of several papers each child's step has."""
    return {(step.document, person.number, step.way, paper.document)
            for step in plan.steps for person in step.for_
            for paper in [*(p for p in step.needs if p.alternatives)] or [step]
            if step.way or paper is not step}  # fmt: skip


def _ended(step: Step) -> bool:
    """What can end again (a photo too old, a card lost) is not held by being done."""
    return BOOK.head(step.document, ("cn",)).ends_when is not None


@FEWER
@given(situations())
def test_a_longer_have_never_adds_a_required_step(data: Situation) -> None:
    assert longer_have(data) == []


@pytest.mark.full
@FULL
@given(situations())
def test_a_longer_have_never_adds_a_required_step_in_full(data: Situation) -> None:
    assert longer_have(data) == []


def later(data: Situation, days: int) -> list[str]:
    """What goes wrong when the same is asked again later: only dates that were promised count."""
    then = date.fromisoformat(data["on"]) + timedelta(days)
    first, second = plan_of(data), plan_of({**data, "on": then.isoformat()})
    wrong = faults(second)
    before = by_id(first)
    for step in second.steps:
        old = before.get(step.id)
        if old is None or not (old.due_why and step.due_why) or old.due_why.relative:
            continue
        same = (old.due_why.of, old.due_why.days, old.due_why.months, old.due_why.start)
        if same == (step.due_why.of, step.due_why.days, step.due_why.months, step.due_why.start):
            if step.due != old.due:
                wrong.append(f"{step.id}: due moved from {old.due} to {step.due}")
        elif _same_age(data, first.on, second.on):
            wrong.append(f"{step.id}: counted from {same}, then {step.due_why}")
    return wrong


def _same_age(data: Situation, one: date, other: date) -> bool:
    """Whether the child stays on the same side of every age, in the same year."""
    if one.year != other.year or "child.born_on" not in data or "children" in data:
        return False
    born = date.fromisoformat(data["child.born_on"])
    return not any((one - born).days < age <= (other - born).days for age in AGES)


@SMALL
@given(situations(), st.integers(1, 200))
def test_asked_later_is_a_new_plan_and_a_due_date_never_moves(data: Situation, days: int) -> None:
    assert later(data, days) == []


@pytest.mark.full
@FULL
@given(situations(), st.integers(1, 400))
def test_a_due_date_never_moves_in_full(data: Situation, days: int) -> None:
    assert later(data, days) == []


# Unknown facts


def completions(data: Situation, fact: str) -> Iterator[Situation]:
    """The situation with every value that the fact may have (regions, ages: one of each side)."""
    kind = GIVEN[fact]
    on = date.fromisoformat(data["on"])
    values: dict[str, list[Any]] = {
        "yes-no": [True, False],
        "enum": [value.id for value in kind.values or ()],
        "division": [*PLACES],
        "date": [(on - timedelta(days)).isoformat() for days in AGES],
        "set": [[], *([value.id] for value in kind.values or ())],
    }
    for value in [*values[kind.type], *([None] if kind.nullable else [])]:
        yield {**data, fact: value}


def forgotten(data: Situation, fact: str) -> list[str]:
    """Steps that are required whatever the fact is, and that are gone when it is not known."""
    from hypothesis.errors import UnsatisfiedAssumption

    unknown = {name: value for name, value in data.items() if name != fact}
    always: set[tuple[str, int | None, int]] | None = None
    for whole in completions(unknown, fact):
        try:
            steps = firm(plan_of(whole))
        except UnsatisfiedAssumption:
            continue  # this value and another fact exclude each other
        always = steps if always is None else always & steps
    plan = plan_of(unknown)
    missing = (always or set()) - firm(plan)
    other = FOLLOW_UPS | _chosen_otherwise(plan_of(data), plan)
    return [f"without {fact}: {key[0]} is missing" for key in sorted(missing, key=str)
            if key[0] not in other]  # fmt: skip


def _chosen_otherwise(known: Plan, unknown: Plan) -> set[str | None]:
    """Papers in whose place the other plan shows one that does as well, being the surer one."""
    shown = {(step.id, paper.id) for step in unknown.steps for paper in step.needs}
    return {paper.document for step in known.steps for paper in step.needs
            if paper.alternatives and (step.id, paper.id) not in shown}  # fmt: skip


@FEWER
@given(situations(), st.data())
def test_an_unknown_fact_removes_no_required_step(data: Situation, more: st.DataObject) -> None:
    # Who does not say when a child was born may ask about no child at all: an employer.
    given_ = sorted(name for name in data if name in GIVEN and name != "child.born_on")
    fact = more.draw(st.sampled_from(given_ or ["child.birthplace"]))
    assert forgotten(data, fact) == []


@pytest.mark.full
@settings(FULL, max_examples=1_000)
@given(situations(), st.data())
def test_an_unknown_fact_removes_no_required_step_in_full(
    data: Situation, more: st.DataObject
) -> None:
    # Who does not say when a child was born may ask about no child at all: an employer.
    given_ = sorted(name for name in data if name in GIVEN and name != "child.born_on")
    fact = more.draw(st.sampled_from(given_ or ["child.birthplace"]))
    assert forgotten(data, fact) == []


# Claims and the order of files


def _without_claims() -> RuleBook:
    packs = {}
    for pack in BOOK.packs.values():
        bare = {name: replace(document, sources=None)
                for name, document in pack.documents.items()}  # fmt: skip
        packs[pack.id] = _copy(pack, bare)
    return build(packs)


def _copy(pack: Any, documents: dict[str, Any]) -> Any:
    import copy

    other = copy.copy(pack)
    other.documents = documents
    return other


def _bound(book: RuleBook) -> RuleBook:
    from firstcard.policy.checks import check_book

    assert [p for p in check_book(book) if not p.warning] == []
    return book


SILENT = _bound(_without_claims())
TURNED = _bound(build({name: _copy(pack, dict(reversed(pack.documents.items())))
                       for name, pack in reversed(BOOK.packs.items())}))  # fmt: skip


def _differing(ours: list[Step], others: list[Step]) -> list[tuple[str, str, Any, Any]]:
    """Step, field and both values, wherever two lists of steps are not the same.

    Of a list, what only one of the two has.
    """
    if [step.id for step in ours] != [step.id for step in others]:
        return [("", "order", [step.id for step in ours], [step.id for step in others])]
    return [
        (one.id, field, *_only(mine, theirs))
        for one, other in zip(ours, others, strict=True)
        for field in Step.__struct_fields__
        if (mine := getattr(one, field)) != (theirs := getattr(other, field))
    ]


def _only(mine: Any, theirs: Any) -> tuple[Any, Any]:
    if not isinstance(mine, list):
        return mine, theirs
    less = (
        [each for each in mine if each not in theirs],
        [each for each in theirs if each not in mine],
    )
    return less if any(less) else (mine, theirs)


def _without_aims(plan: Plan) -> list[Step]:
    return [replace(step, aim_by=None, state="in-time") for step in plan.steps]


@SMALL
@given(situations())
def test_a_claim_is_never_an_edge(data: Situation) -> None:
    one = {name: value for name, value in data.items() if name != "children"}
    ours, silent = plan_of(one), plan_of(one, SILENT)
    differing = _differing(_without_aims(ours), _without_aims(silent))
    assert not differing, (differing, one)
    assert ours.goals == silent.goals
    assert not any(notice.kind == "contradiction" for notice in silent.notices)


@SMALL
@given(situations())
def test_the_order_of_packs_and_documents_changes_nothing(data: Situation) -> None:
    ours, turned = plan_of(data), plan_of(data, TURNED)
    assert msgspec.json.encode(ours.steps) == msgspec.json.encode(turned.steps)
    assert ours.goals == turned.goals
    assert ours.coverage == turned.coverage
    assert {n.id for n in ours.notices} == {n.id for n in turned.notices}


@FEWER
@given(situations())
def test_the_same_question_has_the_same_answer(data: Situation) -> None:
    assert msgspec.json.encode(plan_of(data)) == msgspec.json.encode(plan_of(data))
