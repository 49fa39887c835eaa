"""The worked cases that were printed or derived from a published table (their source is in each).

Cases with `use` are of another scheme: only their arithmetic is checked. A printed figure that
is wrong must not be reproduced.
"""

from __future__ import annotations

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from bill_makers import ZHENGZHOU, Scheme, bill, line, real_book
from both import settle

from firstcard.settlement.amounts import Settlement, half_up
from firstcard.settlement.rules import Rules

CASES = json.loads((Path(__file__).parent / "cases" / "reimbursement.json").read_bytes())
BY_ID = {case["id"]: case for case in CASES}
HENAN = [case["id"] for case in CASES if case["scheme"].startswith("henan_resident")]


def fen(yuan: str) -> int:
    return int(Decimal(yuan) * 100)


def money(yuan: str | None) -> str:
    return "none" if yuan is None else f"{Decimal(yuan):.2f}"


def ladder(bands: list[tuple[str | None, str]]) -> list[tuple[str, str]]:
    return [(money(end), f"{Decimal(ratio):.4f}") for end, ratio in bands]


def test_every_case_is_used_here() -> None:
    assert set(BY_ID) == {"P01", "P05", "P07", "P09", "N01", "D05", "C01", *HENAN}
    assert len(HENAN) == 5


def of_henan(*lines: Any, **given: Any) -> Settlement:
    one = bill(*lines, region=ZHENGZHOU, **given)
    return settle(one, Rules(real_book(), ZHENGZHOU))


@pytest.mark.parametrize("name", HENAN)
def test_henan_residents_in_hospital(name: str) -> None:
    given, expected = BY_ID[name]["input"], BY_ID[name]["expected"]
    born = 2026 - given["age"]
    found = of_henan(
        fen(given["inscope"]), at=given["level"], born_on=bill().admitted_on.replace(year=born)
    )
    assert found.deductible == fen(given["deductible"])
    assert found.pool.paid == fen(expected["fund"])


@pytest.mark.parametrize("name", ["P01", "D05"])
def test_serious_illness_on_the_years_remainder(name: str) -> None:
    given = BY_ID[name]["input"]
    scheme = Scheme(
        bands=[("none", "0.0000")],
        serious=money(given["deductible"]),
        serious_bands=ladder(given["bands"]),
    )
    found = settle(bill(fen(given["compliant_remainder"])), Rules(scheme.book(), "110000"))
    assert found.serious_illness == fen(BY_ID[name]["expected"]["fund"])


def test_bands_above_a_deductible() -> None:
    given = BY_ID["P07"]["input"]
    scheme = Scheme(deductible=money(given["deductible"]), bands=ladder(given["bands"]))
    found = settle(bill(fen(given["total"])), Rules(scheme.book(), "110000"))
    assert found.pool.paid == fen(BY_ID["P07"]["expected"]["fund"])
    assert [band.paid for band in found.pool.bands] == [336000, 425000, 450000]


def test_from_lines_of_all_classes_to_serious_illness() -> None:
    given, expected = BY_ID["C01"]["input"], BY_ID["C01"]["expected"]
    limited = line(60_000_00, limit_price=60_000_00 - fen(given["over_limit"]))
    found = of_henan(
        line(fen(given["own_pay_c"]), "C"),
        line(fen(given["class_b_gross"]), "B", self_pay_share=1000),
        limited,
    )
    assert found.total == fen(given["total"])
    assert found.own_pay == fen(given["own_pay_c"])
    assert found.over_limit == fen(given["over_limit"])
    assert found.pre_self_pay == fen(expected["prepay"])
    assert found.in_scope == fen(expected["inscope"])
    assert found.pool.paid == fen(expected["pool_fund"])
    assert found.year_to_date.remainder == fen(expected["remainder"])
    assert found.serious_illness == fen(expected["serious_fund"])
    assert found.fund_total == fen(expected["fund_total"])
    assert found.person_total == fen(expected["personal"])


def test_a_wrong_subtraction_that_was_printed_is_not_reproduced() -> None:
    given, expected = BY_ID["N01"]["input"], BY_ID["N01"]["expected"]
    scheme = Scheme(deductible=money(given["deductible"]), bands=[("none", "0.9200")])
    own = fen(given["self"])
    lines = (line(own, "C"), line(fen(given["total"]) - own))
    found = settle(bill(*lines), Rules(scheme.book(), "110000"))
    assert found.pool.paid == fen(expected["correct_fund"])
    assert found.pool.paid != fen(expected["published_fund"])


def test_arithmetic_of_another_scheme_with_a_deposit() -> None:
    given, expected = BY_ID["P05"]["input"], BY_ID["P05"]["expected"]
    rest = fen(given["total"]) - fen(given["deductible"]) - fen(given["class_b_prepay"])
    fund = half_up(rest * 8000)
    assert fund == fen(expected["fund"])
    assert fen(given["total"]) - fund == fen(expected["personal"])
    assert fen(given["deposit"]) - (fen(given["total"]) - fund) == fen(
        expected["refund_of_deposit"]
    )


def test_arithmetic_of_an_employee_retiree_of_2012() -> None:
    given, expected = BY_ID["P09"]["input"], BY_ID["P09"]["expected"]
    own = fen(given["deductible"]) + fen(given["own_drug"]) + fen(given["own_other"])
    person, first_share = 1120, half_up(fen(given["class_b"]) * 1000)
    exam, exam_share = fen(given["special_exam"]), half_up(fen(given["special_exam"]) * 3000)
    personal = (
        own
        + half_up(fen(given["class_a"]) * person)
        + first_share
        + half_up((fen(given["class_b"]) - first_share) * person)
        + exam_share
        + half_up((exam - exam_share) * person)
        + half_up(fen(given["implant"]) * 5000)
    )
    assert personal == fen(expected["personal"])
    assert fen(given["total"]) - personal == fen(expected["fund"])
