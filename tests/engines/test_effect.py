"""What a change of the rules does to a file of bills: counts, sums, classes, reasons, picture."""

from __future__ import annotations

import itertools
from datetime import date
from pathlib import Path
from random import Random
from typing import Any
from xml.etree import ElementTree

import bill_makers as make
import claim_makers
import pyarrow as pa
import pyarrow.parquet as pq
import pytest
from bill_makers import Scheme

from firstcard.policy.book import RuleBook
from firstcard.settlement.bulk.effect import _step
from firstcard.settlement.bulk.files import settle_files
from firstcard.settlement.bulk.trying import try_bills, try_files
from firstcard.settlement.effects import Bin, Effect, as_json
from firstcard.settlement.effects_picture import draw
from firstcard.settlement.effects_text import distribution, render
from firstcard.settlement.plan import compile_plan

OLD = Scheme(bands=[("1000.00", "0.5000"), ("none", "0.8000")]).book()
NEW = Scheme(bands=[("1000.00", "0.5000"), ("none", "0.7000")]).book()
NAMES = {
    ("institution.class", value.id): value.name
    for value in make.real_book().bill_facts.facts["institution.class"].values or ()
}


def _bill(number: str, level: str, fen: int, *, list_class: str = "A") -> tuple[Any, Any]:
    head = dict.fromkeys(claim_makers.CLAIMS.names)
    day = date(2026, 6, 1)
    head |= {"claim_id": number, "person_id": f"P{number}", "region": make.PLACE,
             "insurance": "resident", "care": "inpatient", "institution.class": level,
             "admitted_on": day, "discharged_on": day, "born_on": date(2026, 1, 1)}  # fmt: skip
    line = dict.fromkeys(claim_makers.LINES.names)
    line |= {"claim_id": number, "line_no": 1, "list_class": list_class, "amount": fen}
    return head, line


def _write(folder: Path, bills: list[tuple[Any, Any]]) -> tuple[Path, Path]:
    paths = folder / "claims.parquet", folder / "lines.parquet"
    schemas = claim_makers.CLAIMS, claim_makers.LINES
    for path, rows, schema in zip(paths, zip(*bills, strict=True), schemas, strict=True):
        pq.write_table(pa.Table.from_pylist(list(rows), schema), path)
    return paths


def _tried(files: tuple[Path, Path], old: RuleBook, new: RuleBook) -> Effect:
    claims, lines = files
    return try_files(old=old, new=new, claims=claims, lines=lines, progress=lambda _: None)


