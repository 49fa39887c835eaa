"""The list of agreements for a run: a CSV file, read whole and checked line by line."""

from __future__ import annotations

import csv
import hashlib
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path

from firstcard.policy.book import RuleBook
from firstcard.policy.format import Text
from firstcard.settlement.agreements import CODE, COLUMNS, LEVELS, PHARMACY, Agreements, Listed
from firstcard.settlement.bulk.inputs import BadInput
from firstcard.settlement.faults import fault

_MOST_TOLD = 20
_CODE_FORM = Text("H or P, six digits of a division, five of its own, such as H41010500001",
                  "H或P、六位区划代码和五位顺序号，例如H41010500001")  # fmt: skip
_DAY_FORM = Text("a day such as 2026-01-31, or nothing", "日期，例如2026-01-31，或留空")
_LEVELS = Text(", ".join(LEVELS), "、".join(LEVELS))
_TURNED = Text("The last day {value} is before the first, {allowed}.",
               "截止日期{value}早于起始日期{allowed}。")  # fmt: skip
_PHARMACIES = Text("The code begins with P for a pharmacy and with H for every other class.",
                   "药店的编码以P开头，其他机构以H开头。")  # fmt: skip
_DIVISION = Text(
    "The division {value} in the code is not known. Digits 2 to 7 are those of GB/T 2260.",
    "编码中的区划代码{value}不存在，第2至7位应为GB/T 2260代码。",
)
_OTHER_CLASS = Text("The class is {value}, and line {line} says {allowed} for some of the same "
                    "days. One institution has one class on one day.",
                    "类别为{value}，而第{line}行在相同日期内为{allowed}。"
                    "同一机构同一日只能有一个类别。")  # fmt: skip
_CELLS = Text("The line has {value} cells; the first line has {allowed}.",
              "本行有{value}格，首行有{allowed}格。")  # fmt: skip
_QUOTES = Text(
    "Quotes do not match. A cell with a quote or a comma in it is quoted, and its quotes doubled.",
    "引号不配对。含引号或逗号的单元格应加引号，其中的引号须重复一次。",
)
_NO_COLUMN = Text("The column stands twice. Each once.", "此列重复，只能有一列。")
_NOTHING = Text("There is no institution in it. One line an agreement is wanted.",
                "文件中没有医药机构，应为每行一份协议。")  # fmt: skip
_NOT_UTF_8 = Text("This is not UTF-8. Save it as “CSV UTF-8”.",
                  "文件不是UTF-8编码，请另存为“CSV UTF-8”格式。")  # fmt: skip


def read_institutions(path: Path, *, book: RuleBook) -> Agreements:
    """The list in a file. Raises BadInput with what is wrong on which line."""
    if path.is_dir():
        raise BadInput(Text(f"{path}: this is a folder; a file is wanted",
                            f"{path}：这是文件夹，应为文件"))  # fmt: skip
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        raise BadInput(Text(f"{path}: there is no such file", f"{path}：文件不存在")) from None
    except OSError as error:
        raise BadInput(Text(f"{path}: {error.strerror}", f"{path}：{error.strerror}")) from None
    found = _List(path.name, book)
    found.read(data)
    regions = frozenset((*book.divisions.codes(),
                         *(pack.form.region for pack in book.packs.values())))  # fmt: skip
    return Agreements(found.rows, book, regions, hashlib.sha256(data).hexdigest())


