"""Each decision table of a bill asked for every combination that it can tell apart."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from datetime import date
from typing import Any

from firstcard.policy import bill_tables as asked
from firstcard.policy.book import Chain, RuleBook
from firstcard.policy.conditions import SetValue
from firstcard.policy.format import NONE, UNKNOWN
from firstcard.policy.table_gaps import BAND, MOST_BANDS, UP_TO, days
from firstcard.policy.tables import Table, in_force
from firstcard.settlement.engines import layout
from firstcard.settlement.rules import fen, ten_thousandths

# In the order of the dimensions of a cell.
FACTS = (
    asked.INSURANCE, asked.CARE, asked.REFERRAL, asked.CAUSE, asked.CLASS, asked.AGE,
    asked.ADMISSION, asked.GROUPS, asked.LIST_CLASS, asked.KIND, asked.RESTRICTED,
)  # fmt: skip
TABLES = (
    "bill-excluded", "bill-share", "bill-restricted", "bill-deductible", "bill-bands", "bill-cap",
    "serious-illness", "serious-illness-bands", "medical-assistance",
)  # fmt: skip
MOST_CELLS = 1_000_000
_NOBODY_KNOWS = (layout.UNKNOWN, layout.UNKNOWN)
_DAYS = ("admission", "discharge")


class PlanTooLarge(ValueError):
    """A table tells more combinations apart than a plan can hold."""


class Dimensions:
    """The values that stand for all others: of every fact that tables of these places ask."""

    def __init__(self, book: RuleBook, chains: Iterable[Chain]) -> None:
        self.types = book.bill_types
        found = [book.table(name, chain) for chain in chains for name in TABLES]
        self.tables = list({id(table): table for table in found if table is not None}.values())
        self.codes = {
            fact: {word: number for number, word in enumerate(self._words(fact))}
            for fact in FACTS
            if self.types[fact].type == "enum"
        }
        self.codes[asked.RESTRICTED] = {
            word: number for word, number in self.codes[asked.RESTRICTED].items() if word
        }
        self.ages = self._numbers(asked.AGE)
        self.admissions = self._numbers(asked.ADMISSION)
        self.groups, self._members = self._group_bits()

    def values(self, fact: str) -> list[Any]:
        """The values of a fact in the order of their codes."""
        if fact == asked.AGE:
            return self.ages
        if fact == asked.ADMISSION:
            return self.admissions
        if fact == asked.GROUPS:
            return [self._set(mask) for mask in range(2 ** len(self._members))]
        return [word or None for word in self._words(fact)]

    def _words(self, fact: str) -> list[str]:
        fact_type = self.types[fact]
        return [*([""] if fact_type.nullable else []), *sorted(fact_type.values)]

    def _inputs(self, fact: str) -> Iterator[tuple[Table, int]]:
        for table in self.tables:
            for number, wanted in enumerate(table.head.inputs):
                if wanted.fact == fact:
                    yield table, number

    def _numbers(self, fact: str) -> list[int]:
        """Where some cell's answer can change, and the least of all."""
        least = self.types[fact].least
        cells = " ".join(r.cells[n] for table, n in self._inputs(fact) for r in table.rows)
        around = {int(word) + n for word in re.findall(r"\d+", cells) for n in (0, 1)}
        return sorted({least} | {number for number in around if number > least})

    def _group_bits(self) -> tuple[dict[str, int], list[frozenset[str]]]:
        """A bit for each set of groups that every cell treats alike."""
        cells = [
            (row.cells[number], re.compile(r"[\w-]+"))
            for table, number in self._inputs(asked.GROUPS)
            for row in table.rows
        ]
        named = [frozenset(word.findall(cell)) for cell, word in cells]
        alike: dict[tuple[bool, ...], set[str]] = {}
        for group in sorted(self.types[asked.GROUPS].values):
            alike.setdefault(tuple(group in words for words in named), set()).add(group)
        members = [frozenset(groups) for key, groups in alike.items() if any(key)]
        bits = {group: 1 << bit for bit, groups in enumerate(members) for group in groups}
        return {g: bits.get(g, 0) for g in self.types[asked.GROUPS].values}, members

    def _set(self, mask: int) -> SetValue:
        yes = frozenset[str]().union(*(m for bit, m in enumerate(self._members) if mask >> bit & 1))
        return SetValue(yes, self.types[asked.GROUPS].values - yes)


