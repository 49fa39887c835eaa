"""Hostile files: refused in time and within bounds, with a sentence; or made harmless."""

from __future__ import annotations

import os
import subprocess
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, suppress
from pathlib import Path

import hostile_files
import pytest
from drawn_pictures import HEIC, decoded, encoded, portrait, sheet
from fake_clamd import EICAR
from processes import eventually

from firstcard.casework.files import conversion, limits, words
from firstcard.casework.files.words import UnfitFile
from firstcard.config import web

PAPER = {"job": "paper"}
HARMLESS = hostile_files.made_harmless()


@pytest.fixture
def used(monkeypatch: pytest.MonkeyPatch) -> Iterator[list[int]]:
    """The most memory (bytes) of each child that ran."""
    most: list[int] = []
    before = conversion._waited

    def waited(child: subprocess.Popen[bytes]) -> int:
        peak = 0
        while os.waitid(os.P_PID, child.pid, os.WEXITED | os.WNOHANG | os.WNOWAIT) is None:
            peak = max(peak, _peak(child.pid))
            time.sleep(0.005)
            if time.monotonic() - started > limits.SECONDS:
                break
        most.append(peak)
        return before(child)

    started = time.monotonic()
    monkeypatch.setattr(conversion, "_waited", waited)
    return most


def _peak(pid: int) -> int:
    try:
        with open(f"/proc/{pid}/status", encoding="ascii") as status:
            lines = [line for line in status if line.startswith("VmHWM")]
    except OSError:
        return 0
    return int(lines[0].split()[1]) * 1024 if lines else 0


def _living(group: int) -> list[str]:
    """Processes of a group that have not ended."""
    stats = []
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):
            stats.append((folder / "stat").read_text().rpartition(") ")[2].split())
    return [state for state, _, of, *_ in stats if int(of) == group and state not in "ZX"]


@pytest.mark.parametrize("name", hostile_files.REFUSED)
def test_it_is_refused_in_time_and_says_what_would_be_right(name: str, used: list[int]) -> None:
    reason, data = hostile_files.refused(name)
    started = time.monotonic()
    with pytest.raises(UnfitFile) as refused:
        conversion.converted(data, job=PAPER)
    assert time.monotonic() - started < limits.SECONDS + 1
    assert all(peak <= limits.MEMORY_BYTES for peak in used)
    assert refused.value.reason == reason
    assert refused.value.status == 422


def test_every_refusal_names_what_would_be_right() -> None:
    for reason, text in words.REASONS.items():
        assert len(text.en.split(". ")) >= 2, reason
        assert text.zh.count("。") >= 2, reason


@pytest.mark.parametrize("name", HARMLESS)
def test_only_what_is_seen_goes_on(name: str) -> None:
    data = HARMLESS[name]
    assert hostile_files.SCRIPT in data
    answer = conversion.converted(data, job=PAPER)
    (made,) = answer.pictures
    for part in (hostile_files.SCRIPT, b"script", EICAR, b"PK\x03\x04", b"JavaScript"):
        assert part not in made
    assert made.endswith(b"\xff\xd9"), "nothing comes after the picture"
    red, green, _ = decoded(made).getpixel((20, 20))
    assert red > 150 > green, "the picture itself is there"


def test_a_picture_of_a_new_telephone_is_read() -> None:
    (made,) = conversion.converted(HEIC.read_bytes(), job=PAPER).pictures
    assert b"MAKER-OF-THE-CAMERA" in HEIC.read_bytes()
    assert b"MAKER-OF-THE-CAMERA" not in made
    picture = decoded(made)
    assert picture.size == (320, 240)
    assert not picture.getexif()
    assert picture.getpixel((20, 20))[0] > 150 > picture.getpixel((20, 20))[1]


def test_chinese_words_of_a_pdf_without_its_font_are_there() -> None:
    def darkness(text: str) -> int:
        data = hostile_files.pdf_without_its_font(text)
        (made,) = conversion.converted(data, job=PAPER).pictures
        return sum(decoded(made).convert("L").histogram()[:128])

    assert darkness("") == 0
    assert darkness("出生") > darkness("出") > 1000


def test_a_large_picture_becomes_one_that_can_be_read() -> None:
    (made,) = conversion.converted(
        encoded(portrait(size=(6000, 8000), at=(3000, 3000), face=1500)), job=PAPER
    ).pictures
    assert decoded(made).size == (1800, 2400)


