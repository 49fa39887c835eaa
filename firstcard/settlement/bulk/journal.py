"""What a run has done so far, part by part, beside its output: so that it can go on."""

from __future__ import annotations

import os
from pathlib import Path

import msgspec
from msgspec import Struct

_SUFFIX = ".unfinished"


class Part(Struct, frozen=True):
    """One part that is on the disk, and where the next one begins."""

    claims: int
    lines: int
    settled: int
    rejected: int
    size: int
    rejects_size: int
    footer: bytes
    rejects_footer: bytes
    last: tuple[str, int, str]
    strays: list[tuple[int, str]]


class _Head(Struct, frozen=True):
    of: str


class Journal:
    """The parts of an unfinished run over the same input with the same rules, or none."""

    def __init__(self, out: Path, *, of: str) -> None:
        self.out = out
        self.path = out.with_name(f"{out.name}.journal")
        self.settlements = out.with_name(f"{out.name}{_SUFFIX}")
        self.rejects = rejects_path(out).with_name(f"{rejects_path(out).name}{_SUFFIX}")
        self.parts = self._read(of)
        self._write([_Head(of), *self.parts], "wb")

    def _read(self, of: str) -> list[Part]:
        try:
            head, *lines = self.path.read_bytes().splitlines()
            if msgspec.json.decode(head, type=_Head).of != of:
                return []
        except (OSError, ValueError):
            return []
        parts: list[Part] = []
        for line in lines:
            try:
                parts.append(msgspec.json.decode(line, type=Part))
            except msgspec.DecodeError:
                break  # the line that was being written when the run stopped
        return parts if self._lie_there(parts) else []

    def _lie_there(self, parts: list[Part]) -> bool:
        def size(path: Path) -> int:
            return path.stat().st_size if path.exists() else 0

        return not parts or (
            size(self.settlements) >= parts[-1].size
            and size(self.rejects) >= parts[-1].rejects_size
        )

    def add(self, part: Part) -> None:
        """Notes a part whose bytes are on the disk."""
        self.parts.append(part)
        self._write([part], "ab")

    def _write(self, items: list[Struct], mode: str) -> None:
        with self.path.open(mode) as file:
            file.writelines(msgspec.json.encode(item) + b"\n" for item in items)
            file.flush()
            os.fsync(file.fileno())

    def finish(self) -> None:
        """The output takes its name; nothing of the way there stays."""
        self.rejects.replace(rejects_path(self.out))
        self.settlements.replace(self.out)
        self.path.unlink()

    def forget(self) -> None:
        """Nothing of the run stays."""
        for path in (self.path, self.settlements, self.rejects):
            path.unlink(missing_ok=True)


def rejects_path(out: Path) -> Path:
    """OUT.parquet's rejects stand in OUT.rejects.parquet."""
    return out.with_name(f"{out.stem}.rejects{out.suffix}")