@dataclass
class _List:
    """Rows of the file as they are read, and what is wrong with it."""

    name: str
    book: RuleBook
    rows: dict[str, list[Listed]] = field(default_factory=dict)
    wrong: list[tuple[int, Text]] = field(default_factory=list)

    def read(self, data: bytes) -> None:
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError as error:
            line = data.count(b"\n", 0, error.start) + 1
            raise BadInput(self._at(line, "", _NOT_UTF_8)) from None
        lines = _lines(text)
        try:
            _, head = next(lines, (1, []))
            columns = self._columns(head)
            for line, cells in lines:
                if any(cells):
                    self._add(line, cells, columns, len(head))
        except _Quotes as error:
            raise BadInput(self._at(error.line, "", _QUOTES)) from None
        for rows in self.rows.values():
            self._check_classes(rows)
        self._refuse()

    def _columns(self, head: Sequence[str]) -> list[int]:
        texts = [
            self._at(1, name, _NO_COLUMN if name in head else
                     fault("missing-column", name, allowed=_kind(name)).text)
            for name in COLUMNS if head.count(name) != 1
        ]  # fmt: skip
        if texts:
            raise BadInput(*texts)
        return [head.index(name) for name in COLUMNS]

    def _add(self, line: int, cells: Sequence[str], columns: Sequence[int], size: int) -> None:
        if len(cells) != size:
            self._say(line, "", _filled(_CELLS, value=str(len(cells)), allowed=str(size)))
            return
        before = len(self.wrong)
        code, level, *days = (cells[at] for at in columns)
        self._check(line, code, level)
        read = [self._day(line, name, day) for name, day in zip(COLUMNS[2:], days, strict=True)]
        since, until, stopped, again = read
        self._check_order(line, "until", since, until)
        self._check_order(line, "suspended_until", stopped, again)
        if len(self.wrong) > before:
            return
        suspended = (stopped or date.min, again or date.max) if stopped or again else None
        self.rows.setdefault(code, []).append(Listed(
            line=line, code=code, level=level, since=since or date.min, until=until or date.max,
            suspended=suspended))  # fmt: skip

    def _check(self, line: int, code: str, level: str) -> None:
        form = CODE.fullmatch(code)
        if form is None:
            missing = not code
            self._say(line, "code", fault("missing" if missing else "wrong-form", "code",
                                          value=code, allowed=_CODE_FORM).text)  # fmt: skip
        elif form[1] not in self.book.divisions:
            self._say(line, "code", _filled(_DIVISION, value=form[1]))
        if level not in LEVELS:
            self._say(line, "class", fault("unknown-code" if level else "missing", "class",
                                           value=level, allowed=_LEVELS).text)  # fmt: skip
        elif form is not None and (level == PHARMACY) != code.startswith("P"):
            self._say(line, "class", _PHARMACIES)

    def _day(self, line: int, name: str, cell: str) -> date | None:
        if not cell:
            return None
        try:
            found = date.fromisoformat(cell)
        except ValueError:
            found = None
        if found is None or found.isoformat() != cell:
            self._say(line, name, fault("wrong-form", name, value=cell, allowed=_DAY_FORM).text)
            return None
        return found

    def _check_order(self, line: int, name: str, first: date | None, last: date | None) -> None:
        if first is not None and last is not None and last < first:
            self._say(line, name, _filled(_TURNED, value=str(last), allowed=str(first)))

    def _check_classes(self, rows: Sequence[Listed]) -> None:
        """No two classes on one day."""
        latest: Listed | None = None
        for row in sorted(rows, key=lambda each: (each.since, each.line)):
            if latest is not None and row.since <= latest.until and row.level != latest.level:
                later, other = sorted((row, latest), key=lambda each: -each.line)
                self._say(
                    later.line,
                    "class",
                    _filled(
                        _OTHER_CLASS, value=later.level, line=str(other.line), allowed=other.level
                    ),
                )
                return
            latest = row if latest is None or row.until > latest.until else latest

    def _say(self, line: int, name: str, text: Text) -> None:
        self.wrong.append((line, self._at(line, name, text)))

    def _at(self, line: int, name: str, text: Text) -> Text:
        en, zh = (f", {name}", f"，{name}") if name else ("", "")
        return Text(f"{self.name}, line {line}{en}: {text.en}",
                    f"{self.name}，第{line}行{zh}：{text.zh}")  # fmt: skip

    def _refuse(self) -> None:
        found = [text for _, text in sorted(self.wrong, key=lambda each: each[0])]
        if not found and not self.rows:
            found = [self._at(1, "", _NOTHING)]
        if len(found) > _MOST_TOLD:
            more = len(found) - _MOST_TOLD
            found[_MOST_TOLD:] = [Text(f"{self.name}: and {more:,} more faults",
                                       f"{self.name}：另有 {more:,} 处错误")]  # fmt: skip
        if found:
            raise BadInput(*found)


class _Quotes(Exception):
    """Quotes that do not match, in what begins on a line."""

    def __init__(self, line: int) -> None:
        super().__init__(f"line {line}")
        self.line = line


def _lines(text: str) -> Iterator[tuple[int, list[str]]]:
    """Each row's first line and its cells, without the room around them. Raises _Quotes."""
    reader = csv.reader(io.StringIO(text, newline=""), strict=True)
    line = 1
    while True:
        try:
            cells = next(reader, None)
        except csv.Error:
            raise _Quotes(line) from None
        if cells is None:
            return
        yield line, [cell.strip() for cell in cells]
        line = reader.line_num + 1


def _kind(name: str) -> Text:
    return {"code": _CODE_FORM, "class": _LEVELS}.get(name, _DAY_FORM)


def _filled(sentence: Text, **slots: str) -> Text:
    return Text(sentence.en.format(**slots), sentence.zh.format(**slots))