class Compiler:
    """Asks the tables and keeps what they say; equal tables on equal days are asked once."""

    def __init__(self, book: RuleBook, dimensions: Dimensions) -> None:
        self.book = book
        self.dimensions = dimensions
        self.cells: list[tuple[int, int]] = []
        self.bands: list[tuple[int, int]] = []
        self._places: dict[tuple[int, tuple[int, ...]], int] = {}
        self._band_lists: dict[tuple[tuple[int, int], ...], tuple[int, int]] = {}

    def edges(self, chain: Chain) -> list[date]:
        """The days on which some rule of a bill begins or ends here."""
        found = (self.book.table(name, chain) for name in asked.BILL_TABLES)
        return sorted({day for table in found if table for day in days(table)} - {date.min})

    def days(self, chain: Chain, on: date) -> list[int]:
        """Which day decides age, deductible and rates; -1 where nobody knows."""
        return self._codes(chain, on, "bill-days", ("age", "deductible", "rates"), _DAYS)

    def payers(self, chain: Chain, on: date) -> list[int]:
        """The order of personal accounts; -1 where nobody knows."""
        return self._codes(chain, on, "bill-payers", ("first", "second"), asked.DRAWN)

    def _codes(
        self, chain: Chain, on: date, name: str, outputs: tuple[str, ...], words: tuple[str, ...]
    ) -> list[int]:
        said = self._said(self.book.table(name, chain), {}, on)
        return [words.index(said[o]) for o in outputs] if said else [-1] * len(outputs)

    def strides(self, chain: Chain) -> list[list[int]]:
        """For each table how far one step of each code goes."""
        return [self._strides(self.book.table(name, chain)) for name in TABLES]

    def _strides(self, table: Table | None) -> list[int]:
        steps, size = [0] * layout.DIMS, 1
        for dim in reversed(_dims(table)):
            steps[dim] = size
            size *= len(self.dimensions.values(FACTS[dim]))
        return steps

    def tables(self, chain: Chain, on: date) -> list[int]:
        """Each table's first cell for that day. Raises PlanTooLarge."""
        return [self._first_cell(name, self.book.table(name, chain), on) for name in TABLES]

    def _first_cell(self, name: str, table: Table | None, on: date) -> int:
        rows = tuple(r.line for r in table.rows if in_force(r, on)) if table else ()
        key = (id(table) if table else 0, rows)
        if key not in self._places:
            self._places[key] = len(self.cells)
            self.cells += self._all_cells(name, table, on)
        return self._places[key]

    def _all_cells(self, name: str, table: Table | None, on: date) -> list[tuple[int, int]]:
        if table is None:
            return [_NOBODY_KNOWS]
        facts = [FACTS[dim] for dim in _dims(table)]
        choices = [self.dimensions.values(fact) for fact in facts]
        size = 1
        for values in choices:
            size *= len(values)
        if size > MOST_CELLS:
            raise PlanTooLarge(f"{table.shown}: {size} combinations, at most {MOST_CELLS}")
        ask = self._bands if UP_TO in asked.BILL_TABLES[name].outputs else self._cell
        return [
            ask(name, table, dict(zip(facts, values, strict=True)), on)
            for values in itertools.product(*choices)
        ]

    def _cell(self, name: str, table: Table, facts: dict[str, Any], on: date) -> tuple[int, int]:
        said = self._said(table, facts, on)
        if said is None:
            return _NOBODY_KNOWS
        one, *rest = (_number(name, output, said[output]) for output in _OUTPUTS[name])
        return one, rest[0] if rest else 0

    def _bands(self, name: str, table: Table, facts: dict[str, Any], on: date) -> tuple[int, int]:
        found: list[tuple[int, int]] = []
        for number in range(1, MOST_BANDS + 1):
            said = self._said(table, {**facts, BAND: number}, on)
            if said is None:
                return _NOBODY_KNOWS
            found.append((_limit(said[UP_TO]), ten_thousandths(said["ratio"])))
            if said[UP_TO] == NONE:
                break
        key = tuple(found)
        if key not in self._band_lists:
            self._band_lists[key] = (len(self.bands), len(found))
            self.bands += found
        return self._band_lists[key]

    def _said(self, table: Table | None, facts: dict[str, Any], on: date) -> dict[str, str] | None:
        hit = table.decide(facts, on) if table else None
        if hit is None or UNKNOWN in hit.outputs.values():
            return None
        return hit.outputs


_OUTPUTS = {name: tuple(form.outputs) for name, form in asked.BILL_TABLES.items() if name in TABLES}


def _dims(table: Table | None) -> list[int]:
    """The dimensions that a table asks, without the band."""
    inputs = table.head.inputs if table else []
    return sorted(FACTS.index(wanted.fact) for wanted in inputs if wanted.fact != BAND)


def _number(table: str, output: str, word: str) -> int:
    form = asked.BILL_TABLES[table].outputs[output]
    if form.type == "ratio":
        return ten_thousandths(word)
    if form.type == "code":
        return ("no", "yes").index(word) if output == "covered" else form.values.index(word)
    if word == NONE:
        return layout.NO_TIER if output == "deductible" else layout.OPEN
    return fen(word)


def _limit(word: str) -> int:
    return layout.OPEN if word == NONE else fen(word)
