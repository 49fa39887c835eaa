"""The sealer: every committed entry once, in whatever order they come, through crashes."""

import os
import random
import threading
import time
from datetime import timedelta
from pathlib import Path

import pytest
from django.db import connection, transaction
from django.utils import timezone
from trail import look, outside, sealed_trail, write

from firstcard.core.models import AuditEntry, AuditSeal, AuditSealed
from firstcard.core.sealing import checkpoints, keys
from firstcard.core.sealing import sealer as sealing
from firstcard.core.sealing.checkpoints import Appender, InUse
from firstcard.core.sealing.sealer import Sealer

pytestmark = pytest.mark.django_db(transaction=True)


def sealed(folder: Path) -> list[int]:
    """The entries in the file, in their order."""
    return [entry for each in checkpoints.read(folder / checkpoints.FILE) for entry in each.entries]


def in_thread(work: object) -> threading.Thread:
    def run() -> None:
        try:
            work()  # type: ignore[operator]
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    return thread


def test_every_entry_is_sealed_once_and_all_is_well(tmp_path: Path) -> None:
    sealer = Sealer(folder=tmp_path)
    first = write(3)
    assert sealer.seal() == 3
    assert sealer.seal() == 0
    second = write(2)
    assert sealer.seal() == 2
    assert sealed(tmp_path) == first + second
    with outside(dsn=None) as other:
        report = look(other, tmp_path)
    assert report.well
    assert (report.sealed, report.checkpoints, report.open) == (5, 2, 0)


def test_more_than_one_pass_takes_them_all(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sealing, "MOST_AT_ONCE", 4)
    entries = write(10)
    assert Sealer(folder=tmp_path).seal() == 10
    assert sealed(tmp_path) == entries
    assert [len(each.entries) for each in checkpoints.read(tmp_path / checkpoints.FILE)] == [
        4,
        4,
        2,
    ]


def test_what_is_committed_late_is_sealed_later(tmp_path: Path) -> None:
    sealer, written, commit = Sealer(folder=tmp_path), threading.Event(), threading.Event()
    late: list[int] = []

    def slowly() -> None:
        with transaction.atomic():
            late.extend(write(1, action="case.slow"))
            written.set()
            assert commit.wait(20)

    thread = in_thread(slowly)
    assert written.wait(10)
    early = write(2)
    sealer.seal()
    time.sleep(1.2)
    early += write(1)
    sealer.seal()
    commit.set()
    thread.join()
    assert sealer.seal() == 1
    assert late[0] < early[0]
    assert sealed(tmp_path) == early + late
    with outside(dsn=None) as other:
        assert look(other, tmp_path).well


def test_many_writers_and_a_sealer_at_work(tmp_path: Path) -> None:
    sealer, over = Sealer(folder=tmp_path), threading.Event()

    def writer() -> None:
        for _ in range(25):
            with transaction.atomic():
                write(1)
                time.sleep(random.random() / 50)

    threads = [in_thread(writer) for _ in range(4)]
    waiter = threading.Thread(target=lambda: ([t.join() for t in threads], over.set()))
    waiter.start()
    while not over.is_set():
        sealer.seal()
        time.sleep(0.02)
    waiter.join()
    sealer.seal()
    assert sorted(sealed(tmp_path)) == sorted(set(sealed(tmp_path)))
    with outside(dsn=None) as other:
        report = look(other, tmp_path)
    assert (report.well, report.sealed, report.open) == (True, 100, 0)


def test_what_is_settled_is_not_looked_at_again(tmp_path: Path) -> None:
    sealer = Sealer(folder=tmp_path)
    entries = write(5)
    sealer.seal()
    assert sealer._settled < entries[0]
    time.sleep(1.2)
    sealer.seal()
    assert sealer._settled == entries[-1]


