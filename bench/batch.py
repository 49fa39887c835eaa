"""A batch of 100,000 cards: sent and written to a folder, and its result file read back.

Targets: written within 30 s, read back within 60 s, each in at most 512 MB (this process's peak;
the database's own memory is its setting). Written means all of `batching.send` (rows, history,
audit, sums) and `delivering.write` (unsealed, coded, on the disk); read means `results.take`: one
card in 100 failed, every other one was made. Durable as in operation.

A number measures so many cards; `--pictures` measures the package of pictures too, over 5,000
cards with 20 KB each.
"""

from __future__ import annotations

import hashlib
import multiprocessing
import os
import resource
import sys
import tempfile
import time
import zlib
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from firstcard.cards.models import Batch
    from firstcard.people.models import Office

CARDS = 100_000
WITH_PICTURES = 5_000
PICTURE_BYTES = 20_000
WRITTEN_SECONDS, READ_SECONDS, MEGABYTES = 30.0, 60.0, 512.0
FAILED_EACH = 100
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)
_PEOPLE = """
WITH made AS (
  INSERT INTO people_person (name, sex, born_on, nationality, created_at)
  SELECT '张小宝', 1, '2026-09-01', 'mainland', now() FROM generate_series(1, %(count)s)
  RETURNING id
) SELECT id FROM made ORDER BY id
"""
_COLUMNS = ("order", "person_id", "case", "reason", "region", "data", "photo", "language",
            "centre_id", "delivery", "making", "social_security", "bank", "tracking", "number",
            "code", "tries", "ordered_at", "place_from", "due_is_final", "clock_basis",
            "ended_reason", "reminded", "version")  # fmt: skip


def main() -> int:
    """Measure, print, and tell by the exit code whether the targets are met."""
    with tempfile.TemporaryDirectory(prefix="firstcard-bench-") as home, _service(Path(home)):
        asked = next((int(each) for each in sys.argv if each.isdigit()), CARDS)
        count = WITH_PICTURES if "--pictures" in sys.argv else asked
        centre = _fill(count, PICTURE_BYTES if "--pictures" in sys.argv else 0)
        written = _apart(_write, centre.pk, home)
        read = _apart(_read, centre.pk, home)
        met = [_said("written", written, count, WRITTEN_SECONDS),
               _said("read back", read, count, READ_SECONDS)]  # fmt: skip
        _check(count)
    return 0 if all(met) else 1


def _said(what: str, found: dict[str, float], count: int, most: float) -> bool:
    met = found["seconds"] <= most and found["megabytes"] <= MEGABYTES
    parts = ", ".join(f"{name} {value:.1f} s" for name, value in found.items()
                      if name not in ("seconds", "megabytes", "processor"))  # fmt: skip
    print(f"{count:,} cards {what}: {found['seconds']:.1f} s ({parts}; processor of the service "
          f"{found['processor']:.1f} s), {found['megabytes']:.0f} MB; at most {most:.0f} s and "
          f"{MEGABYTES:.0f} MB: {'met' if met else 'NOT MET'}", flush=True)  # fmt: skip
    return met


def _apart(work: Callable[[int, Path, Clock], None], centre: int, home: str) -> dict[str, float]:
    """Do it in a process of its own, whose peak memory is then that of the work alone."""
    from django.db import connections

    connections.close_all()
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe()
    child = context.Process(target=_child, args=(work, centre, Path(home), theirs))
    child.start()
    theirs.close()
    found: dict[str, float] = ours.recv()
    child.join()
    return found


def _child(work: Callable[[int, Path, Clock], None], centre: int, home: Path, to: Any) -> None:
    clock = Clock()
    work(centre, home, clock)
    to.send(clock.found())


class Clock:
    """Times of the parts of a work, its processor's time and its peak of memory."""

    def __init__(self) -> None:
        self.parts: dict[str, float] = {}
        self.processor = time.process_time()

    @contextmanager
    def part(self, name: str) -> Iterator[None]:
        """Take the time of one part."""
        begun = time.perf_counter()
        yield
        self.parts[name] = time.perf_counter() - begun

    def found(self) -> dict[str, float]:
        """Everything, in seconds and MB (10^6 bytes)."""
        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024 / 1e6
        return {**self.parts, "seconds": sum(self.parts.values()), "megabytes": peak,
                "processor": time.process_time() - self.processor}  # fmt: skip


def _write(centre: int, home: Path, clock: Clock) -> None:
    from firstcard.cards.operations import batching, delivering
    from firstcard.core.actors import SERVICE
    from firstcard.people.models import Office

    folder = home / "outgoing"
    folder.mkdir(mode=0o700)
    with clock.part("sent"):
        batch = batching.send(centre=Office.objects.get(pk=centre), by=SERVICE, at=AT)
    with clock.part("on the disk"):
        delivering.write(batch=batch, folder=folder, by=SERVICE, at=AT)


