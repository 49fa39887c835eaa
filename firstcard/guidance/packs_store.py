"""The rule book that serves now, kept through broken packs and reloaded when files change.

Packs come from the folder named by FIRSTCARD_PACKS (by default the one that the program came
with) or, outside demo mode, from the store of released packs that FIRSTCARD_STORE names. Of every
pack that passes its check a copy is kept; when a pack in the folder breaks, that copy serves on
and the operator reads why in the log, in /healthz and from `firstcard packs check`.
"""

from __future__ import annotations

import os
import stat
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import structlog

from firstcard.guidance.packs_folders import is_demo, kept_folder, packs_folder, store_folder
from firstcard.policy import store as shelf
from firstcard.policy.book import RuleBook
from firstcard.policy.loading import load
from firstcard.policy.packs import Pack
from firstcard.policy.reading import PackError
from firstcard.policy.release import released_book
from firstcard.policy.store import StoreError

RECHECK_SECONDS = 5.0
_POINTER = "current"
_log = structlog.get_logger("firstcard.packs")

Signature = tuple[tuple[str, int, int], ...]


class PacksStore:
    """One book for all threads of a process. `current` never fails once it has succeeded."""

    def __init__(
        self,
        *,
        root: Path,
        kept: Path,
        released: bool = False,
        samples: bool = False,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._root = root
        self._kept = kept
        self._released = released
        self._samples = samples
        self._clock = clock
        self._lock = threading.Lock()
        self._book: RuleBook | None = None
        self._seen: Signature = ()
        self._looked_at = 0.0

    def current(self) -> RuleBook:
        """The book that serves. Raises PackError or StoreError only before the first success."""
        book = self._book
        if book is None:
            with self._lock:
                return self._book or self._load()
        if self._clock() - self._looked_at >= RECHECK_SECONDS and self._lock.acquire(False):
            # One thread looks; the others serve on with what they have.
            try:
                return self._look()
            finally:
                self._lock.release()
        return book

    def _look(self) -> RuleBook:
        assert self._book is not None
        self._looked_at = self._clock()
        if signature(folder=self._root) == self._seen:
            return self._book
        try:
            return self._load()
        except (PackError, StoreError, OSError) as error:
            _log.error("packs refused, the earlier ones serve on", problem=str(error))
            return self._book

    def _load(self) -> RuleBook:
        # Looked at before reading: what changes meanwhile is read again at the next look.
        self._seen = signature(folder=self._root)
        self._looked_at = self._clock()
        if self._released:
            book = released_book(store=self._root, samples=self._samples)
        else:
            book = load(root=self._root, samples=self._samples, last_good=self.last_good)
            self._keep(book)
        for problem in book.problems:
            if not problem.warning:
                _log.error("pack refused", pack=problem.pack, problem=str(problem))
        self._book = book
        return book

    def last_good(self, pack: str) -> Path | None:
        """The folder of the last copy of a pack that passed its check."""
        try:
            digest = (self._kept / pack / _POINTER).read_text(encoding="ascii").strip()
        except (OSError, UnicodeDecodeError):
            return None
        folder = shelf.folder_of(store=self._kept, pack=pack, digest=digest)
        return folder if folder.is_dir() else None

    def _keep(self, book: RuleBook) -> None:
        for pack in book.packs.values():
            if pack.folder.parent != self._root:
                continue
            try:
                self._keep_one(pack)
            except (OSError, StoreError) as error:
                # A read-only machine serves as well; it only has nothing to fall back on.
                _log.warning("no copy kept", pack=pack.id, reason=str(error))

    def _keep_one(self, pack: Pack) -> None:
        pointer = self._kept / pack.id / _POINTER
        if self.last_good(pack.id) == shelf.folder_of(
            store=self._kept, pack=pack.id, digest=pack.digest
        ):
            return
        with shelf.locked(store=self._kept):
            shelf.copy_in(folder=pack.folder, store=self._kept, pack=pack.id, expected=pack.digest)
            aside = pointer.with_name(f"{_POINTER}.{os.getpid()}")
            aside.write_text(f"{pack.digest}\n", encoding="ascii")
            aside.replace(pointer)
            self._forget_older(pack)

    def _forget_older(self, pack: Pack) -> None:
        for folder in (self._kept / pack.id).iterdir():
            if folder.is_dir() and folder.name != pack.digest:
                shelf.discard(folder)


def signature(*, folder: Path) -> Signature:
    """What changes when any file below the folder does: names, times and sizes."""
    return tuple(sorted(_entries(folder, set())))


def _entries(folder: Path, seen: set[tuple[int, int]]) -> Iterator[tuple[str, int, int]]:
    """The files below a folder; each real folder once, for a link may lead back up."""
    try:
        own = os.stat(folder)
        found = list(os.scandir(folder))
    except OSError:
        return
    if (own.st_dev, own.st_ino) in seen:
        return
    seen.add((own.st_dev, own.st_ino))
    for entry in found:
        if entry.name.startswith("."):
            continue
        try:
            status = entry.stat()
        except OSError:
            # A link to nothing, or to itself.
            continue
        if stat.S_ISDIR(status.st_mode):
            yield from _entries(Path(entry.path), seen)
        else:
            yield entry.path, status.st_mtime_ns, status.st_size


_serving: PacksStore | None = None
_serving_lock = threading.Lock()


def current() -> RuleBook:
    """The book that serves now. Raises PackError or StoreError if none ever could be read."""
    return _store().current()


def health() -> dict[str, dict[str, str]]:
    """For /healthz: by pack, what serves and whether a newer one was refused. Names no path."""
    book = current()
    state = {
        name: {"version": pack.form.version, "digest": pack.digest, "state": "serving"}
        for name, pack in book.packs.items()
    }
    for problem in book.problems:
        if problem.warning or not problem.pack:
            continue
        found = state.setdefault(problem.pack, {})
        found["state"] = "last good serving" if "digest" in found else "refused"
    return state


def reset() -> None:
    """Forget what was loaded; the next `current` reads the environment and the files anew."""
    global _serving
    _serving = None


def _store() -> PacksStore:
    global _serving
    if _serving is None:
        with _serving_lock:
            if _serving is None:
                store = store_folder()
                _serving = PacksStore(
                    root=store or packs_folder(),
                    kept=kept_folder(),
                    released=store is not None,
                    samples=is_demo(),
                )
    return _serving
