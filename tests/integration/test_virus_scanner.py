"""The operator's virus scanner: what it stops is not taken, and nothing unchecked is.

The fake is held to the real one: with FIRSTCARD_TEST_CLAMD=unix:<socket> every test that asks the
fake asks that clamd too. It needs `StreamMaxLength 20M` and a signature of EICAR that counts
anywhere in a file, such as this line in `eicar.ndb` of its DatabaseDirectory (hexadecimal of the 68
characters in place of …): `Eicar-Test-Signature:0:*:…`. The same answers came from clamd 1.4.6
(Debian 12, November 2026).
"""

from __future__ import annotations

import os
import socket
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest
from cases_for_files import AT, account, case_of, family
from drawn_pictures import encoded, portrait, sheet
from fake_clamd import EICAR, running

from firstcard.casework import papers, photos
from firstcard.casework.files import scanning
from firstcard.casework.files.words import ScannerAway, UnfitFile
from firstcard.casework.models import Case, Paper

REAL = os.environ.get("FIRSTCARD_TEST_CLAMD", "")
needs_real = pytest.mark.skipif(not REAL, reason="FIRSTCARD_TEST_CLAMD names no clamd")


@pytest.fixture(params=["fake", pytest.param("real", marks=needs_real)])
def scanner(
    request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[str]:
    """A scanner that knows EICAR; the fake must answer like the real one."""
    if request.param == "real":
        monkeypatch.setenv("FIRSTCARD_CLAMD", REAL)
        yield REAL
        return
    with running(tmp_path) as where:
        monkeypatch.setenv("FIRSTCARD_CLAMD", where)
        yield where


def said(where: str, line: bytes) -> bytes:
    with socket.socket(socket.AF_UNIX) as wire:
        wire.settimeout(10)
        wire.connect(where.removeprefix("unix:"))
        wire.sendall(line)
        reply = b""
        while piece := wire.recv(4096):
            reply += piece
    return reply


def in_pieces(data: bytes) -> bytes:
    return b"zINSTREAM\0" + len(data).to_bytes(4, "big") + data + bytes(4)


class TestTheProtocol:
    """Asked of the fake, and of a real clamd where there is one."""

    def test_it_is_there(self, scanner: str) -> None:
        assert said(scanner, b"zPING\0") == b"PONG\0"
        assert said(scanner, b"nPING\n") == b"PONG\n"

    def test_a_clean_stream(self, scanner: str) -> None:
        assert said(scanner, in_pieces(b"clean")) == b"stream: OK\0"

    def test_a_signature_is_named(self, scanner: str) -> None:
        reply = said(scanner, in_pieces(b"before " + EICAR + b" after"))
        assert reply.startswith(b"stream: Eicar-Test")
        assert reply.endswith(b" FOUND\0")

    def test_replies_end_as_the_command_did(self, scanner: str) -> None:
        line = b"nINSTREAM\n" + in_pieces(EICAR).removeprefix(b"zINSTREAM\0")
        reply = said(scanner, line)
        assert reply.startswith(b"stream: Eicar-Test")
        assert reply.endswith(b" FOUND\n")

    def test_a_stream_in_many_pieces_is_one(self, scanner: str) -> None:
        pieces = b"".join(b"\0\0\0\1" + EICAR[at : at + 1] for at in range(len(EICAR)))
        reply = said(scanner, b"zINSTREAM\0" + pieces + bytes(4))
        assert reply.endswith(b" FOUND\0")

    def test_an_empty_stream_is_clean(self, scanner: str) -> None:
        assert said(scanner, b"zINSTREAM\0" + bytes(4)) == b"stream: OK\0"

    def test_a_piece_over_the_limit_is_an_error_before_it_is_read(self, scanner: str) -> None:
        length = (25 * 1024 * 1024).to_bytes(4, "big")
        reply = said(scanner, b"zINSTREAM\0" + length)
        assert reply == b"INSTREAM size limit exceeded. ERROR\0"

    def test_another_command_is_unknown(self, scanner: str) -> None:
        assert said(scanner, b"zNOTHING\0") == b"UNKNOWN COMMAND\0"

    def test_what_is_too_long_gets_no_verdict(self, scanner: str) -> None:
        with pytest.raises(ScannerAway):
            scanning.check(bytes(25 * 1024 * 1024))


def test_clean_files_pass(scanner: str) -> None:
    scanning.check(encoded(sheet()))
    scanning.check(bytes(15 * 1024 * 1024))


@pytest.mark.django_db
def test_eicar_in_a_picture_is_stopped_and_nothing_is_kept(scanner: str) -> None:
    parent = account("parent")
    case = case_of(parent)
    for add in (_paper, _photo):
        with pytest.raises(UnfitFile) as refused:
            add(case, encoded(portrait(), comment=EICAR))
        assert refused.value.reason == "infected"
        assert "病毒" in refused.value.text.zh
    assert not Paper.objects.exists()
    assert photos.of_case(case=case) is None


def _paper(case: Case, data: bytes) -> None:
    assert case.applicant is not None
    by = family(case.applicant)
    papers.add(case=case, document="birth-certificate", of="", upload=data, by=by, at=AT)


def _photo(case: Case, data: bytes) -> None:
    assert case.applicant is not None
    photos.take_up(case=case, upload=data, by=family(case.applicant), at=AT)


@pytest.mark.django_db
def test_without_its_scanner_nothing_is_taken(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A scanner that is down must not be a way around it."""
    monkeypatch.setenv("FIRSTCARD_CLAMD", f"unix:{tmp_path}/nobody.sock")
    with pytest.raises(ScannerAway) as refused:
        _paper(case_of(account("parent")), encoded(sheet()))
    assert refused.value.status == 503
    assert not Paper.objects.exists()


@pytest.mark.parametrize("reply", [b"", b"stream: ERROR\0", b"stream: OK but\0", b"FOUND? no\0"])
def test_a_strange_reply_is_no_verdict(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, reply: bytes
) -> None:
    path = tmp_path / "odd.sock"
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(str(path))
        server.listen(1)
        threading.Thread(target=_answer_once, args=(server, reply), daemon=True).start()
        monkeypatch.setenv("FIRSTCARD_CLAMD", f"unix:{path}")
        with pytest.raises(ScannerAway):
            scanning.check(b"data")


def _answer_once(server: socket.socket, reply: bytes) -> None:
    wire, _ = server.accept()
    with wire:
        wire.sendall(reply)
        wire.recv(4096)


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        ("", None),
        ("unix:/run/clamav/clamd.ctl", "/run/clamav/clamd.ctl"),
        ("tcp:127.0.0.1:3310", ("127.0.0.1", 3310)),
        ("tcp:[::1]:3310", ("::1", 3310)),
    ],
)
def test_its_address(monkeypatch: pytest.MonkeyPatch, said: str, meant: object) -> None:
    monkeypatch.setenv("FIRSTCARD_CLAMD", said)
    assert scanning.address() == meant


@pytest.mark.parametrize("said", ["clamd", "unix:clamd.sock", "tcp:3310", "tcp:host:x", "tcp::1"])
def test_an_address_that_is_none_is_told_to_the_operator(
    monkeypatch: pytest.MonkeyPatch, said: str
) -> None:
    monkeypatch.setenv("FIRSTCARD_CLAMD", said)
    with pytest.raises(scanning.WrongAddress, match="FIRSTCARD_CLAMD"):
        scanning.address()
