"""Programs that hand in applications at the same time, until they are told that it is enough."""

from __future__ import annotations

import hashlib
import json
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from queue import Empty, SimpleQueue
from typing import Any

import cases
import msgspec
import prepared
from drawn_pictures import encoded, sheet
from integrator import Program
from services import Service

PROGRAMS = 3  # that hand in what is ready; one more goes the whole way from the draft on
PACE_SECONDS = 0.1


@dataclass
class Load:
    """Programs at work, each on a thread of its own."""

    programs: list[Program] = field(default_factory=list)
    handed_in: list[str] = field(default_factory=list)  # acknowledged references
    gone_the_whole_way: list[str] = field(default_factory=list)
    wrong: list[BaseException] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)

    def has_moved_on(self, since: int) -> bool:
        if self.wrong:
            raise self.wrong[0]
        return len(self.handed_in) > since

    def work(self, port: int, *families: SimpleQueue[dict[str, Any]]) -> None:
        """One family after the other, of the first queue that has one; what is begun is ended."""
        while not self.over.is_set():
            family = _next(families)
            program = Program(port=port, key=family["key"])
            self.programs.append(program)
            reference = family["reference"] or _filled_in(program, number=family["number"])
            answer = program.send(f"/cases/{reference}/submit")
            assert answer.said["state"] == "submitted"
            self.handed_in.append(reference)
            if not family["reference"]:
                self.gone_the_whole_way.append(reference)
            self.over.wait(PACE_SECONDS)


def _next(families: tuple[SimpleQueue[dict[str, Any]], ...]) -> dict[str, Any]:
    for queue in families:
        with suppress(Empty):
            return queue.get_nowait()
    raise AssertionError("more families must be there")


def _filled_in(program: Program, *, number: int) -> str:
    """An application made through the API alone; its reference."""
    draft = cases.draft(number, **cases.newborn(number))
    body = {"want": ["insured"], "region": cases.REGION, "situation": draft.situation}
    begun = program.send("/cases", json.dumps(body).encode())
    reference: str = begun.said["reference"]
    path = f"/cases/{reference}"
    saved = msgspec.json.encode(draft)
    program.send(f"{path}/draft", saved, method="PUT", If_Match=begun.tag)
    for wanted in program.get(f"{path}/papers").said["wanted"]:
        if wanted["required"] and not wanted["proven"]:
            which = f"document={wanted['document']}&of={wanted['of']}"
            program.upload(f"{path}/papers?{which}", encoded(sheet()))
    for notice in ("applying", "keep-papers"):
        program.send(f"{path}/notices", json.dumps({"id": notice, "given": True}).encode())
    form = program.get(f"{path}/form?lang=zh")
    signature = {"kind": "typed", "content": "李美丽",
                 "form_sha256": hashlib.sha256(form.body).hexdigest()}  # fmt: skip
    program.send(f"{path}/signatures", json.dumps(signature).encode())
    return reference


@contextmanager
def working(service: Service, *, ready_ones: int, empty_ones: int) -> Iterator[Load]:
    """Programs that hand in applications until the block ends; each ends what it has begun."""
    ready: SimpleQueue[dict[str, Any]] = SimpleQueue()
    empty: SimpleQueue[dict[str, Any]] = SimpleQueue()
    for each in prepared.into(service, ready=ready_ones, empty=empty_ones):
        (ready if each["reference"] else empty).put(each)
    load = Load()
    threads = [
        *(_thread(load, lambda: load.work(service.port, ready, empty)) for _ in range(PROGRAMS)),
        _thread(load, lambda: load.work(service.port, empty)),
    ]
    try:
        yield load
    finally:
        load.over.set()
        for each in threads:
            each.join()
    if load.wrong:
        raise load.wrong[0]


def _thread(load: Load, work: Callable[[], None]) -> threading.Thread:
    def run() -> None:
        try:
            work()
        except BaseException as error:  # noqa: BLE001 - told to the test
            load.wrong.append(error)

    thread = threading.Thread(target=run)
    thread.start()
    return thread
