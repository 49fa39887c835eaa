"""Files of bills: settled whole, with the same bytes after a stop, in any order; or refused."""

from __future__ import annotations

from itertools import pairwise
from pathlib import Path
from typing import Any

import claim_makers
import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bill_makers import real_book

from firstcard.settlement.bulk import run
from firstcard.settlement.bulk.files import explain, settle_by_reference, settle_files
from firstcard.settlement.bulk.inputs import BadInput
from firstcard.settlement.bulk.journal import rejects_path
from firstcard.settlement.engines import vector
from firstcard.settlement.plan import Plan, compile_plan

CLAIMS = 400


@pytest.fixture(scope="module")
def plan() -> Plan:
    return compile_plan(book=real_book())


@pytest.fixture(scope="module")
def bills() -> tuple[pa.RecordBatch, pa.RecordBatch]:
    return claim_makers.make(claims=CLAIMS, seed=7, faulty=0.02)


@pytest.fixture
def files(tmp_path: Path, bills: tuple[pa.RecordBatch, pa.RecordBatch]) -> tuple[Path, Path]:
    return write(tmp_path, *bills)


def write(folder: Path, claims: Any, lines: Any, **how: Any) -> tuple[Path, Path]:
    paths = folder / "claims.parquet", folder / "lines.parquet"
    for path, item in zip(paths, (claims, lines), strict=True):
        table = item if isinstance(item, pa.Table) else pa.Table.from_batches([item])
        pq.write_table(table, path, **how)
    return paths


def settled(plan: Plan, files: tuple[Path, Path], name: str = "out.parquet", **how: Any) -> Any:
    out = files[0].with_name(name)
    done = settle_files(
        plan=plan, claims=files[0], lines=files[1], out=out,
        progress=how.get("progress", lambda count: None),
    )  # fmt: skip
    return done, out


def test_files_give_what_the_engine_gives(plan: Plan, files: Any, bills: Any) -> None:
    done, out = settled(plan, files)

    whole = vector.settle(plan, *bills)
    assert pq.read_table(out).to_pylist() == whole.settlements.to_pylist()
    assert pq.read_table(rejects_path(out)).to_pylist() == whole.rejects.to_pylist()
    assert (done.claims, done.settled + done.rejected) == (CLAIMS, CLAIMS)
    assert done.rejected == whole.rejected > 0
    assert sorted(path.name for path in out.parent.iterdir()) == [
        "claims.parquet", "lines.parquet", "out.parquet", "out.rejects.parquet",
    ]  # fmt: skip


def test_another_reader_reads_the_output(
    plan: Plan, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "PART", 50)
    done, out = settled(plan, files)

    count, fund = duckdb.sql(f"SELECT count(*), sum(fund_total) FROM '{out}'").fetchall()[0]

    table = pq.read_table(out)
    assert count == done.settled == len(table)
    assert fund == sum(table.column("fund_total").to_pylist())
    assert pq.ParquetFile(out).metadata.num_row_groups > 3
    assert b"digest" in pq.ParquetFile(out).metadata.metadata[b"firstcard.packs"]


@pytest.mark.parametrize("stop_after", [60, 130, 250, 399])
def test_a_stopped_run_goes_on_and_gives_the_same_bytes(
    plan: Plan, files: Any, monkeypatch: pytest.MonkeyPatch, stop_after: int
) -> None:
    monkeypatch.setattr(run, "PART", 50)
    _, whole = settled(plan, files, "whole.parquet")
    seen: list[int] = []

    def stop(count: int) -> None:
        seen.append(count)
        if sum(seen) > stop_after:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        settled(plan, files, progress=stop)
    again: list[int] = []
    _, out = settled(plan, files, progress=again.append)

    assert out.read_bytes() == whole.read_bytes()
    assert rejects_path(out).read_bytes() == rejects_path(whole).read_bytes()
    assert 0 < again[0] <= sum(seen)
    assert sum(again) == CLAIMS


@pytest.mark.parametrize("size", [1, 7, 64])
def test_where_batches_end_makes_no_difference(
    plan: Plan, bills: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, size: int
) -> None:
    monkeypatch.setattr(run, "PART", 50)
    files = write(tmp_path, *bills, row_group_size=90)
    _, whole = settled(plan, files, "whole.parquet")
    monkeypatch.setattr("firstcard.settlement.bulk.inputs.BATCH", size)
    monkeypatch.setattr("firstcard.settlement.bulk.files.put_in_order", None)

    _, out = settled(plan, files)

    assert out.read_bytes() == whole.read_bytes()
    assert rejects_path(out).read_bytes() == rejects_path(whole).read_bytes()


