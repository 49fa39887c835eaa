"""What a centre can send that is wrong: each fault is refused or set aside with its line.

The place of each fault is drawn by a seed; every line that is right is worked through, once.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import card_files
import msgspec
import pytest
from card_files import HEADER, cards_of, failed, line, lines_of, made, manifest, whole
from card_makers import AT
from django.db import connection

from firstcard.cards import boards
from firstcard.cards.files.cells import Coding
from firstcard.cards.files.faults import FileFault as F
from firstcard.cards.files.faults import LineFault as L
from firstcard.cards.models import BadLine, Batch, BatchLine, Card, CardEvent, ResultFile
from firstcard.cards.operations import ordering, receiving, results, stock
from firstcard.cards.production_words import FILE, LINE
from firstcard.core.actors import SERVICE

pytestmark = pytest.mark.django_db
CARDS = 6
Lines = list[bytes]
Draw = random.Random


@pytest.fixture
def batch() -> Batch:
    return card_files.sent(CARDS)


def cells(lines: Lines, place: int) -> list[str]:
    return lines[place].decode().split(",")


def changed(lines: Lines, place: int, **change: str) -> Lines:
    """The lines with one in which some cells are others."""
    names = HEADER.decode().split(",")
    new = [change.get(name, cell) for name, cell in zip(names, cells(lines, place), strict=True)]
    return [*lines[:place], line(new), *lines[place + 1 :]]


def replaced(lines: Lines, place: int, new: bytes) -> Lines:
    return [*lines[:place], new, *lines[place + 1 :]]


# Faults of one line: what the lines become, which of them are set aside (by place), and why.
LineCase = Callable[[Lines, int, Batch], tuple[Lines, dict[int, L]]]


def _one(fault: L, change: Callable[[Lines, int], Lines]) -> LineCase:
    return lambda lines, place, batch: (change(lines, place), {place: fault})


def _cell(fault: L, **change: str) -> LineCase:
    return _one(fault, lambda lines, place: changed(lines, place, **change))


def _twice(lines: Lines, place: int, batch: Batch) -> tuple[Lines, dict[int, L]]:
    return [*lines, lines[place]], {len(lines): L.TWICE}


def _contrary(lines: Lines, place: int, batch: Batch) -> tuple[Lines, dict[int, L]]:
    other = line(failed(cards_of(batch)[place]))
    return [*lines, other], {place: L.CONTRARY, len(lines): L.CONTRARY}


def _one_number(lines: Lines, place: int, batch: Batch) -> tuple[Lines, dict[int, L]]:
    other = (place + 1) % CARDS
    number = cells(lines, other)[3]
    return changed(lines, place, number=number), {place: L.TAKEN, other: L.TAKEN}


def _known_number(lines: Lines, place: int, batch: Batch) -> tuple[Lines, dict[int, L]]:
    from card_makers import card

    return changed(lines, place, number=card("made").number), {place: L.TAKEN}


def _known_code(lines: Lines, place: int, batch: Batch) -> tuple[Lines, dict[int, L]]:
    from card_makers import card

    return changed(lines, place, code=card("made").code), {place: L.TAKEN}


def _other_batch(lines: Lines, place: int, batch: Batch) -> tuple[Lines, dict[int, L]]:
    other = cards_of(card_files.sent(1))[0]
    return replaced(lines, place, line(made(other))), {place: L.OTHER_BATCH}


def _stopped(lines: Lines, place: int, batch: Batch) -> tuple[Lines, dict[int, L]]:
    ordering.stop(card=cards_of(batch)[place], reason="death", by=SERVICE, at=AT)
    return lines, {place: L.STOPPED}


def _otherwise(lines: Lines, place: int, batch: Batch) -> tuple[Lines, dict[int, L]]:
    card_files.answer(batch, [failed(cards_of(batch)[place])])
    return lines, {place: L.OTHERWISE}


def _no_row(lines: Lines, place: int, batch: Batch) -> tuple[Lines, dict[int, L]]:
    """The database fails in the middle, as for a card whose row cannot be written."""
    with connection.cursor() as cursor:
        cursor.execute(
            "CREATE FUNCTION fail_one() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
            f"IF NEW.id = {cards_of(batch)[place].pk} THEN RAISE EXCEPTION 'no'; END IF; "
            "RETURN NEW; END $$")  # fmt: skip
        cursor.execute("CREATE TRIGGER fail_one BEFORE UPDATE ON cards_card FOR EACH ROW "
                       "EXECUTE FUNCTION fail_one()")  # fmt: skip
    return lines, {place: L.NOT_STORED}


LINE_FAULTS: dict[str, LineCase] = {
    "a short line": _one(L.SHORT, lambda ls, p: replaced(ls, p, b",".join(ls[p].split(b",")[:4]))),
    "a line with a cell too many": _one(L.LONG, lambda ls, p: replaced(ls, p, ls[p] + b",x")),
    "a line that is too long": _one(L.TOO_LONG, lambda ls, p: replaced(ls, p, ls[p] + b"x" * 2000)),
    "bytes that are no UTF-8": _one(L.CODING, lambda ls, p: replaced(ls, p, b"\xd6\xdc" + ls[p])),
    "half a sign of UTF-8": _one(L.CODING, lambda ls, p: replaced(ls, p, ls[p] + b"\xe5\xbc")),
    "a byte zero": _one(L.CONTROL, lambda ls, p: replaced(ls, p, ls[p][:5] + b"\0" + ls[p][5:])),
    "a byte order mark in the middle": _one(
        L.CONTROL, lambda ls, p: replaced(ls, p, b"\xef\xbb\xbf" + ls[p])),
    "a carriage return in a line": _one(
        L.CONTROL, lambda ls, p: replaced(ls, p, ls[p].replace(b"made", b"ma\rde"))),
    "a quote that is not closed": _one(L.QUOTES, lambda ls, p: replaced(ls, p, b'"' + ls[p])),
    "a quote in the middle": _one(
        L.QUOTES, lambda ls, p: replaced(ls, p, b'"' + ls[p].replace(b",", b'"x,', 1))),
    "a formula": _cell(L.FORMULA, number="=cmd|' /C calc'!A0"),
    "a formula that adds": _cell(L.FORMULA, reason="+1+1"),
    "a formula by reference": _cell(L.FORMULA, code="@SUM(A1)"),
    "a formula in full width": _cell(L.FORMULA, number="＝1＋1"),
    "a card that is not known": _cell(L.UNKNOWN_CARD, order="CD-2222-2222-2"),
    "an order with a slip": _one(L.ORDER, lambda ls, p: replaced(
        ls, p, ls[p].replace(b"CD-", b"CD-X", 1))),
    "an order in small letters": _one(L.ORDER, lambda ls, p: replaced(
        ls, p, ls[p].replace(b"CD-", b"cd-", 1))),
    "a card without an order": _cell(L.ORDER, order=""),
    "an unknown result": _cell(L.RESULT, result="lost"),
    "a card made without a number": _cell(L.NUMBER, number=""),
    "a number that is too short": _cell(L.NUMBER, number="Z1234"),
    "a number in full width": _cell(L.NUMBER, number="Ｚ12345678"),
    "a code with a sign that is none": _cell(L.CODE, code="4101*0" + "0" * 26),
    "a day that is none": _cell(L.DATE, valid_until="2026-02-30"),
    "a day in another form": _cell(L.DATE, valid_until="22/11/2036"),
    "made and failed at once": _cell(L.BOTH, reason="print"),
    "failed with a number": _cell(L.BOTH, result="failed", reason="print"),
    "failed for no known reason": _cell(
        L.REASON, result="failed", number="", code="", valid_until="", reason="dog"),
    "spoiled blanks that are no number": _cell(L.SPOILED, spoiled="many"),
    "a line twice": _twice,
    "two lines that contradict": _contrary,
    "one number for two cards": _one_number,
    "another card's number": _known_number,
    "another card's code": _known_code,
    "a card of another batch": _other_batch,
    "a card that was stopped": _stopped,
    "another answer than before": _otherwise,
    "a row that cannot be written": _no_row,
}  # fmt: skip


# These touch a second line or the database, and are tried alone.
WITH_OTHERS = {"one number for two cards", "another answer than before",
               "a row that cannot be written"}  # fmt: skip


@pytest.mark.parametrize("name", LINE_FAULTS)
def test_a_bad_line_is_set_aside_and_the_rest_is_worked_through(name: str, batch: Batch) -> None:
    place = Draw(name).randrange(CARDS)
    lines, expected = LINE_FAULTS[name](lines_of(batch), place, batch)
    row = card_files.take(batch, whole(lines))
    assert row.refused == ""
    found = {bad.line - 2: L(bad.reason) for bad in BadLine.objects.filter(file=row)}
    assert found == expected
    fine = {n for n in range(CARDS) if n not in expected}
    assert {n for n, card in enumerate(cards_of(batch)) if card.making == "made"} == fine
    assert row.good == len(fine)
    _adds_up(batch)
    _again_changes_nothing(batch, lines)


def _adds_up(batch: Batch) -> None:
    batch.refresh_from_db()
    progress = boards.progress(batch=batch, on=AT.date())
    assert progress.sent == batch.count == progress.made + progress.failed + progress.open


def _again_changes_nothing(batch: Batch, lines: Lines) -> None:
    """The old file sent again: however often, and later, nothing happens."""
    before = _all()
    card_files.take(batch, whole(lines), at=AT + timedelta(days=3))
    assert _all() == before


def _all() -> tuple[Any, ...]:
    return (list(Card.objects.order_by("pk").values_list("pk", "making", "number", "version")),
            list(BatchLine.objects.order_by("pk").values_list("pk", "outcome", "outcome_at")),
            CardEvent.objects.count(), ResultFile.objects.count(), BadLine.objects.count(),
            stock.level(office=card_files.centre()))  # fmt: skip


# Faults of the whole file: the bytes, and what the manifest says of them.
FileCase = Callable[[Batch, bytes, Draw], tuple[bytes, bytes | dict[str, Any], F]]


def _said(fault: F, **changes: Any) -> FileCase:
    return lambda batch, data, draw: (data, {**manifest(batch, data), **changes}, fault)


def _raw(fault: F, told: bytes) -> FileCase:
    return lambda batch, data, draw: (data, told, fault)


def _without(batch: Batch, data: bytes, draw: Draw) -> tuple[bytes, dict[str, Any], F]:
    told = manifest(batch, data)
    del told[draw.choice(sorted(set(told) - {"format"}))]
    return data, told, F.MANIFEST


def _bytes(fault: F, change: Callable[[bytes, Draw], bytes]) -> FileCase:
    """Other bytes than those that the manifest is of."""
    return lambda batch, data, draw: (change(data, draw), manifest(batch, data), fault)


def _file(fault: F, change: Callable[[bytes], bytes]) -> FileCase:
    """Bytes with their own right manifest, that are no such file."""
    return lambda batch, data, draw: (change(data), manifest(batch, change(data)), fault)


def _flip(data: bytes, draw: Draw) -> bytes:
    place = draw.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1]) + data[place + 1 :]


FILE_FAULTS: dict[str, FileCase] = {
    "a manifest that is no JSON": _raw(F.MANIFEST, b"count: 6"),
    "an empty manifest": _raw(F.MANIFEST, b""),
    "a manifest that never ends": _raw(F.MANIFEST, b"[" * 70_000),
    "a manifest of a later form": _said(F.OTHER_FORMAT, format="firstcard-cards/2", more=1),
    "a manifest with an unknown key": _said(F.MANIFEST, colour="red"),
    "a manifest without a key": _without,
    "a file elsewhere": _said(F.MANIFEST, file="../../etc/passwd"),
    "a count that is no number": _said(F.MANIFEST, count="six"),
    "a count below zero": _said(F.MANIFEST, count=-1),
    "a coding that is not known": _said(F.MANIFEST, coding="big5"),
    "an order sent back": _said(F.MANIFEST, kind="order"),
    "a batch that is not known": _said(F.UNKNOWN_BATCH, batch="CB-2222-2222-2"),
    "a wrong count": _said(F.OTHER_COUNT, count=CARDS + 1),
    "a wrong control sum": _said(F.OTHER_SUM, control_sum="4711"),
    "a wrong SHA-256": _said(F.OTHER_BYTES, sha256="0" * 64),
    "one bit changed on the way": _bytes(F.OTHER_BYTES, _flip),
    "a file cut short": _bytes(F.OTHER_BYTES, lambda data, draw: data[: draw.randrange(len(data))]),
    "another file of that name": _bytes(F.OTHER_BYTES, lambda data, draw: HEADER + b"\r\n"),
    "no columns": _file(F.HEADER, lambda data: data.split(b"\r\n", 1)[1]),
    "columns in another order": _file(
        F.HEADER, lambda data: data.replace(b"line,order", b"order,line", 1)),
    "columns between semicolons": _file(F.HEADER, lambda data: data.replace(b",", b";")),
    "an empty file": _file(F.HEADER, lambda data: b""),
    "UTF-16": _file(F.CODING, lambda data: data.decode().encode("utf-16")),
}  # fmt: skip


@pytest.mark.parametrize("name", FILE_FAULTS)
def test_a_file_that_is_not_right_is_refused_whole(name: str, batch: Batch) -> None:
    import io

    right = whole(lines_of(batch))
    data, told, fault = FILE_FAULTS[name](batch, right, Draw(name))
    before = _all()
    raw = told if isinstance(told, bytes) else msgspec.json.encode(told)
    row = results.take(manifest=raw, file=io.BytesIO(data), by=SERVICE, at=AT)
    assert row.refused == fault
    assert _all()[:3] == before[:3]
    assert {card.making for card in cards_of(batch)} == {"sent"}
    # The right one is taken after it.
    assert card_files.take(batch, right).good == CARDS


# Unusual, and right all the same.
FINE: dict[str, Callable[[Lines], bytes]] = {
    "ends of lines as in Unix": lambda lines: whole(lines, end=b"\n"),
    "CRLF": whole,
    "a byte order mark": lambda lines: b"\xef\xbb\xbf" + whole(lines),
    "no end of the last line": lambda lines: whole(lines).rstrip(b"\r\n"),
    "empty lines at the end": lambda lines: whole(lines) + b"\r\n\r\n",
    "cells in quotes": lambda lines: whole(
        [b'"' + each.replace(b",", b'","') + b'"' for each in lines]),
    "another order of lines": lambda lines: whole(lines[::-1]),
}  # fmt: skip


@pytest.mark.parametrize("name", FINE)
def test_what_programs_and_spreadsheets_write_differently_is_read(name: str, batch: Batch) -> None:
    row = card_files.take(batch, FINE[name](lines_of(batch)))
    assert (row.refused, row.good) == ("", CARDS)
    assert {card.making for card in cards_of(batch)} == {"made"}


@pytest.mark.parametrize("broken", [b"\x80", b"\xff\xff", b"\xd6", b"\x81\x30\x81", b"\xfe\x30"])
def test_gbk_bytes_that_are_no_gb_18030_spoil_their_line_alone(broken: bytes) -> None:
    batch = card_files.sent(CARDS, coding=Coding.GB_18030)
    place = Draw(broken).randrange(CARDS)
    lines = lines_of(batch)
    row = card_files.take(batch, whole(replaced(lines, place, lines[place] + broken)))
    (bad,) = BadLine.objects.filter(file=row)
    assert (bad.line, bad.reason) == (place + 2, L.CODING)
    assert row.good == CARDS - 1


def test_a_file_in_gb_18030_may_have_its_own_mark() -> None:
    batch = card_files.sent(2, coding=Coding.GB_18030)
    row = card_files.take(batch, b"\x84\x31\x95\x33" + whole(lines_of(batch)))
    assert (row.refused, row.good) == ("", 2)


def test_a_folder_with_a_manifest_alone_a_file_alone_and_a_right_pair(
    batch: Batch, tmp_path: Path
) -> None:
    data = whole(lines_of(batch))
    told = msgspec.json.encode(manifest(batch, data))
    (tmp_path / "lonely.json").write_bytes(
        msgspec.json.encode(manifest(batch, data, file="nowhere.csv")))  # fmt: skip
    (tmp_path / "alone.csv").write_bytes(data)
    (tmp_path / "right.json").write_bytes(told)
    (tmp_path / f"{batch.number}.result.csv").write_bytes(data)
    found = receiving.take_all(folder=tmp_path, by=SERVICE, at=AT)
    assert [(row.name, row.refused) for row in found] == [
        ("lonely.json", F.NO_FILE), (f"{batch.number}.result.csv", ""),
        ("alone.csv", F.NO_MANIFEST)]  # fmt: skip
    assert {path.name for path in (tmp_path / "refused").iterdir()} == {"lonely.json", "alone.csv"}
    assert len(list((tmp_path / "taken").iterdir())) == 2
    assert receiving.take_all(folder=tmp_path, by=SERVICE, at=AT) == []
    assert {card.making for card in cards_of(batch)} == {"made"}


def test_a_kill_between_moving_file_and_manifest_refuses_nothing(
    batch: Batch, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    data = whole(lines_of(batch))
    (tmp_path / "right.json").write_bytes(msgspec.json.encode(manifest(batch, data)))
    (tmp_path / f"{batch.number}.result.csv").write_bytes(data)
    move = receiving._move

    def killed(path: Path, row: ResultFile) -> None:
        if path.suffix == ".json":
            raise KeyboardInterrupt
        move(path, row)

    with monkeypatch.context() as patch:
        patch.setattr(receiving, "_move", killed)
        with pytest.raises(KeyboardInterrupt):
            receiving.take_all(folder=tmp_path, by=SERVICE, at=AT)
    (row,) = receiving.take_all(folder=tmp_path, by=SERVICE, at=AT)
    assert (row.refused, row.good) == ("", CARDS)
    assert ResultFile.objects.count() == 1
    assert len(list((tmp_path / "taken").iterdir())) == 2
    assert not (tmp_path / "refused").exists()


def test_a_manifest_that_names_itself_holds_nothing_up(batch: Batch, tmp_path: Path) -> None:
    data = whole(lines_of(batch))
    (tmp_path / "a.json").write_bytes(msgspec.json.encode(manifest(batch, data, file="a.json")))
    (tmp_path / "right.json").write_bytes(msgspec.json.encode(manifest(batch, data)))
    (tmp_path / f"{batch.number}.result.csv").write_bytes(data)
    found = receiving.take_all(folder=tmp_path, by=SERVICE, at=AT)
    assert [(row.refused, row.good) for row in found] == [(F.OTHER_BYTES, 0), ("", CARDS)]


# What the issue names, and by which of the cases above it is tried.
NAMED: dict[str, set[str]] = {
    "BOM": {"a byte order mark", "a byte order mark in the middle", "UTF-16"},
    "CRLF": {"CRLF", "ends of lines as in Unix", "a carriage return in a line"},
    "short line": {"a short line"},
    "wrong sum": {"a wrong control sum", "a wrong SHA-256", "a wrong count"},
    "duplicate": {"a line twice", "two lines that contradict", "one number for two cards"},
    "GBK bytes that are no GB 18030 text": {"bytes that are no UTF-8", "half a sign of UTF-8"},
    "formula": {"a formula", "a formula in full width"},
    "unknown card": {"a card that is not known", "a card of another batch"},
    "an old file sent again": {"another answer than before"},
    "a manifest without its file": {"another file of that name"},
}


@pytest.mark.parametrize("named", NAMED)
def test_every_fault_that_is_named_is_tried(named: str) -> None:
    assert NAMED[named] <= {*LINE_FAULTS, *FILE_FAULTS, *FINE}


@pytest.mark.parametrize("seed", range(4))
def test_forty_faults_and_more_in_one_file_are_counted_each_with_its_line(seed: int) -> None:
    """Every fault of a line at once, at places drawn by lot, among lines that are right."""
    draw = Draw(seed)
    faults = [name for name in LINE_FAULTS if name not in WITH_OTHERS]
    batch = card_files.sent(len(faults) + 10)
    lines, wrong = lines_of(batch), draw.sample(range(len(faults) + 10), len(faults))
    expected: dict[int, L] = {}
    for name, place in zip(faults, wrong, strict=True):
        lines, found = LINE_FAULTS[name](lines, place, batch)
        expected |= found
    row = card_files.take(batch, whole(lines))
    assert {bad.line - 2: L(bad.reason) for bad in row.bad.all()} == expected
    fine = {number for number in range(batch.count) if number not in expected}
    assert {n for n, card in enumerate(cards_of(batch)) if card.making == "made"} == fine
    assert (row.lines, row.good) == (len(lines), len(fine))
    _adds_up(batch)
    _again_changes_nothing(batch, lines)


def test_the_same_lines_in_another_file_are_known_already(batch: Batch) -> None:
    lines = lines_of(batch)
    card_files.take(batch, whole(lines[:2]))
    row = card_files.take(batch, whole(lines))
    assert (row.good, row.again, row.bad.count()) == (CARDS - 2, 2, 0)
    assert stock.level(office=card_files.centre()).used == CARDS


def test_no_personal_datum_of_a_bad_line_is_kept(batch: Batch) -> None:
    lines = replaced(lines_of(batch), 0, "张小宝,110105194912310020".encode())
    row = card_files.take(batch, whole(lines))
    (bad,) = row.bad.all()
    assert (bad.order, bad.reason) == ("", L.SHORT)


def test_every_fault_has_its_words_in_both_languages() -> None:
    assert set(FILE) == {fault.value for fault in F}
    assert set(LINE) == {fault.value for fault in L}


def test_these_are_at_least_forty_faults() -> None:
    assert len(LINE_FAULTS) + len(FILE_FAULTS) >= 40
