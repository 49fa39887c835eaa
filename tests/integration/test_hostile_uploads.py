"""Hostile files through the real doors of a real service: pages and API, one and many at once."""

from __future__ import annotations

import http.client
import re
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import hostile_files
import prepared
import pytest
from integrator import Program, multipart
from services import Service

from firstcard.casework.files import conversion, limits
from firstcard.casework.files.words import REASONS

NAMED = ("cut JPEG", "20,000 pixels square", "PNG bomb within the limit", "zip bomb", "program",
         "SVG with a script")  # fmt: skip
OTHERS = tuple(name for name in hostile_files.REFUSED if name not in (*NAMED, "empty"))
SECONDS = 10.0
ATTACKERS = 12  # more than the service has threads
SLOWEST = "PDF that draws without end"
PATIENCE_SECONDS = 5.0  # of everybody else meanwhile: half of what one file may take
ATTACK_SECONDS = 4.0
WORKERS = 2  # of the service under test
_TOKEN = "t" * 32
_CHILD = b"casework.files.child"


@dataclass
class Conversions:
    """What was seen of the processes that open files."""

    most_at_once: int = 0
    most_bytes: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    def watch(self, service: Service) -> None:
        workers = service.web_workers()
        while not self.over.wait(0.02):
            children = [pid for pid in _opening() if _parent(pid) in workers]
            self.most_at_once = max(self.most_at_once, len(children))
            self.most_bytes = max([self.most_bytes, *(_peak(pid) for pid in children)])


def _opening() -> Iterator[int]:
    """The processes of this machine that open files."""
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            if _CHILD in (folder / "cmdline").read_bytes():
                yield int(folder.name)


def _parent(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2].split()[1])
    return 0


def _peak(pid: int) -> int:
    with suppress(OSError):
        found = re.search(r"VmHWM:\s+(\d+)", Path(f"/proc/{pid}/status").read_text())
        return int(found[1]) * 1024 if found else 0
    return 0


@contextmanager
def watched(service: Service) -> Iterator[Conversions]:
    seen = Conversions()
    thread = threading.Thread(target=seen.watch, args=(service,))
    thread.start()
    try:
        yield seen
    finally:
        seen.over.set()
        thread.join()


@dataclass
class Browser:
    """A family's browser that is signed in."""

    port: int
    session: str

    def get(self, path: str) -> tuple[int, str]:
        return self._asked("GET", path, b"", {})

    def upload(self, path: str, data: bytes) -> tuple[int, str]:
        body, kind = multipart(data, csrfmiddlewaretoken=_TOKEN)
        return self._asked("POST", path, body, {"Content-Type": kind})

    def _asked(self, method: str, path: str, body: bytes, more: dict[str, str]) -> tuple[int, str]:
        cookies = f"sessionid={self.session}; csrftoken={_TOKEN}; django_language=en"
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request(method, path, body, {"Cookie": cookies} | more)
            reply = line.getresponse()
            return reply.status, reply.read().decode()
        finally:
            line.close()


def _doors(service: Service, family: dict[str, Any]) -> tuple[Program, Browser]:
    return Program(service.port, family["key"]), Browser(service.port, family["session"])


@pytest.mark.parametrize(
    "names", [NAMED, pytest.param(OTHERS, marks=pytest.mark.full)], ids=["named", "others"]
)
def test_it_is_refused_at_every_door_in_time(service: Service, names: tuple[str, ...]) -> None:
    (family,) = prepared.into(service, ready=1, empty=0)
    program, browser = _doors(service, family)
    path = f"/cases/{family['reference']}/papers?document=birth-certificate"
    page = _paper_page(browser, family["reference"])
    with watched(service) as seen:
        for name in names:
            reason, data = hostile_files.refused(name)
            began = time.monotonic()
            answer = program.once("POST", path, *multipart(data))
            by_api = time.monotonic()
            status, shown = browser.upload(page, data)
            by_page = time.monotonic()
            assert (answer.status, answer.said["code"]) == (422, f"file-{reason}"), name
            assert answer.said["detail"] == REASONS[reason].zh, name
            assert status == 200
            assert REASONS[reason].en in shown.replace("&#x27;", "'"), name
            assert max(by_api - began, by_page - by_api) < SECONDS + 1, name
    assert 0 < seen.most_bytes <= limits.MEMORY_BYTES
    assert all(_peak(pid) <= limits.MEMORY_BYTES for pid in service.web_workers())


def _paper_page(browser: Browser, reference: str) -> str:
    status, tasks = browser.get(f"/apply/{reference}/")
    assert status == 200
    found = re.search(rf'href="(/apply/{reference}/paper/[^"]+)"', tasks)
    assert found, tasks
    return found[1]


def test_many_at_once_take_the_service_from_nobody(service: Service) -> None:
    """Half of them of one account, which must not wait for each other's rows; half of many."""
    *hostile, other = prepared.into(service, ready=ATTACKERS // 2 + 2, empty=0)
    over, refused = threading.Event(), []
    _, data = hostile_files.refused(SLOWEST)

    def attack(family: dict[str, Any]) -> None:
        program = Program(service.port, family["key"])
        path = f"/cases/{family['reference']}/papers?document=birth-certificate"
        while not over.is_set():
            with suppress(OSError, http.client.HTTPException):  # of the last one, when all is over
                refused.append(program.once("POST", path, *multipart(data)).status)

    with watched(service) as seen:
        for number in range(ATTACKERS):
            family = hostile[max(0, number - ATTACKERS // 2)]
            threading.Thread(target=attack, args=(family,), daemon=True).start()
        waited = _waits(service, other)
        over.set()
    print(f"{len(waited)} other requests waited at most {max(waited):.2f} s;"
          f" {len(refused)} uploads refused, {seen.most_at_once} opened at once")  # fmt: skip
    assert max(waited) < PATIENCE_SECONDS
    assert conversion.AT_ONCE <= seen.most_at_once <= conversion.AT_ONCE * WORKERS
    assert seen.most_bytes <= limits.MEMORY_BYTES
    assert len(refused) >= ATTACKERS
    assert set(refused) <= {422, 429, 503}


def _waits(service: Service, family: dict[str, Any]) -> list[float]:
    """How long a page, the API and the operator's look take somebody else (seconds)."""
    program, browser = _doors(service, family)
    asked = (
        lambda: service.get()[0],
        lambda: browser.get(f"/apply/{family['reference']}/")[0],
        lambda: program.get(f"/cases/{family['reference']}").status,
    )
    found = []
    time.sleep(1)
    until = time.monotonic() + ATTACK_SECONDS
    while time.monotonic() < until:
        for ask in asked:
            began = time.monotonic()
            assert ask() == 200
            found.append(time.monotonic() - began)
        time.sleep(0.1)
    return found
