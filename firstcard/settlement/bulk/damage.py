"""What can still be settled where row groups cannot be read.

In files that are in order, the readable rows around a damaged group say whose bills the lost rows
may be. Those are rejected, and what the same person was billed later too: nobody knows what the
year held by then. Everything else is settled as if they were not there.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterator, Sequence
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from firstcard.policy.format import Text
from firstcard.settlement.bulk.inputs import ROW, BadInput, Damage, Damaged, Input
from firstcard.settlement.bulk.source import Aside, Lost, Source
from firstcard.settlement.engines.columns import days, texts
from firstcard.settlement.engines.layout import NULL
from firstcard.settlement.engines.reasons import (
    EARLIER_NOT_READ,
    FIELDS_LISTED,
    LINES_NOT_READ,
    NOT_READ,
    PERSON_ID,
)
from firstcard.settlement.engines.results import reject_rows
from firstcard.settlement.engines.texts import hashes, people
from firstcard.settlement.engines.vector import NO_TEXTS

NEAR = 1_000
_KEPT = -1
_UNCLEAR = Text(
    "Nothing was settled: the rows that can be read do not show which bills the lost rows belong "
    "to. That can be told only where both files are in order.",
    "未作结算：从可读的行无法确定丢失的行属于哪些单据。只有两个文件都按规定排序时才能确定。",
)

Rows = tuple[int, int]


class _Gap(NamedTuple):
    """Damaged groups one after the other: their rows, and the first group."""

    first: int
    end: int
    damage: Damage


def without_damage(claims: Input, lines: Input) -> Source:
    """The rows that can be settled, the other claims set aside with their reasons.

    Raises BadInput where the order of the rows does not show which bills are lost.
    """
    return _Survey(claims, lines).source()


def unclear(places: Sequence[Text]) -> BadInput:
    """The damaged places, and that nothing could be settled."""
    return BadInput(*places, _UNCLEAR)


class _Survey:
    """Which claims are lost, which are touched by it, and which lines are theirs."""

    def __init__(self, claims: Input, lines: Input) -> None:
        self.claims, self.lines = claims, lines
        found = claims.damage(), lines.damage()
        self.places = [each.text for damages in found for each in damages]
        self.damaged_heads = found[0]
        self.heads, self.items = (_gaps(damages) for damages in found)
        self.readable = _without(claims, self.heads), _without(lines, self.items)
        self.why = np.full(claims.rows, _KEPT, np.int8)
        self.gap = np.zeros(claims.rows, np.int32)

    def source(self) -> Source:
        self._check_order()
        touched = self._touched()
        for number, (rows, _) in enumerate(touched):
            self._mark(rows, LINES_NOT_READ, number)
        for number, lost in enumerate(self.damaged_heads):
            self._mark((lost.first, lost.end), NOT_READ, number, always=True)
        asked = [(end, end - 1) for (_, end), _ in touched]
        for at, person in [*asked, *((gap.end, gap.end) for gap in self.heads)]:
            self._mark_later(at, person)
        dropped = _spans(self.why != _KEPT)
        lines = self.lines.only(_others(self.lines.rows, self._lines_of(dropped)))
        claims = self.claims.only(_others(self.claims.rows, dropped))
        return Source(claims, lines, aside=self._aside(claims, lines))

    def _check_order(self) -> None:
        """Claims that can be read are in order. Raises BadInput."""
        last: Any = *NO_TEXTS, NULL, *NO_TEXTS
        for batch in _of(self.readable[0], "claim_id", "person_id", "discharged_on").batches():
            ids, names = texts(batch.column("claim_id")), texts(batch.column("person_id"))
            on = days(batch.column("discharged_on"))
            if people(*names, on, *ids, *last)[1] >= 0:
                raise unclear(self.places)
            last = *_last(*names), int(on[-1]), *_last(*ids)

    def _touched(self) -> list[tuple[Rows, _Gap]]:
        """For lost lines: from the last claim with a line before them to the first one after."""
        near = []
        for gap in self.items:
            near.append(self._ids(1, max(0, gap.first - NEAR), gap.first))
            near.append(self._ids(1, gap.end, min(self.lines.rows, gap.end + NEAR)))
        rows = _rows_of(self.readable[0], near)
        found = []
        for gap, before, after in zip(self.items, rows[::2], rows[1::2], strict=True):
            first = 0 if gap.first == 0 else self._known(before)[1]
            end = self.claims.rows if gap.end == self.lines.rows else self._known(after)[0] + 1
            self._check(first < end)
            found.append(((first, end), gap))
        return found

    def _mark(self, rows: Rows, why: int, gap: int, *, always: bool = False) -> None:
        part = slice(*rows)
        marked = np.ones(rows[1] - rows[0], np.bool_) if always else self.why[part] == _KEPT
        self.why[part][marked] = why
        self.gap[part][marked] = gap

    def _mark_later(self, at: int, whose: int) -> None:
        """Rejects what the person of row `whose` was billed from row `at` on."""
        person = None
        for batch in _of(self.readable[0], "person_id").batches(start=self._readable_from(whose)):
            rows, names = np.asarray(batch.column(ROW)), batch.column(0).cast(pa.string())
            person = names[0] if person is None else person
            same = pc.equal(names, person).fill_null(False).to_numpy(zero_copy_only=False)
            for row in rows[same & (rows >= at)]:
                self._mark((row, row + 1), EARLIER_NOT_READ, 0)
            if not same.all():
                return

    def _readable_from(self, row: int) -> int:
        """How many rows that can be read come before this one."""
        return row - sum(min(gap.end, row) - gap.first for gap in self.heads if gap.first < row)

    def _lines_of(self, dropped: list[Rows]) -> list[Rows]:
        """The rows of lines that lie between those of the claims before and after."""
        edges = [0, *(row for rows in dropped for row in rows), self.claims.rows]
        near = []
        for number, (first, end) in enumerate(dropped):
            near.append(self._ids(0, max(edges[2 * number], first - NEAR), first))
            near.append(self._ids(0, end, min(edges[2 * number + 3], end + NEAR)))
        rows = _rows_of(self.readable[1], near)
        found = []
        for (first, end), before, after in zip(dropped, rows[::2], rows[1::2], strict=True):
            begin = 0 if first == 0 else self._known(before)[1] + 1
            until = self.lines.rows if end == self.claims.rows else self._known(after)[0]
            self._check(begin <= until)
            found.append((begin, until))
        self._check_lines(found, dropped)
        return [rows for rows in found if rows[0] < rows[1]]

    def _check_lines(self, passed: list[Rows], dropped: list[Rows]) -> None:
        """All lost lines are passed over, and none of a claim that is settled. Raises BadInput."""
        self._check(all(a <= b for (_, a), (b, _) in pairwise(passed)))
        for gap in self.items:
            self._check(any(first <= gap.first and gap.end <= end for first, end in passed))
        rows = np.zeros(self.lines.rows, np.bool_)
        for first, end in passed:
            rows[first:end] = True
        for gap in self.items:
            rows[gap.first : gap.end] = False
        there = _hashes(self.lines.only(_spans(rows)))
        others = np.unique(np.concatenate([np.zeros(0, np.uint64), *there]))
        for known in _hashes(self.claims.only(_others(self.claims.rows, dropped))):
            self._check(not np.isin(known, others).any())

    def _aside(self, claims: Input, lines: Input) -> Aside:
        rejects = tuple(self._rejects())
        aside = self.claims.rows - claims.rows
        if sum(len(batch) for batch in rejects) != aside:
            raise Lost(f"{aside} claims are set aside, and not all have a reason")
        return Aside(tuple(self.places), aside, self.lines.rows - lines.rows, rejects)

    def _rejects(self) -> Iterator[pa.RecordBatch]:
        """A row for each claim set aside; where its lines are lost, the row names them."""
        changes = np.flatnonzero((np.diff(self.why) != 0) | (np.diff(self.gap) != 0)) + 1
        for first, end in zip([0, *changes], [*changes, len(self.why)], strict=True):
            why = int(self.why[first]) if first < end else _KEPT
            if why == _KEPT:
                continue
            row, field = np.arange(first, end), PERSON_ID
            if why != EARLIER_NOT_READ:
                number = self.gap[first]
                of_lines = why == LINES_NOT_READ
                damage = self.items[number].damage if of_lines else self.damaged_heads[number]
                row = np.full(end - first, damage.first) if of_lines else row
                field = FIELDS_LISTED.index(damage.field)
            ids = self._ids(0, first, end, lost="")
            size = np.ones(end - first, np.int8)
            in_lines = size * (why == LINES_NOT_READ)
            yield reject_rows(ids, in_lines, row + 1, size * field, size * why,
                              listed=self.claims.listed)  # fmt: skip

    def _ids(self, file: int, first: int, end: int, *, lost: str | None = None) -> pa.Array:
        """Claims' numbers of some rows; `lost` for each that cannot be read, or without those."""
        item = _of((self.claims, self.lines)[file], "claim_id")
        if lost is None:
            gaps = (self.heads, self.items)[file]
            kept = _spans(_mask(first, end, gaps))
            parts = [(first + a, first + b) for a, b in kept]
        else:
            parts = [(first, end)]
        try:
            found = [b.column(0).cast(pa.string()) for b in item.only(parts).batches()]
        except Damaged:
            found = [pa.array([""] * (end - first))]
        return pa.concat_arrays([pa.array([], pa.string()), *found])

    def _known(self, rows: Rows | None) -> Rows:
        if rows is None:
            raise unclear(self.places)
        return rows

    def _check(self, sound: bool) -> None:
        if not sound:
            raise unclear(self.places)