class TestTheChild:
    """What a library that was taken over could do."""

    @pytest.fixture
    def program(self, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
        """Room to put another program in its place, with little time."""
        monkeypatch.setattr(limits, "SECONDS", 1)
        return

    def run(self, monkeypatch: pytest.MonkeyPatch, program: str) -> str:
        monkeypatch.setattr(conversion, "_PROGRAM", program)
        with pytest.raises(UnfitFile) as refused:
            conversion.converted(encoded(sheet()), job=PAPER)
        return refused.value.reason

    @pytest.mark.parametrize(
        ("first", "reason"), [("time.sleep(60)", "too-heavy"), ("sys.exit(1)", "unreadable")]
    )
    def test_it_is_ended_with_its_children(
        self, program: None, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, first: str,
        reason: str,
    ) -> None:  # fmt: skip
        mark = tmp_path / "group"
        started = time.monotonic()
        code = (
            f"import os, sys, time; open({str(mark)!r}, 'w').write(str(os.getpid()))\n"
            f"if os.fork(): {first}\ntime.sleep(60)"
        )
        assert self.run(monkeypatch, code) == reason
        assert time.monotonic() - started < 5
        assert eventually(lambda: not _living(int(mark.read_text())))

    @pytest.mark.parametrize(
        "answer",
        [
            "",
            "no json",
            "[1]",
            '{"sizes": "x"}',
            '{"sizes": [4]}\nGIF8',
            '{"sizes": [-5, 9]}\nxxxx',
            '{"sizes": []}\nmore',
            '{"refused": ["x"]}',
        ],
    )
    def test_what_it_says_is_not_believed(
        self, monkeypatch: pytest.MonkeyPatch, answer: str
    ) -> None:
        assert self.run(monkeypatch, f"print({answer!r}, end='')") == "unreadable"

    def test_a_mistake_of_its_own_is_a_damaged_file(self, monkeypatch: pytest.MonkeyPatch) -> None:
        assert self.run(monkeypatch, "raise RuntimeError('odd')") == "unreadable"

    def test_it_knows_no_secret(self, monkeypatch: pytest.MonkeyPatch) -> None:
        monkeypatch.setenv("FIRSTCARD_DATA_KEY", "a secret")
        found = "import os, sys; sys.exit(9 if any('FIRSTCARD' in k for k in os.environ) else 0)"
        assert self.run(monkeypatch, found) == "unreadable"
        made = conversion._run(b"", PAPER)
        assert made == b""

    def test_its_bounds_are_set_before_a_file_is_read(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        bounds = (
            f"import sys; sys.path.insert(0, {str(conversion._ROOT)!r}); "
            "from firstcard.casework.files import child; child.bound(); "
            "import resource as r; print([r.getrlimit(k)[0] for k in "
            "(r.RLIMIT_AS, r.RLIMIT_CPU, r.RLIMIT_CORE)], end='')"
        )
        monkeypatch.setattr(conversion, "_PROGRAM", bounds)
        said = conversion._run(b"", PAPER).decode()
        assert said == str([limits.MEMORY_BYTES, limits.SECONDS, 0])

    def test_too_many_at_once_are_asked_to_come_again(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        monkeypatch.setattr(conversion, "_WAIT_SECONDS", 0.05)
        with conversion._place(), conversion._place(), pytest.raises(words.FilesBusy) as busy:
            conversion.converted(encoded(sheet()), job=PAPER)
        assert busy.value.status == 503
        assert conversion.converted(encoded(sheet()), job=PAPER).pictures, "the places are free"

    def test_who_would_have_to_wait_too_is_told_at_once(self) -> None:
        """So a thread of the server is always there for everybody else."""
        assert conversion.AT_ONCE + conversion.WAITING < web._THREADS_PER_WORKER
        with ExitStack() as held, ThreadPoolExecutor() as pool:
            for _ in range(conversion.AT_ONCE):
                held.enter_context(conversion._place())
            waiting = [pool.submit(conversion.converted, encoded(sheet()), job=PAPER)
                       for _ in range(conversion.WAITING)]  # fmt: skip
            assert eventually(lambda: conversion._doors._value == 0)
            began = time.monotonic()
            with pytest.raises(words.FilesBusy):
                conversion.converted(encoded(sheet()), job=PAPER)
            assert time.monotonic() - began < 1
            held.close()
            assert [each.result().pictures for each in waiting]
