"""A list of agreements as arrays: which claims of a batch are of an institution without one.

Each institution's days are cut where what holds changes, so that one search finds what held on a
claim's day.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from firstcard.policy.table_gaps import days as edges_of
from firstcard.settlement import agreements as lists
from firstcard.settlement.agreements import Agreements, Listed
from firstcard.settlement.bill import CODES
from firstcard.settlement.engines import layout, reasons
from firstcard.settlement.engines.columns import coded, days
from firstcard.settlement.engines.compiled import making
from firstcard.settlement.engines.lookups import REJECTED, SETTLED

_EPOCH = date(1970, 1, 1).toordinal()
_CALENDAR = (date(layout.FIRST_YEAR + layout.YEARS, 1, 1).toordinal() - _EPOCH) - layout.FIRST_DAY
_NONE, _HELD, _SUSPENDED = range(3)
_CLASSES = {name: number for number, name in enumerate(CODES["class"])}
_OUTSIDE = _CLASSES[lists.OUTSIDE]
_NO_FAULT = -1


class Agreed:
    """The arrays of a list."""

    def __init__(self, agreements: Agreements) -> None:
        codes = sorted(agreements.rows)
        self.digest = agreements.digest
        self._regions = agreements.regions
        self._codes = pa.array(codes, pa.string())
        self._provinces = np.array([int(code[1:3]) for code in codes], np.int32)
        cut = [_pieces(agreements.rows[code]) for code in codes]
        sizes = [len(pieces) for pieces in cut]
        self._begin = np.concatenate([np.zeros(1, np.int64), np.cumsum(sizes)])
        self._pieces = np.array([piece for pieces in cut for piece in pieces], np.int32)
        schedules: dict[Any, int] = {}
        known = {division: schedules.setdefault(_schedule(agreements, division), len(schedules))
                 for division in {code[1:7] for code in codes}}  # fmt: skip
        self._schedules = [(np.array(at, np.int64), np.array(first)) for at, first in schedules]
        self._schedule = np.array([known[code[1:7]] for code in codes], np.int32)

    def note(self, batch: pa.RecordBatch, work: layout.Work) -> None:
        """Notes a fault of each claim whose institution may not settle it."""
        field, reason = self._faults(batch)
        bad = np.flatnonzero(reason != _NO_FAULT)
        known, state = work.marks[layout.FAULT_COUNT], work.marks[layout.STATE]
        room = bad[known[bad] < layout.FAULTS_OF_A_CLAIM]
        at = room * layout.FAULTS_OF_A_CLAIM + known[room]
        work.faults[at, 0], work.faults[at, 1], work.faults[at, 2] = -1, field[room], reason[room]
        known[room] += 1
        state[bad] = np.where(state[bad] == SETTLED, REJECTED, state[bad])

    def _faults(self, batch: pa.RecordBatch) -> tuple[Any, Any]:
        """For each claim the field and the reason, as numbers."""
        number, absent = self._numbers(batch.column(lists.CODE_FIELD))
        on, sound = self._days(batch, number)
        given, where = self._said(batch)
        reason = _judged(
            number, absent, on, sound, given, where, self._begin, self._pieces, self._provinces
        )
        of_class = reason == reasons.ANOTHER_CLASS
        return np.where(of_class, reasons.CLASS, reasons.INSTITUTION_CODE), reason

    def _numbers(self, column: pa.Array) -> tuple[Any, Any]:
        """The place of each claim's institution in the list, or -1; and where there is none."""
        if not pa.types.is_dictionary(column.type):
            column = column.dictionary_encode()
        words = column.dictionary.cast(pa.string())
        places = pc.index_in(words, value_set=self._codes).fill_null(-1)
        empty = pc.equal(words, "").fill_null(True)
        places = np.append(places.to_numpy(), np.int32(-1))
        empty = np.append(empty.to_numpy(zero_copy_only=False), True)
        indices = column.indices.cast(pa.int32()).fill_null(len(words)).to_numpy()
        return places[indices], empty[indices]

    def _days(self, batch: pa.RecordBatch, number: Any) -> tuple[Any, Any]:
        """The day that counts, from the calendar's first; and whether both days are in it."""
        admitted, discharged = (days(batch.column(name)).astype(np.int64) - layout.FIRST_DAY
                                for name in ("admitted_on", "discharged_on"))  # fmt: skip
        sound = _in_calendar(admitted) & _in_calendar(discharged)
        on = np.where(sound, discharged, 0)
        for turn, (edges, first) in enumerate(self._schedules):
            here = self._schedule[number] == turn
            by_admission = first[np.searchsorted(edges, on, side="right")]
            on = np.where(here & sound & by_admission, admitted, on)
        return on, sound

    def _said(self, batch: pa.RecordBatch) -> tuple[Any, Any]:
        """The class that each claim says, and its region's province; below 0: not known."""
        level, levels = coded(batch.column(lists.CLASS_FIELD), lambda word: _CLASSES.get(word, -1))
        region, regions = coded(batch.column("region"), self._province)
        return levels[level], regions[region]

    def _province(self, region: str) -> int:
        return int(region[:2]) if region in self._regions else -1


