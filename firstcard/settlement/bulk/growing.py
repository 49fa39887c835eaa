"""One Parquet file that grows part by part, so that a run that stopped goes on where it was.

Each part is written as a Parquet file in memory. Its pages are put behind those of the parts
before, its footer is kept; at the end one footer names the row groups of all. The bytes depend on
the parts alone, not on how often the run was stopped.
"""

from __future__ import annotations

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pyarrow as pa
import pyarrow.parquet as pq

from firstcard.settlement.bulk.thrift import (
    LIST,
    STRUCT,
    BadFooter,
    Field,
    Items,
    read_struct,
    write_struct,
)

_MAGIC = b"PAR1"
_ROWS, _GROUPS, _NOTES = 3, 4, 5
_COLUMNS, _GROUP_OFFSET, _ORDINAL = 1, 5, 7
_CHUNK_OFFSET, _CHUNK = 2, 3
_PAGE_OFFSETS = (9, 10, 11)


def encoded(table: pa.Table, *, compression: str = "snappy") -> pa.Buffer:
    """A table as a Parquet file of one row group, numbers as differences."""
    plain = [field.name for field in table.schema if not pa.types.is_dictionary(field.type)]
    ways = {name: _way(table.schema.field(name).type) for name in plain}
    words = [field.name for field in table.schema if field.name not in plain]
    sink = pa.BufferOutputStream()
    with pq.ParquetWriter(
        sink, table.schema, use_dictionary=words, column_encoding=ways, compression=compression
    ) as writer:
        writer.write_table(table.combine_chunks(), row_group_size=max(1, len(table)))
    return sink.getvalue()


def _way(kind: pa.DataType) -> str:
    return "DELTA_BYTE_ARRAY" if pa.types.is_string(kind) else "DELTA_BINARY_PACKED"


class GrowingParquet:
    """A Parquet file in the making. `footers` are those of the parts it has, `size` its bytes."""

    def __init__(self, path: Path, *, footers: Sequence[bytes] = (), size: int = 0) -> None:
        self.path = path
        self.footers = list(footers)
        self.file = path.open("r+b" if size else "w+b")
        self.file.truncate(size)
        self.file.seek(size)
        if not size:
            self.file.write(_MAGIC)

    @property
    def size(self) -> int:
        """How many bytes there are."""
        return self.file.tell()

    def add(self, part: pa.Buffer) -> None:
        """Puts a part (a whole Parquet file) behind the others."""
        data = memoryview(part)
        length = int.from_bytes(data[-8:-4], "little")
        pages_end = len(data) - 8 - length
        if data[:4] != _MAGIC or data[-4:] != _MAGIC or pages_end < 4:
            raise BadFooter("a part is no Parquet file")
        self.footers.append(moved(bytes(data[pages_end:-8]), by=self.size - 4))
        self.file.write(data[4:pages_end])

    def keep(self) -> None:
        """All there is so far is on the disk when this returns."""
        self.file.flush()
        os.fsync(self.file.fileno())

    def finish(self, notes: dict[str, str]) -> None:
        """Writes the footer of all parts, with `notes` among its metadata."""
        footer = joined(self.footers, notes)
        self.file.write(footer + len(footer).to_bytes(4, "little") + _MAGIC)
        self.keep()
        self.close()

    def close(self) -> None:
        """Leaves the file as it is."""
        self.file.close()


def moved(footer: bytes, *, by: int) -> bytes:
    """A footer whose pages lie so many bytes further on."""

    def group(fields: list[Field]) -> list[Field]:
        fields = _changed(fields, {_GROUP_OFFSET: lambda at: at + by if at else at})
        return _changed(
            fields, {_COLUMNS: lambda each: Items(each.type, [*map(chunk, each.values)])}
        )

    def chunk(fields: list[Field]) -> list[Field]:
        fields = _changed(fields, {_CHUNK_OFFSET: lambda at: at + by if at else at})
        return _changed(fields, {_CHUNK: pages})

    def pages(fields: list[Field]) -> list[Field]:
        return _changed(fields, dict.fromkeys(_PAGE_OFFSETS, lambda at: at + by))

    return write_struct(_changed(read_struct(footer), {_GROUPS: lambda each: _each(each, group)}))


def _each(items: Items, change: Any) -> Items:
    return Items(items.type, [change(value) for value in items.values])


def joined(footers: Sequence[bytes], notes: dict[str, str]) -> bytes:
    """One footer for the row groups of all. Raises BadFooter where there is none."""
    if not footers:
        raise BadFooter("there is no part")
    read = [read_struct(each) for each in footers]
    groups = [group for each in read for group in _get(each, _GROUPS).values]
    numbered = [_changed(g, {_ORDINAL: lambda _, n=n: n}) for n, g in enumerate(groups)]
    rows = sum(_get(each, _ROWS) for each in read)
    change = {_ROWS: lambda _: rows, _GROUPS: lambda _: Items(STRUCT, numbered)}
    fields = _changed(read[0], change)
    written = [[Field(1, 8, k.encode()), Field(2, 8, v.encode())] for k, v in notes.items()]
    old: list[Any] = next((each.value.values for each in fields if each.number == _NOTES), [])
    others = [each for each in fields if each.number != _NOTES]
    noted = Field(_NOTES, LIST, Items(STRUCT, [*old, *written]))
    return write_struct(sorted([*others, noted], key=lambda field: field.number))


def _get(fields: list[Field], number: int) -> Any:
    return next(field.value for field in fields if field.number == number)


def _changed(fields: list[Field], change: dict[int, Any]) -> list[Field]:
    return [
        Field(f.number, f.type, change[f.number](f.value)) if f.number in change else f
        for f in fields
    ]
