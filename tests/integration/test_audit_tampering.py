"""Whatever a superuser does to the trail before the last checkpoint is found and named."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from trail import look, outside, sealed_trail, write

from firstcard.config.embedded_postgres import Server
from firstcard.core.models import AuditEntry, AuditSeal
from firstcard.core.sealing import chain, checkpoints
from firstcard.core.sealing.sealer import Sealer

pytestmark = pytest.mark.django_db(transaction=True)
Outside = psycopg.Connection[Any]
_COLUMNS = ("at", "actor_kind", "account", "role", "actor_name", "action", "subject", '"case"',
            "person", "detail", "written_at")  # fmt: skip

_OTHER_VALUE = {
    "at": "at - interval '1 microsecond'",
    "written_at": "written_at + interval '1 day'",
    "account": "coalesce(account, 0) + 1",
    "person": "coalesce(person, 0) + 1",
    "detail": """detail || '{"n": -1}'""",
}


@dataclass
class Done:
    """What was done, and the entries that are wrong since."""

    what: str
    kind: str
    entries: set[int]


def change(other: Outside, ids: list[int], chance: random.Random) -> Done:
    entry, column = chance.choice(ids), chance.choice(_COLUMNS)
    text = f"{column} || 'x'" if chance.random() < 0.5 else f"'{chance.randint(0, 9)}'"
    new = _OTHER_VALUE.get(column, text)
    other.execute(f"UPDATE core_auditentry SET {column} = {new} WHERE id = %s", [entry])
    return Done(f"{column} of {entry} = {new}", "changed", {entry})


def lose(other: Outside, ids: list[int], chance: random.Random) -> Done:
    how = chance.choice(["one", "run", "tail", "all"])
    start = chance.randrange(len(ids))
    gone = {"one": ids[start : start + 1], "run": ids[start : start + 7], "tail": ids[start:],
            "all": ids}[how]  # fmt: skip
    other.execute("DELETE FROM core_auditentry WHERE id = ANY(%s)", [gone])
    return Done(f"lost {how}", "lost", set(gone))


def insert(other: Outside, ids: list[int], chance: random.Random, *, until: datetime) -> Done:
    """An entry as if it had been written while the trail was: copied, with a number of its own."""
    like = chance.choice(ids)
    entry = chance.choice([ids[-1] + chance.randint(1, 50), -chance.randint(1, 50)])
    written = until - timedelta(microseconds=chance.randint(1, 900_000))
    others = ", ".join(_COLUMNS[:-1])
    other.execute(
        f"INSERT INTO core_auditentry (id, {others}, written_at) OVERRIDING SYSTEM VALUE "
        f"SELECT %s, {others}, %s FROM core_auditentry WHERE id = %s",
        [entry, written, like],
    )
    return Done(f"inserted {entry} like {like}", "inserted", {entry})


def reorder(other: Outside, ids: list[int], chance: random.Random) -> Done:
    one, two = chance.sample(ids, 2)
    for old, new in ((one, 0), (two, one), (0, two)):
        other.execute("UPDATE core_auditentry SET id = %s WHERE id = %s", [new, old])
    return Done(f"swapped {one} and {two}", "changed", {one, two})


def forget_notes(other: Outside, done: Done, chance: random.Random) -> None:
    """A superuser who knows the service makes its own notes fit."""
    for entry in done.entries:
        if chance.random() < 0.5:
            other.execute("DELETE FROM core_auditseal WHERE entry = %s", [entry])
        else:
            other.execute(
                "INSERT INTO core_auditseal SELECT %s, max(position) + 1 FROM core_auditseal "
                "ON CONFLICT DO NOTHING",
                [entry],
            )


@pytest.mark.parametrize(
    "trials", [50, pytest.param(500, marks=pytest.mark.full)], ids=["some", "many"]
)
def test_random_changes_losses_insertions_and_reorderings_are_all_found(
    tmp_path: Path, embedded_database: Server, trials: int
) -> None:
    sealed_trail(tmp_path, batches=12, each=10).close()
    *_, last = checkpoints.read(tmp_path / checkpoints.FILE)
    before = list(AuditEntry.objects.filter(written_at__lt=last.until).order_by("id")
                  .values_list("id", flat=True))  # fmt: skip
    assert len(before) == 120
    chance = random.Random(20261123)
    ways: list[Callable[..., Done]] = [
        change, lose, reorder,
        lambda *them: insert(*them, until=last.until),
    ]  # fmt: skip
    with outside(dsn=embedded_database.admin_dsn) as other:
        assert look(other, tmp_path).well
        other.rollback()
        for trial in range(trials):
            other.execute("SET LOCAL session_replication_role = replica")
            done = ways[trial % len(ways)](other, before, chance)
            if chance.random() < 0.5:
                forget_notes(other, done, chance)
            report = look(other, tmp_path)
            found = {(each.kind, each.entry) for each in report.findings}
            assert found == {(done.kind, entry) for entry in done.entries}, (trial, done)
            assert report.findings[0].entry == min(done.entries), (trial, done)
            other.rollback()


def test_an_entry_put_in_later_is_found_after_the_service_itself_sealed_it(
    tmp_path: Path, embedded_database: Server
) -> None:
    sealer = sealed_trail(tmp_path, batches=3, each=3)
    *_, last = checkpoints.read(tmp_path / checkpoints.FILE)
    ids = list(AuditEntry.objects.order_by("id").values_list("id", flat=True))
    with outside(dsn=embedded_database.admin_dsn) as other:
        other.execute("SET LOCAL session_replication_role = replica")
        done = insert(other, ids[:-1], random.Random(3), until=last.until)
    write(2)
    assert sealer.seal() == 3
    with outside(dsn=None) as other:
        report = look(other, tmp_path)
    assert [(each.kind, each.entry) for each in report.findings] == [("inserted", *done.entries)]
    assert report.findings[0].sealed_at is not None


def test_a_trail_written_anew_with_all_its_notes_is_found(
    tmp_path: Path, embedded_database: Server
) -> None:
    sealer = sealed_trail(tmp_path, batches=2, each=4)
    first = AuditEntry.objects.order_by("id").values_list("id", flat=True)[2]
    with outside(dsn=embedded_database.admin_dsn) as other:
        other.execute("SET LOCAL session_replication_role = replica")
        other.execute("UPDATE core_auditentry SET actor_name = 'nobody' WHERE id >= %s", [first])
        other.execute("TRUNCATE core_auditseal, core_auditsealed")
    sealer.close()
    sealer.seal()
    with outside(dsn=None) as other:
        report = look(other, tmp_path)
    assert report.findings[0].kind == "changed"
    assert report.findings[0].entry == first
    assert len(report.findings) == 7


def _lines(folder: Path) -> list[bytes]:
    return (folder / checkpoints.FILE).read_bytes().splitlines(keepends=True)


def _edited(line: bytes) -> bytes:
    """With one leaf exchanged, and the signature as it was."""
    read = chain.read_line(line)
    assert read is not None
    leaves = [b"\0" * chain.LEAF_BYTES, *chain.leaves_of(read)[1:]]
    return line.replace(read.leaves.encode(), chain.joined_leaves(leaves).encode())


FILES: dict[str, tuple[Callable[[list[bytes]], list[bytes]], int]] = {
    "edited": (lambda lines: [lines[0], _edited(lines[1]), *lines[2:]], 2),
    "without one": (lambda lines: [lines[0], *lines[2:]], 2),
    "without the first": (lambda lines: lines[1:], 1),
    "reordered": (lambda lines: [lines[1], lines[0], *lines[2:]], 1),
    "one twice": (lambda lines: [lines[0], lines[0], *lines[1:]], 2),
    "one made unreadable": (lambda lines: [lines[0], b"{\n", *lines[2:]], 3),
}


@pytest.mark.parametrize("how", FILES)
def test_a_changed_file_is_found_at_its_line(tmp_path: Path, how: str) -> None:
    sealed_trail(tmp_path, batches=4, each=2).close()
    edit, line = FILES[how]
    (tmp_path / checkpoints.FILE).write_bytes(b"".join(edit(_lines(tmp_path))))
    with outside(dsn=None) as other:
        first = look(other, tmp_path).findings[0]
    assert (first.kind, first.line) == ("file", line)


def test_a_line_signed_by_another_key_is_found(tmp_path: Path) -> None:
    sealed_trail(tmp_path / "one", batches=1, each=2).close()
    (tmp_path / "one" / checkpoints.FILE).rename(tmp_path / "first.jsonl")
    sealed_trail(tmp_path / "two", batches=1, each=2).close()
    with outside(dsn=None) as other:
        (tmp_path / "first.jsonl").rename(tmp_path / "two" / checkpoints.FILE)
        first = look(other, tmp_path / "two").findings[0]
    assert (first.kind, first.why) == ("file", "it is signed with an unknown key")


def test_a_shortened_file_is_found_by_whoever_wrote_down_the_last_root(tmp_path: Path) -> None:
    sealed_trail(tmp_path, batches=3, each=2).close()
    with outside(dsn=None) as other:
        whole = look(other, tmp_path)
        known = (whole.sealed, whole.root)
        assert look(other, tmp_path, known=known).well
        (tmp_path / checkpoints.FILE).write_bytes(b"".join(_lines(tmp_path)[:-1]))
        assert look(other, tmp_path).open == 1
        assert look(other, tmp_path, known=known).findings[0].kind == "file"


def test_entries_after_the_last_checkpoint_are_said_to_be_open(tmp_path: Path) -> None:
    sealed_trail(tmp_path, batches=1, each=2).close()
    write(3)
    with outside(dsn=None) as other:
        report = look(other, tmp_path)
    assert (report.well, report.open) == (True, 3)


def test_an_entry_that_was_sealed_twice_is_named(tmp_path: Path) -> None:
    sealed_trail(tmp_path, batches=1, each=2).close()
    entry = AuditSeal.objects.order_by("position")[1].entry
    AuditSeal.objects.filter(entry=entry).delete()
    assert Sealer(folder=tmp_path).seal() == 1
    with outside(dsn=None) as other:
        report = look(other, tmp_path)
    assert [(each.kind, each.entry) for each in report.findings] == [("twice", entry)]


def test_a_file_that_was_emptied_is_found(tmp_path: Path) -> None:
    sealed_trail(tmp_path, batches=1, each=2).close()
    (tmp_path / checkpoints.FILE).write_bytes(b"")
    with outside(dsn=None) as other:
        assert look(other, tmp_path).findings[0].why == "it holds no checkpoint"
