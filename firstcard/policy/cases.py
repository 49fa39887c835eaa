"""Worked cases: a pack's own examples, made into plans and compared with what the law says.

Every key of `expect` is one comparison; a key that is not known is a mistake in the case itself.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from firstcard.policy.book import RuleBook
from firstcard.policy.packs import Case
from firstcard.policy.plan import Plan, Step
from firstcard.policy.planner import make_plan, situation_of
from firstcard.policy.situation import SituationError

DATE_KEYS = ("opens", "earliest", "start_by", "aim_by", "due", "done", "done_by", "state")


@dataclass(frozen=True, slots=True)
class Mismatch:
    """One expectation of a case that the plan does not meet."""

    pack: str
    case: str
    key: str
    expected: str
    came: str

    def __str__(self) -> str:
        return (
            f"{self.pack}: case {self.case}: {self.key}: expected {self.expected}, came {self.came}"
        )


# Cases that this layer cannot run itself: those of bills, which need an engine.
OtherCases = Callable[[RuleBook, str], list[Mismatch]]


def run_cases(*, book: RuleBook, pack: str) -> list[Mismatch]:
    """Run every case of one pack; returns what differs, in the order of the cases."""
    return [
        mismatch
        for case in book.packs[pack].cases
        for mismatch in run_case(book=book, pack=pack, case=case)
    ]


def run_case(*, book: RuleBook, pack: str, case: Case) -> list[Mismatch]:
    """Make the plan of one case and compare it with every expectation."""
    check = _Check(pack, case)
    if "on" not in case.situation:
        return [check.differs("situation.on", "the day of the plan", "none")]
    try:
        plan = make_plan(book=book, situation=situation_of(book=book, data=case.situation))
    except SituationError as error:
        return list(check.refused(error))
    return list(check.compare(plan))


class _Check:
    """Compares one plan with one case."""

    def __init__(self, pack: str, case: Case) -> None:
        self.pack = pack
        self.case = case

    def differs(self, key: str, expected: object, came: object) -> Mismatch:
        return Mismatch(self.pack, self.case.id, key, _shown(expected), _shown(came))

    def refused(self, error: SituationError) -> Iterator[Mismatch]:
        came = [f"{each.field}: {each.message.en}" for each in error.errors]
        if "refused" not in self.case.expect:
            yield self.differs("situation", "a plan", came)
            return
        fields = {each.field for each in error.errors}
        for wanted in self.case.expect["refused"]:
            if wanted not in fields:
                yield self.differs("refused", wanted, sorted(fields))

    def compare(self, plan: Plan) -> Iterator[Mismatch]:
        if not self.case.expect:
            yield self.differs("expect", "at least one expectation", "none")
        for key, wanted in self.case.expect.items():
            comparison = COMPARISONS.get(key)
            if comparison is None:
                yield self.differs(f"expect.{key}", f"one of {', '.join(COMPARISONS)}", key)
                continue
            try:
                found = list(comparison(plan, wanted))
            except (AttributeError, TypeError, ValueError):
                yield self.differs(f"expect.{key}", "another form", wanted)
                continue
            for part, expected, came in found:
                yield self.differs(key + part, expected, came)


Differences = Iterator[tuple[str, object, object]]


def _steps_in_order(plan: Plan, wanted: list[str]) -> Differences:
    places = {name: number for number, name in reversed(list(_names(plan)))}
    missing = [name for name in wanted if name not in places]
    order = sorted((name for name in wanted if name in places), key=lambda name: places[name])
    if missing or order != wanted:
        yield "", wanted, order


def _has_steps(plan: Plan, wanted: list[str]) -> Differences:
    names = {name for _, name in _names(plan)}
    for name in wanted:
        if name not in names:
            yield "", name, [step.id for step in plan.steps]


def _no_steps(plan: Plan, wanted: list[str]) -> Differences:
    names = {name for _, name in _names(plan)}
    for name in wanted:
        if name in names:
            yield "", f"no step {name}", name


def _goals(plan: Plan, wanted: Mapping[str, str]) -> Differences:
    for name, state in wanted.items():
        came = sorted({goal.state for goal in plan.goals if goal.id == name})
        if came != [state]:
            yield f".{name}", state, came or "no such goal"


def _dates(plan: Plan, wanted: Mapping[str, Mapping[str, str]]) -> Differences:
    for name, values in wanted.items():
        step = _step(plan, name)
        if step is None:
            yield f".{name}", "a step", "none"
            continue
        for key, value in values.items():
            if key not in DATE_KEYS:
                yield f".{name}.{key}", f"one of {', '.join(DATE_KEYS)}", key
            elif _shown(getattr(step, key)) != value:
                yield f".{name}.{key}", value, getattr(step, key)


def _papers(plan: Plan, wanted: Mapping[str, list[str]], *, asked: bool = True) -> Differences:
    for name, papers in wanted.items():
        came = _required(plan, name)
        if came is None:
            yield f".{name}", "a step", "none"
            continue
        for paper in papers:
            if (paper in came) is not asked:
                yield f".{name}", paper if asked else f"no {paper}", came


def _no_papers(plan: Plan, wanted: Mapping[str, list[str]]) -> Differences:
    return _papers(plan, wanted, asked=False)


def _notices(plan: Plan, wanted: list[str]) -> Differences:
    came = {notice.id for notice in plan.notices} | {notice.kind for notice in plan.notices}
    for name in wanted:
        if name not in came:
            yield "", name, sorted(came)


def _blocked_by(plan: Plan, wanted: Mapping[str, str]) -> Differences:
    for name, document in wanted.items():
        came = [each.document for goal in plan.goals if goal.id == name for each in goal.blocked_by]
        if document not in came:
            yield f".{name}", document, came


def _premium(plan: Plan, wanted: Mapping[str, str]) -> Differences:
    for year, amount in wanted.items():
        came = [each.amount or "unknown" for each in plan.premium if str(each.year) == year]
        if amount not in came:
            yield f".{year}", amount, came


def _coverage_from(plan: Plan, wanted: str) -> Differences:
    came = [_shown(each.from_ or "unknown") for each in plan.coverage]
    if wanted not in came:
        yield "", wanted, came


def _ask(plan: Plan, wanted: list[str]) -> Differences:
    came = [each.fact for each in plan.ask]
    for fact in wanted:
        if fact not in came:
            yield "", fact, came


def _refused(plan: Plan, wanted: list[str]) -> Differences:
    yield "", wanted, "a plan"


COMPARISONS: dict[str, Callable[[Plan, Any], Differences]] = {
    "steps_in_order": _steps_in_order,
    "has_steps": _has_steps,
    "no_steps": _no_steps,
    "goals": _goals,
    "dates": _dates,
    "papers": _papers,
    "no_papers": _no_papers,
    "notices": _notices,
    "blocked_by": _blocked_by,
    "premium": _premium,
    "coverage_from": _coverage_from,
    "ask": _ask,
    "refused": _refused,
}


def _names(plan: Plan) -> Iterator[tuple[int, str]]:
    """Each step by its own id and by its document's, with its place in the plan."""
    for number, step in enumerate(plan.steps):
        yield number, step.id
        if step.document != step.id:
            yield number, step.document


def _step(plan: Plan, name: str) -> Step | None:
    exact = next((step for step in plan.steps if step.id == name), None)
    return exact or next((step for step in plan.steps if step.document == name), None)


def _required(plan: Plan, name: str) -> list[str] | None:
    step = _step(plan, name)
    if step is None:
        return None
    return [need.document for need in step.needs if need.document and need.strength == "required"]


def _shown(value: object) -> str:
    if value is None:
        return "none"
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple | set):
        return "[" + ", ".join(str(each) for each in value) + "]"
    return str(value)