@pytest.fixture(scope="module")
def five(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """Above 1000.00 yuan the fund pays 80 % before and 70 % after."""
    return _write(tmp_path_factory.mktemp("bills"), [
        _bill("B1", "township", 100_000),  # at the edge: nothing changes
        _bill("B2", "township", 110_000),  # 10.00 less
        _bill("B3", "city-3", 300_000),  # 200.00 less
        _bill("B4", "city-3", 100_001),  # a tenth of a fen: 500.01 (500.008) before and after
        _bill("B5", "city-3", 150_000, list_class="C"),  # nothing is in scope
    ])  # fmt: skip


@pytest.fixture(scope="module")
def found(five: tuple[Path, Path]) -> Effect:
    return _tried(five, OLD, NEW)


def test_a_changed_band_gives_exactly_the_change_that_the_hand_computes(
    found: Effect,
) -> None:
    whole = found.whole
    assert (whole.bills, whole.settled_before, whole.settled_after, whole.changed) == (5, 5, 5, 2)
    assert (whole.newly_rejected, whole.newly_settled, whole.otherwise) == (0, 0, 0)
    assert whole.more.bills == whole.more.sum == whole.more.largest == 0
    less = whole.less
    assert (less.bills, less.sum, less.median, less.percentile_90, less.largest) == (
        2, 21_000, 1_000, 20_000, 20_000)  # fmt: skip
    # 500 + 580 + 2100 + 500.01, then 500 + 570 + 1900 + 500.01 yuan
    assert (whole.fund_before, whole.fund_after) == (368_001, 347_001)
    classes = found.groups["institution.class"]
    by_class = {each.value: (each.bills, each.changed, each.less.sum) for each in classes}
    assert by_class == {"township": (2, 1, 1_000), "city-3": (3, 1, 20_000)}
    assert [(g.value, g.changed) for g in found.groups["bill.care"]] == [("inpatient", 2)]
    assert [(each.claim_id, each.fund_after - each.fund_before) for each in found.largest] == [
        ("B3", -20_000), ("B2", -1_000)]  # fmt: skip
    assert found.largest[0].family_after - found.largest[0].family_before == 20_000


def test_what_a_user_reads_of_it(found: Effect) -> None:
    said = render(found, "en", NAMES)
    assert "funds pay less      2  210.00   10.00           200.00   200.00" in said
    assert "B3: funds 2,100.00 → 1,900.00 (-200.00), family 900.00 → 1,100.00" in said
    assert "city hospital, level 3" in said
    assert "市级三级医院" in render(found, "zh", NAMES)
    assert as_json(found)["bills"]["less"]["sum"] == "210.00"
    assert all(len(line) <= 80 for line in said.splitlines())


def test_without_a_change_no_bill_changes(five: tuple[Path, Path]) -> None:
    found = _tried(five, OLD, OLD)

    assert found.nothing
    assert found.bins == found.largest == []
    assert render(found, "en", {}).startswith("No bill changes: all 5 come out as before.")
    assert "没有单据发生变化" in render(found, "zh", {})
    assert "No family pays more or less." in draw(found, "en", {})


def test_a_table_that_does_not_know_rejects_what_was_settled_and_says_why(tmp_path: Path) -> None:
    files = _write(tmp_path, [
        _bill("B1", "township", 50_000), _bill("B2", "city-3", 50_000, list_class="B"),
        _bill("B3", "city-3", -1),
    ])  # fmt: skip
    unknown = Scheme(share="unknown").book()
    known = Scheme(share="0.1000").book()

    found, back = _tried(files, known, unknown), _tried(files, unknown, known)

    assert (found.whole.newly_rejected, found.whole.newly_settled, found.whole.changed) == (1, 0, 0)
    # 80 % of 500.00 and of the 450.00 that class B leaves; then only the first
    assert (found.whole.fund_before, found.whole.fund_after) == (76_000, 40_000)
    reasons = [(each.became, each.reason, each.bills, each.first) for each in found.reasons]
    assert reasons == [("newly-rejected", "unknown-rule", 1, "B2"),
                       ("rejected-before-and-after", "negative-amount", 1, "B3")]  # fmt: skip
    assert "no rule is known (B2)" in render(found, "en", NAMES)
    assert (back.whole.newly_rejected, back.whole.newly_settled) == (0, 1)
    assert (back.reasons[0].became, back.reasons[0].first) == ("newly-settled", "B2")


@pytest.mark.parametrize("mixed", [False, True])
def test_sums_are_the_difference_of_the_two_settlements(tmp_path: Path, mixed: bool) -> None:
    claims, lines = claim_makers.make(claims=300, seed=8, faulty=0.02, regions=(make.PLACE,))
    bills = pa.Table.from_batches([claims]), pa.Table.from_batches([lines])
    if mixed:
        bills = tuple(b.take(Random(1).sample(range(len(b)), len(b))) for b in bills)  # type: ignore[assignment]
    files = tmp_path / "claims.parquet", tmp_path / "lines.parquet"
    for path, table in zip(files, bills, strict=True):
        pq.write_table(table, path)
    # The cap is used up earlier and the serious-illness tier begins earlier: later bills feel it.
    old = Scheme(cap="20000.00", serious="500.00", serious_bands=[("none", "0.6000")]).book()
    new = Scheme(cap="15000.00", serious="500.00", serious_bands=[("none", "0.6000")],
                 deductible="100.00").book()  # fmt: skip

    found = _tried(files, old, new)

    settled = []
    for name, book in (("old", old), ("new", new)):
        out = tmp_path / f"{name}.parquet"
        settle_files(plan=compile_plan(book=book), claims=files[0], lines=files[1], out=out,
                     progress=lambda _: None)  # fmt: skip
        settled.append({row["claim_id"]: row for row in pq.read_table(out).to_pylist()})
    before, after = settled
    assert len(before) > 100
    whole = found.whole
    assert (whole.settled_before, whole.settled_after) == (len(before), len(after))
    assert whole.fund_before == sum(row["fund_total"] for row in before.values())
    assert whole.fund_after == sum(row["fund_total"] for row in after.values())
    both = before.keys() & after.keys()
    assert whole.changed == sum(
        any(before[claim][name] != after[claim][name] for name in before[claim]
            if name not in ("claim_id", "pack_digest"))
        for claim in both)  # fmt: skip
    assert whole.more.sum - whole.less.sum == sum(
        after[claim]["fund_total"] - before[claim]["fund_total"] for claim in both)  # fmt: skip
    less = [before[claim]["fund_total"] - after[claim]["fund_total"] for claim in both]
    changes = sorted(change for change in less if change > 0)
    assert whole.less.largest == changes[-1]
    assert whole.less.median == changes[(len(changes) - 1) // 2]
    for groups in found.groups.values():
        assert sum(each.bills for each in groups) == 300
        assert sum(each.fund_after for each in groups) == whole.fund_after
        assert sum(each.changed for each in groups) == whole.changed
    _check_bins(found, [after[c]["person_total"] - before[c]["person_total"] for c in both])


def _check_bins(found: Effect, changes: list[int]) -> None:
    """Every change lies in exactly the bin that counts it."""

    def holds(one: Bin, change: int) -> bool:
        return (one.start is None or one.start <= change) and (one.end is None or change < one.end)

    for _, group in itertools.groupby(sorted(found.bins, key=_edges), key=_edges):
        one, *others = group
        counted = one.bills + sum(each.bills for each in others)
        assert counted == sum(1 for change in changes if change and holds(one, change))
    assert sum(each.bills for each in found.bins) == sum(1 for change in changes if change)


def _edges(one: Bin) -> tuple[int, int]:
    return -(10**12) if one.start is None else one.start, 10**12 if one.end is None else one.end


@pytest.mark.parametrize(("low", "high", "step"), [
    (-1, -1, 100), (1, 1_199, 100), (1, 1_200, 200), (-2_000, 9_999, 1_000),
    (-100_000_000, 100_000_000, 20_000_000), (5_000, 5_100, 500),
])  # fmt: skip
def test_bins_have_round_steps(low: int, high: int, step: int) -> None:
    assert _step(low, high) == step


def test_the_picture_says_in_words_what_it_shows(found: Effect) -> None:
    for lang in ("en", "zh"):
        picture = ElementTree.fromstring(draw(found, lang, NAMES))
        space = {"s": "http://www.w3.org/2000/svg"}
        words = picture.findtext("s:desc", namespaces=space)
        assert words == distribution(found, lang, NAMES)
        bars = [bar.findtext("s:title", namespaces=space)
                for bar in picture.findall("s:rect[@class='more']", space)]  # fmt: skip
        assert len(bars) == 2
        assert not picture.findall("s:rect[@class='less']", space)
    assert "city hospital, level 3 (1 bill changes)\n  more by 200.00 to 220.00  1" in distribution(
        found, "en", NAMES)  # fmt: skip


def test_single_bills_are_tried_each_by_itself() -> None:
    good = (
        b'{"region": "110000", "insurance": "resident", "care": "inpatient", '
        b'"institution": {"class": "city-3"}, "admitted_on": "2026-06-01", '
        b'"discharged_on": "2026-06-02", "patient": {"born_on": "2026-01-01"}, '
        b'"lines": [{"line_no": 1, "list_class": "A", "amount": "3000.00"}]}'
    )
    bad = good.replace(b"3000.00", b"-1.00")

    found = try_bills(old=OLD, new=NEW, bills=[("a.json", good), ("b.json", bad), ("c", b"{")])

    assert (found.whole.bills, found.whole.changed, found.whole.less.sum) == (3, 1, 20_000)
    assert found.largest[0].claim_id == "a.json"
    assert {(each.reason, each.first) for each in found.reasons} == {
        ("negative-amount", "b.json"), ("wrong-form", "c")}  # fmt: skip