def _read(centre: int, home: Path, clock: Clock) -> None:
    from firstcard.cards.models import Batch
    from firstcard.cards.operations import results
    from firstcard.core.actors import SERVICE

    batch = Batch.objects.get(centre=centre)
    path = home / "result.csv"
    told = _result(batch, path)
    with path.open("rb") as file, clock.part("taken"):
        row = results.take(manifest=told, file=file, by=SERVICE, at=AT)
    assert row.good == batch.count, row.refused


def _result(batch: Batch, path: Path) -> bytes:
    """The file of a centre, and its manifest."""
    from firstcard.cards.files import manifest as manifests
    from firstcard.cards.files.cells import Coding, written
    from firstcard.cards.files.results import COLUMNS
    from firstcard.cards.models import BatchLine

    digest, total = hashlib.sha256(), 0
    orders = BatchLine.objects.filter(batch=batch).order_by("number")
    with path.open("wb") as file:
        head = written(COLUMNS, coding=Coding.UTF_8)
        file.write(head)
        digest.update(head)
        for number, order in orders.values_list("number", "card__order").iterator():
            line = written(_cells(number, order), coding=Coding.UTF_8)
            total += zlib.crc32(line.rstrip(b"\r\n"))
            digest.update(line)
            file.write(line)
    return manifests.encoded(manifests.Manifest(
        kind="result", batch=batch.number, coding=Coding.UTF_8, file=path.name, count=batch.count,
        control_sum=str(total), sha256=digest.hexdigest()))  # fmt: skip


def _cells(number: int, order: str) -> tuple[str, ...]:
    if number % FAILED_EACH == 0:
        return str(number), order, "failed", "", "", "", "print", "1"
    return (str(number), order, "made", f"Z{number:08}", f"410100{number:026}", "2036-11-22", "",
            "0")  # fmt: skip


def _check(count: int) -> None:
    """Nothing was left out for speed."""
    from firstcard.cards.models import Card, CardEvent
    from firstcard.core.models import AuditEntry

    failed = count // FAILED_EACH
    assert Card.objects.filter(making="made").count() == count - failed
    assert Card.objects.filter(making="failed").count() == failed
    assert CardEvent.objects.count() == 2 * count  # sent; made or failed
    assert AuditEntry.objects.filter(action="card.read-for-making").count() >= count


def _fill(count: int, picture: int) -> Office:
    """So many persons with an ordered card each."""
    from django.db import connection

    from firstcard.people.models import Office

    centre = Office.objects.create(code="centre", name_zh="样例制卡中心", kind="card-centre",
                                   name_en="Sample centre", region="410100")  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_PEOPLE, {"count": count})
        persons = [pk for (pk,) in cursor.fetchall()]
        named = ", ".join(f'"{name}"' for name in _COLUMNS)
        with cursor.copy(f"COPY cards_card ({named}) FROM STDIN") as copy:
            for row in _rows(persons, centre.pk, os.urandom(picture)):
                copy.write_row(row)
        cursor.execute("ANALYZE")
    return centre


def _rows(persons: list[int], centre: int, picture: bytes) -> Iterator[tuple[Any, ...]]:
    from firstcard.cards.content import CardData, sealed
    from firstcard.core import references

    for person in persons:
        order = references.new(prefix="CD")
        data = CardData(name="张小宝", sex=1, born_on="2026-09-01", nationality="mainland",
                        number_kind="citizen-id", number=f"4101052026090{person % 10**5:05}",
                        photo=picture)  # fmt: skip
        hidden = sealed(data=data, order=order)
        yield (order, person, "", "first", "410105", hidden.data, hidden.photo, "zh", centre,
               "office", "ordered", "off", "off", "", "", "", 0, AT, AT, True, "[]",
               "", 0, 1)  # fmt: skip


@contextmanager
def _service(home: Path) -> Iterator[None]:
    """The service's settings and an embedded database of their own, migrated."""
    os.environ.update(FIRSTCARD_HOME=str(home), FIRSTCARD_DEMO="1", FIRSTCARD_LOG_LEVEL="ERROR",
                      DJANGO_SETTINGS_MODULE="bench._settings")  # fmt: skip
    from firstcard.config.embedded_postgres import Server, connection_settings, destroy

    with Server(home=home):
        import django
        from django.db import connections

        django.setup()
        connections["default"].settings_dict.update(connection_settings(home=home))
        from django.core.management import call_command

        call_command("migrate", verbosity=0)
        yield
        connections.close_all()
    destroy(home=home)


if __name__ == "__main__":
    sys.exit(main())
