"""A run: claims and lines read in step, settled batch by batch, written part by part."""

from __future__ import annotations

import dataclasses
import hashlib
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from dataclasses import dataclass, field
from itertools import chain, pairwise
from pathlib import Path
from typing import Any

import msgspec
import numpy as np
import pyarrow as pa

from firstcard.settlement.bulk.ahead import Ahead
from firstcard.settlement.bulk.cutting import Piece, pieces
from firstcard.settlement.bulk.growing import GrowingParquet, encoded
from firstcard.settlement.bulk.inputs import ROW, Input
from firstcard.settlement.bulk.journal import Journal, Part
from firstcard.settlement.bulk.source import Done, Lost, Source
from firstcard.settlement.engines.adding import AHEAD
from firstcard.settlement.engines.agreed import Agreed
from firstcard.settlement.engines.columns import are_in, texts
from firstcard.settlement.engines.reading import read_lines
from firstcard.settlement.engines.results import REJECTS, SETTLEMENTS, stray_rejects
from firstcard.settlement.engines.texts import hashes
from firstcard.settlement.engines.vector import (
    MOST_STRAYS,
    NO_TEXTS,
    OutOfOrder,
    Partition,
    Settled,
)
from firstcard.settlement.plan import Plan

PART = 1 << 19
Progress = Callable[[int], None]


class Lines:
    """The lines of the file, one batch at hand."""

    def __init__(self, source: Source, plan: Plan, start: int) -> None:
        self.plan = plan
        self.numbered = source.lines.numbered
        self._ahead = Ahead(self._read(source.lines.batches(start=start)))
        self._batches = iter(self._ahead)
        self.row = start
        self.at = self._size = 0
        self.columns: Any = None
        self.words: Any = None
        self.ids: Any = None
        self._rows: list[tuple[int, Any]] = []

    def _read(self, batches: Iterator[pa.RecordBatch]) -> Iterator[Any]:
        for batch in batches:
            rows = batch.column(ROW).to_numpy() if self.numbered else None
            yield len(batch), *read_lines(batch, self.plan), batch.column("claim_id"), rows

    def more(self) -> bool:
        """Whether there is a line at hand, or another batch."""
        if self.at < self._size:
            return True
        found = next(self._batches, None)
        if found is None:
            return False
        self.row += self._size
        self._size, self.columns, self.words, self.ids, rows = found
        self.at = 0
        self._rows.append((self.row, rows))
        return True

    def used(self, at: int) -> None:
        """Lines up to `at` are added; -1: all of the batch."""
        self.at = self._size if at < 0 else at

    @property
    def next_row(self) -> int:
        """The file's row of the next line."""
        return self.row + self.at

    def file_rows(self, rows: Any) -> Any:
        """The rows that lines had before they were put in order."""
        starts = np.array([start for start, _ in self._rows])
        which = np.searchsorted(starts, rows, side="right") - 1
        found = [self._rows[w][1][row - starts[w]] for w, row in zip(which, rows, strict=True)]
        return np.array(found, np.int64)

    def forget(self) -> None:
        """Batches before the one at hand are done with."""
        self._rows = self._rows[-1:]

    def close(self) -> None:
        """Stops reading."""
        self._ahead.close()


@dataclass
class _Pile:
    """A part in the making."""

    settled: list[pa.RecordBatch] = field(default_factory=list)
    rejects: list[pa.RecordBatch] = field(default_factory=list)
    rejected: int = 0

    def add(self, found: Settled) -> None:
        self.settled.append(found.settlements)
        self.rejects.append(found.rejects)
        self.rejected += found.rejected


