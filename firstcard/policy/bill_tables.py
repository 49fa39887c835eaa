"""The decision tables of a bill: which there are, what they may ask and what they must say.

Both settlement engines ask these tables and no others. Their columns may have any name that a
policy officer likes; the facts and the outputs are those named here.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from firstcard.policy.conditions import FactType
from firstcard.policy.format import UNKNOWN, TableForm, TableOutput
from firstcard.policy.reading import Problem
from firstcard.policy.table_gaps import BAND, UP_TO

if TYPE_CHECKING:
    from firstcard.policy.book import RuleBook
    from firstcard.policy.packs import Pack
    from firstcard.policy.situation import FactSet
    from firstcard.policy.tables import Table

INSURANCE, CARE, REFERRAL = "bill.insurance", "bill.care", "bill.referral"
CAUSE, ADMISSION = "bill.cause", "bill.admission"
CLASS, AGE, GROUPS = "institution.class", "patient.age_years", "groups"
LIST_CLASS, KIND, RESTRICTED = "line.list_class", "line.kind", "line.restricted"
DAYS = ("admission", "discharge")
PAYERS = ("fund", "work-injury-fund", "third-party", "public-health", "nobody")
DRAWN = ("account", "mutual-aid")


@dataclass(frozen=True, slots=True)
class Out:
    """An output that a table must have: its type, its words, and whether `none` may stand there."""

    type: str
    values: tuple[str, ...] = ()
    none: bool = False


@dataclass(frozen=True, slots=True)
class BillTable:
    """What one table may ask (facts) and must say (outputs by name)."""

    facts: tuple[str, ...]
    outputs: Mapping[str, Out] = field(default_factory=dict)


_DAY = Out("code", DAYS)
_BANDS = {UP_TO: Out("money", none=True), "ratio": Out("ratio")}
BILL_TABLES: Mapping[str, BillTable] = {
    "bill-days": BillTable((), dict.fromkeys(("age", "deductible", "rates", "entitlement"), _DAY)),
    "bill-excluded": BillTable((CAUSE, INSURANCE), {"payer": Out("code", PAYERS)}),
    "bill-share": BillTable((LIST_CLASS, KIND, INSURANCE), {"share": Out("ratio")}),
    "bill-restricted": BillTable(
        (RESTRICTED, CLASS, AGE, INSURANCE), {"covered": Out("code", ("yes", "no"))}
    ),
    "bill-deductible": BillTable(
        (INSURANCE, CARE, CLASS, AGE, ADMISSION, REFERRAL, GROUPS),
        {"amount": Out("money"), "per": Out("code", ("admission", "year"))},
    ),
    "bill-bands": BillTable((INSURANCE, CARE, CLASS, REFERRAL, AGE, GROUPS, BAND), _BANDS),
    "bill-cap": BillTable((INSURANCE, CARE), {"amount": Out("money", none=True)}),
    "serious-illness": BillTable(
        (INSURANCE, GROUPS),
        {"deductible": Out("money", none=True), "cap": Out("money", none=True)},
    ),
    "serious-illness-bands": BillTable((INSURANCE, GROUPS, BAND), _BANDS),
    "medical-assistance": BillTable(
        (INSURANCE, GROUPS), {"ratio": Out("ratio"), "cap": Out("money", none=True)}
    ),
    "bill-payers": BillTable((), {"first": Out("code", DRAWN), "second": Out("code", DRAWN)}),
}


def bill_types(bill: FactSet, family: FactSet) -> dict[str, FactType]:
    """The facts that tables of bills may ask: those of a bill, and the groups of a person."""
    shared = {GROUPS: family.types[GROUPS]} if GROUPS in family.types else {}
    return {**bill.types, **shared}


def check_bill_tables(book: RuleBook, pack: Pack) -> Iterator[Problem]:
    """Tables of bills have their form; the pack that declares their facts has every one."""
    if pack.bill_facts is not None:
        for name in BILL_TABLES.keys() - pack.tables.keys():
            message = f"the table {name} is missing"
            wanted = (f"tables/{name}.yaml and tables/{name}.csv",)
            yield pack.files["bill-facts.yaml"].problem("facts", message, wanted)
    for name, table in pack.tables.items():
        if name in BILL_TABLES:
            for key, message, allowed in _form(table.head, BILL_TABLES[name]):
                yield pack.files[f"tables/{name}.yaml"].problem(key, message, allowed)
        if name == "bill-payers":
            yield from _drawn_twice(table)


def _form(head: TableForm, wanted: BillTable) -> Iterator[tuple[str, str, tuple[str, ...]]]:
    if head.hit not in ("U", "F"):
        yield "hit", f"{head.id} gives one answer", ("U", "F")
    for number, each in enumerate(head.inputs):
        if each.fact not in wanted.facts:
            at = f"inputs[{number}].fact"
            yield at, f"{head.id} may not ask {each.fact}", wanted.facts
    if BAND in wanted.facts and BAND not in {each.fact for each in head.inputs}:
        yield "inputs", f"{head.id} needs an input with the fact {BAND}", (BAND,)
    said = {each.name: each for each in head.outputs}
    for name in said.keys() - wanted.outputs.keys():
        yield "outputs", f"{head.id} has no output {name}", tuple(wanted.outputs)
    for name, out in wanted.outputs.items():
        if name not in said or not _fits(said[name], out):
            yield "outputs", f"{head.id} needs the output {name}", (_said(name, out),)


def _drawn_twice(table: Table) -> Iterator[Problem]:
    for row in table.rows:
        first, second = row.outputs.get("first"), row.outputs.get("second")
        if first == second != UNKNOWN:
            yield Problem(table.shown, row.line, "second", f"{first} stands twice", DRAWN)


def _fits(output: TableOutput, wanted: Out) -> bool:
    words = set(output.values or ())
    return (
        output.type == wanted.type
        and (bool(wanted.values) == bool(words) and words <= set(wanted.values))
        and (wanted.none or not output.none)
    )


def _said(name: str, out: Out) -> str:
    values = f", values: [{', '.join(out.values)}]" if out.values else ""
    return f"{{name: {name}, type: {out.type}{values}{', none: yes' if out.none else ''}}}"