def test_a_line_of_the_journal_that_is_not_whole_does_not_count(
    plan: Plan, files: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "PART", 50)
    _, whole = settled(plan, files, "whole.parquet")

    def stop(count: int) -> None:
        seen.append(count)
        if sum(seen) > 250:
            raise KeyboardInterrupt

    seen: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        settled(plan, files, progress=stop)
    journal = whole.with_name("out.parquet.journal")
    journal.write_bytes(journal.read_bytes()[:-40])
    with whole.with_name("out.parquet.unfinished").open("ab") as file:
        file.write(b"half a part")
    again: list[int] = []
    _, out = settled(plan, files, progress=again.append)

    assert 0 < again[0] < sum(seen)
    assert out.read_bytes() == whole.read_bytes()
    assert not journal.exists()


def test_a_run_with_other_input_begins_anew(
    plan: Plan, files: Any, bills: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(run, "PART", 50)

    def stop(count: int) -> None:
        if count > 100:
            raise KeyboardInterrupt
        seen.append(count)
        if sum(seen) > 200:
            raise KeyboardInterrupt

    seen: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        settled(plan, files, progress=stop)
    write(files[0].parent, bills[0].slice(0, 300), bills[1])
    again: list[int] = []
    done, _ = settled(plan, files, progress=again.append)

    assert again[0] == 0
    assert done.claims == 300
    assert done.strays > 0


def test_any_order_gives_the_same_settlements(
    plan: Plan, files: Any, bills: Any, tmp_path: Path
) -> None:
    _, expected = settled(plan, files)
    claims, lines = (pa.Table.from_batches([each]) for each in bills)
    backwards = [claims.take(list(range(len(claims)))[::-1]), lines.take(_shuffled(len(lines)))]
    (tmp_path / "other").mkdir()
    other = write(tmp_path / "other", *backwards)

    done, out = settled(plan, other)

    assert pq.read_table(out).equals(pq.read_table(expected))
    assert done.settled + done.rejected == CLAIMS
    own = {
        (each["claim_id"], each["field"], each["reason"])
        for each in pq.read_table(rejects_path(expected)).to_pylist()
    }
    for each in pq.read_table(rejects_path(out)).to_pylist():
        assert (each["claim_id"], each["field"], each["reason"]) in own
        row = backwards[each["file"] == "lines"].slice(each["row"] - 1, 1).to_pylist()[0]
        assert row["claim_id"] == each["claim_id"]


def test_a_column_of_nulls_alone_is_that_in_any_order(
    plan: Plan, bills: Any, tmp_path: Path
) -> None:
    claims, lines = (pa.Table.from_batches([each]) for each in bills)
    for name in ("referral", "groups", "institution.class"):
        place = claims.schema.get_field_index(name)
        claims = claims.set_column(place, name, pa.nulls(len(claims)))
    for order in (range(CLAIMS), range(CLAIMS)[::-1]):
        done, out = settled(plan, write(tmp_path, claims.take(list(order)), lines))

        assert (done.settled, done.rejected) == (0, CLAIMS)
        rejects = pq.read_table(rejects_path(out)).to_pylist()
        lacking = [each for each in rejects if each["field"] == "institution.class"]
        assert {each["reason"] for each in lacking} == {"missing"}
        assert len(lacking) > CLAIMS * 0.9


def _shuffled(size: int) -> list[int]:
    return [number * 7919 % size for number in range(size)] if size % 7919 else list(range(size))


def test_the_reference_gives_the_same_file(plan: Plan, files: Any) -> None:
    _, out = settled(plan, files)
    slow = out.with_name("slow.parquet")

    done = settle_by_reference(
        book=real_book(), claims=files[0], lines=files[1], out=slow, progress=lambda count: None
    )

    assert pq.read_table(slow).to_pylist() == pq.read_table(out).to_pylist()
    assert done.settled + done.rejected == CLAIMS


def test_a_claim_twice_and_lines_of_nobody_are_rejected(
    plan: Plan, bills: Any, tmp_path: Path
) -> None:
    claims, lines = (each.to_pylist() for each in bills)
    good = pq.read_table(settled(plan, write(tmp_path, *bills))[1]).to_pylist()
    twice, nobody = good[10]["claim_id"], {**lines[0], "claim_id": "NOBODY"}
    again = next(each for each in claims if each["claim_id"] == twice)
    without = good[20]["claim_id"]
    given = write(
        tmp_path,
        pa.Table.from_pylist([*claims, again], claim_makers.CLAIMS),
        pa.Table.from_pylist(
            [*(line for line in lines if line["claim_id"] != without), nobody], claim_makers.LINES
        ),
    )

    done, out = settled(plan, given, "bad.parquet")

    why = {(e["claim_id"], e["reason"]) for e in pq.read_table(rejects_path(out)).to_pylist()}
    ids = set(pq.read_table(out).column("claim_id").to_pylist())
    assert {(twice, "claim-twice"), (without, "no-lines"), ("NOBODY", "line-without-claim")} <= why
    assert not {twice, without} & ids
    assert done.claims == CLAIMS + 1 == done.settled + done.rejected
    assert done.strays == 1


def test_lines_of_nobody_do_not_put_files_in_order(
    plan: Plan, bills: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("firstcard.settlement.bulk.files.put_in_order", None)
    claims, lines = bills[0], bills[1].to_pylist()
    lines.insert(300, {**lines[300], "claim_id": "NOBODY"})
    given = write(tmp_path, claims, pa.Table.from_pylist(lines, claim_makers.LINES))

    done, out = settled(plan, given)

    last = pq.read_table(rejects_path(out)).to_pylist()[-1]
    assert (last["claim_id"], last["file"], last["row"]) == ("NOBODY", "lines", 301)
    assert done.strays == 1


def test_parts_of_a_column_may_be_columns_of_their_own(
    plan: Plan, files: Any, bills: Any, tmp_path: Path
) -> None:
    _, expected = settled(plan, files)
    (tmp_path / "nested").mkdir()
    nested = [_nested(each) for each in bills[0].to_pylist()]

    _, out = settled(plan, write(tmp_path / "nested", pa.Table.from_pylist(nested), bills[1]))

    assert pq.read_table(out).equals(pq.read_table(expected))


def _nested(claim: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = {}
    for name, value in claim.items():
        above, _, below = name.partition(".")
        if below:
            found.setdefault(above, {})[below] = value
        else:
            found[name] = value
    return found


def test_a_missing_column_and_a_wrong_type_are_named(
    plan: Plan, bills: Any, tmp_path: Path
) -> None:
    claims, lines = (pa.Table.from_batches([each]) for each in bills)
    amount = lines.schema.get_field_index("amount")
    floats = lines.set_column(amount, "amount", lines.column("amount").cast(pa.float64()))

    with pytest.raises(BadInput) as missing:
        settled(plan, write(tmp_path, claims.drop_columns(["born_on", "person_id"]), lines))
    with pytest.raises(BadInput) as wrong:
        settled(plan, write(tmp_path, claims, floats))

    said = [text.en for text in missing.value.texts]
    assert [line.split(": ")[0] for line in said] == [
        "claims.parquet, person_id", "claims.parquet, born_on",
    ]  # fmt: skip
    assert "lines.parquet, amount: double cannot be used" in wrong.value.texts[0].en
    assert "int64" in wrong.value.texts[0].zh


def test_no_bills_give_an_empty_file(plan: Plan, bills: Any, tmp_path: Path) -> None:
    done, out = settled(plan, write(tmp_path, bills[0].slice(0, 0), bills[1].slice(0, 0)))

    assert done.claims == 0
    assert pq.read_table(out).num_rows == 0
    assert "cash" in pq.read_schema(out).names


def test_one_claim_is_explained_after_the_bills_before_it(
    plan: Plan, files: Any, bills: Any
) -> None:
    _, out = settled(plan, files)
    people = {each["claim_id"]: each["person_id"] for each in bills[0].to_pylist()}
    rows = pq.read_table(out).to_pylist()
    later = next(
        after
        for before, after in pairwise(rows)
        if people[before["claim_id"]] == people[after["claim_id"]] and after["pool_paid"]
    )

    found = explain(book=real_book(), claims=files[0], lines=files[1], claim=later["claim_id"])

    assert found
    assert found.settlement
    assert found.settlement.pool.paid == later["pool_paid"]
    assert found.settlement.person.cash == later["cash"]
    assert explain(book=real_book(), claims=files[0], lines=files[1], claim="NOBODY") is None
