"""A row group that cannot be read: whose bills it touches is rejected, all others are settled."""

from __future__ import annotations

from pathlib import Path
from random import Random
from typing import Any

import claim_makers
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bill_makers import real_book

from firstcard.settlement.bulk import run
from firstcard.settlement.bulk.files import explain, settle_by_reference, settle_files
from firstcard.settlement.bulk.inputs import BadInput
from firstcard.settlement.bulk.journal import rejects_path
from firstcard.settlement.plan import Plan, compile_plan

CLAIMS, GROUP = 160, 40
OWN = {"unreadable", "lines-unreadable", "earlier-bill-unreadable"}


@pytest.fixture(scope="module")
def plan() -> Plan:
    return compile_plan(book=real_book())


@pytest.fixture(scope="module")
def bills() -> tuple[pa.RecordBatch, pa.RecordBatch]:
    return claim_makers.make(claims=CLAIMS, seed=11, faulty=0.01)


class Files:
    """Two files, what becomes of them, and what had become of them while they were whole."""

    def __init__(self, plan: Plan, folder: Path, bills: Any) -> None:
        self.plan, self.folder = plan, folder
        self.claims, self.lines = folder / "claims.parquet", folder / "lines.parquet"
        self.heads, self.items = (
            each.to_pylist() if isinstance(each, pa.RecordBatch) else each for each in bills
        )
        for path, rows, schema in (
            (self.claims, self.heads, claim_makers.CLAIMS),
            (self.lines, self.items, claim_makers.LINES),
        ):
            table = pa.Table.from_pylist(rows, schema)
            pq.write_table(table, path, row_group_size=GROUP, write_page_checksum=True)
        self.whole = self.settled("whole.parquet")

    def settled(self, name: str) -> dict[str, Any]:
        out = self.folder / name
        self.done = settle_files(
            plan=self.plan, claims=self.claims, lines=self.lines, out=out,
            progress=lambda count: None,
        )  # fmt: skip
        return {row["claim_id"]: row for row in pq.read_table(out).to_pylist()}

    def rejects(self, name: str = "out.parquet") -> list[dict[str, Any]]:
        rejects: list[dict[str, Any]] = pq.read_table(rejects_path(self.folder / name)).to_pylist()
        return rejects

    def damage(self, path: Path, group: int, *columns: str) -> None:
        meta = pq.ParquetFile(path).metadata.row_group(group)
        data = bytearray(path.read_bytes())
        for chunk in (meta.column(n) for n in range(meta.num_columns)):
            if chunk.path_in_schema in columns:
                start = chunk.dictionary_page_offset or chunk.data_page_offset
                size = chunk.total_compressed_size
                data[start : start + size] = b"\xff" * size
        path.write_bytes(data)

    def check(self) -> tuple[dict[str, Any], dict[str, list[dict[str, Any]]]]:
        """In is out, nothing settled changed, both engines agree; what was settled and why not."""
        found = self.settled("out.parquet")
        done = self.done
        assert (done.claims, done.lines) == (len(self.heads), len(self.items))
        assert done.settled + done.rejected == done.claims
        assert done.settled == len(found)
        assert found.items() <= self.whole.items()
        why: dict[str, list[dict[str, Any]]] = {}
        for row in self.rejects():
            why.setdefault(row["claim_id"], []).append(row)
        assert not set(why) & set(found)
        unnamed = {self.heads[row["row"] - 1]["claim_id"] for row in why.get("", [])}
        for claim in set(self.whole) - set(found) - unnamed:
            assert {row["reason"] for row in why[claim]} <= OWN
        self._check_reference(found)
        return found, why

    def _check_reference(self, found: dict[str, Any]) -> None:
        slow = self.folder / "slow.parquet"
        done = settle_by_reference(
            book=real_book(), claims=self.claims, lines=self.lines, out=slow,
            progress=lambda count: None,
        )  # fmt: skip
        assert done == self.done
        assert {row["claim_id"]: row for row in pq.read_table(slow).to_pylist()} == found
        key = ("claim_id", "file", "row", "field", "reason")
        rejects = [
            sorted(tuple(row[name] for name in key) for row in self.rejects(name))
            for name in ("out.parquet", "slow.parquet")
        ]
        assert [r for r in rejects[0] if r[4] in OWN] == [r for r in rejects[1] if r[4] in OWN]


