"""The file in which a centre says what became of each card: read line by line. Pure.

Each line is read by itself, so that a stray quote or a broken sign spoils no other line. In both
codings a line's end can be no part of a sign.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterable, Iterator
from datetime import date

from msgspec import Struct

from firstcard.cards.files.cells import Coding, is_formula, read
from firstcard.cards.files.faults import FileFault, LineFault, Unfit
from firstcard.core import references

COLUMNS = ("line", "order", "result", "number", "code", "valid_until", "reason", "spoiled")
# Why a centre can fail to make a card.
FAILURES = frozenset({"data", "photo", "print", "chip", "other"})
LONGEST_LINE = 1000  # bytes; a whole line takes some 120
ORDER_PREFIX = "CD"
MADE, FAILED = "made", "failed"
_NUMBER = re.compile(r"[0-9A-Z]{9}")
_CODE = re.compile(r"[0-9A-Z]{32}")
_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_SPOILED = re.compile(r"[0-9]?")
_CONTROL = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\ufeff]")
_BOMS = {Coding.UTF_8: b"\xef\xbb\xbf", Coding.GB_18030: "\ufeff".encode("gb18030")}


class ResultLine(Struct, frozen=True):
    """What became of one card. `at`: the line in the file, the columns being line 1."""

    at: int
    order: str
    result: str
    number: str = ""
    code: str = ""
    valid_until: str = ""
    reason: str = ""
    spoiled: int = 0


class Bad(Struct, frozen=True):
    """A line that is set aside. `order`: where it could be read."""

    at: int
    reason: LineFault
    order: str = ""


class _Wrong(Exception):
    def __init__(self, fault: LineFault) -> None:
        self.fault = fault


def lines(raw: Iterable[bytes], *, coding: Coding) -> Iterator[ResultLine | Bad]:
    """The lines of a file after its columns; empty ones are left out. Raises Unfit."""
    rest = iter(raw)
    _check_columns(next(rest, b"").removeprefix(_BOMS[coding]), coding)
    for at, line in enumerate(rest, start=2):
        if content := line.rstrip(b"\r\n"):
            yield line_of(content, at=at, coding=coding)


def _check_columns(line: bytes, coding: Coding) -> None:
    try:
        text = line.rstrip(b"\r\n").decode(coding.value)
    except UnicodeDecodeError:
        raise Unfit(FileFault.CODING) from None
    if tuple(text.split(",")) != COLUMNS:
        raise Unfit(FileFault.CODING if "\0" in text else FileFault.HEADER)


def line_of(content: bytes, *, at: int, coding: Coding) -> ResultLine | Bad:
    """One line without its end."""
    order = ""
    try:
        cells = _cells(content, coding)
        order = references.read(cells[1], prefix=ORDER_PREFIX) or ""
        if not order or order != cells[1]:
            return Bad(at, LineFault.ORDER)
        return _checked(at, order, *cells[2:])
    except _Wrong as wrong:
        return Bad(at, wrong.fault, order)


def _cells(content: bytes, coding: Coding) -> list[str]:
    if len(content) > LONGEST_LINE:
        raise _Wrong(LineFault.TOO_LONG)
    try:
        text = content.decode(coding.value)
    except UnicodeDecodeError:
        raise _Wrong(LineFault.CODING) from None
    if _CONTROL.search(text):
        raise _Wrong(LineFault.CONTROL)
    try:
        cells = read(text) if '"' in text else text.split(",")
    except csv.Error:
        raise _Wrong(LineFault.QUOTES) from None
    if len(cells) != len(COLUMNS):
        raise _Wrong(LineFault.SHORT if len(cells) < len(COLUMNS) else LineFault.LONG)
    if any(map(is_formula, cells)):
        raise _Wrong(LineFault.FORMULA)
    return cells


def _checked(
    at: int, order: str, result: str, number: str, code: str, valid_until: str, reason: str,
    spoiled: str,
) -> ResultLine:  # fmt: skip
    if result not in (MADE, FAILED):
        raise _Wrong(LineFault.RESULT)
    if not _SPOILED.fullmatch(spoiled):
        raise _Wrong(LineFault.SPOILED)
    if result == MADE:
        _check_made(number, code, valid_until, reason)
    else:
        _check_failed(number, code, valid_until, reason)
    return ResultLine(at, order, result, number, code, valid_until, reason, int(spoiled or "0"))


def _check_made(number: str, code: str, valid_until: str, reason: str) -> None:
    if reason:
        raise _Wrong(LineFault.BOTH)
    if not _NUMBER.fullmatch(number):
        raise _Wrong(LineFault.NUMBER)
    if not _CODE.fullmatch(code):
        raise _Wrong(LineFault.CODE)
    if valid_until and not _is_day(valid_until):
        raise _Wrong(LineFault.DATE)


def _check_failed(number: str, code: str, valid_until: str, reason: str) -> None:
    if number or code or valid_until:
        raise _Wrong(LineFault.BOTH)
    if reason not in FAILURES:
        raise _Wrong(LineFault.REASON)


def _is_day(text: str) -> bool:
    if not _DAY.fullmatch(text):
        return False
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
