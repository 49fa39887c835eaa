"""Compares the audit trail in a database with its checkpoint file. Needs no running service.

Found: an entry that is not as it was sealed, one that is missing, one that was put in later as if
it had been written earlier, one that was sealed twice, and a file that was changed itself.
docs/audit.md says what cannot be found.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Literal

import psycopg
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey
from psycopg import sql

from firstcard.core.sealing import chain, checkpoints
from firstcard.core.sealing.chain import WRITTEN_AT, Checkpoint, NotFollowing

Kind = Literal["file", "changed", "lost", "inserted", "twice"]
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_ROWS_AT_ONCE = 2_000


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that is wrong: with an entry (its number), or with a line of the file."""

    kind: Kind
    entry: int | None = None
    line: int | None = None
    sealed_at: datetime | None = None
    why: str = ""


@dataclass(slots=True, kw_only=True)
class Report:
    """What was compared. `open`: entries after the last checkpoint, which nothing vouches for yet.

    `cut`: lines cut off while they were written. `clock_back`: how often the clock went back.
    `findings`: the file's first, then by the number of the entry.
    """

    checkpoints: int = 0
    sealed: int = 0
    open: int = 0
    cut: int = 0
    clock_back: int = 0
    root: str = ""
    until: datetime | None = None
    findings: list[Finding] = field(default_factory=list)

    @property
    def well(self) -> bool:
        """Whether nothing is wrong."""
        return not self.findings


@dataclass(slots=True)
class _Chain:
    """What the file says, as far as it can be believed."""

    lines: list[Checkpoint] = field(default_factory=list)
    counts: list[int] = field(default_factory=list)  # of the lines, to find one by a position
    leaves: bytearray = field(default_factory=bytearray)
    place: dict[int, int] = field(default_factory=dict)  # entry -> position

    def add(self, checkpoint: Checkpoint) -> list[int]:
        """Take up a line; the entries that were there before."""
        twice = [each for each in checkpoint.entries if each in self.place]
        for position, entry in enumerate(checkpoint.entries, start=checkpoint.first):
            self.place.setdefault(entry, position)
        self.leaves += b"".join(chain.leaves_of(checkpoint))
        self.lines.append(checkpoint)
        self.counts.append(checkpoint.first)
        return twice

    def leaf(self, position: int) -> bytes:
        at = position * chain.LEAF_BYTES
        return bytes(self.leaves[at : at + chain.LEAF_BYTES])

    def line(self, position: int) -> int:
        return bisect_right(self.counts, position) - 1

    def closed_before(self, line: int) -> datetime:
        """What was written before this moment had to be in an earlier line than this one."""
        if line == 0 or self.lines[line].clock_back:
            return _NEVER
        return self.lines[line - 1].until

    @property
    def until(self) -> datetime:
        return self.lines[-1].until if self.lines else _NEVER


def verify(
    *,
    connection: psycopg.Connection[Any],
    file: Path,
    keys: Mapping[str, Ed25519PublicKey],
    known: tuple[int, str] | None = None,
) -> Report:
    """Compare all of it. Raises OSError, psycopg.Error.

    `known`: count and root (hex) of a checkpoint that was written down elsewhere. The file is read
    first, so that a service which goes on meanwhile does no harm.
    """
    report = Report()
    said = _read(file, keys, report)
    if known is not None:
        _compare_known(said, known, report)
    found = sorted(_compare(connection, said, report), key=lambda each: each.entry or 0)
    if report.open and not said.lines and not report.findings:
        report.findings.append(Finding(kind="file", why="it holds no checkpoint"))
    report.findings += found
    return report


def _read(file: Path, keys: Mapping[str, Ed25519PublicKey], report: Report) -> _Chain:
    said = _Chain()
    for line in checkpoints.lines(file):
        if line.checkpoint is None:
            report.cut += 1
            continue
        before = said.lines[-1] if said.lines else None
        try:
            chain.check_follows(line.checkpoint, before=before, keys=keys)
        except NotFollowing as error:
            # What comes after it rests on it.
            report.findings.append(Finding(kind="file", line=line.number, why=str(error)))
            break
        for entry in said.add(line.checkpoint):
            report.findings.append(Finding(kind="twice", entry=entry, line=line.number))
        report.clock_back += line.checkpoint.clock_back
    _sum_up(said, report)
    return said


def _sum_up(said: _Chain, report: Report) -> None:
    report.checkpoints, report.sealed = len(said.lines), len(said.place)
    if said.lines:
        report.root, report.until = said.lines[-1].root, said.until


def _compare_known(said: _Chain, known: tuple[int, str], report: Report) -> None:
    count, root = known
    if not any(each.count == count and each.root == root for each in said.lines):
        why = f"it does not hold the checkpoint of {count} entries with the root {root}"
        report.findings.append(Finding(kind="file", why=why))


def _compare(
    connection: psycopg.Connection[Any], said: _Chain, report: Report
) -> Iterator[Finding]:
    missing = dict(said.place)
    for row in _rows(connection):
        position = missing.pop(row[0], None)
        if position is not None:
            yield from _compare_sealed(row, position, said)
        elif row[WRITTEN_AT] < said.until:
            yield Finding(kind="inserted", entry=row[0])
        else:
            report.open += 1
    for entry, position in missing.items():
        yield Finding(kind="lost", entry=entry, sealed_at=said.lines[said.line(position)].at)


def _compare_sealed(row: Sequence[Any], position: int, said: _Chain) -> Iterator[Finding]:
    line = said.line(position)
    sealed_at = said.lines[line].at
    if chain.leaf(row) != said.leaf(position):
        yield Finding(kind="changed", entry=row[0], sealed_at=sealed_at)
    elif row[WRITTEN_AT] < said.closed_before(line):
        yield Finding(kind="inserted", entry=row[0], sealed_at=sealed_at)


def _rows(connection: psycopg.Connection[Any]) -> Iterator[Sequence[Any]]:
    """Every entry as it is at one moment, by number."""
    query = sql.SQL("SELECT {} FROM core_auditentry ORDER BY id").format(sql.SQL(chain.COLUMNS))
    with connection.transaction(), connection.cursor(name="entries") as cursor:
        cursor.itersize = _ROWS_AT_ONCE
        cursor.execute(query)
        yield from cursor
