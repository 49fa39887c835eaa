"""What the kernel wrote as Arrow batches: settlements, and rejects with row, field and reason."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import pyarrow as pa

from firstcard.settlement.engines import layout
from firstcard.settlement.engines.lookups import SETTLED
from firstcard.settlement.engines.reasons import (
    CLAIM_ID,
    FIELDS,
    FIELDS_LISTED,
    NO_CLAIM,
    REASONS,
    REASONS_LISTED,
)

if TYPE_CHECKING:
    from firstcard.settlement.plan import Plan

_WORD = pa.dictionary(pa.int8(), pa.string())
SETTLEMENTS = pa.schema([
    ("claim_id", pa.string()),
    *((name, pa.int64()) for name in layout.AMOUNTS),
    ("pack_digest", pa.dictionary(pa.int32(), pa.string())),
])  # fmt: skip
REJECTS = pa.schema([
    ("claim_id", pa.string()), ("file", _WORD), ("row", pa.int64()), ("field", _WORD),
    ("reason", _WORD),
])  # fmt: skip
FILES = pa.array(["claims", "lines"])


def settlements_of(
    claims: pa.RecordBatch, amounts: Any, places: Any, settled: Any, plan: Plan
) -> pa.RecordBatch:
    """One row for each claim that is settled, in the order of the claims."""
    whole = bool(settled.all())
    ids = claims.column("claim_id").cast(pa.string())
    keep = None if whole else np.flatnonzero(settled)
    digests = places if whole else places[keep]
    columns = [
        ids if whole else ids.take(pa.array(keep)),
        *(pa.array(each if whole else each[keep]) for each in amounts),
        pa.DictionaryArray.from_arrays(
            pa.array(digests.astype(np.int32)), pa.array(plan.digests, pa.string())
        ),
    ]
    return pa.RecordBatch.from_arrays(columns, schema=SETTLEMENTS)


def rejects_of(
    claims: pa.RecordBatch, rows: Any, work: layout.Work, line_rows: Any = None,
    *, listed: bool = False,
) -> pa.RecordBatch:  # fmt: skip
    """One row for each fault; rows count from 1 in the file that is named.

    `line_rows` turns the rows that the lines had here into those of their file. `listed`: see
    `reject_rows`.
    """
    bad = np.flatnonzero(work.marks[layout.STATE] != SETTLED)
    counts = work.marks[layout.FAULT_COUNT, bad]
    claim = np.repeat(bad, counts)
    turn = np.arange(len(claim)) - np.repeat(np.cumsum(counts) - counts, counts)
    faults = work.faults[claim * layout.FAULTS_OF_A_CLAIM + turn]
    of_line = faults[:, 0] >= 0
    row = np.where(of_line, faults[:, 0], rows[claim])
    if line_rows is not None:
        row[of_line] = line_rows(row[of_line])
    row = row + 1
    ids = claims.column("claim_id").cast(pa.string()).take(pa.array(claim))
    return reject_rows(ids, of_line.astype(np.int8), row, faults[:, 1], faults[:, 2], listed=listed)


def stray_rejects(ids: pa.Array, rows: Any, *, listed: bool = False) -> pa.RecordBatch:
    """Lines that belong to no claim, by their claims' numbers and their rows."""
    size = len(rows)
    return reject_rows(
        ids,
        np.ones(size, np.int8),
        np.asarray(rows, np.int64) + 1,
        np.full(size, CLAIM_ID),
        np.full(size, NO_CLAIM),
        listed=listed,
    )


def reject_rows(
    ids: Any, file: Any, row: Any, field: Any, reason: Any, *, listed: bool = False
) -> pa.RecordBatch:
    """Rejects of these claims; `file`, `field`, `reason` by their numbers, rows from 1.

    `listed`: with the words for a list of agreements.
    """
    fields, reasons = (FIELDS_LISTED, REASONS_LISTED) if listed else (FIELDS, REASONS)

    def word(index: Any, words: Any) -> Any:
        return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int8)), words)

    columns = [
        ids, word(file, FILES), pa.array(row.astype(np.int64)),
        word(field, pa.array(fields)), word(reason, pa.array(reasons)),
    ]  # fmt: skip
    return pa.RecordBatch.from_arrays(columns, schema=REJECTS)
