"""Seals the audit trail: new entries into the chain, the chain into the file. Run every second.

The file is the truth; which entries it holds is only noted in the database (`AuditSeal`), to find
those it does not hold yet, and noted anew from the file wherever the two differ: after a crash
between the two, after a restore, or when the file was moved aside.

Entries are committed in another order than that of their numbers. So a pass takes every entry that
is not sealed yet, and looks back as far as a transaction that still runs may have taken a number.
"""

from __future__ import annotations

import secrets
from collections import deque
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from django.db import connection, transaction
from django.db.backends.utils import CursorWrapper

from firstcard.core.models import AuditSealed
from firstcard.core.sealing import chain, checkpoints, keys
from firstcard.core.sealing.chain import Checkpoint
from firstcard.core.sealing.checkpoints import Appender

MOST_AT_ONCE = 5_000
# Without new entries too, the file says now and then that there were none.
HEARTBEAT = timedelta(minutes=10)
_ONE_SEALER = 0x46435345  # the advisory lock of whoever seals this database
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_NOTHING = -(2**63)

# A transaction began before it wrote; a second is for the moment between taking the time and
# showing it. Read before the entries are, in a statement of its own.
_HORIZON = """
SELECT statement_timestamp(), least(statement_timestamp() - interval '1 second', min(xact_start))
FROM pg_stat_activity
WHERE datname = current_database() AND backend_type = 'client backend'
  AND pid <> pg_backend_pid()
"""
_UNSEALED = f"""
SELECT {chain.COLUMNS} FROM core_auditentry AS entry
WHERE id > %s AND NOT EXISTS (
  SELECT 1 FROM core_auditseal AS seal WHERE seal.entry = entry.id AND seal.entry > %s
)
ORDER BY id LIMIT %s
"""  # noqa: S608 - the columns are ours
_NOTE = """
INSERT INTO core_auditseal (entry, position)
SELECT entry, %s + place - 1 FROM unnest(%s::bigint[]) WITH ORDINALITY AS new (entry, place)
ON CONFLICT DO NOTHING
"""


