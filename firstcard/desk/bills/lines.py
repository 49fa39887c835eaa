"""The lines of a bill: typed in rows, or as CSV in one box, which a file fills. Pure.

Each line is told as `settlement.bill.Line` in JSON, what was typed otherwise left as it is, so
that the bill's own check says what is wrong with it.
"""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from firstcard.desk.bills.words import BILLS
from firstcard.desk.forms.typed import fen_of
from firstcard.enrolment.words import filled
from firstcard.policy.format import Text
from firstcard.settlement.bill import yuan

COLUMNS = ("code", "kind", "list_class", "quantity", "amount", "limit_price", "self_pay_share",
           "restricted")  # fmt: skip
NEEDED = ("list_class", "amount")
OTHERS = tuple(each for each in COLUMNS if each not in NEEDED)
ROWS, MOST_ROWS = 3, 15
LARGEST = 40_000  # bytes of CSV, as a form may be
_AMOUNTS = ("amount", "limit_price")
_PERCENT = re.compile(r"([0-9]{1,3})(?:\.([0-9]{1,2}))?[%％]")


@dataclass(frozen=True, slots=True)
class Place:
    """Where a line stands on the page: in a row, or in a line of the CSV box."""

    row: int = -1
    csv: int = 0

    def control(self, column: str) -> str:
        """The id of the box that a fault is said at."""
        return "csv" if self.csv else box(self.row, column)


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines as they are presented, where each stands, and what is wrong with the CSV."""

    lines: list[dict[str, Any]]
    places: list[Place]
    wrong: list[Text]


def box(row: int, column: str) -> str:
    """The name of a box in a row."""
    return f"line-{row}-{column}"


def rows_of(form: Mapping[str, str]) -> int:
    """How many rows the page shows."""
    told = form.get("rows", "")
    asked = int(told) if told.isascii() and told.isdigit() and len(told) < len("1000") else ROWS
    return min(MOST_ROWS, max(ROWS, asked))


def read(form: Mapping[str, str]) -> Lines:
    """All lines: the rows first, then the CSV. An empty row is none."""
    found: list[tuple[Mapping[str, str], Place]] = []
    for row in range(rows_of(form)):
        told = {name: form.get(box(row, name), "").strip() for name in COLUMNS}
        if any(told.values()):
            found.append((told, Place(row=row)))
    wrong: list[Text] = []
    found += [(told, Place(csv=number)) for number, told in _csv(form.get("csv", ""), wrong)]
    lines = [_line(number, told) for number, (told, _) in enumerate(found, start=1)]
    return Lines(lines, [place for _, place in found], wrong)


def _csv(text: str, wrong: list[Text]) -> Iterator[tuple[int, dict[str, str]]]:
    """Each line by its number in the box; the first line names the columns."""
    if not text.strip():
        return
    if len(text.encode()) > LARGEST:
        wrong.append(BILLS["bills_csv_long"])
        return
    first = text.lstrip().partition("\n")[0]
    reader = csv.reader(io.StringIO(text), delimiter="\t" if "\t" in first else ",")
    try:
        rows = [(reader.line_num, row) for row in reader if any(cell.strip() for cell in row)]
    except csv.Error:
        wrong.append(BILLS["bills_csv_unreadable"])
        return
    heads = [cell.strip().lower().lstrip("\ufeff") for cell in rows[0][1]]
    wrong += _wrong_heads(heads)
    if wrong:
        return
    for number, row in rows[1:]:
        if len(row) > len(heads):
            wrong.append(filled(BILLS["bills_csv_cells"], line=str(number)))
        yield number, {name: cell.strip() for name, cell in zip(heads, row, strict=False)}


def _wrong_heads(heads: list[str]) -> Iterator[Text]:
    for name in NEEDED:
        if name not in heads:
            yield filled(BILLS["bills_csv_column"], column=name)
    for name in heads:
        if name not in COLUMNS or heads.count(name) > 1:
            yield filled(BILLS["bills_csv_unknown"], column=name[:40], known=", ".join(COLUMNS))


def _line(number: int, told: Mapping[str, str]) -> dict[str, Any]:
    return {"line_no": number, **{name: _value(name, text) for name, text in told.items() if text}}


def _value(name: str, text: str) -> str:
    """What was typed, in the form of the exchange where it can be read."""
    if name in _AMOUNTS and (fen := fen_of(text)) is not None:
        return yuan(fen)
    percent = _PERCENT.fullmatch(text)
    if name == "self_pay_share" and percent:
        parts = int(percent[1]) * 100 + int((percent[2] or "").ljust(2, "0"))
        return f"{parts // 10_000}.{parts % 10_000:04d}"
    return text.upper() if name == "list_class" else text


def csv_of(rows: Sequence[Mapping[str, Any]]) -> str:
    """Lines as they would be typed into the CSV box."""
    made = io.StringIO()
    writer = csv.writer(made, lineterminator="\n")
    writer.writerow(COLUMNS)
    writer.writerows([row.get(name) if row.get(name) is not None else "" for name in COLUMNS]
                     for row in rows)  # fmt: skip
    return made.getvalue()


def text_of(data: bytes) -> str | None:
    """A file's text: UTF-8, or GB 18030 as spreadsheets here save it. None for what is no text."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        return None if "\0" in text else text.replace("\r\n", "\n")
    return None
