"""Has a file opened by a bounded child process, and takes back only pictures made anew."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO, Any

import structlog
from msgspec import Struct

from firstcard.casework.files import limits, words
from firstcard.casework.files.kinds import kind_of

_ROOT = Path(__file__).resolve().parents[3]
_PROGRAM = (
    f"import sys; sys.path.insert(0, {str(_ROOT)!r}); "
    "from firstcard.casework.files.child import main; main()"
)
# One thread each, so that libraries for arithmetic ask for no memory that they do not use.
_ENVIRONMENT = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "LC_ALL": "C.UTF-8"}
_AT_ONCE = 2
_WAIT_SECONDS = 20
_GRACE_SECONDS = 1
_MOST_TROUBLE = 64 * 1024
_JPEG = b"\xff\xd8\xff"
_places = BoundedSemaphore(_AT_ONCE)
_log = structlog.get_logger("firstcard.files")


class Answer(Struct, frozen=True):
    """What came back: facts as JSON, and pictures as JPEG."""

    facts: dict[str, Any]
    pictures: tuple[bytes, ...]


def converted(data: bytes, *, job: dict[str, Any]) -> Answer:
    """The child's answer to a job on a file.

    Raises `words.UnfitFile` for a file that is not taken, `words.FilesBusy` while too many others
    are being opened.
    """
    if not data:
        raise words.UnfitFile("empty")
    if kind_of(data) is None:
        raise words.UnfitFile("wrong-kind")
    with _place():
        return _read(_run(data, job))


@contextmanager
def _place() -> Iterator[None]:
    """At most so many children of one server process at once."""
    if not _places.acquire(timeout=_WAIT_SECONDS):
        raise words.FilesBusy
    try:
        yield
    finally:
        _places.release()


def _run(data: bytes, job: dict[str, Any]) -> bytes:
    """What the child wrote. Files in memory, not pipes: it can fill nothing but its own bound."""
    with (
        os.fdopen(os.memfd_create("in"), "w+b") as source,
        os.fdopen(os.memfd_create("out"), "w+b") as target,
        os.fdopen(os.memfd_create("err"), "w+b") as trouble,
    ):
        source.write(data)
        source.seek(0)
        code = _waited(
            subprocess.Popen(
                [sys.executable, "-I", "-c", _PROGRAM, json.dumps(job)], stdin=source,
                stdout=target, stderr=trouble, env=_ENVIRONMENT, cwd="/", start_new_session=True,
            )
        )  # fmt: skip
        if code:
            raise _failure(code, trouble)
        target.seek(0)
        return target.read()


def _failure(code: int, trouble: IO[bytes]) -> words.UnfitFile:
    """Ended by a signal: over its bounds. Ended by itself: a kind of damage that nobody foresaw."""
    trouble.seek(0)
    last = trouble.read(_MOST_TROUBLE).decode(errors="replace").strip().rpartition("\n")[2]
    _log.error("file not opened", code=code, reason=last.partition(":")[0])
    return words.UnfitFile("too-heavy" if code < 0 else "unreadable")


def _waited(child: subprocess.Popen[bytes]) -> int:
    """The exit code; after its time the child's whole process group is ended."""
    try:
        return child.wait(timeout=limits.SECONDS)
    except subprocess.TimeoutExpired:
        return -signal.SIGKILL
    finally:
        if child.poll() is None:
            os.killpg(child.pid, signal.SIGKILL)
            child.wait(timeout=_GRACE_SECONDS)


def _read(written: bytes) -> Answer:
    """The answer; what is no JPEG is none, whatever the child says."""
    head, _, rest = written.partition(b"\n")
    facts = json.loads(head)
    if "refused" in facts:
        raise words.UnfitFile(facts["refused"])
    pictures, at = [], 0
    for size in facts.pop("sizes"):
        pictures.append(rest[at : at + size])
        at += size
    if at != len(rest) or not all(each.startswith(_JPEG) for each in pictures):
        raise words.UnfitFile("unreadable")
    return Answer(facts, tuple(pictures))
