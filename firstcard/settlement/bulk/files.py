"""What `firstcard settle` does with its files: settle them, or find one claim in them."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

import pyarrow as pa
import pyarrow.compute as pc

from firstcard.policy.book import RuleBook
from firstcard.settlement.agreements import Agreements
from firstcard.settlement.bulk.damage import unclear, without_damage
from firstcard.settlement.bulk.inputs import (
    BadInput,
    Damaged,
    Input,
    as_one,
    open_claims,
    open_lines,
)
from firstcard.settlement.bulk.journal import rejects_path
from firstcard.settlement.bulk.ordering import put_in_order
from firstcard.settlement.bulk.run import Progress, Run
from firstcard.settlement.bulk.slowly import settle_slowly
from firstcard.settlement.bulk.source import Done, Source
from firstcard.settlement.engines.agreed import Agreed
from firstcard.settlement.engines.by_reference import Outcome, outcomes
from firstcard.settlement.engines.vector import OutOfOrder
from firstcard.settlement.faults import fault
from firstcard.settlement.plan import Plan


def settle_files(
    *, plan: Plan, claims: Path, lines: Path, out: Path, progress: Progress,
    agreements: Agreements | None = None,
) -> Done:  # fmt: skip
    """Settles every claim into `out`; what cannot be settled stands in OUT.rejects.parquet.

    Goes on where a run over the same input stopped. Files that are not in the engine's order are
    put in order first. Where a row group cannot be read, the rest is settled. With `agreements`
    claims are rejected whose institution had none on the day. Raises BadInput.
    """
    given = open_claims(claims, listed=agreements is not None), open_lines(lines)
    agreed = Agreed(agreements) if agreements is not None else None
    with _kept_memory():
        return _settle(given, out, lambda source: Run(source, plan, out, progress, agreed))


def _settle(given: tuple[Input, Input], out: Path, run: Callable[[Source], Run]) -> Done:
    folder = out.with_name(f"{out.name}.order")
    try:
        return run(Source(*given)).run()
    except Damaged:
        return _beside_damage(without_damage(*given), run)
    except OutOfOrder:
        done = run(put_in_order(*given, folder)).run()
        shutil.rmtree(folder)
        return done


def settle_by_each(
    *, plans: Mapping[Path, Plan], claims: Path, lines: Path, progress: Progress
) -> Done:
    """One plan after the other, each into its own file; what the last one did. Nothing is left out.

    Raises BadInput, also where a row group cannot be read.
    """
    source = Source(open_claims(claims), open_lines(lines))
    folders = []
    for out, plan in plans.items():
        try:
            done = Run(source, plan, out, progress).run()
        except OutOfOrder:
            folders.append(out.with_name(f"{out.name}.order"))
            source = put_in_order(source.claims, source.lines, folders[-1])
            done = Run(source, plan, out, progress).run()
    for folder in folders:
        shutil.rmtree(folder)
    return done


@contextmanager
def _kept_memory() -> Iterator[None]:
    """Arrow's own pool gives memory back between batches; to get it again took a third of a run."""
    before = pa.default_memory_pool()
    pa.set_memory_pool(pa.system_memory_pool())
    try:
        yield
    finally:
        pa.set_memory_pool(before)


def _beside_damage(source: Source, run: Callable[[Source], Run]) -> Done:
    try:
        return run(source).run()
    except OutOfOrder:
        raise unclear(source.aside.texts) from None


def settle_by_reference(
    *, book: RuleBook, claims: Path, lines: Path, out: Path, progress: Progress,
    agreements: Agreements | None = None,
) -> Done:  # fmt: skip
    """The same, one bill after the other by the reference engine. Raises BadInput."""
    given = open_claims(claims, listed=agreements is not None), open_lines(lines)
    folder = out.with_name(f"{out.name}.order")
    try:
        source = put_in_order(*given, folder)
    except Damaged:
        source = without_damage(*given)
    done = settle_slowly(
        book=book, source=source, out=out, progress=progress, agreements=agreements
    )
    shutil.rmtree(folder, ignore_errors=True)
    return done


def rows(claims: Path) -> int:
    """How many claims a file has. Raises BadInput."""
    return open_claims(claims).rows


def explain(
    *, book: RuleBook, claims: Path, lines: Path, claim: str, agreements: Agreements | None = None
) -> Outcome | None:
    """One claim by the reference engine, after the same person's earlier bills; None: not there.

    Raises BadInput.
    """
    given = open_claims(claims, listed=agreements is not None), open_lines(lines)
    try:
        return _explained(book, Source(*given), claim, agreements)
    except Damaged:
        source = without_damage(*given)
    found = _set_aside(source, claim) or _explained(book, source, claim, agreements)
    if found is None:  # it may be among what cannot be read
        raise BadInput(*source.aside.texts)
    return found


def _set_aside(source: Source, claim: str) -> Outcome | None:
    for batch in source.aside.rejects:
        for row in batch.filter(pc.equal(batch.column("claim_id"), claim)).to_pylist():
            line = row["row"] - 1 if row["file"] == "lines" else None
            why = fault(row["reason"], row["field"])
            return Outcome(claim, row["row"] - 1, faults=[(line, row["field"], why)])
    return None


def _explained(
    book: RuleBook, source: Source, claim: str, agreements: Agreements | None
) -> Outcome | None:
    heads = source.claims
    person = _people(heads, claim)
    if person is None:
        return None
    own = _rows(heads, "person_id", pa.array([person]))
    order = [("person_id", "ascending"), ("discharged_on", "ascending"), ("claim_id", "ascending")]
    own = own.take(pc.sort_indices(own, sort_keys=order))
    items = _rows(source.lines, "claim_id", own.column("claim_id").cast(pa.string()))
    found = outcomes(book=book, claims=own, lines=items, agreements=agreements)
    return next((each for each in found if each.claim_id == claim), None)


def _people(heads: Input, claim: str) -> str | None:
    found = _rows(heads, "claim_id", pa.array([claim]))
    return found.column("person_id")[0].as_py() if len(found) else None


def _rows(item: Input, column: str, wanted: pa.Array) -> pa.RecordBatch:
    """The rows whose text is wanted, as one batch."""
    found = []
    for batch in item.batches():
        holds = pc.is_in(batch.column(column).cast(pa.string()), value_set=wanted)
        found.append(batch.filter(holds))
    return as_one(item, found)


__all__ = [
    "BadInput",
    "explain",
    "rejects_path",
    "rows",
    "settle_by_each",
    "settle_by_reference",
    "settle_files",
]
