"""Where an application says otherwise than the plan it came from, its numbers or earlier records.

Nothing is decided here: each difference is shown to whoever examines.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from firstcard.casework.draft import Child, Draft, Number
from firstcard.casework.models import Case
from firstcard.casework.persons import adults_of, known_of
from firstcard.guidance.forms import kept
from firstcard.people.identity_numbers import CitizenId, IdentityNumberError, check_citizen_id
from firstcard.people.models import Person

Source = Literal["plan", "number", "record"]
_SEX = {"male": "1", "female": "2"}
_PARENTS = ("mother", "father")


@dataclass(frozen=True, slots=True)
class Difference:
    """One: the field, as it is named in drafts, what it says, and what the other side says.

    `kind`: of what the two values are (text, day, sex, citizen-id, known, relation).
    """

    field: str
    kind: str
    said: str
    other: str
    source: Source


def differences(*, case: Case, draft: Draft, on: date) -> tuple[Difference, ...]:
    """All of them; `on` is today."""
    return (*_against_plan(draft, on), *_against_numbers(draft, on), *_against_records(case, draft))


def _against_plan(draft: Draft, on: date) -> Iterator[Difference]:
    facts = _facts(draft.situation, on)
    child = draft.child
    yield from _unlike("child.born_on", "day", child.born_on, facts.get("child.born_on"), "plan")
    if child.number is not None and "child.has_citizen_id" in facts:
        has = "yes" if child.number.kind == "citizen-id" else "no"
        other = "yes" if facts["child.has_citizen_id"] is True else "no"
        yield from _unlike("child.number", "citizen-id", has, other, "plan")
    for parent in _PARENTS:
        adult = draft.adult(parent)
        if adult is not None and f"parents.{parent}.known" in facts:
            said = "yes" if adult.known else "no"
            other = "yes" if facts[f"parents.{parent}.known"] is True else "no"
            yield from _unlike(f"adult.{parent}", "known", said, other, "plan")
    yield from _guardian(draft, facts)


def _guardian(draft: Draft, facts: dict[str, Any]) -> Iterator[Difference]:
    told = facts.get("guardian")
    if draft.applicant in (None, "agent") or not isinstance(told, str):
        return
    acting = "parent" if draft.applicant in _PARENTS else str(draft.applicant)
    yield from _unlike("applicant", "relation", acting, told, "plan")


def _facts(situation: dict[str, Any], on: date) -> dict[str, Any]:
    told = situation
    if "answers" in situation:
        told = kept.from_data(situation).situation(on=on)
    return dict(_flat(told))


def _flat(data: dict[str, Any], above: str = "") -> Iterator[tuple[str, Any]]:
    for name, value in data.items():
        if isinstance(value, dict):
            yield from _flat(value, f"{above}{name}.")
        else:
            yield f"{above}{name}", value


def _against_numbers(draft: Draft, on: date) -> Iterator[Difference]:
    read = _read(draft.child.number, on)
    if read is None:
        return
    child = draft.child
    yield from _unlike("child.born_on", "day", child.born_on, read.born_on.isoformat(), "number")
    said = str(child.sex) if child.sex in (1, 2) else ""
    yield from _unlike("child.sex", "sex", said, _SEX[read.sex], "number")


def _read(number: Number | None, on: date) -> CitizenId | None:
    if number is None or number.kind != "citizen-id":
        return None
    try:
        return check_citizen_id(number.number, on=on)
    except IdentityNumberError:
        return None


def _against_records(case: Case, draft: Draft) -> Iterator[Difference]:
    child, known = draft.child, known_of(draft)
    number = child.number
    person = case.child or (known.get((number.kind, number.number)) if number else None)
    if person is not None:
        yield from _child(child, person)
    for relation, adult in adults_of(draft, known).items():
        told = draft.adult(relation)
        said = told.name.strip() if told else ""
        yield from _unlike(f"adult.{relation}.name", "text", said, adult.name, "record")


def _child(child: Child, known: Person) -> Iterator[Difference]:
    yield from _unlike("child.name", "text", child.name.strip(), known.name, "record")
    born = known.born_on.isoformat() if known.born_on else None
    yield from _unlike("child.born_on", "day", child.born_on, born, "record")
    said, sex = (str(each) if each else "" for each in (child.sex, known.sex))
    yield from _unlike("child.sex", "sex", said, sex, "record")


def _unlike(
    field: str, kind: str, said: str, other: object, source: Source
) -> Iterator[Difference]:
    if said and isinstance(other, str) and other and said != other:
        yield Difference(field, kind, said, other, source)
