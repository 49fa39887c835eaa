"""Circles: papers that need each other, found for each place and each day before they serve.

All branches are looked at together. A circle is excused only where its conditions exclude each
other by one fact with listed values: they can never hold at the same time.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator, Mapping
from datetime import date

from firstcard.policy import format as written
from firstcard.policy.book import Chain, RuleBook
from firstcard.policy.conditions import Condition, FactType, compile_test
from firstcard.policy.reading import Problem
from firstcard.policy.rules import Rule

Edge = tuple[str, tuple[Condition, ...]]
Graph = Mapping[str, list[Edge]]


def check_circles(book: RuleBook) -> list[Problem]:
    """Every circle once, at the first chain (the parents' come first) and day that closes it."""
    problems = []
    seen: set[frozenset[str]] = set()
    for chain in book.chains():
        for day in _days(book, chain):
            for circle in _circles(_graph(book, chain, day), book.types):
                if frozenset(circle) not in seen:
                    seen.add(frozenset(circle))
                    problems.append(_problem(book, chain, circle, day))
    return problems


def _days(book: RuleBook, chain: Chain) -> list[date]:
    documents = {name for pack in chain for name in book.packs[pack].documents}
    return sorted({day for name in documents for day in book.boundaries(name, chain)})


def _problem(book: RuleBook, chain: Chain, circle: list[str], day: date) -> Problem:
    pack = next(p for p in reversed(chain) if circle[0] in book.packs[p].documents)
    source = book.packs[pack].files[f"documents/{circle[0]}.yaml"]
    shown = " → ".join([*circle, circle[0]])
    allowed = ("a document may not need itself through others",)
    problem = source.problem("versions", f"a circle on {day}: {shown}", allowed)
    return dataclasses.replace(problem, pack=chain[-1])


def _graph(book: RuleBook, chain: Chain, day: date) -> Graph:
    names = {name for pack in chain for name in book.packs[pack].documents}
    rules = {name: book.rule(name, chain, day) for name in sorted(names)}
    return {name: list(_edges(book, rule)) for name, rule in rules.items() if rule is not None}


def _edges(book: RuleBook, rule: Rule) -> Iterator[Edge]:
    """What must be there first: needs, the start of a limit, the visit it is part of."""
    for need in rule.needs:
        yield from _needed(book, need, ())
    for way in rule.ways:
        for need in way.needs or ():
            yield from _needed(book, need, _with((), way.when))
    for within in rule.within:
        if within.of in book.documents:
            yield book.documents[within.of], _with((), within.when)
    if rule.same_visit_as:
        yield book.documents[rule.same_visit_as], ()


def _needed(book: RuleBook, need: written.Need, outer: tuple[Condition, ...]) -> Iterator[Edge]:
    if need.strength == "if-held":
        return
    held = _with(outer, need.when)
    if need.document:
        yield book.documents[need.document], held
    for choice in need.any_of or ():
        for part in choice.needs or ():
            yield from _needed(book, part, _with(held, choice.when))


def _with(outer: tuple[Condition, ...], when: Condition | None) -> tuple[Condition, ...]:
    return outer if when is None else (*outer, when)


def _circles(graph: Graph, types: Mapping[str, FactType]) -> Iterator[list[str]]:
    """Each circle from its first name on. Only what lies on a circle at all is searched."""
    for knot in _knots(graph):
        for start in sorted(knot):
            yield from _search(graph, knot, [start], (), types)


def _search(
    graph: Graph,
    knot: frozenset[str],
    path: list[str],
    conditions: tuple[Condition, ...],
    types: Mapping[str, FactType],
) -> Iterator[list[str]]:
    for target, when in graph[path[-1]]:
        together = (*conditions, *when)
        if target == path[0]:
            if not _exclude(together, types):
                yield path
        elif target in knot and target > path[0] and target not in path:
            yield from _search(graph, knot, [*path, target], together, types)


def _knots(graph: Graph) -> Iterable[frozenset[str]]:
    """The strongly connected parts that hold a circle (Tarjan's algorithm)."""
    index: dict[str, int] = {}
    low: dict[str, int] = {}
    stack: list[str] = []
    found: list[frozenset[str]] = []

    def visit(name: str) -> None:
        index[name] = low[name] = len(index)
        stack.append(name)
        for target, _ in graph[name]:
            if target not in graph:
                continue
            if target not in index:
                visit(target)
                low[name] = min(low[name], low[target])
            elif target in stack:
                low[name] = min(low[name], index[target])
        if low[name] == index[name]:
            place = stack.index(name)
            knot = frozenset(stack[place:])
            del stack[place:]
            if len(knot) > 1 or any(target == name for target, _ in graph[name]):
                found.append(knot)

    for name in graph:
        if name not in index:
            visit(name)
    return found


def _exclude(conditions: Iterable[Condition], types: Mapping[str, FactType]) -> bool:
    """Whether no single value of some enumerated fact passes all its tests."""
    tests: dict[str, list[str]] = {}
    for condition in conditions:
        for fact, test in condition.tests.items():
            tests.setdefault(fact, []).append(test)
    return any(
        len(of_fact) > 1 and not _passing(types[fact], of_fact)
        for fact, of_fact in tests.items()
        if types[fact].type in ("yes-no", "enum")
    )


def _passing(kind: FactType, tests: Iterable[str]) -> set[object]:
    values: set[object] = {True, False} if kind.type == "yes-no" else set(kind.values)
    values |= {None} if kind.nullable else set()
    for test in tests:
        holds = compile_test(test, kind)
        values = {value for value in values if holds(value)}
    return values