class Sealer:
    """Seals one database into one file. Not for several threads."""

    def __init__(self, *, folder: Path, key: Path | None = None) -> None:
        """`folder`: of the file and the public key, made if missing. `key`: the signing key's file,
        in the folder unless named."""
        self._folder = folder
        self._key_file = key or folder / checkpoints.SIGNING_KEY
        self._key: Ed25519PrivateKey | None = None
        self._file: Appender | None = None
        self._last: Checkpoint | None = None
        self._locked_by = 0
        # Entries up to this number are sealed or will never be there.
        self._settled = _NOTHING
        self._passes: deque[tuple[datetime, int]] = deque()

    def seal(self) -> int:
        """Seal what is committed and not sealed yet; the number of entries.

        Nothing while another sealer has the database. Raises InUse, UnusableKey, OSError and the
        database's errors; it can be called again after each.
        """
        try:
            return self._pass() if self._is_alone() else 0
        except BaseException:
            # What reached the file is read from there the next time.
            self.close()
            raise

    def close(self) -> None:
        """Let the file go."""
        if self._file is not None:
            self._file.close()
        self._file = self._last = None

    def _is_alone(self) -> bool:
        with connection.cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pid = cursor.fetchone()[0]
            if pid != self._locked_by:
                cursor.execute("SELECT pg_try_advisory_lock(%s)", [_ONE_SEALER])
                self._locked_by = pid if cursor.fetchone()[0] else 0
        return self._locked_by == pid

    def _pass(self) -> int:
        if self._file is None:
            self._open()
        total = 0
        while True:
            with transaction.atomic(), connection.cursor() as cursor:
                new, all_of_them = self._step(cursor)
            total += new
            if all_of_them:
                return total

    def _open(self) -> None:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        public = self._folder / checkpoints.PUBLIC_KEY
        self._key = keys.signing_key(path=self._key_file, public=public)
        self._file = Appender(self._folder / checkpoints.FILE)
        self._last = self._file.last()
        self._settled = _NOTHING
        self._passes.clear()
        with transaction.atomic(), connection.cursor() as cursor:
            _note_anew(cursor, path=self._folder / checkpoints.FILE, last=self._last)

    def _step(self, cursor: CursorWrapper) -> tuple[int, bool]:
        assert self._file is not None
        cursor.execute(_HORIZON)
        at, until = cursor.fetchone()
        cursor.execute(_UNSEALED, [self._settled, self._settled, MOST_AT_ONCE])
        rows = cursor.fetchall()
        all_of_them = len(rows) < MOST_AT_ONCE
        if rows or self._is_silent(at):
            checkpoint = self._checkpoint(rows, at=at, until=until if all_of_them else _EPOCH)
            # First the file: what it holds and the notes lack is noted at the next start.
            self._file.append(checkpoint)
            _note(cursor, checkpoint)
            self._last = checkpoint
        if all_of_them:
            self._settle(
                at=at, until=until, highest=max((row[0] for row in rows), default=_NOTHING)
            )
        return len(rows), all_of_them

    def _is_silent(self, at: datetime) -> bool:
        if self._last is None:
            return True
        # A clock that went back is told at once, before anything is written by the new time.
        return not timedelta(0) <= at - self._last.at < HEARTBEAT

    def _checkpoint(self, rows: list[Any], *, at: datetime, until: datetime) -> Checkpoint:
        assert self._key is not None
        last, log = self._last, self._last.log if self._last else secrets.token_hex(16)
        before = bytes.fromhex(last.root) if last else chain.beginning(log)
        first, back = (last.count, at < last.at) if last else (0, False)
        leaves = [chain.leaf(row) for row in rows]
        bare = Checkpoint(
            version=chain.VERSION, log=log, first=first, count=first + len(rows),
            entries=[row[0] for row in rows], leaves=chain.joined_leaves(leaves),
            root=chain.root_after(before, leaves).hex(), at=at.astimezone(UTC),
            until=(max(until, last.until) if last and not back else until).astimezone(UTC),
            clock_back=back, key=keys.name_of(self._key.public_key()),
        )  # fmt: skip
        return chain.signed(bare, key=self._key)

    def _settle(self, *, at: datetime, until: datetime, highest: int) -> None:
        """Whoever took a number up to `highest` began before `at`, and is over when `until` is."""
        if self._passes and at < self._passes[-1][0]:
            self._passes.clear()
        self._passes.append((at, max(highest, self._passes[-1][1] if self._passes else highest)))
        while self._passes and self._passes[0][0] < until:
            self._settled = max(self._settled, self._passes.popleft()[1])


def _note(cursor: CursorWrapper, checkpoint: Checkpoint) -> None:
    cursor.execute(_NOTE, [checkpoint.first, checkpoint.entries])
    now = {
        "log": checkpoint.log, "count": checkpoint.count, "root": bytes.fromhex(checkpoint.root)
    }  # fmt: skip
    AuditSealed.objects.update_or_create(only=True, defaults=now)


def _note_anew(cursor: CursorWrapper, *, path: Path, last: Checkpoint | None) -> None:
    """Make the notes equal to the file; quickly where all but its end is noted."""
    noted = AuditSealed.objects.first()
    if _agree(noted, last):
        return
    if not any(_agree(noted, each) for each in checkpoints.read(path)):
        cursor.execute("DELETE FROM core_auditseal")
        AuditSealed.objects.all().delete()
        noted = None
    for each in checkpoints.read(path):
        if noted is None or each.count > noted.count:
            _note(cursor, each)


def _agree(noted: AuditSealed | None, last: Checkpoint | None) -> bool:
    if noted is None or last is None:
        return noted is None and last is None
    return (noted.log, noted.count, bytes(noted.root).hex()) == (last.log, last.count, last.root)
