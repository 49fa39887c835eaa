"""Arrow columns as the plain arrays of the kernel, without a copy where nothing is null."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from firstcard.settlement.engines.compiled import making
from firstcard.settlement.engines.layout import EMPTY, NULL

NO_DAY = -(2**31)
Coder = Callable[[Any], int]


def texts(column: pa.Array) -> tuple[Any, Any]:
    """Offsets and bytes of a column of texts; null becomes the empty text."""
    if column.type != pa.string():
        column = column.cast(pa.string())
    if column.null_count:
        column = column.fill_null("")
    _, offsets, data = column.buffers()
    if len(column) == 0 or offsets is None:
        return np.zeros(1, np.int32), np.zeros(0, np.uint8)
    where = np.frombuffer(offsets, np.int32)[column.offset : column.offset + len(column) + 1]
    return where, np.frombuffer(data, np.uint8) if data is not None else np.zeros(0, np.uint8)


def coded(column: pa.Array, code: Coder, *, null: int = EMPTY) -> tuple[Any, Any]:
    """Indices of a column of codes, and the plan's code for each index; null comes last."""
    if not pa.types.is_dictionary(column.type):
        column = column.dictionary_encode()
    indices, words = column.indices, column.dictionary.to_pylist()
    if indices.type != pa.int32():
        indices = indices.cast(pa.int32())
    if indices.null_count:
        indices = indices.fill_null(len(words))
    known = [null if word is None else code(word) for word in words]
    return indices.to_numpy(), np.array([*known, null], np.int32)


def numbers(column: pa.Array, *, null: int = NULL) -> Any:
    """Whole numbers as int64, with `null` where there is none."""
    if column.type != pa.int64():
        column = column.cast(pa.int64())
    return (column.fill_null(null) if column.null_count else column).to_numpy()


def days(column: pa.Array) -> Any:
    """Days counted from 1970-01-01, NO_DAY where there is none."""
    column = column.cast(pa.date32()).view(pa.int32())
    return (column.fill_null(NO_DAY) if column.null_count else column).to_numpy()


def masks(column: pa.Array, code: Coder) -> Any:
    """For each list of groups the bits of its groups, or the code of what is no group."""
    if column.null_count == len(column) or len(column.values) == 0:
        return np.zeros(len(column), np.int64)
    lists = column.fill_null([]) if column.null_count else column
    indices, words = coded(lists.values, code)
    offsets = np.asarray(lists.offsets)
    return _masks(offsets, indices, words)


@making
def _masks(offsets: Any, indices: Any, words: Any) -> Any:
    found = np.zeros(len(offsets) - 1, np.int64)
    for i in range(len(found)):
        for k in range(offsets[i], offsets[i + 1]):
            bit = words[indices[k]]
            if bit < 0:
                found[i] = bit
                break
            found[i] |= bit
    return found


def nothing(size: int, value: int) -> Any:
    """A column that the file does not have."""
    return np.full(size, value, np.int64)


def flattened(batch: pa.RecordBatch) -> pa.RecordBatch:
    """Columns in columns as columns of their own, named with a dot."""
    while any(pa.types.is_struct(field.type) for field in batch.schema):
        columns: dict[str, pa.Array] = {}
        for name, column in zip(batch.schema.names, batch.columns, strict=True):
            if pa.types.is_struct(column.type):
                inner = [f"{name}.{field.name}" for field in column.type]
                columns.update(zip(inner, column.flatten(), strict=True))
            else:
                columns[name] = column
        batch = pa.RecordBatch.from_pydict(columns)
    return batch


def are_in(column: pa.Array, wanted: pa.Array) -> Any:
    """Which texts of a column are among those wanted."""
    return pc.is_in(column.cast(pa.string()), value_set=wanted).to_numpy(zero_copy_only=False)
