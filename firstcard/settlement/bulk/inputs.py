"""The two Parquet files of a run: whether they have what is needed, and their rows in batches."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
import pyarrow as pa
import pyarrow.parquet as pq

from firstcard.policy.format import Text
from firstcard.settlement.agreements import CODE_FIELD
from firstcard.settlement.engines.columns import flattened
from firstcard.settlement.engines.reading import (
    CLAIM_COLUMNS,
    LINE_COLUMNS,
    OPENING,
    OPTIONAL_CLAIM_COLUMNS,
    OPTIONAL_LINE_COLUMNS,
)
from firstcard.settlement.faults import fault

ROW = "firstcard.row"
BATCH = 1 << 16
_WHOLE = Text("whole fen (int64)", "以分为单位的整数（int64）")
_COUNT = Text("whole numbers", "整数")
_DAY = Text("days (date32)", "日期（date32）")
_TEXT = Text("text", "文本")
_LIST = Text("lists of text", "文本列表")
_TEXTS = {
    *CLAIM_COLUMNS, *OPTIONAL_CLAIM_COLUMNS, *LINE_COLUMNS, *OPTIONAL_LINE_COLUMNS
} - {"groups"}  # fmt: skip
_AMOUNTS = {*OPENING[1:], "account_balance", "mutual_aid_balance", "amount", "limit_price"}
_COUNTS = {OPENING[0], "line_no", "self_pay_share"}
_DAYS = {"admitted_on", "discharged_on", "born_on"}


class BadInput(Exception):
    """A file cannot be used; `texts` say why, in both languages."""

    def __init__(self, *texts: Text) -> None:
        super().__init__("; ".join(text.en for text in texts))
        self.texts = texts


class Damaged(BadInput):
    """A row group of a file cannot be read."""


class Damage(NamedTuple):
    """A row group that cannot be read: its rows from `first` to before `end`, and a field of it."""

    first: int
    end: int
    field: str
    text: Text


@dataclass(frozen=True)
class Input:
    """One file: which columns of it are read (`flat`: its own, not parts of one), and its rows.

    `kept`: which rows are read where not all are, (first, end); they carry their number then.
    """

    path: Path
    columns: tuple[str, ...]
    rows: int
    groups: tuple[int, ...]
    flat: frozenset[str] = frozenset()
    kept: tuple[tuple[int, int], ...] | None = None

    @property
    def listed(self) -> bool:
        """Whether claims name their institutions by code."""
        return CODE_FIELD in self.columns

    @property
    def numbered(self) -> bool:
        """Whether rows carry the number that they have in the file that was given."""
        return self.kept is not None or ROW in self.columns

    def only(self, kept: Sequence[tuple[int, int]]) -> Input:
        """The same file without its other rows."""
        rows = sum(end - first for first, end in kept)
        return dataclasses.replace(self, kept=tuple(kept), rows=rows)

    def batches(self, *, start: int = 0) -> Iterator[pa.RecordBatch]:
        """Rows from `start` on. Raises Damaged naming the row group that cannot be read."""
        if self.kept is None:
            yield from self._between(start, self.rows)
            return
        for first, end in self.kept:
            at, start = first + start, max(0, start - (end - first))
            for batch in self._between(at, end) if at < end else ():
                rows = np.arange(at, at + len(batch))
                yield batch.append_column(ROW, pa.array(rows))
                at += len(batch)

    def _between(self, at: int, end: int) -> Iterator[pa.RecordBatch]:
        ends = np.cumsum(self.groups)
        group, last = (int(g) for g in np.searchsorted(ends, (at, end - 1), side="right"))
        wanted = list(range(group, last + 1))
        if at >= end:
            return
        row = int(ends[group]) - self.groups[group]
        try:
            for batch in self._open().iter_batches(
                batch_size=BATCH, row_groups=wanted, columns=list(self.columns)
            ):
                skip = max(0, at - row)
                if skip < len(batch):
                    yield flattened(batch.slice(skip, end - row - skip))
                row += len(batch)
        except (pa.ArrowException, OSError) as error:
            raise self._broken(wanted, str(error)) from None

    def _open(self) -> pq.ParquetFile:
        words = [name for name in self.columns if name not in _NOT_CODED]
        return pq.ParquetFile(self.path, read_dictionary=words, page_checksum_verification=True)

    def _broken(self, groups: Sequence[int], message: str) -> BadInput:
        found = self.damage(groups)
        if found:
            return Damaged(found[0].text)
        return BadInput(_unreadable(self.path, "", "", message))

    def damage(self, groups: Sequence[int] | None = None) -> list[Damage]:
        """The row groups that cannot be read (of these, or of all)."""
        file = self._open()
        every = range(len(self.groups)) if groups is None else groups
        return [each for group in every if (each := self._damage(file, group)) is not None]

    def _damage(self, file: pq.ParquetFile, group: int) -> Damage | None:
        for name in self.columns:
            try:
                for _ in file.iter_batches(batch_size=BATCH, row_groups=[group], columns=[name]):
                    pass
            except (pa.ArrowException, OSError) as error:
                first = sum(self.groups[:group])
                end = first + self.groups[group]
                text = _unreadable(
                    self.path, f"{name}, row group {group}, rows {first + 1}–{end}",
                    f"{name}，行组{group}，第{first + 1}–{end}行", str(error),
                )  # fmt: skip
                return Damage(first, end, name, text)
        return None


_NOT_CODED = {"claim_id", "person_id", "groups", ROW, *_AMOUNTS, *_COUNTS, *_DAYS}


def _unreadable(path: Path, en: str, zh: str, message: str) -> Text:
    line = " ".join(message.split())
    return Text(f"{path.name}: {en or 'the file'} cannot be read: {line}",
                f"{path.name}：{zh or '文件'}无法读取：{line}")  # fmt: skip


def as_one(item: Input, batches: Sequence[pa.RecordBatch]) -> pa.RecordBatch:
    """Some batches of a file as one, with one dictionary for each column."""
    whole = [batch for batch in batches if len(batch)]
    if not whole:
        empty = flattened(pa.RecordBatch.from_pylist([], pq.read_schema(item.path)))
        return (
            empty.append_column(ROW, pa.array([], pa.int64())) if item.kept is not None else empty
        )
    table = pa.Table.from_batches(whole).unify_dictionaries().combine_chunks()
    return table.to_batches()[0]


def open_claims(path: Path, *, listed: bool = False) -> Input:
    """The file of claims; `listed`: their institutions have codes. Raises BadInput."""
    needed = (*CLAIM_COLUMNS, CODE_FIELD) if listed else CLAIM_COLUMNS
    return _opened(path, needed, OPTIONAL_CLAIM_COLUMNS)


def open_lines(path: Path) -> Input:
    """The file of lines. Raises BadInput."""
    return _opened(path, LINE_COLUMNS, OPTIONAL_LINE_COLUMNS)


def _opened(path: Path, needed: Sequence[str], optional: Sequence[str]) -> Input:
    if path.is_dir():
        raise BadInput(Text(f"{path}: this is a folder; a file is wanted",
                            f"{path}：这是文件夹，应为文件"))  # fmt: skip
    try:
        file = pq.ParquetFile(path)
    except FileNotFoundError:
        raise BadInput(Text(f"{path}: there is no such file", f"{path}：文件不存在")) from None
    except pa.ArrowInvalid:
        raise BadInput(
            Text(
                f"{path.name}: the file cannot be read: it is no Parquet, or cut off",
                f"{path.name}：文件无法读取：不是 Parquet 格式，或内容不完整",
            )
        ) from None
    except (pa.ArrowException, OSError) as error:
        raise BadInput(_unreadable(path, "", "", str(error))) from None
    types = dict(_types(file.schema_arrow))
    problems = [_missing(path, name) for name in needed if name not in types]
    problems += [
        _wrong(path, name, types[name], wanted)
        for name in (*needed, *optional)
        if name in types and (wanted := _unfit(name, types[name])) is not None
    ]
    if problems:
        raise BadInput(*problems)
    meta = file.metadata
    groups = tuple(meta.row_group(number).num_rows for number in range(meta.num_row_groups))
    columns = [name for name in (*needed, *optional, ROW) if name in types]
    flat = frozenset(file.schema_arrow.names)
    return Input(path, tuple(columns), meta.num_rows, groups, flat)


def _types(schema: Any, above: str = "") -> Iterator[tuple[str, pa.DataType]]:
    for field in schema:
        if pa.types.is_struct(field.type):
            yield from _types(field.type, f"{above}{field.name}.")
        else:
            yield f"{above}{field.name}", field.type


def _missing(path: Path, name: str) -> Text:
    return _said(path, name, fault("missing-column", name, allowed=_kind(name)[1]).text)


def _wrong(path: Path, name: str, found: pa.DataType, wanted: Text) -> Text:
    return _said(path, name, fault("wrong-form", name, value=str(found), allowed=wanted).text)


def _said(path: Path, name: str, text: Text) -> Text:
    return Text(f"{path.name}, {name}: {text.en}", f"{path.name}，{name}：{text.zh}")


def _unfit(name: str, found: pa.DataType) -> Text | None:
    fits, wanted = _kind(name)
    return None if fits(found) else wanted


def sql_type(name: str) -> str:
    """What a column is in SQL where nulls alone do not say it; empty: as it comes."""
    return {_TEXT: "::VARCHAR", _LIST: "::VARCHAR[]"}.get(_kind(name)[1], "")


def _kind(name: str) -> tuple[Callable[[pa.DataType], bool], Text]:
    if name in _AMOUNTS:
        return pa.types.is_integer, _WHOLE
    if name in _COUNTS or name == ROW:
        return pa.types.is_integer, _COUNT
    if name in _DAYS:
        return pa.types.is_date32, _DAY
    if name == "groups":
        return _is_text_list, _LIST
    return _is_text, _TEXT


def _is_text(kind: pa.DataType) -> bool:
    if pa.types.is_dictionary(kind):
        kind = kind.value_type
    return pa.types.is_string(kind) or pa.types.is_large_string(kind) or pa.types.is_null(kind)


def _is_text_list(kind: pa.DataType) -> bool:
    lists = pa.types.is_list(kind) or pa.types.is_null(kind)
    return lists and (pa.types.is_null(kind) or _is_text(kind.value_type))
