"""`firstcard packs diff --bills` as a policy officer types it."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import claim_makers
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from firstcard.cli import main

ROOT = Path(__file__).parents[2]
BILL = ROOT / "examples" / "bills" / "newborn-zhengzhou.json"


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Henan pays 75 % of what is above 4000.00 at a city hospital of level 3, no longer 72 %."""
    packs = tmp_path_factory.mktemp("changed") / "packs"
    shutil.copytree(ROOT / "packs", packs)
    table = packs / "cn-41" / "tables" / "bill-bands.csv"
    text = table.read_text(encoding="utf-8")
    assert "city-3,2,none,0.7200" in text
    table.write_text(text.replace("city-3,2,none,0.7200", "city-3,2,none,0.7500"), encoding="utf-8")
    return packs


def test_a_bill_and_its_picture(
    changed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    plot = tmp_path / "plot.svg"
    shutil.copy(BILL, tmp_path)

    words = ["packs", "diff", str(ROOT / "packs"), str(changed), "--bills", str(tmp_path)]
    assert main([*words, "--plot", str(plot), "--lang", "zh"]) == 0

    said = capsys.readouterr()
    # 3 % of the 1388.57 yuan above 4000.00
    assert "基金 2,881.27 → 2,922.93（+41.66）" in said.out
    assert "0.7200 -> 0.7500" in said.out
    assert "adjudicate" in said.out
    assert said.err == ""
    assert "少付 40.00 至 45.00" in plot.read_text(encoding="utf-8")
    assert "少付 40.00 至 45.00" in (tmp_path / "plot.txt").read_text(encoding="utf-8")


def test_a_file_of_bills_as_json(
    changed: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = tmp_path / "claims.parquet", tmp_path / "lines.parquet"
    for path, batch in zip(files, claim_makers.make(claims=80, seed=3), strict=True):
        pq.write_table(pa.Table.from_batches([batch]), path)

    words = ["packs", "diff", str(ROOT / "packs" / "cn-41"), str(changed / "cn-41"), "--bills"]
    assert main([*words, *map(str, files), "--format", "json"]) == 0

    said = json.loads(capsys.readouterr().out)
    assert [change["new"] for change in said["changes"]] == ["0.7500"]
    assert said["bills"]["bills"]["bills"] == 80
    changes = {each["value"]: each["changed"] for each in said["bills"]["by"]["institution.class"]}
    assert not any(count for level, count in changes.items() if level != "city-3")


@pytest.mark.parametrize(("words", "why"), [
    (["x.parquet"], "bills stand after --bills"),
    (["--plot", "p.svg"], "say which with --bills"),
    (["--bills", "{bill}", "--plot", "p.png"], "must end with .svg"),
    (["--bills", "{bill}", "--plot", "{folder}/none/p.svg"], "there is no such folder"),
    (["--bills", "{folder}/none.json"], "there is no such file"),
    (["--bills", "{folder}"], "there is no bill (.json) in the folder"),
    (["--bills", "{folder}/one.parquet"], "wanted are CLAIMS.parquet and LINES.parquet"),
    (["--bills", "{folder}/one.parquet", "{folder}/one.parquet"], "one.parquet: the file cannot"),
    (["--bills", "{bill}", "--format", "xml"], "text, json"),
])  # fmt: skip
def test_what_cannot_be_tried_is_one_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: list[str], why: str
) -> None:
    (tmp_path / "one.parquet").write_text("claim_id\n")
    told = [word.format(bill=BILL, folder=tmp_path) for word in words]
    packs = str(ROOT / "packs" / "cn-4101")

    assert main(["packs", "diff", packs, packs, *told, "--lang", "en"]) == 2

    said = capsys.readouterr()
    assert why in said.err
    assert len(said.err.splitlines()) == 1
    assert said.out == ""
