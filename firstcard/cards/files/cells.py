"""Lines of comma-separated cells that a spreadsheet cannot take for formulas. Pure."""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from enum import StrEnum

END = b"\r\n"
# Also in full width: some spreadsheets take these for the same.
_FORMULA = tuple("=+-@＝＋－＠")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_QUOTED = frozenset('",')


class Coding(StrEnum):
    """How text is written as bytes: the profile of a card centre."""

    UTF_8 = "utf-8"
    GB_18030 = "gb18030"


def written(cells: Sequence[str], *, coding: Coding) -> bytes:
    """One line with its end. No cell begins a formula, and no cell breaks the line."""
    return ",".join(map(_cell, cells)).encode(coding.value) + END


def _cell(text: str) -> str:
    text = _CONTROL.sub(" ", text)
    if text.lstrip().startswith((*_FORMULA, "'")):
        text = "'" + text  # by this sign spreadsheets know text; readers take one off again
    if _QUOTED.isdisjoint(text):
        return text
    return '"' + text.replace('"', '""') + '"'


def read(text: str) -> list[str]:
    """The cells of one line without its end. Raises csv.Error for quotes that do not match."""
    return next(csv.reader([text], strict=True), [])


def is_formula(cell: str) -> bool:
    """Whether a spreadsheet would take the cell for a formula."""
    return cell.startswith(_FORMULA)


def unguarded(cell: str) -> str:
    """The cell as it was before it was written."""
    return cell.removeprefix("'")
