"""Decision tables: rows of unary tests, hit policies U, F, C+ and C<, gaps and overlaps.

U: exactly one row holds. F: the first row that holds. C+: the sum of all that hold. C<: the least
of all that hold. A cell `unknown` in an output says that nobody knows the value; `ask` whom to ask.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from firstcard.policy.conditions import (
    MISSING,
    ConditionError,
    Facts,
    FactType,
    Test,
    compile_test,
)
from firstcard.policy.format import NONE, Basis, TableForm, YesNo
from firstcard.policy.format import UNKNOWN as UNKNOWN
from firstcard.policy.reading import Problem
from firstcard.policy.table_gaps import check_complete

_EXTRA = ("from", "until", "basis", "source", "ask")
_RIGHT = {
    "money": (re.compile(r"^\d{1,9}\.\d{2}$"), "yuan with two decimals, 400.00"),
    "ratio": (re.compile(r"^(0\.\d{4}|1\.0000)$"), "a ratio with four decimals, 0.0000 to 1.0000"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One rule: its tests by input, its outputs as text, when it is in force and why."""

    line: int
    cells: tuple[str, ...]
    outputs: dict[str, str]
    from_: date | None
    until: date | None
    basis: tuple[Basis, ...]
    ask: str


@dataclass(frozen=True, slots=True)
class Hit:
    """What a table gives: outputs as text (or `unknown`), the reasons, and whom to ask."""

    outputs: dict[str, str]
    basis: tuple[Basis, ...]
    ask: str = ""
    undecided: frozenset[str] = frozenset()


@dataclass
class Table:
    """A decision table. `bind` types its cells before the first `decide`."""

    head: TableForm
    rows: tuple[Row, ...]
    shown: str
    problems: list[Problem]
    _tests: list[tuple[tuple[str, Test], ...]] = None  # type: ignore[assignment]

    def bind(self, types: Mapping[str, FactType]) -> list[Problem]:
        """Type every cell; returns what is wrong, gaps and overlaps included."""
        problems = list(self.problems)
        self._tests = []
        for number, wanted in enumerate(self.head.inputs):
            if wanted.fact not in types:
                problems.append(
                    Problem(self.shown, 1, f"inputs[{number}].fact", f"unknown fact {wanted.fact}")
                )
        if problems:
            return problems
        for row in self.rows:
            self._tests.append(tuple(self._bind_row(row, types, problems)))
        return problems or list(check_complete(self, types))

    def _bind_row(
        self, row: Row, types: Mapping[str, FactType], problems: list[Problem]
    ) -> Iterator[tuple[str, Test]]:
        for wanted, cell in zip(self.head.inputs, row.cells, strict=True):
            try:
                test = compile_test(cell, types[wanted.fact])
            except ConditionError as error:
                problems.append(
                    Problem(self.shown, row.line, wanted.name, str(error), error.allowed)
                )
                continue
            if cell.strip() not in ("-", ""):
                yield wanted.fact, test

    def matching(self, facts: Facts, on: date) -> tuple[list[Row], frozenset[str]]:
        """The rows that hold, and the facts that keep others undecided."""
        held, undecided = [], set()
        for row, tests in zip(self.rows, self._tests, strict=True):
            if not in_force(row, on):
                continue
            unknown, false = _outcomes(tests, facts)
            if false:
                continue
            if unknown:
                undecided |= unknown
            else:
                held.append(row)
        return held, frozenset(undecided)

    def holding(self, fact: str, value: Any) -> int:
        """The rows whose tests of one fact hold, a bit for each row, the first the lowest."""
        return sum(
            1 << number
            for number, tests in enumerate(self._tests)
            if all(test(value) for name, test in tests if name == fact)
        )

    def rows_in_force(self, on: date) -> int:
        """The rows in force on a day, a bit for each row."""
        return sum(1 << number for number, row in enumerate(self.rows) if in_force(row, on))

    def decide(self, facts: Facts, on: date) -> Hit | None:
        """The table's answer, or None where no row holds and nothing is undecided."""
        held, undecided = self.matching(facts, on)
        if undecided and not (self.head.hit == "F" and held):
            return Hit({o.name: UNKNOWN for o in self.head.outputs}, (), "", undecided)
        if not held:
            return None
        if self.head.hit in ("U", "F"):
            return Hit(held[0].outputs, held[0].basis, held[0].ask)
        return _collected(held, self.head)


