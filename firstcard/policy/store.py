"""The store of released packs: append-only folders by digest, and a log of who released what.

The loader (`packs`) and this store are the two modules of `policy` that touch files.

    <store>/releases.jsonl                      one line a release, only ever added to
    <store>/<pack id>/<digest>/<pack id>/…      the pack as it was checked, read-only
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import msgspec
from msgspec import Struct

from firstcard.policy.packs import digest, pack_files

LOG = "releases.jsonl"
_FILE_MODE = 0o444
_FOLDER_MODE = 0o555


class StoreError(Exception):
    """The store cannot be used: a line of its log, or a copy, is not what it should be."""


class Release(Struct, frozen=True, forbid_unknown_fields=True):
    """One line of the log. `at` is the instant of release (ISO 8601); `parents` the digests that
    the pack was checked against, by pack id."""

    pack: str
    version: str
    digest: str
    by: str
    confirmed_by: str
    at: str
    parents: dict[str, str]


def releases(*, store: Path) -> list[Release]:
    """Every release, oldest first. Raises StoreError naming the line that cannot be read."""
    log = store / LOG
    if not log.is_file():
        return []
    found = []
    for number, line in enumerate(log.read_bytes().splitlines(), start=1):
        try:
            found.append(msgspec.json.decode(line, type=Release))
        except msgspec.DecodeError as error:
            raise StoreError(f"{LOG}:{number}: {error}") from None
    return found


def folder_of(*, store: Path, pack: str, digest: str) -> Path:
    """Where a copy of a pack lies (whether or not it exists)."""
    return store / pack / digest / pack


def find(*, store: Path, name: str) -> Path | None:
    """The folder of a digest, or of its first characters (at least 8); None if not exactly one."""
    if len(name) < 8 or not all(c in "0123456789abcdef" for c in name):
        return None
    found = [p / p.parent.name for p in store.glob(f"*/{name}*") if p.is_dir()]
    return found[0] if len(found) == 1 else None


@contextmanager
def locked(*, store: Path) -> Iterator[None]:
    """Hold the store for one writer at a time; makes the folder if it is missing."""
    store.mkdir(parents=True, exist_ok=True)
    with (store / ".lock").open("a", encoding="ascii") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def copy_in(*, folder: Path, store: Path, pack: str, expected: str) -> Path:
    """Copy a pack into the store, read-only. Raises StoreError if it changes while being copied."""
    target = store / pack / expected
    if target.is_dir():
        return target / pack
    fresh = store / pack / f".{expected}.{os.getpid()}"
    try:
        _copy_files(folder, fresh / pack)
        if digest(fresh / pack) != expected:
            raise StoreError(f"{pack}: the folder changed while it was copied; try again")
        _make_read_only(fresh)
        fresh.rename(target)
    except OSError:
        if not target.is_dir():  # another process may have brought the same copy
            raise
    finally:
        discard(fresh)
    return target / pack


def append(*, store: Path, release: Release) -> None:
    """Add one line to the log, and have it on the disk."""
    with (store / LOG).open("ab") as file:
        file.write(msgspec.json.encode(release) + b"\n")
        file.flush()
        os.fsync(file.fileno())


def verify(*, store: Path) -> list[str]:
    """Recompute every digest; returns what is wrong, one line each."""
    try:
        found = releases(store=store)
    except StoreError as error:
        return [str(error)]
    problems = [line for release in found for line in _verify_one(store, release)]
    logged = {(release.pack, release.digest) for release in found}
    for folder in sorted(store.glob("*/[!.]*")):
        if folder.is_dir() and (folder.parent.name, folder.name) not in logged:
            problems.append(f"{folder.parent.name}/{folder.name}: a copy that no release names")
    return problems


def discard(folder: Path) -> None:
    """Remove a copy made by this module; nothing happens if it is gone."""
    if folder.is_dir():
        for part in [folder, *(p for p in folder.rglob("*") if p.is_dir())]:
            part.chmod(0o700)
        shutil.rmtree(folder, ignore_errors=True)


def _verify_one(store: Path, release: Release) -> Iterator[str]:
    folder = folder_of(store=store, pack=release.pack, digest=release.digest)
    shown = f"{release.pack}/{release.digest}"
    if not folder.is_dir():
        yield f"{shown}: the copy is missing"
    elif (came := digest(folder)) != release.digest:
        yield f"{shown}: the copy was changed, its digest is {came}"


def _copy_files(folder: Path, target: Path) -> None:
    for path in pack_files(folder):
        copy = target / path.relative_to(folder)
        copy.parent.mkdir(parents=True, exist_ok=True)
        with copy.open("xb") as file:
            file.write(path.read_bytes())
            file.flush()
            os.fsync(file.fileno())


def _make_read_only(folder: Path) -> None:
    for path in sorted(folder.rglob("*"), reverse=True):
        path.chmod(_FOLDER_MODE if path.is_dir() else _FILE_MODE)