class Run:
    """One run from where its journal stands to the end. Raises OutOfOrder, BadInput."""

    def __init__(
        self, source: Source, plan: Plan, out: Path, progress: Progress,
        agreed: Agreed | None = None,
    ) -> None:  # fmt: skip
        self.source, self.plan, self.progress = source, plan, progress
        self.journal = Journal(out, of=_identity(source, plan, agreed))
        parts = self.journal.parts
        last = parts[-1] if parts else None
        self.claims = last.claims if last else 0
        self.lines = Lines(source, plan, last.lines if last else 0)
        self.partition = Partition(plan, agreed)
        if last:
            self.partition.last = _as_texts(last.last)
        self.strays = [each for part in parts for each in part.strays]
        self._new_strays: list[tuple[int, str]] = []
        self.hashes = list(_all_hashes(source.claims)) if self.claims else []
        self.settlements = GrowingParquet(
            self.journal.settlements,
            footers=[part.footer for part in parts],
            size=last.size if last else 0,
        )
        self.rejects = GrowingParquet(
            self.journal.rejects,
            footers=[part.rejects_footer for part in parts],
            size=last.rejects_size if last else 0,
        )
        self._known = bool(self.claims)

    def run(self) -> Done:
        """Everything that is left; the output has its name when this returns."""
        self.progress(self.claims)
        batches = self.source.claims.batches(start=self.claims)
        found = Ahead(pieces(batches, row=self.claims, size=PART))
        writer = ThreadPoolExecutor(1)
        pending: list[Future[None]] = []
        try:
            pile = _Pile()
            for piece, later in pairwise(chain(found, (None,))):
                assert piece is not None
                self._settle(piece, later, pile)
                if later is None or later.part != piece.part:
                    pending.append(writer.submit(self._keep, pile, *self._where(piece)))
                    pile = _Pile()
                    _wait(pending, most=1)
            _wait(pending, most=0)
            return self._finish()
        finally:
            found.close()
            self.lines.close()
            writer.shutdown(wait=True, cancel_futures=True)
            self.settlements.close()
            self.rejects.close()

    def _settle(self, piece: Piece, later: Piece | None, pile: _Pile) -> None:
        claims, source = piece.claims, self.source
        ids = claims.column("claim_id")
        batch = self.partition.begin(
            claims,
            later=NO_TEXTS if later is None else texts(later.claims.column("claim_id")[:AHEAD]),
            first_row=piece.row,
            twice=are_in(ids, source.twice) if source.twice is not None else None,
            rows=claims.column(ROW).to_numpy() if source.claims.numbered else None,
        )
        if not self._known:
            self.hashes.append(hashes(batch.claims.id_from, batch.claims.id_bytes))
        while self.lines.more():
            before = len(batch.strays)
            at = batch.add_read(
                self.lines.columns, self.lines.words, first_row=self.lines.row, at=self.lines.at
            )
            self._set_aside(batch.strays[before:])
            self.lines.used(at)
            if at >= 0:
                break
        pile.add(batch.finish(self.lines.file_rows if self.lines.numbered else None))
        self.lines.forget()
        self.progress(len(claims))

    def _set_aside(self, rows: Any) -> None:
        for row in rows:
            claim = self.lines.ids[int(row) - self.lines.row].as_py()
            own = self.lines.file_rows([row])[0] if self.lines.numbered else row
            self._new_strays.append((int(own), claim or ""))
        if len(self.strays) + len(self._new_strays) > MOST_STRAYS:
            raise OutOfOrder("lines", self.lines.row)

    def _where(self, piece: Piece) -> tuple[int, int, tuple[str, int, str], list[tuple[int, str]]]:
        """Where the next part begins, and what was set aside in this one."""
        strays, self._new_strays = self._new_strays, []
        self.strays += strays
        last = self.partition.last
        names = last[1].tobytes().decode(), int(last[2]), last[4].tobytes().decode()
        return piece.row + len(piece.claims), self.lines.next_row, names, strays

    def _keep(
        self, pile: _Pile, claims: int, lines: int, last: tuple[str, int, str],
        strays: list[tuple[int, str]],
    ) -> None:  # fmt: skip
        """Writes a part and notes it."""
        settled = pa.Table.from_batches(pile.settled, SETTLEMENTS)
        self.settlements.add(encoded(settled))
        self.rejects.add(encoded(pa.Table.from_batches(pile.rejects, REJECTS)))
        self.settlements.keep()
        self.rejects.keep()
        self.journal.add(Part(
            claims, lines, len(settled), pile.rejected, self.settlements.size, self.rejects.size,
            self.settlements.footers[-1], self.rejects.footers[-1], last, strays,
        ))  # fmt: skip

    def _finish(self) -> Done:
        self._check_once()
        rows = [*(row for row, _ in self.strays), *self.source.orphans[0]]
        ids = [*(claim for _, claim in self.strays), *self.source.orphans[1]]
        done = self._counted(len(rows))
        listed = self.partition.agreed is not None
        strays = stray_rejects(pa.array(ids, pa.string()), rows, listed=listed)
        for each in (strays, *self.source.aside.rejects):
            self.rejects.add(encoded(pa.Table.from_batches([each], REJECTS)))
        if not self.settlements.footers:
            self.settlements.add(encoded(SETTLEMENTS.empty_table()))
        notes = {"firstcard.packs": _packs(self.plan)}
        self.rejects.finish(notes)
        self.settlements.finish(notes)
        self.journal.finish()
        return done

    def _counted(self, strays: int) -> Done:
        """In is settled and rejected. Raises Lost."""
        parts = self.journal.parts
        settled, rejected = (
            sum(getattr(part, name) for part in parts) for name in ("settled", "rejected")
        )
        while self.lines.more():
            self.lines.used(-1)
        lines = self.lines.next_row
        if settled + rejected != self.source.claims.rows or lines != self.source.lines.rows:
            raise Lost(f"{self.source.claims.rows} claims, {settled} settled, {rejected} rejected")
        aside = self.source.aside
        self.progress(aside.claims)
        return Done(
            self.source.claims.rows + aside.claims,
            lines + len(self.source.orphans[0]) + aside.lines, settled,
            rejected + aside.claims, strays, aside.texts,
        )  # fmt: skip

    def _check_once(self) -> None:
        """No claim stands twice, no line set aside has a claim. Raises OutOfOrder."""
        if self.source.twice is not None:
            return
        while self.lines.more():  # where there is no claim at all
            self._set_aside(np.arange(self.lines.next_row, self.lines.row + len(self.lines.ids)))
            self.lines.used(-1)
        self.strays += self._new_strays
        self._new_strays = []
        known = np.sort(np.concatenate(self.hashes)) if self.hashes else np.zeros(0, np.uint64)
        own = pa.array([claim for _, claim in self.strays], pa.string())
        strays = hashes(*texts(own))
        among = np.searchsorted(known, strays) < np.searchsorted(known, strays, side="right")
        if (known[1:] == known[:-1]).any() or among.any():
            raise OutOfOrder("claims", 0)


