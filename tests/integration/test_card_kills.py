"""`kill -9` of whoever sends a batch or takes a result file, and of the database under them.

At any moment, also in the middle of a commit: a batch is whole or not there, and so is what a file
did; whoever was told "done" finds it done. What was not answered is done again, as the job does.
"""

from __future__ import annotations

import hashlib
import os
import random
import signal
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import card_files
import card_makers
import pytest
from card_files import cards_of, failed, made, whole
from card_makers import AT
from django.db import OperationalError, connection, connections
from processes import eventually

from firstcard.cards import boards
from firstcard.cards.models import BadLine, Batch, BatchLine, Card, CardEvent, ResultFile
from firstcard.cards.operations import batching, delivering, receiving, stock
from firstcard.core.actors import SERVICE
from firstcard.core.models import AuditEntry

A_BATCH = 25
BACK_SECONDS = 30.0
_BACKEND = "SELECT pg_backend_pid()"
_TOLD = b"told\n"


@dataclass
class Killing:
    """Pieces of work, each in a process of its own that is killed at a moment drawn by lot."""

    draw: random.Random
    spent: float = 0.05  # seconds that the last piece took which nobody disturbed
    counted: Counter[str] = field(default_factory=Counter)

    def of(self, work: Callable[[], object], *, victim: str) -> bool:
        """Whether the work was told to be done; `victim`: "worker", "database" or "" (nobody)."""
        connections.close_all()
        reading, writing = os.pipe()
        began, child = time.monotonic(), os.fork()
        if child == 0:
            self._work(work, writing)
        os.close(writing)
        with os.fdopen(reading, "rb", buffering=0) as pipe:
            backend = int(pipe.readline())
            if victim:
                time.sleep(self.draw.uniform(0, self.spent * 1.2))
                self._kill(child if victim == "worker" else backend)
            told = _TOLD in pipe.read()
        os.waitpid(child, 0)
        if not victim:
            self.spent = time.monotonic() - began
        assert eventually(_is_back, seconds=BACK_SECONDS)
        self.counted[f"{victim or 'nobody'}: {'done' if told else 'not answered'}"] += 1
        return told

    @staticmethod
    def _work(work: Callable[[], object], writing: int) -> None:
        """In the child. Whatever it does, it leaves without cleaning up after the tests."""
        try:
            with connection.cursor() as cursor:
                # As in operation: what is acknowledged is written (the tests' server is told not
                # to wait otherwise).
                cursor.execute("SET synchronous_commit TO on")
                cursor.execute(_BACKEND)
                os.write(writing, b"%d\n" % cursor.fetchone()[0])
            work()
            os.write(writing, _TOLD)
        finally:
            os._exit(0)

    @staticmethod
    def _kill(pid: int) -> None:
        try:
            os.kill(pid, signal.SIGKILL)
        except ProcessLookupError:
            return  # it was faster


def _is_back() -> bool:
    connections.close_all()
    try:
        with connection.cursor() as cursor:
            cursor.execute(_BACKEND)
    except OperationalError:
        return False
    return True


def all_is_whole(ordered: int) -> None:
    """No half of anything: every batch and every file with all that belongs to it."""
    sent = 0
    for batch in Batch.objects.all():
        sent += batch.count
        data = b"".join(batching.content(batch=batch, by=SERVICE, at=AT))
        assert hashlib.sha256(data).hexdigest() == batch.sha256
        lines = BatchLine.objects.filter(batch=batch)
        assert sorted(lines.values_list("number", flat=True)) == list(range(1, batch.count + 1))
        events = CardEvent.objects.filter(action="send", detail__batch=batch.number)
        assert events.count() == batch.count
        told = AuditEntry.objects.filter(action="batch.send", subject=f"batch:{batch.number}")
        assert told.get().detail == {"count": batch.count}
        _its_files_are_whole(batch)
    assert BatchLine.objects.count() == sent
    waiting = Card.objects.filter(making="ordered")
    assert waiting.count() == ordered - sent
    assert set(waiting.values_list("version", "batch")) <= {(1, None)}
    assert CardEvent.objects.count() == AuditEntry.objects.filter(
        subject__startswith="card:").exclude(action="card.read-for-making").count()  # fmt: skip


