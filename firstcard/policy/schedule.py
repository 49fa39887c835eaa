"""Puts resolved targets into an order one can follow, and says by when each must begin."""

from __future__ import annotations

import heapq
from collections.abc import Iterable
from datetime import date

from msgspec import Struct

from firstcard.policy.calendars import Calendar
from firstcard.policy.clocks import back
from firstcard.policy.nodes import FAR, Key, Node
from firstcard.policy.plan import StepState


class Times(Struct, frozen=True):
    """A step's place in time: state, latest start, the date to aim for."""

    state: StepState
    start_by: date | None
    aim_by: date | None
    after: tuple[Key, ...]


def follow(
    nodes: Iterable[Node], aims: dict[Key, list[date]], on: date, calendar: Calendar
) -> tuple[list[Node], dict[Key, Times]]:
    """Steps in an order one can follow, with their times.

    `aims` holds dates that stricter sources and warnings ask for. Ready steps come by
    (earliest, due), so that the list is chronological wherever the papers allow it.
    """
    found = {node.key: node for node in nodes}
    before = {key: _before(node, found) for key, node in found.items()}
    order = _topological(found, before)
    latest = _latest(order, before, on, calendar)
    steps = [node for node in order if node.is_step]
    return steps, {
        node.key: _times(
            node,
            latest.get(node.key),
            aims.get(node.key, []),
            on,
            _steps_before(node.key, before, found),
        )
        for node in steps
    }


def _before(node: Node, found: dict[Key, Node]) -> list[Key]:
    keys = [
        target.key
        for target in (*node.requires, *node.conditionals, *node.optionals)
        if target.key in found
    ]
    visit = node.rule.same_visit_as if node.rule else None
    if visit and (visit, None) in found and (visit, None) not in keys:
        keys.append((visit, None))
    return keys


def _steps_before(
    key: Key, before: dict[Key, list[Key]], found: dict[Key, Node]
) -> tuple[Key, ...]:
    """Direct predecessors that are steps; goals in between are looked through."""
    result: list[Key] = []
    for previous in before[key]:
        more = (previous,) if found[previous].is_step else _steps_before(previous, before, found)
        result += [k for k in more if k not in result]
    return tuple(result)


def _topological(found: dict[Key, Node], before: dict[Key, list[Key]]) -> list[Node]:
    dependents: dict[Key, list[Key]] = {key: [] for key in found}
    waiting = {key: len(needs) for key, needs in before.items()}
    for key, needs in before.items():
        for need in needs:
            dependents[need].append(key)
    ready = [_priority(found[key]) for key, number in waiting.items() if number == 0]
    heapq.heapify(ready)
    order: list[Node] = []
    while ready:
        key = heapq.heappop(ready)[2:]
        node = found[key[0], key[1] or None]
        order.append(node)
        for dependent in dependents[node.key]:
            waiting[dependent] -= 1
            if waiting[dependent] == 0:
                heapq.heappush(ready, _priority(found[dependent]))
    return order


def _priority(node: Node) -> tuple[date, date, str, int]:
    return node.earliest, node.due or FAR, node.id, node.year or 0


def _latest(
    order: list[Node], before: dict[Key, list[Key]], on: date, calendar: Calendar
) -> dict[Key, date]:
    """Backward: the last day on which each step may begin so that nothing later is late.

    A target must be over, at its longest, by the last day on which its dependents may begin. A
    limit that is overdue already counts for nothing, or everything would be due before today;
    where a limit ahead is at risk, the day to begin is today.
    """
    ready_by: dict[Key, date] = {}
    start_by: dict[Key, date] = {}
    for node in reversed(order):
        limits = [node.due] if node.due is not None and node.due >= on else []
        if node.key in ready_by:
            limits.append(_begun(ready_by[node.key], node, calendar))
        if not limits:
            continue
        start_by[node.key] = max(on, min(limits))
        for key in before[node.key]:
            ready_by[key] = min(start_by[node.key], ready_by.get(key, FAR))
    return start_by


def _begun(ready_by: date, node: Node, calendar: Calendar) -> date:
    longest = node.most or node.least
    if longest is None or not longest.number:
        return ready_by
    return back(end=ready_by, span=longest, calendar=calendar).date


def _times(
    node: Node, start_by: date | None, aims: list[date], on: date, after: tuple[Key, ...]
) -> Times:
    state = state_of(node, aims, on)
    aim = None
    if state in ("overdue", "will-be-late"):
        aim = node.earliest
    elif aims:
        aim = max(node.earliest, min([*aims, node.due] if node.due else aims))
    return Times(state, start_by, aim, after)


def state_of(node: Node, aims: list[date], on: date) -> StepState:
    """How the step stands to its limit on the day of the plan."""
    due = node.due
    if due is not None and on > due:
        return "overdue"
    if due is not None and node.earliest > due:
        return "will-be-late"
    if node.depends:
        return "depends"
    if aims and min(aims) < on:
        return "aim-passed"
    return "in-time" if due is not None else "no-limit"
