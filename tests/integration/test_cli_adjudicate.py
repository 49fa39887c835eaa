"""`firstcard adjudicate`: what it prints, in which language, and how it refuses."""

from __future__ import annotations

import io
import json
import subprocess
import sys
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from firstcard.cli import main
from firstcard.guidance.text import columns

ROOT = Path(__file__).resolve().parents[2]
BILL = ROOT / "examples" / "bills" / "newborn-zhengzhou.json"


@pytest.fixture
def run(capfd: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch) -> Any:
    monkeypatch.setenv("FIRSTCARD_LANG", "en")
    monkeypatch.delenv("FIRSTCARD_PACKS", raising=False)

    def call(*words: object) -> tuple[int, str, str]:
        code = main(["adjudicate", *map(str, words)])
        out, err = capfd.readouterr()
        assert "Traceback" not in err
        return code, out, err

    return call


def bill(folder: Path, **changes: Any) -> Path:
    path = folder / "bill.json"
    path.write_text(json.dumps(json.loads(BILL.read_bytes()) | changes), encoding="utf-8")
    return path


def test_every_amount_is_told_with_its_sources(run: Any) -> None:
    code, out, err = run(BILL)
    assert (code, err) == (0, "")
    lines = out.splitlines()
    assert lines[0] == "6072.65  The bill comes to 6072.65 yuan."
    for part in (
        " 450.00  The deductible is 450.00 yuan.",
        "2881.27  Together the funds pay 2881.27 yuan.",
        "3191.38  The family pays 3191.38 yuan.",
        " 500.00  500.00 yuan of it come from a relative's account",
        "2691.38  2691.38 yuan are left to pay.",
        "[1] Social Insurance Law, article 28 (",
        "Rules: Zhengzhou, version ",
    ):
        assert part in out
    assert max(columns(line) for line in lines) <= 80


def test_in_chinese(run: Any) -> None:
    code, out, _ = run(BILL, "--lang", "zh")
    assert code == 0
    assert out.startswith("6072.65  本次费用总额6072.65元。\n")
    assert "中华人民共和国社会保险法第28条" in out
    assert max(columns(line) for line in out.splitlines()) <= 80


def test_as_json_the_parts_add_up(run: Any) -> None:
    code, out, _ = run(BILL, "--format", "json")
    found = json.loads(out)
    amount = {name: Decimal(value) for name, value in found.items() if isinstance(value, str)}
    assert code == 0
    assert set(found) >= {
        "total", "own_pay", "over_limit", "pre_self_pay", "in_scope", "deductible", "pool",
        "serious_illness", "assistance", "fund_total", "person_total", "person", "explanation",
        "pack",
    }  # fmt: skip
    assert amount["fund_total"] + amount["person_total"] == amount["total"] == Decimal("6072.65")
    assert sum(Decimal(each) for each in found["person"].values()) == amount["person_total"]
    assert found["pool"]["paid"] == "2881.27"
    assert found["pool"]["bands"][1] == {
        "from": "4000.00", "up_to": None, "ratio": "0.7200", "amount": "1388.57", "paid": "999.77",
    }  # fmt: skip
    assert found["pack"]["id"] == "cn-4101"
    step = next(each for each in found["explanation"] if each["id"] == "in-scope")
    assert step["text"]["zh"].startswith("纳入支付范围的费用为5388.57元")
    assert step["basis"][0]["law"] == "social-insurance-law"


def test_from_stdin(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    stdin = io.TextIOWrapper(io.BytesIO(b"\xef\xbb\xbf" + BILL.read_bytes()))
    monkeypatch.setattr(sys, "stdin", stdin)
    assert run("-", "--format", "json")[0] == 0


@pytest.mark.parametrize(
    ("changes", "code", "said"),
    [
        ({"insurance": "pension"}, 2, "insurance: pension is not known. It can be: employee"),
        ({"lines": []}, 2, "lines: The bill has no line."),
        ({"cause": "abroad"}, 1, "cause: This is not paid by residents' medical insurance"),
        ({"region": "999999"}, 1, "region: 999999 is not known"),
        ({"patient": {"born_on": "2026-09-01", "groups": ["orphan"]}}, 1, "Ask: "),
    ],
)
def test_what_cannot_be_settled_is_refused(
    run: Any, tmp_path: Path, changes: dict[str, Any], code: int, said: str
) -> None:
    came, out, err = run(bill(tmp_path, **changes))
    assert (came, out) == (code, "")
    assert said in err


def test_each_fault_has_its_line(run: Any, tmp_path: Path) -> None:
    lines = [{"list_class": "A", "amount": "-1.00"}, {"list_class": "Z", "amount": "1.00"}]
    _, _, err = run(bill(tmp_path, lines=lines), "--lang", "zh")
    assert [line.split("：")[0] for line in err.splitlines()] == [
        "firstcard: lines[0].amount",
        "firstcard: lines[1].list_class",
    ]


def test_no_file_and_no_json(run: Any, tmp_path: Path) -> None:
    code, _, err = run(tmp_path / "none.json")
    assert code == 2
    assert "cannot be read: there is no such file" in err
    assert "无法读取：文件或文件夹不存在" in run(tmp_path / "none.json", "--lang", "zh")[2]
    (tmp_path / "bad.json").write_bytes(b'{\n "region": }')
    code, _, err = run(tmp_path / "bad.json")
    assert code == 2
    assert "What stands from line 2, character 12 on cannot be used." in err
    (tmp_path / "list.json").write_bytes(b"[]")
    assert run(tmp_path / "list.json")[2].count("\n") == 1


def test_too_large(run: Any, tmp_path: Path) -> None:
    (tmp_path / "large.json").write_bytes(b" " * (8 * 1024 * 1024 + 1))
    code, _, err = run(tmp_path / "large.json")
    assert (code, "larger than 8 MiB" in err) == (2, True)


def test_wrong_usage(run: Any) -> None:
    code, _, err = run(BILL, "--format", "xml")
    assert code == 2
    assert "--format" in err


def test_another_folder_of_packs(run: Any, tmp_path: Path) -> None:
    import shutil

    packs = tmp_path / "packs"
    shutil.copytree(ROOT / "packs", packs)
    table = packs / "cn-41" / "tables" / "bill-cap.csv"
    table.write_text(table.read_text().replace("150000.00", "1000.00"))
    code, out, _ = run(BILL, "--packs", packs)
    assert code == 0
    assert "The fund pays at most 1000.00 yuan in a year" in out


def test_it_imports_nothing_slow() -> None:
    script = (
        "import sys; from firstcard.cli import main; "
        f"main(['adjudicate', {str(BILL)!r}, '--format', 'json']); "
        "sys.exit(bool({'django', 'numba', 'pyarrow', 'duckdb', 'numpy'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", script], stdout=subprocess.DEVNULL).returncode == 0
