"""The vector engine: the rules of a compiled plan over Arrow batches, by one compiled kernel.

A partition is some people's claims, all bills of a person in one partition: by person, day of
discharge and claim; its lines in the order of their claims, and by number within a claim. Nothing
but batches goes in and out, so that a partition can be settled anywhere.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa

from firstcard.settlement.engines import layout, reasons
from firstcard.settlement.engines.adding import DONE, MORE, OUT_OF_ORDER, add_lines
from firstcard.settlement.engines.agreed import Agreed
from firstcard.settlement.engines.checking import check_claims
from firstcard.settlement.engines.lookups import SETTLED, UNREADABLE, fault
from firstcard.settlement.engines.paying import pay
from firstcard.settlement.engines.reading import read_claims, read_lines
from firstcard.settlement.engines.results import REJECTS, rejects_of, settlements_of, stray_rejects
from firstcard.settlement.engines.texts import people
from firstcard.settlement.plan import Plan

MOST_STRAYS = 10_000
NO_TEXTS = (np.zeros(1, np.int32), np.zeros(0, np.uint8))


class OutOfOrder(Exception):
    """Claims or lines do not come in the order that the engine needs; `row` counts from 0."""

    def __init__(self, what: str, row: int) -> None:
        super().__init__(f"{what}, row {row}")
        self.what = what
        self.row = row


@dataclass(frozen=True, slots=True)
class Settled:
    """Settlements of the claims that can be settled, and why the others cannot."""

    settlements: pa.RecordBatch
    rejects: pa.RecordBatch
    rejected: int


def settle(
    plan: Plan, claims: pa.RecordBatch, lines: pa.RecordBatch, *, agreed: Agreed | None = None
) -> Settled:
    """One whole partition. `agreed`: which institutions may settle. Raises OutOfOrder."""
    partition = Partition(plan, agreed)
    batch = partition.begin(claims)
    batch.add(lines, first_row=0)
    settled = batch.finish()
    ids = lines.column("claim_id").cast(pa.string()).take(pa.array(batch.strays))
    strays = stray_rejects(ids, batch.strays, listed=agreed is not None)
    rejects = pa.concat_batches([settled.rejects, strays], REJECTS) if len(strays) else None
    return Settled(settled.settlements, rejects or settled.rejects, settled.rejected)


class Partition:
    """One run over a partition, batch by batch."""

    def __init__(self, plan: Plan, agreed: Agreed | None = None) -> None:
        self.plan = plan
        self.agreed = agreed
        self.years = _fresh_years()
        self.last: Any = None
        self.strays: list[int] = []

    def begin(
        self, claims: pa.RecordBatch, *, later: Any = NO_TEXTS, first_row: int = 0,
        twice: Any = None, rows: Any = None,
    ) -> Batch:  # fmt: skip
        """The next batch of claims; `later` the texts of a few claims after it."""
        return Batch(self, claims, later, first_row, twice, rows)


class Batch:
    """A batch of claims to which lines are added until all are there."""

    def __init__(
        self, partition: Partition, claims: pa.RecordBatch, later: Any, first_row: int,
        twice: Any, rows: Any,
    ) -> None:  # fmt: skip
        self.partition = partition
        self.plan = partition.plan
        self.source = claims
        self.rows = np.arange(first_row, first_row + len(claims)) if rows is None else rows
        self.later = later
        self.claims, self.words = read_claims(claims, self.plan)
        self.work = _fresh_work(len(claims))
        self.claim = -1
        self.begins = self._people()
        check_claims(self.plan.arrays, self.claims, self.words, self.work)
        if partition.agreed is not None:
            partition.agreed.note(claims, self.work)
        self._check_ids(twice)
        self._strays = np.zeros(MOST_STRAYS, np.int64)
        self._known = 0

    def add(self, lines: pa.RecordBatch, *, first_row: int, at: int = 0) -> int:
        """Adds lines from `at` on; returns the first line of a later batch of claims, or -1.

        Raises OutOfOrder. `first_row` is the file's row of this batch's first line.
        """
        columns, words = read_lines(lines, self.plan)
        return self.add_read(columns, words, first_row=first_row, at=at)

    def add_read(self, columns: Any, words: Any, *, first_row: int, at: int = 0) -> int:
        """The same with columns that are read already."""
        why, at, self.claim, self._known = add_lines(
            self.plan.arrays, self.claims, self.words, self.later, self.work, columns, words,
            at, self.claim, first_row, self._strays, self._known,
        )  # fmt: skip
        if why == OUT_OF_ORDER:
            raise OutOfOrder("lines", first_row + at)
        return at if why == DONE else -1

    def finish(self, line_rows: Any = None) -> Settled:
        """Settles what was added. `line_rows`: see `rejects_of`."""
        pay(self.plan.arrays, self.claims, self.words, self.work, self.begins, self.partition.years)
        settled = self.work.marks[layout.STATE] == SETTLED
        listed = self.partition.agreed is not None
        return Settled(
            settlements_of(self.source, self.work.amounts, self.places(), settled, self.plan),
            rejects_of(self.source, self.rows, self.work, line_rows, listed=listed),
            len(settled) - int(settled.sum()),
        )

    @property
    def strays(self) -> Any:
        """Rows of lines that belong to no claim in sight."""
        return self._strays[: self._known]

    def places(self) -> Any:
        """Each claim's place in the plan."""
        return self.words.place[self.claims.place]

    def _people(self) -> Any:
        last = self.partition.last or self._before_first()
        begins, wrong = people(
            self.claims.person_from, self.claims.person_bytes, self.claims.discharged,
            self.claims.id_from, self.claims.id_bytes, *last,
        )  # fmt: skip
        if wrong >= 0:
            raise OutOfOrder("claims", int(self.rows[wrong]))
        self.partition.last = self._last()
        return begins

    def _before_first(self) -> Any:
        return (*NO_TEXTS, layout.NULL, *NO_TEXTS)

    def _last(self) -> Any:
        if not len(self.source):
            return self.partition.last
        return (
            *_text(self.claims.person_from, self.claims.person_bytes),
            int(self.claims.discharged[-1]),
            *_text(self.claims.id_from, self.claims.id_bytes),
        )

    def _check_ids(self, twice: Any) -> None:
        for offsets, field in (
            (self.claims.id_from, reasons.CLAIM_ID),
            (self.claims.person_from, reasons.PERSON_ID),
        ):
            for claim in np.flatnonzero(offsets[1:] == offsets[:-1]):
                self._unreadable(claim, field, reasons.MISSING)
        for claim in np.flatnonzero(twice) if twice is not None else ():
            self._unreadable(claim, reasons.CLAIM_ID, reasons.CLAIM_TWICE)

    def _unreadable(self, claim: Any, field: int, reason: int) -> None:
        fault(self.work, claim, -1, field, reason)
        self.work.marks[layout.STATE, claim] = UNREADABLE


def _text(offsets: Any, data: Any) -> tuple[Any, Any]:
    """The last text of a column by itself."""
    text = data[offsets[-2] : offsets[-1]].copy()
    return np.array([0, len(text)], np.int32), text


def _fresh_work(size: int) -> layout.Work:
    marks = np.zeros((layout.MARKS, size), np.int64)
    marks[layout.LAST_NUMBER] = layout.NULL
    return layout.Work(
        np.zeros((len(layout.AMOUNTS), size), np.int64),
        marks,
        np.empty((size * layout.FAULTS_OF_A_CLAIM, 3), np.int64),
        np.zeros(layout.DIMS + 2, np.int64),
    )


def _fresh_years() -> Any:
    return np.zeros((layout.YEAR_ROWS, layout.YEARS), np.int64)


__all__ = ["MORE", "Batch", "OutOfOrder", "Partition", "Settled", "settle"]
