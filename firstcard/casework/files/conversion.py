"""Has a file opened by a bounded child process, and takes back only pictures made anew."""

from __future__ import annotations

import json
import os
import select
import signal
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from threading import BoundedSemaphore
from typing import IO, Any

import msgspec
import structlog
from msgspec import Struct

from firstcard.casework.files import limits, words
from firstcard.casework.files.kinds import kind_of

_ROOT = Path(__file__).resolve().parents[3]
_PROGRAM = (
    f"import sys; sys.path.insert(0, {str(_ROOT)!r}); "
    "from firstcard.casework.files.child import main; main()"
)
# One thread and one heap, however many cores there are: each more takes addresses of the bound.
_ENVIRONMENT = {
    "OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1", "OPENCV_FOR_THREADS_NUM": "1",
    "MALLOC_ARENA_MAX": "1", "LC_ALL": "C.UTF-8",
}  # fmt: skip
# A server process has four threads (config.web): so one is always there for everybody else.
AT_ONCE = 2
WAITING = 1
_WAIT_SECONDS = 3
_MOST_TROUBLE = 64 * 1024
_JPEG = b"\xff\xd8\xff"
_places = BoundedSemaphore(AT_ONCE)
_doors = BoundedSemaphore(AT_ONCE + WAITING)
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
    """At most so many children of one server process at once, and so many threads that wait."""
    with _held(_doors, seconds=0), _held(_places, seconds=_WAIT_SECONDS):
        yield


@contextmanager
def _held(semaphore: BoundedSemaphore, *, seconds: float) -> Iterator[None]:
    if not semaphore.acquire(timeout=seconds):
        raise words.FilesBusy
    try:
        yield
    finally:
        semaphore.release()


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
    """The exit code, after at most its time; nothing of its process group is left."""
    ended = select.poll()
    watched = os.pidfd_open(child.pid)
    try:
        ended.register(watched, select.POLLIN)
        ended.poll(limits.SECONDS * 1000)
        os.killpg(child.pid, signal.SIGKILL)  # not waited for yet, so the number is still its own
        return child.wait()
    finally:
        os.close(watched)


def _read(written: bytes) -> Answer:
    """The answer; whatever the child was made to say, only JPEGs and plain facts are taken."""
    head, _, rest = written.partition(b"\n")
    try:
        facts = msgspec.json.decode(head, type=dict[str, Any])
        sizes = msgspec.convert(facts.pop("sizes", []), list[int])
    except msgspec.MsgspecError as error:
        raise words.UnfitFile("unreadable") from error
    if "refused" in facts:
        raise words.UnfitFile(words.known(facts["refused"]))
    pictures = tuple(_cut(rest, sizes))
    if b"".join(pictures) != rest or not all(each.startswith(_JPEG) for each in pictures):
        raise words.UnfitFile("unreadable")
    return Answer(facts, pictures)


def _cut(data: bytes, sizes: list[int]) -> Iterator[bytes]:
    at = 0
    for size in sizes:
        yield data[at : at + size]
        at += size
