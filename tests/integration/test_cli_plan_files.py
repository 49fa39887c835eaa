"""`firstcard plan` as a file: to print, for a calendar, or in any form written to a file."""

import os
import pty
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import vobject

from firstcard.cli import main
from tests.poppler import flat, text_of

ROOT = Path(__file__).resolve().parents[2]
NEWBORN = str(ROOT / "examples" / "newborn-zhengzhou.json")
PROGRAM = [sys.executable, "-c", "import sys; from firstcard.cli import main; sys.exit(main())"]
DAY = ("--on", "2026-11-23")


@pytest.fixture(autouse=True)
def in_english(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTCARD_LANG", "en")
    monkeypatch.delenv("FIRSTCARD_PACKS", raising=False)


def plan(*words: str | Path) -> int:
    return main(["plan", NEWBORN, *DAY, *(str(word) for word in words)])


def test_a_pdf_goes_to_a_file(tmp_path: Path) -> None:
    out = tmp_path / "plan.pdf"
    assert plan("--format", "pdf", "--out", out) == 0
    text = flat(text_of(out.read_bytes()))
    assert flat("Register the birth with the police") in text


def test_a_pdf_goes_through_a_pipe(capfdbinary: Any) -> None:
    assert plan("--format", "pdf", "--lang", "zh") == 0
    assert "办理清单" in text_of(capfdbinary.readouterr().out)


def test_a_pdf_is_not_thrown_at_a_terminal() -> None:
    reading, writing = pty.openpty()
    result = subprocess.run(
        [*PROGRAM, "plan", NEWBORN, "--format", "pdf"], stdout=writing, stderr=subprocess.PIPE,
        cwd=ROOT, env=os.environ | {"FIRSTCARD_LANG": "en", "PYTHONPATH": str(ROOT)},
        text=True, check=False,
    )  # fmt: skip
    os.close(writing)
    os.close(reading)
    assert result.returncode != 0
    assert result.stderr == "firstcard: a PDF is not for a terminal: add --out plan.pdf\n"


def test_a_calendar_made_again_from_the_same_file_replaces_the_first(capfd: Any) -> None:
    found = []
    for _ in range(2):
        assert plan("--format", "ics") == 0
        events = vobject.readOne(capfd.readouterr().out).vevent_list
        found.append({each.uid.value for each in events})
    assert found[0]
    assert found[0] == found[1]


@pytest.mark.parametrize("form", ["text", "json", "html"])
def test_a_file_holds_what_the_terminal_shows(form: str, tmp_path: Path, capfdbinary: Any) -> None:
    out = tmp_path / "plan"
    assert plan("--format", form) == 0
    shown = capfdbinary.readouterr().out
    assert plan("--format", form, "--out", out) == 0
    assert capfdbinary.readouterr().out == b""
    assert out.read_bytes() == shown


def test_a_file_that_cannot_be_written_is_one_line(tmp_path: Path, capfd: Any) -> None:
    assert plan("--format", "ics", "--out", tmp_path / "nowhere" / "plan.ics") != 0
    err = capfd.readouterr().err
    assert err.count("\n") == 1
    assert "plan.ics: cannot be written" in err


@pytest.mark.parametrize("form", ["text", "json"])
def test_the_usual_forms_load_neither_typesetter_nor_calendar(form: str) -> None:
    """They start as fast as before."""
    program = (
        "import sys; from firstcard.cli import main; main(); "
        "print(sorted({'typst', 'icalendar', 'segno'} & set(sys.modules)), file=sys.stderr)"
    )
    result = subprocess.run(
        [sys.executable, "-c", program, "plan", NEWBORN, "--format", form], cwd=ROOT,
        env=os.environ | {"PYTHONPATH": str(ROOT)}, capture_output=True, text=True, check=True,
    )  # fmt: skip
    assert result.stderr == "[]\n"