def _gaps(damages: Sequence[Damage]) -> list[_Gap]:
    found: list[_Gap] = []
    for each in damages:
        if found and found[-1].end == each.first:
            found[-1] = found[-1]._replace(end=each.end)
        else:
            found.append(_Gap(each.first, each.end, each))
    return found


def _without(item: Input, gaps: Sequence[_Gap]) -> Input:
    return item.only(_others(item.rows, [(gap.first, gap.end) for gap in gaps]))


def _mask(first: int, end: int, gaps: Sequence[_Gap]) -> Any:
    found = np.ones(end - first, np.bool_)
    for gap in gaps:
        found[max(0, gap.first - first) : max(0, gap.end - first)] = False
    return found


def _others(size: int, rows: Sequence[Rows]) -> list[Rows]:
    """The rows that are not in the ranges, which ascend."""
    edges = [0, *(edge for pair in rows for edge in pair), size]
    return [(a, b) for a, b in zip(edges[::2], edges[1::2], strict=True) if a < b]


def _spans(mask: Any) -> list[Rows]:
    """The ranges in which a mask is true."""
    edges = np.flatnonzero(np.diff(np.r_[False, mask, False].astype(np.int8)))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]


def _of(item: Input, *columns: str) -> Input:
    return dataclasses.replace(item, columns=columns)


def _last(offsets: Any, data: Any) -> tuple[Any, Any]:
    text = data[offsets[-2] : offsets[-1]]
    return np.array([0, len(text)], np.int32), text


def _hashes(item: Input) -> Iterator[Any]:
    for batch in _of(item, "claim_id").batches():
        yield hashes(*texts(batch.column("claim_id")))


def _rows_of(item: Input, wanted: Sequence[pa.Array]) -> list[Rows | None]:
    """The first and the last row of the file that has one of these numbers, for each of them."""
    found: list[Rows | None] = [None] * len(wanted)
    if not any(len(each) for each in wanted):
        return found
    for batch in _of(item, "claim_id").batches():
        rows, ids = np.asarray(batch.column(ROW)), batch.column(0).cast(pa.string())
        for number, each in enumerate(wanted):
            there = rows[pc.is_in(ids, value_set=each).to_numpy(zero_copy_only=False)]
            if len(there):
                known = found[number]
                found[number] = known[0] if known else int(there[0]), int(there[-1])
    return found