def _its_files_are_whole(batch: Batch) -> None:
    files = ResultFile.objects.filter(batch=batch, refused="")
    progress = boards.progress(batch=batch, on=AT.date())
    assert progress.made + progress.failed == sum(file.good for file in files)
    assert progress.sent == batch.count == progress.made + progress.failed + progress.open
    for action, outcome in (("make", "made"), ("fail", "failed")):
        lines = BatchLine.objects.filter(batch=batch, outcome=outcome)
        assert {line.card.making for line in lines} <= {outcome}
        done = CardEvent.objects.filter(action=action, detail__batch=batch.number)
        assert done.count() == lines.count()
    bad = BadLine.objects.filter(file__batch=batch).count()
    assert bad == files.count(), "each file has one bad line"


def answer(batch: Batch) -> bytes:
    """Made, but every fifth failed; and one line that cannot be read."""
    lines = [card_files.line(failed(card, number) if number % 5 == 0 else made(card, number))
             for number, card in enumerate(cards_of(batch), start=1)]  # fmt: skip
    return whole([*lines, b"x,y"])


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(
    ("batches", "worker", "database"),
    [(3, 8, 2), pytest.param(12, 100, 20, marks=pytest.mark.full)], ids=["some", "many"],
)  # fmt: skip
def test_batches_and_files_are_whole_or_not_there(
    batches: int, worker: int, database: int, tmp_path: Path
) -> None:
    killing = Killing(random.Random(worker))
    victims = ["worker"] * worker + ["database"] * database
    killing.draw.shuffle(victims)
    cards, centre = batches * A_BATCH, card_files.centre()
    for _ in range(cards):
        card_makers.order()

    def done(work: Callable[[], object], is_done: Callable[[], bool]) -> None:
        """Again and again, and killed again and again, until it is done."""
        share = -(-(worker + database) // (batches * 3))
        for _ in range(share):
            told = killing.of(work, victim=victims.pop() if victims else "")
            all_is_whole(cards)
            assert is_done() or not told, "what was told to be done is not there"
            if is_done():
                return
        assert killing.of(work, victim="")
        assert is_done()
        all_is_whole(cards)

    for number in range(1, batches + 1):
        done(lambda: batching.send(centre=centre, by=SERVICE, at=AT, most=A_BATCH),
             lambda number=number: Batch.objects.count() == number)  # fmt: skip
        batch = Batch.objects.latest("pk")
        _written(done, batch, tmp_path / "out")
        _taken(done, batch, tmp_path / "in")
    assert Card.objects.filter(making="made").count() == cards * 4 // 5
    assert stock.level(office=centre).used == cards * 4 // 5
    assert CardEvent.objects.filter(action="send").count() == cards
    print(f"\n{batches} batches of {A_BATCH}; {dict(sorted(killing.counted.items()))}")


Done = Callable[[Callable[[], object], Callable[[], bool]], None]


def _written(done: Done, batch: Batch, folder: Path) -> None:
    """The folder for the centre: there whole, or not."""
    folder.mkdir(exist_ok=True)
    target = folder / batch.number

    def whole_there() -> bool:
        if not target.exists():
            return False
        data = (target / f"{batch.number}.csv").read_bytes()
        assert hashlib.sha256(data).hexdigest() == batch.sha256
        assert len(list(target.iterdir())) == 3
        return True

    done(lambda: delivering.write(batch=batch, folder=folder, by=SERVICE, at=AT), whole_there)
    assert [path.name for path in folder.iterdir() if path.name.startswith(".")] == []


def _taken(done: Done, batch: Batch, folder: Path) -> None:
    """The centre's file: worked through once, and then moved away with its manifest."""
    folder.mkdir(exist_ok=True)
    data = answer(batch)
    told = card_files.msgspec.json.encode(card_files.manifest(batch, data))
    (folder / f"{batch.number}.result.csv").write_bytes(data)
    (folder / f"{batch.number}.result.json").write_bytes(told)

    def moved_away() -> bool:
        worked = ResultFile.objects.filter(batch=batch)
        assert worked.count() <= 1
        assert not worked.exclude(refused="").exists()
        return not list(folder.glob("*.json")) and not list(folder.glob("*.csv"))

    done(lambda: receiving.take_all(folder=folder, by=SERVICE, at=AT), moved_away)
    assert ResultFile.objects.get(batch=batch).good == A_BATCH
    assert len(list((folder / "taken").glob(f"{batch.number}*"))) == 2
    assert not list((folder / "refused").glob("*"))