def _wait(pending: list[Future[None]], *, most: int) -> None:
    while len(pending) > most:
        pending.pop(0).result()


def _all_hashes(claims: Input) -> Iterator[Any]:
    for batch in dataclasses.replace(claims, columns=("claim_id",)).batches():
        yield hashes(*texts(batch.column("claim_id")))


def _as_texts(last: tuple[str, int, str]) -> Any:
    return *texts(pa.array([last[0]])), last[1], *texts(pa.array([last[2]]))


def _identity(source: Source, plan: Plan, agreed: Agreed | None) -> str:
    """Tells runs apart that may not go on from one another: other input, rules, agreements."""
    files = []
    for item in (source.claims, source.lines):
        stat = item.path.stat()
        with item.path.open("rb") as file:
            file.seek(max(0, stat.st_size - 65_536))
            end = hashlib.sha256(file.read()).hexdigest()
        files.append((stat.st_size, stat.st_mtime_ns, item.rows, item.kept, end))
    made = [2, PART, files, source.twice is not None, _packs(plan)]
    made += [agreed.digest] if agreed is not None else []
    return hashlib.sha256(msgspec.json.encode(made)).hexdigest()


def _packs(plan: Plan) -> str:
    """Every pack that settled, with its version and digest, as JSON."""
    every = {pack.id: pack for packs in plan.packs for pack in packs}
    listed = [{"id": p.id, "version": p.version, "digest": p.digest} for p in every.values()]
    return msgspec.json.encode(listed).decode()
