"""Tables that spreadsheets open: no cell of them is run."""

from __future__ import annotations

import csv
from io import StringIO

from hypothesis import given
from hypothesis import strategies as st

from firstcard.desk.views.dashboard import csv_bytes

CELLS = st.text(st.characters(exclude_characters="\r\n\x00", exclude_categories=["Cs"]))


def _read(data: bytes) -> list[list[str]]:
    return list(csv.reader(StringIO(data.decode("utf-8-sig"))))


def test_formulas_are_only_text() -> None:
    cells = ["=1+1", "+cmd", "-2", "@SUM(A1)", "\tx", "郑州"]
    assert _read(csv_bytes([cells])) == [["'=1+1", "'+cmd", "'-2", "'@SUM(A1)", "'\tx", "郑州"]]


@given(st.lists(CELLS, min_size=1))
def test_text_of_any_script_comes_through(cells: list[str]) -> None:
    found = _read(csv_bytes([cells]))[0]
    assert [cell.removeprefix("'") for cell in found] == [cell.removeprefix("'") for cell in cells]
    assert not any(cell.startswith(("=", "+", "-", "@", "\t")) for cell in found)


def test_it_opens_as_utf_8() -> None:
    assert csv_bytes([["𠮷"]]).startswith(b"\xef\xbb\xbf")
