"""The same files by the reference engine: all in memory, one bill after the other, to compare."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc

from firstcard.policy.book import RuleBook
from firstcard.settlement.agreements import Agreements
from firstcard.settlement.amounts import Settlement
from firstcard.settlement.bulk.damage import unclear
from firstcard.settlement.bulk.growing import GrowingParquet, encoded
from firstcard.settlement.bulk.inputs import ROW, Input, as_one
from firstcard.settlement.bulk.journal import Journal
from firstcard.settlement.bulk.run import Progress
from firstcard.settlement.bulk.source import Done, Lost, Source
from firstcard.settlement.engines.by_reference import Outcome, outcomes
from firstcard.settlement.engines.columns import are_in
from firstcard.settlement.engines.layout import AMOUNTS
from firstcard.settlement.engines.results import REJECTS, SETTLEMENTS


def settle_slowly(
    *, book: RuleBook, source: Source, out: Path, progress: Progress,
    agreements: Agreements | None = None,
) -> Done:  # fmt: skip
    """Settles files that are in order. Raises BadInput, Lost."""
    claims, lines = _whole(source.claims), _whole(source.lines)
    if source.twice is None:
        source, lines = _in_step(source, claims, lines)
    assert source.twice is not None
    again = are_in(claims.column("claim_id"), source.twice)
    twice, once = claims.filter(pa.array(again)), claims.filter(pa.array(~again))
    found = []
    for each in outcomes(book=book, claims=once, lines=lines, agreements=agreements):
        found.append(each)
        progress(1)
    rows = claims_rows, lines_rows = _rows(once), _rows(lines)
    settled = [_settled(each) for each in found if each.settlement]
    rejects = [row for each in found for row in _rejects(each, *rows)]
    for claim, row in zip(twice.column("claim_id").to_pylist(), _rows(twice), strict=True):
        rejects.append(_reject(claim, "claims", row, "claim_id", "claim-twice"))
    for row, claim in zip(*source.orphans, strict=True):
        rejects.append(_reject(claim, "lines", row, "claim_id", "line-without-claim"))
    rejected = len(twice) + sum(1 for each in found if not each.settlement)
    if len(settled) + rejected != source.claims.rows or len(claims_rows) != len(found):
        raise Lost("claims were lost")
    aside, strays = source.aside, len(source.orphans[0])
    rejects += [row for batch in aside.rejects for row in batch.to_pylist()]
    _write(Journal(out, of=""), settled, rejects)
    return Done(
        source.claims.rows + aside.claims, len(lines_rows) + strays + aside.lines, len(settled),
        rejected + aside.claims, strays, aside.texts,
    )  # fmt: skip


def _in_step(source: Source, claims: Any, lines: Any) -> tuple[Source, Any]:
    """Lines of no claim come apart; what was not put in order must be in it. Raises BadInput."""
    ids, owners = (each.column("claim_id").cast(pa.string()) for each in (claims, lines))
    places = pc.index_in(owners, value_set=ids)
    known = places.drop_null().to_numpy()
    if len(ids.unique()) != len(ids) or (known[1:] < known[:-1]).any():
        raise unclear(source.aside.texts)
    stray = lines.filter(places.is_null())
    strays = tuple(_rows(stray).tolist()), tuple(stray.column("claim_id").to_pylist())
    found = dataclasses.replace(source, twice=pa.array([], pa.string()), orphans=strays)
    return found, lines.filter(places.is_valid())


def _whole(item: Input) -> pa.RecordBatch:
    return as_one(item, list(item.batches()))


def _rows(batch: pa.RecordBatch) -> Any:
    return np.asarray(batch.column(ROW))


def amounts(found: Settlement) -> dict[str, int]:
    """A settlement's amounts under the names of the bulk form."""
    apart = {
        "pool_paid": found.pool.paid,
        "account": found.person.account,
        "mutual_aid": found.person.mutual_aid,
        "cash": found.person.cash,
    }
    return {name: apart[name] if name in apart else getattr(found, name) for name in AMOUNTS}


def _settled(each: Outcome) -> dict[str, Any]:
    assert each.settlement
    digest = each.settlement.pack.digest
    return {"claim_id": each.claim_id, **amounts(each.settlement), "pack_digest": digest}


def _rejects(each: Outcome, claims: Any, lines: Any) -> list[dict[str, Any]]:
    return [
        _reject(each.claim_id, "claims", claims[each.row], field, fault.code)
        if line is None
        else _reject(each.claim_id, "lines", lines[line], field, fault.code)
        for line, field, fault in each.faults
    ]


def _reject(claim: str, file: str, row: int, field: str, reason: str) -> dict[str, Any]:
    return {"claim_id": claim, "file": file, "row": row + 1, "field": field, "reason": reason}


def _write(journal: Journal, settled: list[Any], rejects: list[Any]) -> None:
    for path, rows, schema in (
        (journal.settlements, settled, SETTLEMENTS),
        (journal.rejects, rejects, REJECTS),
    ):
        file = GrowingParquet(path)
        file.add(encoded(pa.Table.from_pylist(rows, schema)))
        file.finish({})
    journal.finish()