def test_a_crash_between_file_and_database_seals_nothing_twice(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    sealer = sealed_trail(tmp_path, batches=2, each=3)
    more = write(2)

    def crash(*_: object) -> None:
        raise RuntimeError("the power is out")

    with monkeypatch.context() as patched:
        patched.setattr(sealing, "_note", crash)
        with pytest.raises(RuntimeError):
            sealer.seal()
    assert not AuditSeal.objects.filter(entry__in=more).exists()
    assert Sealer(folder=tmp_path).seal() == 0
    assert AuditSeal.objects.count() == len(sealed(tmp_path)) == len(set(sealed(tmp_path))) == 9


def test_a_full_disk_loses_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealer = Sealer(folder=tmp_path)
    write(2)
    sealer.seal()
    more = write(2)
    real = os.write

    def full(fd: int, data: bytes) -> int:
        real(fd, data[:50])
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patched:
        patched.setattr(checkpoints.os, "write", full)
        with pytest.raises(OSError, match="No space"):
            sealer.seal()
    assert sealer.seal() == 2
    assert sealed(tmp_path)[-2:] == more
    with outside(dsn=None) as other:
        report = look(other, tmp_path)
    assert (report.well, report.cut, report.sealed) == (True, 1, 4)


@pytest.mark.parametrize("lost", ["all", "some"])
def test_lost_notes_are_made_again_from_the_file(tmp_path: Path, lost: str) -> None:
    sealed_trail(tmp_path, batches=2, each=3).close()
    if lost == "all":
        AuditSeal.objects.all().delete()
        AuditSealed.objects.all().delete()
    else:
        # As after restoring a backup that is older than the file.
        first = next(checkpoints.read(tmp_path / checkpoints.FILE))
        AuditSeal.objects.filter(position__gte=first.count).delete()
        AuditSealed.objects.update(count=first.count, root=bytes.fromhex(first.root))
    assert Sealer(folder=tmp_path).seal() == 0
    assert AuditSeal.objects.count() == 7


def test_a_file_moved_aside_begins_a_new_chain_with_every_entry(tmp_path: Path) -> None:
    sealed_trail(tmp_path, batches=1, each=3).close()
    old = sealed(tmp_path)
    (tmp_path / checkpoints.FILE).rename(tmp_path / "old.jsonl")
    assert Sealer(folder=tmp_path).seal() == 4
    assert sealed(tmp_path) == old
    logs = {each.log for name in ("old.jsonl", checkpoints.FILE)
            for each in checkpoints.read(tmp_path / name)}  # fmt: skip
    assert len(logs) == 2


def test_one_sealer_for_a_file_and_one_for_a_database(tmp_path: Path) -> None:
    sealer = Sealer(folder=tmp_path / "one")
    write(1)
    assert sealer.seal() == 1
    with pytest.raises(InUse):
        Appender(tmp_path / "one" / checkpoints.FILE)
    write(1)
    done: list[int] = []
    in_thread(lambda: done.append(Sealer(folder=tmp_path / "two").seal())).join()
    assert done == [0]
    assert sealer.seal() == 1


def test_silence_is_vouched_for_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    sealer = Sealer(folder=tmp_path)
    write(1)
    sealer.seal()
    monkeypatch.setattr(sealing, "HEARTBEAT", sealing.timedelta(milliseconds=1))
    time.sleep(0.01)
    assert sealer.seal() == 0
    assert len(list(checkpoints.read(tmp_path / checkpoints.FILE))) == 2


def test_the_signing_key_is_for_the_service_alone(tmp_path: Path) -> None:
    sealed_trail(tmp_path, batches=1, each=1).close()
    assert (tmp_path / checkpoints.SIGNING_KEY).stat().st_mode & 0o777 == 0o600
    assert (tmp_path / checkpoints.FILE).stat().st_mode & 0o777 == 0o600


def test_a_new_key_goes_on_and_what_the_old_one_signed_stays_good(tmp_path: Path) -> None:
    sealed_trail(tmp_path, batches=1, each=2).close()
    (tmp_path / checkpoints.SIGNING_KEY).unlink()
    write(1)
    assert Sealer(folder=tmp_path).seal() == 1
    assert len(keys.public_keys(path=tmp_path / checkpoints.PUBLIC_KEY)) == 2
    with outside(dsn=None) as other:
        assert look(other, tmp_path).well


def test_a_clock_that_goes_back_is_told_and_accuses_nobody(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = "statement_timestamp() + interval '1 hour'"
    sealer = Sealer(folder=tmp_path)
    with monkeypatch.context() as patched:
        patched.setattr(
            sealing, "_HORIZON", sealing._HORIZON.replace("statement_timestamp()", ahead)
        )
        write(1)
        AuditEntry.objects.bulk_create([
            AuditEntry(at=timezone.now(), actor_kind="service", role="service", action="x",
                       subject="test:1", written_at=timezone.now() + timedelta(hours=1))
        ])  # fmt: skip
        sealer.seal()
    sealer.seal()
    write(2)
    assert sealer.seal() == 2
    with outside(dsn=None) as other:
        report = look(other, tmp_path)
    assert (report.well, report.clock_back, report.sealed) == (True, 1, 4)


def test_a_long_line_is_read_back_when_sealing_goes_on(tmp_path: Path) -> None:
    AuditEntry.objects.bulk_create(
        AuditEntry(at=timezone.now(), actor_kind="service", role="service", action="x",
                   subject=f"test:{number}")
        for number in range(2_000)
    )  # fmt: skip
    sealer = Sealer(folder=tmp_path)
    assert sealer.seal() == 2_000
    sealer.close()
    write(1)
    assert Sealer(folder=tmp_path).seal() == 1
    with outside(dsn=None) as other:
        assert look(other, tmp_path).well


def test_the_first_line_is_there_before_the_first_entry(tmp_path: Path) -> None:
    sealer = Sealer(folder=tmp_path)
    assert sealer.seal() == 0
    write(1)
    assert sealer.seal() == 1
    with outside(dsn=None) as other:
        report = look(other, tmp_path)
    assert (report.well, report.checkpoints, report.sealed) == (True, 2, 1)
