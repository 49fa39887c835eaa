"""`firstcard settle` as a user types it: what it writes, what it says, how it refuses."""

from __future__ import annotations

import json
from pathlib import Path

import claim_makers
import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from firstcard.cli import main


@pytest.fixture(scope="module")
def bills() -> tuple[pa.RecordBatch, pa.RecordBatch]:
    return claim_makers.make(claims=60, seed=3)


@pytest.fixture
def files(tmp_path: Path, bills: tuple[pa.RecordBatch, pa.RecordBatch]) -> list[str]:
    paths = [tmp_path / "claims.parquet", tmp_path / "lines.parquet"]
    for path, batch in zip(paths, bills, strict=True):
        pq.write_table(pa.Table.from_batches([batch]), path)
    return [str(path) for path in paths]


def test_bills_are_settled_and_counted(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.parquet"

    assert main(["settle", *files, "--out", str(out), "--lang", "en"]) == 0

    said = capsys.readouterr()
    settled = len(pq.read_table(out))
    rejects = pq.read_table(tmp_path / "out.rejects.parquet").to_pylist()
    rejected = len({row["claim_id"] for row in rejects})
    assert said.out.splitlines()[0] == f"bills: 60 = settled: {settled} + rejected: {rejected}"
    assert settled + rejected == 60
    assert said.err == ""


def test_both_engines_say_the_same_as_json(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    said = []
    for engine in ("vector", "reference"):
        out = tmp_path / f"{engine}.parquet"
        words = ("--out", str(out), "--engine", engine, "--format", "json")
        assert main(["settle", *files, *words]) == 0
        said.append(json.loads(capsys.readouterr().out))
    tables = [pq.read_table(each["out"]).to_pylist() for each in said]

    assert tables[0] == tables[1]
    assert said[0]["settled"] == said[1]["settled"] == len(tables[0])
    assert said[0]["claims"] == 60


def test_one_claim_is_explained_in_both_languages(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.parquet"
    main(["settle", *files, "--out", str(out)])
    row = pq.read_table(out).to_pylist()[5]
    capsys.readouterr()

    for language, word in (("en", "Sources"), ("zh", "依据")):
        assert main(["settle", *files, "--explain", row["claim_id"], "--lang", language]) == 0
        said = capsys.readouterr().out
        assert f"{row['cash'] / 100:.2f}" in said
        assert word in said


def test_a_rejected_claim_is_explained_by_its_faults(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.parquet"
    main(["settle", *files, "--out", str(out)])
    bad = pq.read_table(tmp_path / "out.rejects.parquet").to_pylist()[0]["claim_id"]
    capsys.readouterr()

    assert main(["settle", *files, "--explain", bad, "--lang", "en"]) == 1

    said = capsys.readouterr()
    assert said.out == ""
    assert f"firstcard: {bad}, " in said.err


@pytest.mark.parametrize(
    ("words", "code", "why"),
    [
        ([], 2, "either --out or --explain"),
        (["--out", "{folder}/out.parquet", "--explain", "B1"], 2, "either --out or --explain"),
        (["--explain", "NOBODY"], 2, "there is no claim NOBODY"),
        (["--out", "{folder}/claims.parquet"], 2, "is a file that is read"),
        (["--out", "{folder}/none/out.parquet"], 2, "there is no such folder"),
        (["--out", "{folder}/out.parquet", "--engine", "fast"], 2, "vector, reference"),
        (["--out", "{folder}/out.csv"], 2, "out.csv must end with .parquet"),
    ],
)
def test_what_cannot_be_done_is_one_line(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str],
    words: list[str], code: int, why: str,
) -> None:  # fmt: skip
    told = [word.format(folder=tmp_path) for word in words]

    assert main(["settle", *files, *told, "--lang", "en"]) == code

    said = capsys.readouterr()
    assert why in said.err
    assert len(said.err.splitlines()) == 1
    assert said.out == ""


def test_a_file_that_is_no_parquet_is_named(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    wrong = tmp_path / "wrong.parquet"
    wrong.write_text("claim_id\n")

    for given, why in ((wrong, "wrong.parquet：文件无法读取：不是 Parquet 格式，或内容不完整"),
                       (tmp_path, "这是文件夹，应为文件")):  # fmt: skip
        words = ["--out", str(tmp_path / "o.parquet"), "--lang", "zh"]
        assert main(["settle", files[0], str(given), *words]) == 2
        assert why in capsys.readouterr().err
    assert not (tmp_path / "o.parquet").exists()


def test_a_part_that_cannot_be_read_is_named_and_the_rest_settled(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = Path(files[1])
    pq.write_table(pq.read_table(lines), lines, row_group_size=50)
    chunk = pq.ParquetFile(lines).metadata.row_group(1).column(4)
    data = bytearray(lines.read_bytes())
    start, size = chunk.dictionary_page_offset, chunk.total_compressed_size
    data[start : start + size] = b"\xff" * size
    lines.write_bytes(data)
    out = str(tmp_path / "out.parquet")

    assert main(["settle", *files, "--out", out, "--lang", "zh"]) == 0

    said = capsys.readouterr()
    assert "lines.parquet：amount，行组1，第51–100行无法读取" in said.err
    lost = pq.read_table(tmp_path / "out.rejects.parquet").to_pylist()
    claim = next(row["claim_id"] for row in lost if row["reason"] == "lines-unreadable")
    assert main(["settle", *files, "--explain", claim, "--lang", "zh"]) == 1
    assert "第51行，amount：此处部分明细行无法读取" in capsys.readouterr().err


def test_without_its_packages_the_command_says_what_to_run(
    files: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    monkeypatch.setattr("firstcard.cli.settle._PARTS", ("no_such_package",))
    monkeypatch.setattr("firstcard.cli.settle._SETUP", tmp_path / "setup")

    code = main(["settle", *files, "--out", str(tmp_path / "out.parquet"), "--lang", "en"])

    assert code == 1
    assert "no_such_package is missing: run script/setup bulk" in capsys.readouterr().err
