"""Administrative divisions of China (GB/T 2260) with their history.

A code is six digits: province, prefecture, county. Codes are given up and some are given out anew,
so a code has one row for each run of years. Years are whole: a row holds from its `from_year` up
to, not including, its `until_year`.

Pure: rows are handed in by the pack loader.
"""

import csv
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from datetime import date
from itertools import pairwise
from typing import Literal

from firstcard.policy.division_search import SearchIndex
from firstcard.policy.region_codes import NATION, upward

HEADER = ("code", "name_zh", "name_en", "parent", "from", "until")

Lang = Literal["en", "zh"]
Level = Literal["nation", "province", "prefecture", "county"]
Row = tuple[str, str, str, str, str, str]


class UnknownDivision(LookupError):
    """No division has, or ever had, this code."""

    def __init__(self, code: str) -> None:
        super().__init__(f"no division has the code {code!r}")
        self.code = code


class DivisionTableError(ValueError):
    """The table of divisions is not in its form; the message names the line."""


@dataclass(frozen=True, slots=True)
class Division:
    """What one code stood for in one run of years. `parent` is empty for the country."""

    code: str
    name_zh: str
    name_en: str
    parent: str
    from_year: int | None
    until_year: int | None

    @property
    def level(self) -> Level:
        """Where in the tree it stands."""
        if not self.parent:
            return "nation"
        if self.parent == NATION:
            return "province"
        return "prefecture" if self.code.endswith("00") else "county"

    @property
    def current(self) -> bool:
        """Whether it is still in force at the end of the table."""
        return self.until_year is None

    def in_force(self, year: int) -> bool:
        """Whether the code stood for this in that year."""
        return (self.from_year is None or self.from_year <= year) and (
            self.until_year is None or year < self.until_year
        )

    def name(self, lang: Lang) -> str:
        """Its own name, without what it lies in."""
        return self.name_zh if lang == "zh" else self.name_en


@dataclass(frozen=True, eq=False)
class Divisions:
    """The tree of divisions; make it with `Divisions.from_rows` or `parse_divisions`."""

    _rows: dict[str, list[Row]]
    _ancestors: dict[str, tuple[str, ...]] = field(default_factory=dict, repr=False)
    _index: list[SearchIndex] = field(default_factory=list, repr=False)

    @classmethod
    def from_rows(cls, rows: Iterable[Row]) -> "Divisions":
        """From (code, name_zh, name_en, parent, from, until), years ascending within a code."""
        by_code: dict[str, list[Row]] = {}
        for row in rows:
            by_code.setdefault(row[0], []).append(row)
        return cls(by_code)

    def __contains__(self, code: object) -> bool:
        return code in self._rows

    def codes(self) -> Iterable[str]:
        """Every code that is, or once was, a division's."""
        return self._rows.keys()

    def get(self, code: str, on: date | None = None) -> Division | None:
        """The division of that code on that day, or the latest; None if there is none."""
        rows = self._rows.get(code)
        if rows is None:
            return None
        if on is None:
            return _division(rows[-1])
        found = (division for row in rows if (division := _division(row)).in_force(on.year))
        return next(found, None)

    def known_from(self, code: str, year: int) -> bool:
        """Whether the code was in force in `year` or in any later one."""
        rows = self._rows.get(code, [])
        return any(not row[5] or year < int(row[5]) for row in rows)

    def name(self, code: str, lang: Lang) -> str:
        """The latest name of that code alone. Raises UnknownDivision."""
        return self._known(code).name(lang)

    def full_name(self, code: str, lang: Lang) -> str:
        """Its name with what it lies in. Raises UnknownDivision.

        Jinshui District, Zhengzhou, Henan; 河南省郑州市金水区.
        """
        own = self._known(code)
        names = [own.name(lang), *(self.name(up, lang) for up in self.ancestors(code)[:-1])]
        return ", ".join(names) if lang == "en" else "".join(reversed(names))

    def ancestors(self, code: str) -> tuple[str, ...]:
        """What it lies in, nearest first, ending with the country: 410100, 410000, 000000.

        For a six-digit code that is not in the table: the known divisions that its first digits
        name. Raises UnknownDivision for anything that is not six digits.
        """
        known = self._ancestors.get(code)
        if known is None:
            if len(code) != 6 or not code.isascii() or not code.isdigit():
                raise UnknownDivision(code)
            known = tuple(self._walk(code))
            if code in self._rows:  # so that made-up codes cannot fill the memory
                self._ancestors[code] = known
        return known

    def chain(self, code: str) -> tuple[str, ...]:
        """The code itself, then its ancestors."""
        return (code, *self.ancestors(code))

    def current(self) -> Iterator[Division]:
        """Every division in force at the end of the table."""
        return (_division(rows[-1]) for rows in self._rows.values() if not rows[-1][5])

    def search(self, text: str, limit: int = 20) -> list[str]:
        """Codes in force whose Chinese or English name fits `text`, best first."""
        if not self._index:  # made at the first search: most plans need none
            names = (
                (each.code, each.name_zh, each.name_en,
                 self.full_name(each.code, "zh"), self.full_name(each.code, "en"))
                for each in self.current()
            )  # fmt: skip
            self._index.append(SearchIndex.of(names))
        return self._index[0].find(text, limit=limit)

    def problems(self) -> list[str]:
        """What is wrong with the table, one line each; empty if all is well."""
        return [problem for rows in self._rows.values() for problem in self._wrong(rows)]

    def _wrong(self, rows: list[Row]) -> Iterator[str]:
        code = rows[0][0]
        if len(code) != 6 or not code.isdigit():
            yield f"{code}: a code is six digits"
        for row in rows:
            if row[3] not in self._rows and code != NATION:
                yield f"{code}: parent {row[3]!r} is not in the table"
            if row[4] and row[5] and int(row[4]) >= int(row[5]):
                yield f"{code}: until {row[5]} is not after from {row[4]}"
        for row, following in pairwise(rows):
            if not row[5] or not following[4] or int(following[4]) < int(row[5]):
                yield f"{code}: {row[1]} and {following[1]} hold in the same year"

    def _known(self, code: str) -> Division:
        division = self.get(code)
        if division is None:
            raise UnknownDivision(code)
        return division

    def _walk(self, code: str) -> Iterator[str]:
        rows = self._rows.get(code)
        if rows is None:
            yield from (each for each in upward(code)[1:] if each in self._rows)
            return
        parent = rows[-1][3]
        while parent:
            yield parent
            parent = self._rows[parent][-1][3] if parent in self._rows else ""


def parse_divisions(text: str) -> Divisions:
    """Read the CSV text of a divisions table. Raises DivisionTableError naming the line."""
    reader = csv.reader(text.splitlines())
    if tuple(next(reader, ())) != HEADER:
        raise DivisionTableError(f"line 1: the columns are {','.join(HEADER)}")
    return Divisions.from_rows(_checked(reader))


def _checked(lines: Iterable[list[str]]) -> Iterator[Row]:
    for number, line in enumerate(lines, start=2):
        if len(line) != len(HEADER):
            raise DivisionTableError(f"line {number}: {len(HEADER)} columns, not {len(line)}")
        code, name_zh, name_en, parent, begins, ends = line
        if not (begins + ends).isdigit() and begins + ends:
            raise DivisionTableError(f"line {number}: from and until are years or empty")
        yield code, name_zh, name_en, parent, begins, ends


def _division(row: Row) -> Division:
    code, name_zh, name_en, parent, begins, ends = row
    return Division(
        code, name_zh, name_en, parent, int(begins) if begins else None, int(ends) if ends else None
    )
