"""`firstcard answer`: what it prints, in which language, and how it refuses."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from firstcard.cli import main
from firstcard.guidance.text import columns

ROOT = Path(__file__).resolve().parents[2]
DAY = ("--on", "2026-11-23")
SLOW = ("django", "ninja", "granian", "psycopg")


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("FIRSTCARD_LANG", "en")
    monkeypatch.delenv("FIRSTCARD_PACKS", raising=False)

    def call(*words: str) -> tuple[int, str, str]:
        code = main(["answer", *words])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return call


def test_a_question_is_answered_with_two_sentences_first(run: Any) -> None:
    code, out, err = run("what if we are late", "--region", "410100", *DAY)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "What if we are late?"
    assert set(lines[1]) == {"="}
    for part in ("90 days", "For Zhengzhou, Henan", "What to do\n", "Bring:",
                 "Legal basis and source:"):  # fmt: skip
        assert part in out
    assert max(columns(line) for line in lines) <= 80


def test_in_chinese(run: Any) -> None:
    code, out, _ = run("逾期了怎么办", "--region", "郑州", "--lang", "zh", *DAY)
    assert code == 0
    assert out.startswith("逾期了怎么办？\n")
    assert "90天" in out
    assert max(columns(line) for line in out.splitlines()) <= 80


def test_at_most_five_other_hits_follow(run: Any) -> None:
    _, out, _ = run("card", *DAY)
    _, _, others = out.partition("Also found\n----------\n")
    assert 1 <= sum(line.startswith("  - ") for line in others.splitlines()) <= 5


def test_as_json(run: Any) -> None:
    code, out, _ = run("lost card", "--region", "410100", "--format", "json", *DAY)
    found = json.loads(out)
    assert code == 0
    assert found["answer"]["id"] == found["hits"][0]["id"]
    assert found["answer"]["on"] == "2026-11-23"


@pytest.mark.parametrize("most", [1, pytest.param(None, marks=pytest.mark.full)])
def test_questions_can_be_listed_and_asked_for_by_their_id(run: Any, most: int | None) -> None:
    code, out, _ = run("--list", "--format", "json")
    topics = json.loads(out)
    assert code == 0
    for topic in topics:
        for each in topic["answers"][:most]:
            assert run(each["id"], *DAY)[1].startswith(each["question"]["en"][:60])
    listed = run("--list")[1]
    assert all(topic["name"]["en"] in listed for topic in topics)


def test_a_family_that_told_nothing_reads_whom_the_steps_are_for(run: Any) -> None:
    _, out, _ = run("late", "--region", "410100", *DAY)
    assert "This is for the usual family" in " ".join(out.split())


def test_a_city_without_a_pack_is_named(run: Any) -> None:
    _, out, _ = run("late", "--region", "410300", *DAY)
    assert "We do not have the local rules of Luoyang, Henan yet." in " ".join(out.split())


def test_nothing_found_says_whom_to_ask(run: Any) -> None:
    code, out, err = run("xyzzy")
    assert (code, out) == (1, "")
    assert len(err.splitlines()) == 1
    assert "Nothing was found" in err
    assert "medical insurance agency" in err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ((), "give a question, or --list"),
        (("late", "--list"), "give a question, or --list"),
        ((" ",), "Type a question"),
        (("a" * 201,), "too long"),
        (("11010519491231002X",), "Leave out long numbers"),
        (("late", "--region", "nowhere"), "no division is called 'nowhere'"),
        (("late", "--region", "999999"), "no division is called '999999'"),
        (("late", "--region", "朝阳"), "110105"),
        (("late", "--on", "2026-02-30"), "--on"),
        (("late", "--lang", "fr"), "--lang"),
        (("late", "--format", "html"), "--format"),
    ],
)
def test_wrong_usage_is_one_line_and_2(run: Any, words: tuple[str, ...], said: str) -> None:
    code, out, err = run(*words)
    assert (code, out) == (2, "")
    assert len(err.splitlines()) == 1
    assert said in err
    assert "11010519491231002X" not in err


@pytest.mark.parametrize(
    ("name", "code"),
    [("Henan", "410000"), ("河南", "410000"), ("郑州市", "410100"), ("zhengzhou", "410100"),
     ("金水", "410105"), ("Beijing", "110000")],
)  # fmt: skip
def test_a_place_is_known_by_its_name(run: Any, name: str, code: str) -> None:
    _, out, _ = run("late", "--region", name, "--format", "json", *DAY)
    assert json.loads(out)["answer"]["region"] == code


def test_it_starts_without_the_web(tmp_path: Path) -> None:
    code = (
        "import sys\nfrom firstcard.cli import main\nassert main(['answer', 'lost card']) == 0\n"
        f"print(*[name for name in {SLOW!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, cwd=ROOT
    )
    assert done.stderr.split() == []