def _outcomes(tests: tuple[tuple[str, Test], ...], facts: Facts) -> tuple[set[str], bool]:
    unknown = set()
    for name, test in tests:
        value = facts.get(name, MISSING)
        outcome = None if value is MISSING else test(value)
        if outcome is False:
            return set(), True
        if outcome is None:
            unknown.add(name)
    return unknown, False


def _collected(held: list[Row], head: TableForm) -> Hit:
    """C<: the least; C+: the sum. Unknown wins, except over a least of zero."""
    name = head.outputs[0].name
    sure = [row for row in held if row.outputs[name] != UNKNOWN]
    unsure = [row for row in held if row.outputs[name] == UNKNOWN]
    if head.hit == "C+" and not unsure:
        total = sum((Decimal(row.outputs[name]) for row in sure), Decimal())
        return Hit({name: str(total)}, tuple(b for row in sure for b in row.basis))
    least = min(sure, key=lambda row: Decimal(row.outputs[name]), default=None)
    if least and (not unsure or Decimal(least.outputs[name]) == 0):
        return Hit(least.outputs, least.basis, least.ask)
    return Hit(unsure[0].outputs, unsure[0].basis, unsure[0].ask)


def in_force(row: Row, on: date) -> bool:
    """Whether the row applies on that day (until is exclusive)."""
    return (row.from_ is None or row.from_ <= on) and (row.until is None or on < row.until)


def read_table(head: TableForm, rows: list[dict[str, str]], shown: str) -> Table:
    """A table from its head and the CSV's rows; mistakes of form are kept for `bind`."""
    problems: list[Problem] = []
    inputs = [i.name for i in head.inputs]
    outputs = [o.name for o in head.outputs]
    wanted = {*inputs, *outputs, *_EXTRA}
    given = set(rows[0]) if rows else set()
    for name in sorted({*inputs, *outputs} - given):
        problems.append(Problem(shown, 1, name, "the column is missing", (*inputs, *outputs)))
    for name in sorted(given - wanted):
        problems.append(Problem(shown, 1, name, "unknown column", tuple(sorted(wanted))))
    if problems:
        return Table(head, (), shown, problems)
    read = [_row(row, head, number, shown, problems) for number, row in enumerate(rows, start=2)]
    return Table(head, tuple(r for r in read if r), shown, problems)


def _row(
    row: dict[str, str], head: TableForm, line: int, shown: str, problems: list[Problem]
) -> Row | None:
    outputs = {o.name: row[o.name].strip() for o in head.outputs}
    for output in head.outputs:
        cell, allowed = outputs[output.name], tuple(output.values or ())
        right = _RIGHT.get(output.type)
        if cell == UNKNOWN or (cell == NONE and output.none):
            continue
        if (right and not right[0].match(cell)) or (allowed and cell not in allowed):
            words = (*(allowed or (right[1] if right else "",)), *((NONE,) if output.none else ()))
            problems.append(
                Problem(
                    shown, line, output.name, f'"{cell}" is not allowed here', (*words, UNKNOWN)
                )
            )
    try:
        start, end = _day(row.get("from", "")), _day(row.get("until", ""))
    except ValueError:
        problems.append(Problem(shown, line, "from", "not a date", ("2026-11-23", "empty")))
        return None
    return Row(
        line,
        tuple(row[i.name] for i in head.inputs),
        outputs,
        start,
        end,
        tuple(_basis(row)),
        row.get("ask", "").strip(),
    )


def _day(text: str) -> date | None:
    return date.fromisoformat(text.strip()) if text.strip() else None


def _basis(row: dict[str, str]) -> Iterator[Basis]:
    for part in filter(None, (p.strip() for p in row.get("basis", "").split(";"))):
        law, _, article = part.partition(":")
        yield Basis(law=law, article=article or None)
    for part in filter(None, (p.strip() for p in row.get("source", "").split(";"))):
        yield Basis(local=YesNo.yes, source=part)
