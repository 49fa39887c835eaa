"""What a run reads, and what is set aside before it."""

from __future__ import annotations

from dataclasses import dataclass

import pyarrow as pa

from firstcard.policy.format import Text
from firstcard.settlement.bulk.inputs import Input


@dataclass(frozen=True)
class Aside:
    """Claims that are rejected, and lines passed over, because row groups cannot be read.

    `texts` name the row groups; `rejects` has a row for each claim.
    """

    texts: tuple[Text, ...] = ()
    claims: int = 0
    lines: int = 0
    rejects: tuple[pa.RecordBatch, ...] = ()


@dataclass(frozen=True)
class Source:
    """What is read: in the order of the engine, or put in it (`twice`, `orphans` found then)."""

    claims: Input
    lines: Input
    twice: pa.Array | None = None
    orphans: tuple[tuple[int, ...], tuple[str, ...]] = ((), ())
    aside: Aside = Aside()


@dataclass(frozen=True)
class Done:
    """How many claims there were, and what became of them; `unread`: what could not be read."""

    claims: int
    lines: int
    settled: int
    rejected: int
    strays: int
    unread: tuple[Text, ...] = ()


class Lost(RuntimeError):
    """What went in did not come out: a mistake of the program, and nothing is written."""
