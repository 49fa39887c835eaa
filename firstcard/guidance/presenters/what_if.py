"""What else could be: the plan made again for a later day, or with another choice, and compared.

Pure: everything said comes out of the planner, which is handed in as `make`.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from firstcard.guidance.presenters.trips import trips
from firstcard.policy.format import Comparison, Fact
from firstcard.policy.plan import Coverage, Goal, Plan, Step

Data = Mapping[str, Any]
Make = Callable[[Data], Plan | None]  # None where facts cannot be true together
_ANSWERS = ("yes", "no")  # of a fact that lists no values
_AHEAD = ("in-time", "aim-passed", "depends")


@dataclass(frozen=True, slots=True)
class Lateness:
    """What changes if these steps are still not done the day after `due`."""

    steps: tuple[Step, ...]
    due: date
    covers: tuple[tuple[Coverage, Coverage], ...]  # in this plan, and then
    goals: tuple[Goal, ...]  # those whose state is then another one


@dataclass(frozen=True, slots=True)
class Measure:
    """A plan in a few numbers: visits, papers to take, yuan as far as fees are known."""

    visits: int
    papers: int
    fees: Decimal


@dataclass(frozen=True, slots=True)
class Otherwise:
    """The plan with another value of one fact, where it differs from this one."""

    fact: str
    value: str
    before: Measure
    after: Measure
    covers: tuple[tuple[Coverage, Coverage], ...]
    goals: tuple[tuple[Goal, Goal], ...]  # in this plan, and then; only where they differ

    @property
    def depends(self) -> tuple[str, ...]:
        """Facts without which nothing can be said of it."""
        return tuple(dict.fromkeys(fact for before, after in self.goals
                                   if after.state == "depends" != before.state
                                   for fact in after.ask))  # fmt: skip


def lateness(*, plan: Plan, data: Data, make: Make) -> Iterator[Lateness]:
    """For each last day ahead: the plan of the day after it, with all that comes before done."""
    by_due: dict[date, list[Step]] = {}
    for step in plan.steps:
        if step.due and step.who != "agency" and step.state in _AHEAD and step.due >= plan.on:
            by_due.setdefault(step.due, []).append(step)
    for due, steps in sorted(by_due.items()):
        then = make(_day_after(plan, data, due, steps))
        if then is not None:
            goals = (after for before, after in _goals(plan, then) if after.state != before.state)
            yield Lateness(tuple(steps), due, tuple(_covers(plan, then)), tuple(goals))


def _day_after(plan: Plan, data: Data, due: date, steps: Sequence[Step]) -> Data:
    own = {step.id for step in steps}
    before = _all_before(plan, own) - own
    held = [_held(step, person.number if plan.children > 1 else None)
            for step in plan.steps if step.id in before
            for person in step.for_ if person.kind == "child"]  # fmt: skip
    later = (due + timedelta(1)).isoformat()
    return {**data, "on": later, "have": [*data.get("have", []), *held]}


def _held(step: Step, child: int | None) -> dict[str, Any]:
    held: dict[str, Any] = {"id": step.document}
    if step.earliest:
        held["on"] = step.earliest.isoformat()
    if step.year:
        held["year"] = step.year
    if child:
        held["child"] = child
    return held


def _all_before(plan: Plan, ids: Iterable[str]) -> set[str]:
    by_id = {step.id: step for step in plan.steps}
    found, waiting = set[str](), list(ids)
    while waiting:
        for name in by_id[waiting.pop()].after:
            if name in by_id and name not in found:
                found.add(name)
                waiting.append(name)
    return found


def otherwise(*, plan: Plan, data: Data, make: Make, comparisons: Sequence[Comparison],
              facts: Mapping[str, Fact]) -> Iterator[Otherwise]:  # fmt: skip
    """The plan with each other value of what the family can choose."""
    before = measure(plan)
    for each in comparisons:
        for value in _others(each, facts[each.fact], data):
            told = {name: said for name, said in data.items() if name not in (each.forget or ())}
            then = make({**told, each.fact: _typed(facts[each.fact], value)})
            if then is None:
                continue
            found = Otherwise(each.fact, value, before, measure(then),
                              tuple(_covers(plan, then)), tuple(_goals(plan, then)))  # fmt: skip
            if found.covers or found.goals or found.before != found.after:
                yield found


def _others(comparison: Comparison, fact: Fact, data: Data) -> list[str]:
    values = comparison.values or [value.id for value in fact.values or ()]
    now = data.get(fact.id, fact.default)
    now = {True: "yes", False: "no"}.get(now, now) if isinstance(now, bool) else now
    return [value for value in values or _ANSWERS if value != now]


def _typed(fact: Fact, value: str) -> str | bool:
    return value == "yes" if fact.type == "yes-no" else value


def measure(plan: Plan) -> Measure:
    """A plan in numbers."""
    found = trips(plan=plan)
    ticks = {paper.tick for paper in found.to_take if paper.certain}
    return Measure(found.visits, len(ticks), sum(map(_fee, plan.steps), Decimal(0)))


def _fee(step: Step) -> Decimal:
    if step.fee is None or step.fee.amount is None or step.optional:
        return Decimal(0)
    return Decimal(step.fee.amount) * len(step.for_)


def _covers(plan: Plan, then: Plan) -> Iterator[tuple[Coverage, Coverage]]:
    after = {(each.year, each.child): each for each in then.coverage}
    for each in plan.coverage:
        other = after.get((each.year, each.child))
        if other and (other.state, other.from_) != (each.state, each.from_):
            yield each, other


def _goals(plan: Plan, then: Plan) -> Iterator[tuple[Goal, Goal]]:
    """Goals that come out otherwise, or on another day."""
    after = {(each.id, each.child): each for each in then.goals}
    for each in plan.goals:
        other = after.get((each.id, each.child))
        if other and (other.state, other.earliest) != (each.state, each.earliest):
            yield each, other


def longest_wait(plan: Plan) -> tuple[Step, int] | None:
    """The step of an office that takes most days of all, and how many at the least."""
    own = (step for step in plan.steps if step.who == "agency" and not step.optional)
    waits = [((step.done - step.earliest).days, step) for step in own
             if step.done and step.earliest]  # fmt: skip
    days, step = max(waits, key=lambda wait: wait[0], default=(0, None))
    return (step, days) if step and days > 1 else None


def leads_to(plan: Plan, step: Step) -> list[str]:
    """The family's own steps that must be done before a step."""
    before = _all_before(plan, [step.id])
    return [each.id for each in plan.steps if each.id in before and each.who != "agency"]