def _in_calendar(day: Any) -> Any:
    return (day >= 0) & (day < _CALENDAR)


@making
def _judged(
    number: Any, absent: Any, on: Any, sound: Any, given: Any, where: Any, begin: Any, pieces: Any,
    provinces: Any,
) -> Any:  # fmt: skip
    """For each claim the reason against it, or _NO_FAULT."""
    found = np.full(len(number), _NO_FAULT, np.int64)
    for i in range(len(number)):
        own = number[i]
        if absent[i]:
            found[i] = reasons.MISSING
        elif own < 0:
            found[i] = reasons.UNKNOWN_INSTITUTION
        elif sound[i]:
            at, end = begin[own], begin[own + 1]
            while end - at > 1:
                middle = (at + end) // 2
                if pieces[middle, 0] <= on[i]:
                    at = middle
                else:
                    end = middle
            level = pieces[at, 2] if provinces[own] == where[i] else _OUTSIDE
            if pieces[at, 1] == _NONE:
                found[i] = reasons.NO_AGREEMENT
            elif pieces[at, 1] == _SUSPENDED:
                found[i] = reasons.AGREEMENT_SUSPENDED
            elif given[i] >= 0 and where[i] >= 0 and given[i] != level:
                found[i] = reasons.ANOTHER_CLASS
    return found


def _pieces(rows: Sequence[Listed]) -> list[tuple[int, int, int]]:
    """(first day, what holds from it on, class) for each piece of the calendar."""
    changes: dict[int, list[int]] = defaultdict(lambda: [0, 0])
    begins: dict[int, int] = {}
    for row in rows:
        first, end = _days_of(row.since, row.until)
        _count(changes, first, end, 0)
        begins[first] = _CLASSES[row.level]
        if row.suspended is not None:
            stop, on_again = _days_of(*row.suspended)
            _count(changes, max(first, stop), min(end, on_again), 1)
    found, held, suspended, level = [(0, _NONE, 0)], 0, 0, 0
    for day in sorted(changes):
        held, suspended = held + changes[day][0], suspended + changes[day][1]
        level = begins.get(day, level)
        state = _NONE if not held else _SUSPENDED if suspended else _HELD
        found.append((day, state, level))
    return found


def _days_of(first: date, last: date) -> tuple[int, int]:
    """From the calendar's first day: the first, and the one after the last."""
    start, end = (day.toordinal() - _EPOCH - layout.FIRST_DAY for day in (first, last))
    return min(max(start, 0), _CALENDAR), min(max(end + 1, 0), _CALENDAR)


def _count(changes: dict[int, list[int]], first: int, end: int, what: int) -> None:
    if first < end:
        changes[first][what] += 1
        changes[end][what] -= 1


def _schedule(agreements: Agreements, division: str) -> tuple[tuple[int, ...], tuple[bool, ...]]:
    """On which days of discharge another rule begins, and whether admission counts before each."""
    book = agreements.book
    table = book.table(lists.DAYS, book.chain(division))
    edges = [day for day in edges_of(table) if day != date.min] if table is not None else []
    first, later = date(1, 1, 1), date(1, 1, 2)
    counts = []
    for on in (later, *edges):
        named = lists.days_named(book, region=division, admitted_on=first, discharged_on=on)
        counts.append(named[lists.ENTITLEMENT] == first)
    starts = [day.toordinal() - _EPOCH - layout.FIRST_DAY for day in edges]
    return tuple(starts), tuple(counts)
