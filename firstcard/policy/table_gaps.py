"""What is tried to find gaps and overlaps in a decision table: values that stand for all others.

Each input's values are cut where some row's test changes its outcome; the days on which rows
begin or end cut time. The bulk engine asks tables for the same values.
"""

from __future__ import annotations

import itertools
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from firstcard.policy.conditions import FactType, SetValue
from firstcard.policy.format import NONE, UNKNOWN
from firstcard.policy.reading import Problem

if TYPE_CHECKING:
    from firstcard.policy.tables import Table

BAND = "band"
UP_TO = "up-to"
MOST_BANDS = 20
_MAX_CELLS = 20_000
_WANTED = ("a row for every combination; the last band has up-to none",)


def days(table: Table) -> list[date]:
    """The days from which other rows are in force, and the first of all days."""
    edges = {d for row in table.rows for d in (row.from_, row.until) if d}
    return sorted(edges | {date.min}) if any(r.from_ is None for r in table.rows) else sorted(edges)


def check_complete(table: Table, types: Mapping[str, FactType]) -> Iterator[Problem]:
    """Gaps (no row) and, for U, overlaps (two rows), over every cell of the inputs' values.

    Tables too large to enumerate are refused, never passed. The numbers of bands are not tried
    one by one: they are read upward until a band is open.
    """
    banded = UP_TO in {output.name for output in table.head.outputs}
    numbers = [n for n, i in enumerate(table.head.inputs) if not (banded and i.fact == BAND)]
    names = [table.head.inputs[n].fact for n in numbers]
    domains = [domain(table, n, types[name]) for n, name in zip(numbers, names, strict=True)]
    tried = days(table) or [date.min]
    size = len(tried)
    for values in domains:
        size *= len(values)
    if size > _MAX_CELLS:
        yield Problem(
            table.shown,
            1,
            "",
            f"{size} combinations are too many to check for gaps",
            (f"at most {_MAX_CELLS}: split the table",),
        )
        return
    holding = [
        [(value, table.holding(name, value)) for value in values]
        for name, values in zip(names, domains, strict=True)
    ]
    check = _bands(table) if len(numbers) < len(table.head.inputs) else _check_cell
    found: dict[Problem, None] = {}
    for day in tried:
        in_force = table.rows_in_force(day)
        for cell in itertools.product(*holding):
            rows = in_force
            for _, mask in cell:
                rows &= mask
            facts = dict(zip(names, (value for value, _ in cell), strict=True))
            found |= dict.fromkeys(check(table, rows, facts, day))
    yield from found


def _check_cell(table: Table, rows: int, facts: dict[str, Any], day: date) -> Iterator[Problem]:
    if not rows:
        yield Problem(
            table.shown,
            1,
            "",
            f"gap: no row for {said(table, facts)} on {day}",
            ("a row for every combination; unknown is a value",),
        )
    elif table.head.hit == "U" and rows & (rows - 1):
        yield _overlap(table, rows, said(table, facts), day)


def _bands(table: Table) -> Callable[[Table, int, dict[str, Any], date], Iterator[Problem]]:
    """The check of one combination: every band up to the open one has one row, and they ascend.

    An unknown end says that nobody knows this band nor those above; nothing follows it.
    """
    numbered = [(n, table.holding(BAND, n)) for n in range(1, MOST_BANDS + 1)]

    def check(table: Table, rows: int, facts: dict[str, Any], day: date) -> Iterator[Problem]:
        below = Decimal()
        for number, mask in numbered:
            here = rows & mask
            if not here:
                message = f"gap: no row for {said(table, {**facts, BAND: number})} on {day}"
                yield Problem(table.shown, 1, "", message, _WANTED)
                return
            if table.head.hit == "U" and here & (here - 1):
                yield _overlap(table, here, said(table, {**facts, BAND: number}), day)
            row = table.rows[_first(here)]
            end = row.outputs[UP_TO]
            if end in (NONE, UNKNOWN):
                return
            if Decimal(end) <= below:
                message = f"band {number} ends at {end}, not above {below}"
                yield Problem(table.shown, row.line, UP_TO, message, ("bands that ascend",))
                return
            below = Decimal(end)
        yield Problem(table.shown, 1, UP_TO, f"no open band after {MOST_BANDS}", _WANTED)

    return check


def _first(rows: int) -> int:
    return (rows & -rows).bit_length() - 1


def _overlap(table: Table, rows: int, where: str, day: date) -> Problem:
    first, second = table.rows[_first(rows)], table.rows[_first(rows & (rows - 1))]
    return Problem(
        table.shown,
        second.line,
        "",
        f"overlap with line {first.line} for {where} on {day}",
        ("one row for each combination (hit policy U)",),
    )


def said(table: Table, facts: Mapping[str, Any]) -> str:
    """A combination of values under the names of the table's columns."""
    names = {i.fact: i.name for i in table.head.inputs}
    return ", ".join(f"{names[fact]}={_say(value)}" for fact, value in facts.items())


def _say(value: Any) -> str:
    if isinstance(value, SetValue):
        return "+".join(sorted(value.yes)) or "(none)"
    if isinstance(value, bool):
        return "yes" if value else "no"
    return "none" if value is None else str(value)


def domain(table: Table, number: int, fact: FactType) -> list[Any]:
    """Values of one input that stand for all: one on each side of every limit."""
    limited = table.head.inputs[number].values
    if fact.type == "yes-no":
        return [True, False]
    if fact.type == "enum":
        return [*sorted(limited or fact.values), *([None] if fact.nullable else [])]
    if fact.type == "set":
        return list(_sets(table, number, fact))
    words = re.findall(r"\d{4}-\d{2}-\d{2}|\d+", " ".join(r.cells[number] for r in table.rows))
    if fact.type == "division":
        return [*sorted(set(words)), "999999", *([None] if fact.nullable else [])]
    return _around(words, fact, limited)


def _sets(table: Table, number: int, fact: FactType) -> Iterator[SetValue]:
    """No element, each that a row names, one that no row names, and every two of them."""
    cells = " ".join(row.cells[number] for row in table.rows)
    named = {value for value in fact.values if re.search(rf"\b{re.escape(value)}\b", cells)}
    tried = sorted(named | set(sorted(fact.values - named)[:1]))
    for size in (0, 1, 2):
        for chosen in itertools.combinations(tried, size):
            yield SetValue(frozenset(chosen), fact.values - set(chosen))


def _around(words: Iterable[str], fact: FactType, limited: list[str] | None) -> list[Any]:
    if fact.type == "date":
        dates = {date.fromisoformat(w) for w in words}
        return sorted(d + timedelta(n) for d in dates for n in (-1, 0, 1)) or [date(2000, 1, 1)]
    numbers = {int(w) + n for w in words for n in (-1, 0, 1)} | {fact.least}
    low, high = fact.least, fact.most
    if limited:
        first, _, last = limited[0].partition("..")
        low, high = int(first), int(last)
        numbers |= {low, high}
    return sorted(n for n in numbers if low <= n and (high is None or n <= high))
