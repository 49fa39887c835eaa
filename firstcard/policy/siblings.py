"""Puts the steps of several children together: what is one trip becomes one step.

Steps are one where document, way, place, papers, dates and all they stand on are the same, so
that the whole stays a list that one can follow. A child's own step keeps its document as id where
no other child has it, else gets a number (`enrolment@2`).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from msgspec.structs import replace

from firstcard.policy import plan as out

Names = Mapping[str, str]
_FAR = date.max


def together(parts: Sequence[list[out.Step]]) -> tuple[list[out.Step], list[Names]]:
    """All children's steps in one order, and for each child its own ids in that list.

    Each part is in an order that one can follow.
    """
    if len(parts) == 1:
        return parts[0], [{}]
    merged: dict[Any, out.Step] = {}
    counted: dict[str, int] = {}
    names: list[Names] = []
    for steps in parts:
        own: dict[str, str] = {}
        for step in steps:
            named = _named(step, own)
            other = merged.get(_signature(named))
            if other is None:
                number = counted[step.id] = counted.get(step.id, 0) + 1
                named = replace(named, id=step.id if number == 1 else f"{step.id}@{number}")
                merged[_signature(named)] = named
            else:
                named = merged[_signature(named)] = _both(other, named)
            own[step.id] = named.id
        names.append(own)
    return _in_order(_unlocking(merged.values(), parts, names)), names


def _named(step: out.Step, own: Names) -> out.Step:
    """The step with the names that its child's earlier steps have got."""
    needs = [
        paper if paper.step is None else replace(paper, step=own.get(paper.step, paper.step))
        for paper in step.needs
    ]
    return replace(step, after=[own[name] for name in step.after], needs=needs)


def _signature(step: out.Step) -> Any:
    papers = tuple((p.id, p.state, p.document, p.step) for p in step.needs)
    where = step.office.where if step.office else None
    return (
        step.document,
        step.year,
        step.way,
        where,
        step.earliest,
        step.due,
        step.state,
        step.optional,
        papers,
        tuple(step.after),
        tuple(step.only_if),
    )


def _both(one: out.Step, other: out.Step) -> out.Step:
    """One trip for one child more; the earlier day counts."""
    return replace(
        one,
        for_=[*one.for_, *other.for_],
        needs=[_more(paper) for paper in one.needs],
        start_by=_earlier(one.start_by, other.start_by),
        aim_by=_earlier(one.aim_by, other.aim_by),
    )


def _earlier(one: date | None, other: date | None) -> date | None:
    return min((day for day in (one, other) if day is not None), default=None)


def _more(paper: out.Paper) -> out.Paper:
    """One more child's paper; a base paper is brought once for all."""
    return paper if paper.base else replace(paper, count=paper.count + 1)


def _unlocking(
    steps: Any, parts: Sequence[list[out.Step]], names: Sequence[Names]
) -> list[out.Step]:
    """Each step with what it unlocks for every one of its children."""
    unlocks: dict[str, dict[str, None]] = {}
    for part, own in zip(parts, names, strict=True):
        for step in part:
            found = unlocks.setdefault(own[step.id], {})
            found.update(dict.fromkeys(own.get(name, name) for name in step.unlocks))
    return [replace(step, unlocks=list(unlocks[step.id])) for step in steps]


def _in_order(steps: list[out.Step]) -> list[out.Step]:
    """By earliest and due, as far as what each stands on allows."""
    waiting = sorted(steps, key=lambda step: (step.earliest or _FAR, step.due or _FAR))
    order: list[out.Step] = []
    placed: set[str] = set()
    while waiting:
        step = next(step for step in waiting if placed.issuperset(step.after))
        waiting.remove(step)
        order.append(step)
        placed.add(step.id)
    return order
