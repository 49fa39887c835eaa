"""What `packs check` says of the tables of bills: form, bands, ratios, gaps."""

from __future__ import annotations

import csv
import io
import shutil
from pathlib import Path

import pytest

from firstcard.policy.bill_tables import BILL_TABLES
from firstcard.policy.loading import load
from firstcard.policy.reading import PackError

PACKS = Path(__file__).parents[3] / "packs"


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """The national pack and Henan's, to be broken in one place."""
    for name in ("cn", "cn-41"):
        shutil.copytree(PACKS / name, tmp_path / "packs" / name)
    return tmp_path / "packs"


def problems(root: Path) -> str:
    try:
        return "\n".join(map(str, load(root=root).problems))
    except PackError as error:
        return "\n".join(map(str, error.problems))


def edit(root: Path, name: str, *changes: tuple[str, str]) -> str:
    path = root / name
    text = path.read_text()
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    path.write_text(text)
    return problems(root)


def rows(root: Path, name: str, *lines: str) -> str:
    path = root / "cn-41" / "tables" / f"{name}.csv"
    head = path.read_text().splitlines()[0]
    path.write_text("\n".join([head, *lines]) + "\n")
    return problems(root)


def test_the_delivered_tables_are_whole(root: Path) -> None:
    assert problems(root) == ""


@pytest.mark.parametrize("name", sorted(BILL_TABLES))
def test_a_national_table_that_is_missing_is_named(root: Path, name: str) -> None:
    for ending in (".csv", ".yaml"):
        (root / "cn" / "tables" / f"{name}{ending}").unlink()
    assert f"the table {name} is missing" in problems(root)


def test_a_ratio_above_one(root: Path) -> None:
    found = edit(root, "cn-41/tables/bill-bands.csv", ("0.9000", "1.0500"))
    assert 'bill-bands.csv:3: ratio: "1.0500" is not allowed here' in found


@pytest.mark.parametrize("cell", ["0.9", "90%", "-0.1000", "none"])
def test_a_ratio_in_another_form(root: Path, cell: str) -> None:
    found = edit(root, "cn-41/tables/bill-bands.csv", ("0.9000", cell))
    assert "a ratio with four decimals, 0.0000 to 1.0000" in found


def test_an_amount_that_may_not_be_none(root: Path) -> None:
    found = edit(root, "cn/tables/bill-deductible.csv", ("0.00", "none"))
    assert '"none" is not allowed here' in found


BAND = "-,-,-,{},{},0.5000,,,,guide-4,"


def test_bands_that_do_not_ascend(root: Path) -> None:
    lines = [BAND.format(1, "500.00"), BAND.format(2, "500.00"), BAND.format(3, "none")]
    found = rows(root, "bill-bands", *lines)
    assert "bill-bands.csv:3: up-to: band 2 ends at 500.00, not above 500.00" in found


def test_a_last_band_that_is_not_open(root: Path) -> None:
    found = rows(root, "bill-bands", BAND.format(1, "500.00"), BAND.format(2, "900.00"))
    assert "gap: no row for" in found
    assert "band=3" in found
    assert "the last band has up-to none" in found


def test_a_band_that_is_missing_for_one_class_only(root: Path) -> None:
    found = edit(
        root,
        "cn-41/tables/bill-bands.csv",
        ("resident,inpatient,county-2,2,none,0.8300,,,,henan-resident-inpatient,\n", ""),
    )
    assert "class=county-2, band=2" in found
    assert "class=city-2" not in found


def test_bands_without_an_end(root: Path) -> None:
    found = rows(root, "bill-bands", BAND.format(">= 1", "500.00"))
    assert "not above 500.00" in found


def test_overlapping_bands_of_a_unique_table(root: Path) -> None:
    path = root / "cn-41/tables/serious-illness-bands.yaml"
    path.write_text(path.read_text().replace("hit: F", "hit: U"))
    assert "overlap with line 2" in problems(root)


def test_a_gap_among_ages(root: Path) -> None:
    lines = ["-,-,-,<= 14,-,0.00,admission,,,,guide-4,", "-,-,-,>= 16,-,0.00,admission,,,,guide-4,"]
    found = rows(root, "bill-deductible", *lines)
    assert "age=15" in found
    assert "age=16" not in found


@pytest.mark.parametrize(
    ("old", "new", "message"),
    [
        ("hit: F", "hit: C<", "gives one answer"),
        ("institution.class", "child.school", "may not ask child.school"),
        ("fact: band}", "fact: bill.admission}", "needs an input with the fact band"),
        ("type: ratio", "type: number", "needs the output ratio"),
        ("name: ratio", "name: share", "has no output share"),
        ("none: yes", "values: [none]", "needs the output up-to"),
    ],
)
def test_a_head_in_another_form(root: Path, old: str, new: str, message: str) -> None:
    assert message in edit(root, "cn/tables/bill-bands.yaml", (old, new))


def test_an_account_that_is_drawn_twice(root: Path) -> None:
    found = edit(root, "cn/tables/bill-payers.csv", ("account,mutual-aid", "account,account"))
    assert "bill-payers.csv:2: second: account stands twice" in found


def test_a_fact_of_a_bill_is_none_of_a_family(root: Path) -> None:
    found = edit(root, "cn/tables/premium.yaml", ("period.year", "bill.admission"))
    assert "unknown fact bill.admission" in found


def test_the_columns_may_have_any_name(root: Path) -> None:
    path = root / "cn/tables/bill-cap.csv"
    table = list(csv.reader(io.StringIO(path.read_text())))
    table[0][:2] = ["险种", "类别"]
    path.write_text("\n".join(",".join(row) for row in table) + "\n")
    changes = (("name: insurance", "name: 险种"), ("name: care", "name: 类别"))
    assert edit(root, "cn/tables/bill-cap.yaml", *changes) == ""
