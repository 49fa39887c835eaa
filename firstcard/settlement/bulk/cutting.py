"""Claims in batches that end where a part ends: at the first person after so many claims."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

import pyarrow as pa


class Piece(NamedTuple):
    """Some claims in a row. `row` is the file's row of the first, `part` counts from 0."""

    claims: pa.RecordBatch
    row: int
    part: int


def pieces(batches: Iterable[pa.RecordBatch], *, row: int, size: int) -> Iterator[Piece]:
    """Cuts batches so that each part has `size` claims or a few more and whole persons.

    Where the cuts are does not depend on where the batches end.
    """
    part, left, person = 0, size, None
    for batch in batches:
        people = batch.column("person_id")
        start = 0
        while start < len(batch):
            end = _next_person(people, start + left, person) if left < len(batch) - start else None
            if end is None:
                yield Piece(batch.slice(start), row + start, part)
                left = max(0, left - (len(batch) - start))
                break
            if end > start:
                yield Piece(batch.slice(start, end - start), row + start, part)
            start, part, left = end, part + 1, size
        person = people[-1].as_py() if len(people) else person
        row += len(batch)


def _next_person(people: pa.Array, at: int, before: object) -> int | None:
    """The first row from `at` on at which another person begins."""
    last = people[at - 1].as_py() if at else before
    for row in range(at, len(people)):
        if people[row].as_py() != last:
            return row
    return None
