"""The same bills under two sets of rules: what comes out of both, side by side in a database."""

from __future__ import annotations

import tempfile
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from firstcard.policy.book import RuleBook
from firstcard.policy.format import Text
from firstcard.settlement.bill import Bill, read
from firstcard.settlement.bulk.effect import REASONS, SCHEMA, measure
from firstcard.settlement.bulk.files import settle_by_each
from firstcard.settlement.bulk.inputs import BadInput, Input, open_claims
from firstcard.settlement.bulk.journal import rejects_path
from firstcard.settlement.bulk.ordering import expression, quoted
from firstcard.settlement.bulk.run import Progress
from firstcard.settlement.bulk.slowly import amounts
from firstcard.settlement.effects import Effect
from firstcard.settlement.engines import reference
from firstcard.settlement.engines.by_reference import field_of
from firstcard.settlement.engines.layout import AMOUNTS
from firstcard.settlement.faults import BadBill
from firstcard.settlement.plan import compile_plan
from firstcard.settlement.rules import Rules

_MEMORY = "2GB"
_BECAME = (
    "CASE WHEN before THEN 'newly-rejected' WHEN after THEN 'newly-settled' "
    "ELSE 'rejected-before-and-after' END"
)


def try_files(
    *, old: RuleBook, new: RuleBook, claims: Path, lines: Path, progress: Progress
) -> Effect:
    """Settles both files by both sets of rules with the vector engine. Raises BadInput.

    The settlements lie in a folder for temporary files meanwhile.
    """
    with _folder() as folder:
        plans = {folder / "old.parquet": compile_plan(book=old),
                 folder / "new.parquet": compile_plan(book=new)}  # fmt: skip
        done = settle_by_each(plans=plans, claims=claims, lines=lines, progress=progress)
        with _database(folder) as database:
            _join(database, open_claims(claims), *plans)
            return measure(database, lines_without_claim=done.strays)


def try_bills(*, old: RuleBook, new: RuleBook, bills: Sequence[tuple[str, bytes]]) -> Effect:
    """Single bills as JSON with the names of their files, each by itself, as `adjudicate` does."""
    rows: list[dict[str, Any]] = []
    reasons: list[dict[str, str]] = []
    for name, data in bills:
        row, faults = _tried(old, new, name, data)
        rows.append(row)
        became = ("newly-rejected" if row["before"] else
                  "newly-settled" if row["after"] else "rejected-before-and-after")  # fmt: skip
        reasons += [{"became": became, "claim_id": name, **each} for each in faults]
    with _folder() as folder, _database(folder) as database:
        for table, schema, found in (("bills", SCHEMA, rows), ("reasons", REASONS, reasons)):
            database.execute(f"CREATE TABLE {table} ({schema})")
            if found:
                database.register("found", pa.Table.from_pylist(found))
                database.execute(f"INSERT INTO {table} BY NAME SELECT * FROM found")  # noqa: S608
        return measure(database)


def _tried(
    old: RuleBook, new: RuleBook, name: str, data: bytes
) -> tuple[dict[str, Any], list[dict[str, str]]]:
    try:
        bill: Bill | None = read(data)
    except BadBill as error:
        row = dict.fromkeys(("institution.class", "bill.insurance", "bill.care"))
        return _row(name, row, None, None), _faults(error)
    assert bill is not None
    said = {"institution.class": bill.institution.class_, "bill.insurance": bill.insurance,
            "bill.care": bill.care}  # fmt: skip
    before, why_not = _settled(bill, old)
    after, why = _settled(bill, new)
    return _row(name, said, before, after), (why_not if before is None and after else why)


def _settled(bill: Bill, book: RuleBook) -> tuple[dict[str, int] | None, list[dict[str, str]]]:
    try:
        return amounts(reference.settle(bill, Rules(book, bill.region))), []
    except BadBill as error:
        return None, _faults(error)


def _faults(error: BadBill) -> list[dict[str, str]]:
    return [{"field": field_of(each), "reason": each.code} for each in error.faults]


def _row(
    name: str, said: dict[str, Any], before: dict[str, int] | None, after: dict[str, int] | None
) -> dict[str, Any]:
    both = before is not None and after is not None
    return {
        "claim_id": name, **said, "before": before is not None, "after": after is not None,
        "changed": both and before != after,
        "fund_before": before and before["fund_total"], "fund_after": after and after["fund_total"],
        "family_before": before and before["person_total"],
        "family_after": after and after["person_total"],
    }  # fmt: skip


def _join(database: Any, claims: Input, old: Path, new: Path) -> None:
    """Both settlements beside the claims; reasons of what is rejected."""
    named = {"institution.class": "institution.class", "insurance": "bill.insurance",
             "care": "bill.care"}  # fmt: skip
    said = ", ".join(
        f'{expression(claims, name, "c.")}::VARCHAR AS "{to}"' for name, to in named.items()
    )
    differs = " OR ".join(f"o.{name} <> n.{name}" for name in AMOUNTS)
    database.execute(
        f"CREATE TABLE bills AS SELECT coalesce(c.claim_id, '') AS claim_id, {said}, "  # noqa: S608
        "o.claim_id IS NOT NULL AS before, n.claim_id IS NOT NULL AS after, "
        f"coalesce({differs}, false) AS changed, "
        "o.fund_total AS fund_before, n.fund_total AS fund_after, "
        "o.person_total AS family_before, n.person_total AS family_after "
        f"FROM {_file(claims.path)} c LEFT JOIN {_file(old)} o ON c.claim_id = o.claim_id "
        f"LEFT JOIN {_file(new)} n ON c.claim_id = n.claim_id"
    )
    database.execute(f"CREATE TABLE reasons ({REASONS})")
    for side, those in ((new, "NOT after"), (old, "after AND NOT before")):
        rejects = _file(rejects_path(side))
        database.execute(
            f"INSERT INTO reasons SELECT {_BECAME}, field, reason, r.claim_id "  # noqa: S608
            f"FROM {rejects} r JOIN (SELECT DISTINCT claim_id, before, after FROM bills "
            f"WHERE {those}) b ON r.claim_id = b.claim_id"
        )


def _file(path: Path) -> str:
    return f"read_parquet('{quoted(path)}')"


@contextmanager
def _folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory(prefix="firstcard-") as name:
        yield Path(name)


@contextmanager
def _database(folder: Path) -> Iterator[Any]:
    database = duckdb.connect(str(folder / "work.duckdb"))
    try:
        database.execute(f"SET memory_limit = '{_MEMORY}'")
        database.execute(f"SET temp_directory = '{quoted(folder / 'spill')}'")
        yield database
    except duckdb.Error as error:
        line = " ".join(str(error).split())
        raise BadInput(Text(f"the bills cannot be compared: {line}",
                            f"单据无法比较：{line}")) from None  # fmt: skip
    finally:
        database.close()
