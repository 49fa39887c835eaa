"""Amounts and days as clerks type them."""

from __future__ import annotations

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcard.core.refusals import Invalid
from firstcard.desk.forms.typed import Boxes, day_of, fen_of
from firstcard.enrolment.words import yuan


@pytest.mark.parametrize(("text", "fen"), [
    ("400", 40_000), ("400.5", 40_050), ("400.00", 40_000), (" ¥400 ", 40_000), ("￥400", 40_000),
    ("400元", 40_000), ("400 yuan", 40_000), ("1,200.00", 120_000), ("４００", 40_000),
    ("0", 0), ("0.01", 1),
])  # fmt: skip
def test_an_amount_is_read_as_it_is_written(text: str, fen: int) -> None:
    assert fen_of(text) == fen


@pytest.mark.parametrize("text", [
    "", "four hundred", "-1", "400,00", "400.005", "4 00", "1,20", "1e3", "400.", ".5", "NaN",
    "9" * 13, "400/2", "四百", "٤٠٠",
])  # fmt: skip
def test_what_may_mean_another_amount_is_none(text: str) -> None:
    assert fen_of(text) is None


@given(st.integers(0, 10**12))
def test_what_the_service_writes_it_reads(fen: int) -> None:
    assert fen_of(yuan(fen)) == fen


@given(st.text(max_size=30))
def test_no_text_breaks_the_reading(text: str) -> None:
    assert (fen_of(text) or 0) >= 0
    found = day_of(text)
    assert found is None or 1900 <= found.year < 2200


@pytest.mark.parametrize("text", [
    "2026-10-01", "2026-10-1", "2026/10/1", "2026.10.01", "2026年10月1日", " 2026 年 10 月 1 日 ",
    "２０２６－１０－０１",
])  # fmt: skip
def test_a_day_is_read_as_it_is_written(text: str) -> None:
    assert day_of(text) == date(2026, 10, 1)


@pytest.mark.parametrize("text", [
    "", "1 October", "2026-02-30", "2026-13-01", "01-10-2026", "26-10-01", "2026-10", "20261001",
    "1066-10-14", "9999-12-31", "2026-10-01T00:00", "2026-10-0x",
])  # fmt: skip
def test_what_may_mean_another_day_is_none(text: str) -> None:
    assert day_of(text) is None


def test_everything_wrong_is_said_at_once() -> None:
    boxes = Boxes({"amount": "x", "day": "y", "of": "z"})
    boxes.yuan("amount")
    boxes.day("day")
    boxes.one_of("of", ("a", "b"), missing="end_no_reason")
    boxes.words("who", missing="answer_no_source")
    with pytest.raises(Invalid) as refused:
        boxes.check()
    assert set(refused.value.fields) == {"amount", "day", "of", "who"}
