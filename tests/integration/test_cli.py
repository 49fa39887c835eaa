"""The command line: every command, its exit codes, its refusals, and the questions."""

import json
import os
import pty
import shutil
import subprocess
import sys
from html import escape
from pathlib import Path
from typing import Any

import pytest

from firstcard.cli import main
from firstcard.cli.speech import chosen_language

ROOT = Path(__file__).resolve().parents[2]
EXAMPLES = ROOT / "examples"
NEWBORN = str(EXAMPLES / "newborn-zhengzhou.json")
PROGRAM = [sys.executable, "-c", "import sys; from firstcard.cli import main; sys.exit(main())"]


class Result:
    """What a command answered."""

    def __init__(self, code: int, out: str, err: str) -> None:
        self.code = code
        self.out = out
        self.err = err
        self.lines = err.splitlines()

    def json(self) -> Any:
        return json.loads(self.out)


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("FIRSTCARD_LANG", "en")
    monkeypatch.delenv("FIRSTCARD_PACKS", raising=False)

    def call(*words: str | Path) -> Result:
        code = main([str(word) for word in words])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return Result(code, out, err)

    return call


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return Path(shutil.copytree(ROOT / "packs", tmp_path / "packs"))


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def situation(folder: Path, **facts: Any) -> Path:
    path = folder / "situation.json"
    path.write_text(json.dumps({"on": "2026-11-23", "region": "410100"} | facts), encoding="utf-8")
    return path


