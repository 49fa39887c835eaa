"""Telephone numbers as people type them."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from firstcard.people import telephones


@pytest.mark.parametrize(("typed", "number"), [
    ("13800000001", "13800000001"), ("138 0000 0001", "13800000001"),
    ("+86 138-0000-0001", "13800000001"), ("0086 13800000001", "13800000001"),
    ("１３８０００００００１", "13800000001"), ("138 0000　0001", "13800000001"),
    ("+852 6123 4567", "+85261234567"), ("00852 61234567", "+85261234567"),
])  # fmt: skip
def test_a_number_is_read_however_it_is_typed(typed: str, number: str) -> None:
    assert telephones.read(typed) == number
    assert telephones.read(number) == number


@pytest.mark.parametrize("typed", [
    "", "1380000000", "138000000012", "12800000001", "0371 6666 6666", "+86 0371 66666666",
    "+8612800000001", "one three eight", "138000000O1", "+", "+0123456789", "1" * 1000,
    "٠١٢٣٤٥٦٧٨٩٠", "+1234567890123456", "13800000001'; --",
])  # fmt: skip
def test_what_cannot_be_one_is_none(typed: str) -> None:
    assert telephones.read(typed) is None


@given(st.text(max_size=60))
def test_anything_can_be_typed(text: str) -> None:
    number = telephones.read(text)
    assert number is None or telephones.read(number) == number


def test_a_number_is_shown_without_its_middle() -> None:
    assert telephones.masked("13812345678") == "138****5678"
    assert telephones.masked("+85261234567") == "+85****4567"


def test_a_number_lies_sealed_and_is_found_by_its_index() -> None:
    sealed = telephones.sealed("13812345678")
    assert b"1381234" not in sealed
    assert telephones.opened(sealed) == "13812345678"
    assert telephones.index("13812345678") == telephones.index("13812345678")
    assert telephones.index("13812345678") != telephones.index("13812345679")
