"""Random families over the declared facts, for property tests on the real packs."""

from __future__ import annotations

from datetime import date, timedelta
from pathlib import Path
from typing import Any

from hypothesis import assume
from hypothesis import strategies as st

from firstcard.policy.book import RuleBook
from firstcard.policy.loading import load
from firstcard.policy.plan import Paper, Plan, Step
from firstcard.policy.planner import make_plan, situation_of
from firstcard.policy.situation import SituationError

ROOT = Path(__file__).resolve().parents[3] / "packs"
BOOK: RuleBook = load(root=ROOT)
PLACES = ["410105", "410100", "410183", "410200", "419001", "420100", "420102", "110101", "310000"]
DAYS = st.dates(date(2025, 7, 1), date(2027, 12, 31))
# On each side of every age that a rule of the packs names: 1 month, 90 days, 1, 7, 16 years.
AGES = [0, 1, 27, 28, 30, 31, 32, 60, 88, 89, 90, 91, 120, 300, 364, 365, 366, 800, 2000, 2556,
        2557, 4000, 5843, 5845, 6600]  # fmt: skip
GOALS = sorted(d for d in set(BOOK.documents.values()) if BOOK.head(d, ("cn",)).goal)
HELD = sorted(BOOK.documents)
GIVEN = {name: fact for name, fact in BOOK.facts.facts.items()
         if not fact.derived and name not in ("on", "region")}  # fmt: skip
OF_A_CHILD = ["child.born_on", "child.birthplace", "child.birth_region", "child.has_citizen_id",
              "child.household_region", "child.school", "photo.taken_on"]  # fmt: skip
Situation = dict[str, Any]


def _value(name: str, on: date) -> st.SearchStrategy[Any]:
    fact = GIVEN[name]
    values = [value.id for value in fact.values or ()]
    kinds: dict[str, st.SearchStrategy[Any]] = {
        "yes-no": st.booleans(),
        "division": st.sampled_from(PLACES),
        "date": st.sampled_from(AGES).map(lambda days: (on - timedelta(days)).isoformat()),
        "enum": st.sampled_from(values or [""]),
        "set": st.lists(st.sampled_from(values or [""]), unique=True, max_size=2),
    }
    kind = kinds[fact.type]
    return st.one_of(kind, st.none()) if fact.nullable else kind


@st.composite
def situations(draw: st.DrawFn, *, days: st.SearchStrategy[date] = DAYS) -> Situation:
    """A situation that is not refused: any facts absent, present or (where allowed) null."""
    on = draw(days)
    some = draw(st.sampled_from([0, 5, 15, 40]))
    names = draw(st.lists(st.sampled_from(sorted(GIVEN)), unique=True, max_size=some))
    usual = ["child.born_on", "child.birthplace", "child.birth_region", "parents.married",
             "child.follows", "guardian", "parents.mother.household_region",
             "parents.father.known"]  # fmt: skip
    if draw(st.booleans()):
        names = list(dict.fromkeys([*names, *usual]))
    data: Situation = {"on": on.isoformat(), "region": draw(st.sampled_from([*PLACES, "999999"]))}
    data.update({name: draw(_value(name, on)) for name in names})
    _possible(data)
    if draw(st.integers(0, 3)) == 0:
        data["children"] = draw(st.lists(_child(on), min_size=1, max_size=3))
    data["have"] = draw(st.lists(_held(on), max_size=4))
    if draw(st.booleans()):
        data["want"] = draw(st.lists(st.sampled_from(GOALS), unique=True, max_size=5))
    return data


@st.composite
def _child(draw: st.DrawFn, on: date) -> Situation:
    names = draw(st.lists(st.sampled_from(OF_A_CHILD), unique=True, max_size=4))
    return {name.removeprefix("child."): draw(_value(name, on)) for name in names
            if name.startswith("child.")}  # fmt: skip


@st.composite
def _held(draw: st.DrawFn, on: date) -> Any:
    name = draw(st.sampled_from(HELD))
    if draw(st.booleans()):
        return name
    ago = draw(st.sampled_from([0, 1, 20, 40, 100, 400]))
    return {"id": name, "on": (on - timedelta(ago)).isoformat()}


def _possible(data: Situation) -> None:
    """Take away what the constraints among facts forbid."""
    for side in ("mother", "father"):
        if data.get(f"parents.{side}.known") is False and data.get("child.follows") == side:
            del data["child.follows"]
    if data.get("parents.married") is True and data.get("parents.father.known") is False:
        del data["parents.father.known"]
    dead = [data.get(f"parents.{side}.can_act") == "dead" for side in ("mother", "father")]
    if data.get("guardian") == "parent" and (data.get("child.foundling") is True or all(dead)):
        del data["guardian"]


def plan_of(data: Situation, book: RuleBook = BOOK) -> Plan:
    """The plan, or an example that does not count where the facts exclude each other."""
    try:
        situation = situation_of(book=book, data=data)
    except SituationError as error:
        refused = {field for each in error.errors for field in each.field.split(", ")}
        assume(not refused <= {"on", "region", *GIVEN})
        raise
    return make_plan(book=book, situation=situation)


def by_id(plan: Plan) -> dict[str, Step]:
    """The steps by their ids, which are unique."""
    found = {step.id: step for step in plan.steps}
    assert len(found) == len(plan.steps)
    return found


def required(step: Step) -> list[Paper]:
    """The papers that the step cannot do without, whatever the unknown facts turn out to be."""
    return [p for p in step.needs if p.strength == "required" and not p.only_if]


def firm(plan: Plan) -> set[tuple[str, int | None, int]]:
    """(document, year, child) of every step that is not optional."""
    return {(step.document, step.year, person.number) for step in plan.steps
            if not step.optional for person in step.for_}  # fmt: skip