class TestPlan:
    @pytest.mark.parametrize("path", sorted(EXAMPLES.glob("*.json")), ids=lambda path: path.stem)
    def test_every_example_in_every_form(self, run: Any, path: Path) -> None:
        plan = run("plan", path, "--format", "json").json()
        assert plan["steps"]
        first = plan["steps"][0]["title"]
        english, chinese = run("plan", path), run("plan", path, "--lang", "zh")
        assert (english.code, chinese.code) == (0, 0)
        assert first["en"] in english.out
        assert first["zh"] in chinese.out
        page = run("plan", path, "--format", "html")
        assert page.code == 0
        assert page.out.startswith("<!doctype html>")
        assert escape(first["en"]) in page.out

    def test_on_and_want_override_the_file(self, run: Any) -> None:
        plan = run(
            "plan", NEWBORN, "--format", "json", "--on", "2026-10-01", "--want", "insured"
        ).json()
        assert plan["on"] == "2026-10-01"
        assert [goal["id"] for goal in plan["goals"]] == ["insured"]

    def test_another_folder_of_packs(self, run: Any, packs: Path) -> None:
        edit(packs / "cn-4101" / "pack.yaml", "en: Zhengzhou", "en: Zhengzhou again")
        plan = run("plan", NEWBORN, "--format", "json", "--packs", packs).json()
        assert plan["pack"]["name"]["en"] == "Zhengzhou again"

    def test_stdin(self) -> None:
        done = subprocess.run(
            [*PROGRAM, "plan", "-", "--format", "json"],
            input=Path(NEWBORN).read_bytes(), capture_output=True, check=True,
        )  # fmt: skip
        assert json.loads(done.stdout)["region"] == "410100"

    def test_a_reader_that_stops_early_is_no_mistake(self) -> None:
        process = subprocess.Popen(
            [*PROGRAM, "plan", NEWBORN, "--format", "json"],
            stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )  # fmt: skip
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.wait(timeout=30) == 0
        assert process.stderr.read() == b""
        process.stderr.close()

    @pytest.mark.parametrize(
        ("facts", "line"),
        [
            ({"on": "2026-02-30"}, "on: must be a real date"),
            ({"child": {"born_on": "2026-11-24"}}, "child.born_on: lies after"),
            ({"child": {"bornon": "2026-11-01"}}, "child.bornon: is not a known fact; allowed:"),
            ({"child": {"birthplace": "moon"}},
             "child.birthplace: must be one of the listed values; allowed: abroad"),
            ({"region": "Zhengzhou"}, "region: must be a six-digit division code"),
            ({"want": ["nothing"]}, "want[0]: is not a known document"),
            ({"on": "9999-12-31"}, "on: must be a real date of 1900 to 2100"),
        ],
        ids=lambda value: str(value)[:30],
    )  # fmt: skip
    def test_bad_input_is_one_line_naming_the_field(
        self, run: Any, tmp_path: Path, facts: dict[str, Any], line: str
    ) -> None:
        result = run("plan", situation(tmp_path, **facts))
        assert (result.code, result.out, len(result.lines)) == (2, "", 1)
        assert result.lines[0].startswith(f"firstcard: {line}")

    def test_several_mistakes_are_a_line_each(self, run: Any, tmp_path: Path) -> None:
        path = situation(tmp_path, region="41", child={"birthplace": "moon"})
        assert len(run("plan", path).lines) == 2

    def test_mistakes_are_told_in_chinese(self, run: Any, tmp_path: Path) -> None:
        result = run("plan", situation(tmp_path, region="41"), "--lang", "zh")
        assert "应为六位行政区划代码" in result.err

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["plan", "no-such-file.json"], "cannot be read"),
            (["plan", NEWBORN, "--lang", "fr"], "'fr' is not one of en, zh"),
            (["plan", NEWBORN, "--format", "doc"], "not one of text, json, html, pdf, ics"),
            (["plan", NEWBORN, "--on", "tomorrow"], "must be a real date"),
            (["plan", NEWBORN, "--bogus"], "No such option"),
            (["nonsense"], "No such command"),
            (["serve", "--port", "0"], "--port"),
            (["packs", "show"], "Missing argument"),
            (["packs", "release", "packs/cn", "--store", "x", "--by", "A"], "--confirmed-by"),
        ],
        ids=lambda value: " ".join(value)[-30:] if isinstance(value, list) else "",
    )
    def test_wrong_usage_is_one_line_and_2(self, run: Any, words: list[str], said: str) -> None:
        result = run(*words)
        assert (result.code, result.out, len(result.lines)) == (2, "", 1)
        assert said in result.err

    @pytest.mark.parametrize(
        ("words", "said"),
        [
            (["plan", "--bogus"], "没有选项 --bogus"),
            (["nonsense"], "没有命令“nonsense”"),
            (["packs", "show"], "缺少参数 ID"),
            (["packs", "verify"], "缺少选项 --store"),
            (["packs", "verify", "--store"], "选项 --store 缺少值"),
            (["serve", "--port", "0"], "--port 的值不可用"),
            (["plan", "a", "b"], "多余的参数：b"),
        ],
        ids=lambda value: " ".join(value) if isinstance(value, list) else "",
    )
    def test_wrong_usage_is_told_in_chinese(
        self, run: Any, monkeypatch: pytest.MonkeyPatch, words: list[str], said: str
    ) -> None:
        monkeypatch.setenv("FIRSTCARD_LANG", "zh")
        result = run(*words)
        assert (result.code, len(result.lines)) == (2, 1)
        assert f"firstcard: {said}" in result.err

    def test_what_is_not_json_is_said(self, run: Any, tmp_path: Path) -> None:
        for name, raw in (("cut", b"{"), ("bytes", b"\xff"), ("deep", b"[" * 100_000)):
            path = tmp_path / name
            path.write_bytes(raw)
            result = run("plan", path)
            assert (result.code, len(result.lines)) == (2, 1)
            assert "not JSON" in result.err

    def test_without_a_terminal_the_questions_are_not_asked(self) -> None:
        done = subprocess.run(
            [*PROGRAM, "plan", "--lang", "en"],
            stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False,
        )  # fmt: skip
        assert done.returncode == 2
        assert "the questions need a terminal" in done.stderr

    def test_a_broken_pack_is_named_by_file_line_and_key(self, run: Any, packs: Path) -> None:
        edit(packs / "cn-41" / "pack.yaml", "parent: cn", "parnt: cn")
        result = run("plan", NEWBORN, "--packs", packs)
        assert result.code == 2
        assert any("packs/cn-41/pack.yaml:" in line and "parnt" in line for line in result.lines)

    def test_a_mistake_of_the_program_is_one_line_with_a_number(
        self, run: Any, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        def fail(**words: object) -> None:
            raise ZeroDivisionError

        monkeypatch.setattr("firstcard.cli.plan.make", fail)
        monkeypatch.delenv("FIRSTCARD_DEBUG", raising=False)
        result = run("plan", NEWBORN)
        assert (result.code, len(result.lines)) == (70, 1)
        assert "ZeroDivisionError, test_cli.py:" in result.err
        monkeypatch.setenv("FIRSTCARD_DEBUG", "1")
        with pytest.raises(ZeroDivisionError):
            main(["plan", NEWBORN])


class TestQuestions:
    """Asked in a terminal, answered by somebody who types."""

    def asked(self, lang: str, *answers: str) -> Result:
        ours, theirs = pty.openpty()
        try:
            process = subprocess.Popen(
                [*PROGRAM, "plan", "--lang", lang, "--on", "2026-11-23", "--format", "json"],
                stdin=theirs, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
                env={**os.environ, "COLUMNS": "200", "LC_ALL": "C.UTF-8"},
            )  # fmt: skip
            os.write(ours, "".join(f"{answer}\n" for answer in answers).encode())
            out, err = process.communicate(timeout=60)
        finally:
            os.close(ours)
            os.close(theirs)
        return Result(process.returncode, out, err)

    @pytest.mark.parametrize(
        ("lang", "place", "seen"),
        [("en", "jinshui", "Jinshui District, Zhengzhou, Henan"),
         ("zh", "金水区", "河南省郑州市金水区")],
    )  # fmt: skip
    def test_answers_become_a_dated_plan(self, lang: str, place: str, seen: str) -> None:
        result = self.asked(
            lang, place, "1",  # where
            "2026-11-09", "1", "1",  # born when, in a hospital, there
            "1",  # married
            "1", "1",  # the mother's register, there
            "1", "2026-11-12",  # certificate issued, when
        )  # fmt: skip
        plan = result.json()
        assert result.code == 0
        assert seen in result.err
        assert plan["region"] == "410105"
        steps = {step["id"]: step for step in plan["steps"]}
        assert "birth-certificate" not in steps
        assert steps["birth-registration"]["due"] == "2026-12-09"

    def test_going_back_and_not_sure(self) -> None:
        result = self.asked(
            "en", "?",  # no place yet: the rules for all of China
            "<",  # back to the place
            "zhengzhou", "1", "?", "?", "?", "?", "?", "?", "?",
        )  # fmt: skip
        plan = result.json()
        assert result.err.count("1. Where will the child live") == 2
        assert plan["region"] == "410100"
        assert {goal["state"] for goal in plan["goals"]} == {"depends"}
        assert plan["ask"]

    def test_a_wrong_answer_is_asked_again(self) -> None:
        result = self.asked(
            "en", "nowhere at all", "99", "2",
            "2026-02-30", "1", "1",  # no such day: the question comes again
            "2026-11-09", "1", "1",
            "1", "1", "1", "x", "9",
        )  # fmt: skip
        assert result.code == 0
        assert "No place of that name was found." in result.err
        assert "is not a real date" in result.err
        assert "Please enter one of the numbers shown." in result.err

    def test_an_end_of_input_stops(self) -> None:
        assert self.asked("en", "\x04").code == 130


class TestPacks:
    def test_check(self, run: Any) -> None:
        result = run("packs", "check")
        assert (result.code, result.err) == (0, "")
        assert "0 problems" in result.out
        assert "问题 0 个" in run("packs", "check", "--lang", "zh").out

    def test_check_as_json(self, run: Any) -> None:
        report = run("packs", "check", "--format", "json").json()
        assert report["problems"] == []
        assert report["counts"]["cases"] > 0

    def test_check_of_a_broken_pack_is_1_with_a_line_each(self, run: Any, packs: Path) -> None:
        edit(packs / "cn-4101" / "pack.yaml", "id: cn-4101", "id: cn-4101\nunheard: of")
        result = run("packs", "check", packs)
        assert result.code == 1
        assert result.lines
        assert any("packs/cn-4101/pack.yaml:" in line for line in result.lines)

    def test_show_a_pack_and_a_document(self, run: Any) -> None:
        assert "enrolment" in run("packs", "show", "cn").out
        english = run("packs", "show", "birth-registration", "--region", "410100")
        assert "one-month" in english.out
        assert "certainty: verified" in english.out
        chinese = run("packs", "show", "birth-registration", "--lang", "zh")
        assert "出生登记" in chinese.out

    def test_show_on_a_day(self, run: Any) -> None:
        words = ["packs", "show", "birth-registration", "--format", "json", "--on"]
        assert run(*words, "1950-01-01").json().get("rule") is None
        assert run(*words, "2026-11-23").json()["rule"]["within"]

    @pytest.mark.parametrize(
        "words",
        [["nothing"], ["birth-registration", "--region", "999999"],
         ["birth-registration", "--on", "2026"]],
        ids=" ".join,
    )  # fmt: skip
    def test_show_what_is_not_there(self, run: Any, words: list[str]) -> None:
        result = run("packs", "show", *words)
        assert (result.code, len(result.lines)) == (2, 1)

    def test_diff(self, run: Any, packs: Path) -> None:
        edit(packs / "cn" / "documents" / "employer-change.yaml", "days: 30", "days: 20")
        result = run("packs", "diff", ROOT / "packs", packs)
        assert result.code == 0
        assert "documents.employer-change" in result.out
        assert "worked cases with another plan" in result.out
        as_json = run("packs", "diff", ROOT / "packs", packs, "--format", "json").json()
        assert as_json["changes"]
        assert as_json["plans"]

    def test_diff_of_what_is_no_pack(self, run: Any, packs: Path) -> None:
        result = run("packs", "diff", "no-such", packs)
        assert (result.code, len(result.lines)) == (2, 1)
        edit(packs / "cn-4101" / "pack.yaml", "id: cn-4101", "id: cn-4101\nunheard: of")
        assert run("packs", "diff", ROOT / "packs", packs).code == 2

    def test_release_verify_and_diff_by_digest(self, run: Any, packs: Path, tmp_path: Path) -> None:
        store = tmp_path / "store"
        who = ["--store", store, "--by", "Wang Fang", "--confirmed-by", "Li Na"]
        first = run("packs", "release", packs / "cn", *who)
        assert first.code == 0
        digest = first.out.split()[-1]
        assert "nothing was done" in run("packs", "release", packs / "cn", *who).out
        edit(packs / "cn" / "pack.yaml", 'version: "', 'version: "9')
        second = run("packs", "release", packs / "cn", *who, "--format", "json").json()
        assert second["new"] is True
        newer = second["release"]["digest"]
        assert "2 releases" in run("packs", "verify", "--store", store).out
        words = ["packs", "diff", digest[:16], newer, "--store", store]
        assert "pack.version" in run(*words).out

    def test_a_refused_release_is_1(self, run: Any, packs: Path, tmp_path: Path) -> None:
        store = tmp_path / "store"
        result = run(
            "packs", "release", packs / "cn", "--store", store, "--by", "A", "--confirmed-by", "a"
        )
        assert (result.code, len(result.lines)) == (1, 1)
        assert "second person" in result.err

    def test_a_changed_store_is_1(self, run: Any, packs: Path, tmp_path: Path) -> None:
        store = tmp_path / "store"
        run("packs", "release", packs / "cn", "--store", store, "--by", "A", "--confirmed-by", "B")
        (file,) = store.glob("cn/*/cn/pack.yaml")
        file.chmod(0o644)
        edit(file, "id: cn", "id: cn # touched")
        result = run("packs", "verify", "--store", store)
        assert (result.code, len(result.lines)) == (1, 1)


@pytest.mark.parametrize(
    ("argv", "environ", "lang"),
    [
        ([], {}, "en"),
        ([], {"LANG": "zh_CN.UTF-8"}, "zh"),
        ([], {"LANG": "zh_CN.UTF-8", "LC_ALL": "en_GB.UTF-8"}, "en"),
        ([], {"LANG": "en_GB.UTF-8", "FIRSTCARD_LANG": "zh"}, "zh"),
        (["--lang", "en"], {"FIRSTCARD_LANG": "zh"}, "en"),
        (["plan", "--lang=zh"], {}, "zh"),
        (["--lang"], {}, "en"),
    ],
)
def test_the_language(argv: list[str], environ: dict[str, str], lang: str) -> None:
    assert chosen_language(argv=argv, environ=environ) == lang


def test_help_names_every_command(run: Any) -> None:
    assert run("--help").code == 0
    result = run()
    assert result.code == 2
    for name in ("plan", "packs", "serve"):
        assert name in result.err


def test_a_plan_imports_nothing_slow() -> None:
    code = (
        "import sys; from firstcard.cli import main; "
        f"code = main(['plan', {NEWBORN!r}, '--format', 'json']); "
        "print([n for n in ('django', 'ninja', 'granian', 'psycopg', 'numba', 'rich.prompt') "
        "if n in sys.modules], file=sys.stderr); sys.exit(code)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stderr.strip() == "[]"
