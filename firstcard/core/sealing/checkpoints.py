"""The file of checkpoints: one line each, only appended to, flushed to the disk."""

from __future__ import annotations

import fcntl
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from firstcard.core.sealing.chain import Checkpoint, line_of, read_line

FILE = "checkpoints.jsonl"
PUBLIC_KEY = "public-key.pem"
SIGNING_KEY = "signing-key.pem"
_TAIL_BYTES = 64 * 1024


class InUse(Exception):
    """Another process seals into the file."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Line:
    """One line: its number from 1, and what it says; None where it was cut off."""

    number: int
    checkpoint: Checkpoint | None


def lines(path: Path) -> Iterator[Line]:
    """Every line. Raises OSError."""
    with path.open("rb") as file:
        for number, text in enumerate(file, start=1):
            if text.strip():
                yield Line(number=number, checkpoint=read_line(text))


def read(path: Path) -> Iterator[Checkpoint]:
    """Every whole checkpoint; none where there is no file yet."""
    if path.exists():
        yield from (line.checkpoint for line in lines(path) if line.checkpoint is not None)


class Appender:
    """The file opened for one sealer, held by a lock until it is closed."""

    def __init__(self, path: Path) -> None:
        """Raises InUse, OSError."""
        self._path = path
        self._fd = os.open(path, os.O_RDWR | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o600)
        try:
            fcntl.flock(self._fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            self.close()
            raise InUse(f"another process seals into {path}") from error

    def append(self, checkpoint: Checkpoint) -> None:
        """Write one line and wait for the disk. Raises OSError."""
        # A line that was cut off by a crash or a full disk ends here; nothing is ever taken back,
        # so that the file system may refuse all but appending.
        line = (b"" if self._ends_whole() else b"\n") + line_of(checkpoint)
        while line:
            line = line[os.write(self._fd, line) :]
        os.fsync(self._fd)

    def last(self) -> Checkpoint | None:
        """The last whole checkpoint."""
        size, take = os.fstat(self._fd).st_size, _TAIL_BYTES
        while True:
            start = max(0, size - take)
            texts = os.pread(self._fd, size - start, start).split(b"\n")
            # The first piece may be the end of a longer line.
            whole = texts if start == 0 else texts[1:]
            found = next((each for text in reversed(whole) if (each := read_line(text))), None)
            if found is not None or start == 0:
                return found
            take *= 8

    def close(self) -> None:
        """Let the file go."""
        os.close(self._fd)

    def _ends_whole(self) -> bool:
        size = os.fstat(self._fd).st_size
        return size == 0 or os.pread(self._fd, 1, size - 1) == b"\n"