@pytest.fixture
def files(plan: Plan, tmp_path: Path, bills: Any) -> Files:
    return Files(plan, tmp_path, bills)


def test_claims_that_cannot_be_read_are_rejected_one_by_one(files: Files) -> None:
    files.damage(files.claims, 1, "person_id")

    _, why = files.check()

    for number in range(GROUP, 2 * GROUP):
        (row,) = why[files.heads[number]["claim_id"]]
        assert (row["file"], row["row"], row["field"], row["reason"]) == (
            "claims", number + 1, "person_id", "unreadable",
        )  # fmt: skip
    person = files.heads[2 * GROUP]["person_id"]
    later = [head["claim_id"] for head in files.heads[2 * GROUP :] if head["person_id"] == person]
    assert [(why[claim][0]["reason"], len(why[claim])) for claim in later] == [
        ("earlier-bill-unreadable", 1)
    ] * len(later)
    assert files.done.rejected - _rejected_anyway(files) <= GROUP + len(later)
    said = files.done.unread[0]
    assert said.en.startswith("claims.parquet: person_id, row group 1, rows 41–80 cannot be read")
    assert "第41–80行" in said.zh


def _rejected_anyway(files: Files) -> int:
    return len(files.heads) - len(files.whole)


def test_claims_whose_numbers_cannot_be_read_are_counted(files: Files) -> None:
    files.damage(files.claims, 1, "claim_id", "cause")

    found, why = files.check()

    assert [row["row"] for row in why[""]] == list(range(GROUP + 1, 2 * GROUP + 1))
    assert {row["field"] for row in why[""]} == {"claim_id"}
    assert files.done.strays == 0
    assert found


@pytest.mark.parametrize("group", [0, 3])
def test_the_first_and_the_last_claims_of_a_file(files: Files, group: int) -> None:
    files.damage(files.claims, group, "claim_id")

    found, why = files.check()

    assert len(why[""]) == GROUP
    assert found


@pytest.mark.parametrize("group", [0, 3, -1])
def test_every_claim_whose_lines_may_be_lost_is_rejected(files: Files, group: int) -> None:
    group %= pq.ParquetFile(files.lines).metadata.num_row_groups
    files.damage(files.lines, group, "amount")

    found, why = files.check()

    order = [head["claim_id"] for head in files.heads]
    first, end = group * GROUP, min((group + 1) * GROUP, len(files.items))
    own = {line["claim_id"] for line in files.items[max(0, first - 1) : end + 1]}
    begin = min(map(order.index, own)) if first else 0
    last = max(map(order.index, own)) if end < len(files.items) else len(order) - 1
    for claim in order[begin : last + 1]:
        (row,) = why[claim]
        assert (row["file"], row["row"], row["field"], row["reason"]) == (
            "lines", first + 1, "amount", "lines-unreadable",
        )  # fmt: skip
    person = files.heads[last]["person_id"]
    for head in files.heads[last + 1 :]:
        later = head["person_id"] == person
        reasons = {row["reason"] for row in why.get(head["claim_id"], [])}
        assert ("earlier-bill-unreadable" in reasons) == later
    assert found


def test_places_in_both_files_and_one_after_the_other(files: Files) -> None:
    files.damage(files.claims, 2, "claim_id", "groups.list.element")
    files.damage(files.claims, 3, "born_on")
    files.damage(files.lines, 1, "line_no")
    files.damage(files.lines, 2, "claim_id")

    found, why = files.check()

    assert len(files.done.unread) == 4
    assert len(why[""]) == GROUP
    assert {row["field"] for rows in why.values() for row in rows if row["reason"] in OWN} == {
        "claim_id", "born_on", "line_no", "person_id",
    }  # fmt: skip
    assert found


def test_a_bit_that_fell_over_is_noticed_where_pages_have_checksums(files: Files) -> None:
    chunk = pq.ParquetFile(files.lines).metadata.row_group(2).column(4)
    data = bytearray(files.lines.read_bytes())
    data[chunk.dictionary_page_offset + chunk.total_compressed_size // 2] ^= 1
    files.lines.write_bytes(data)

    files.check()

    assert "amount, row group 2" in files.done.unread[0].en


def test_a_stopped_run_gives_the_same_bytes(files: Files, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(run, "PART", 20)
    files.damage(files.claims, 1, "cause")
    files.damage(files.lines, 7, "amount")
    files.settled("out.parquet")
    paths = files.folder / "out.parquet", files.folder / "out.rejects.parquet"
    whole = [path.read_bytes() for path in paths]

    def stop(count: int) -> None:
        seen.append(count)
        if seen.count(0) == 2 and sum(seen) > 100:
            raise KeyboardInterrupt

    seen: list[int] = []
    with pytest.raises(KeyboardInterrupt):
        settle_files(
            plan=files.plan, claims=files.claims, lines=files.lines, out=paths[0], progress=stop
        )
    files.settled("out.parquet")

    assert [path.read_bytes() for path in paths] == whole


def test_lines_of_nobody_keep_their_rows(plan: Plan, tmp_path: Path, bills: Any) -> None:
    lines = bills[1].to_pylist()
    lines.insert(600, {**lines[600], "claim_id": "NOBODY"})
    files = Files(plan, tmp_path, (bills[0], lines))
    files.damage(files.lines, 2, "kind")

    _, why = files.check()

    assert [(row["file"], row["row"]) for row in why["NOBODY"]] == [("lines", 601)]


@pytest.mark.parametrize("what", ["claims", "lines", "near"])
def test_where_it_is_not_known_whose_bills_are_lost_nothing_is_settled(
    plan: Plan, tmp_path: Path, bills: Any, what: str
) -> None:
    heads, items = (each.to_pylist() for each in bills)
    if what == "claims":
        heads[120], heads[140] = heads[140], heads[120]
    elif what == "lines":
        items.insert(0, items.pop())
    files = Files(plan, tmp_path, (heads, items))
    files.damage(files.lines, 2, "amount")
    if what == "near":
        for group in range(4):
            files.damage(files.claims, group, "claim_id")

    for settle in (lambda: files.settled("out.parquet"), lambda: files._check_reference({})):
        with pytest.raises(BadInput) as refused:
            settle()
        assert "amount, row group 2, rows 81–120" in refused.value.texts[-2 * (what == "near")].en
    assert not (tmp_path / "out.parquet").exists()


def test_the_explanation_says_what_was_lost(files: Files) -> None:
    files.damage(files.lines, 2, "amount")
    files.settled("out.parquet")
    own = {row["reason"]: row["claim_id"] for row in files.rejects()}
    good = pq.read_table(files.folder / "out.parquet").to_pylist()[-1]

    def told(claim: str) -> Any:
        return explain(book=real_book(), claims=files.claims, lines=files.lines, claim=claim)

    ((row, field, fault),) = told(own["lines-unreadable"]).faults
    assert (row, field) == (2 * GROUP, "amount")
    assert "may be of this claim" in fault.text.en
    assert "明细" in fault.text.zh
    assert told(good["claim_id"]).settlement.person.cash == good["cash"]
    assert told("NOBODY") is None
    files.damage(files.claims, 1, "claim_id")
    with pytest.raises(BadInput, match="row group 1"):
        told("NOBODY")


@pytest.mark.parametrize("seed", range(4))
def test_whatever_is_lost_nothing_is_settled_otherwise(
    plan: Plan, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, seed: int
) -> None:
    random = Random(seed)
    monkeypatch.setattr("test_bulk_damage.GROUP", random.choice((11, 23)))
    files = Files(plan, tmp_path, claim_makers.make(claims=120, seed=seed, faulty=0.02))
    for _ in range(random.randint(1, 3)):
        path = random.choice((files.claims, files.lines))
        meta = pq.ParquetFile(path).metadata
        names = ("claim_id", "amount", "line_no", "person_id", "born_on", "care", "kind")
        files.damage(path, random.randrange(meta.num_row_groups), *random.sample(names, 5))

    found, _ = files.check()

    assert found
