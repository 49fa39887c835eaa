"""The reference engine over Arrow batches: each claim becomes the JSON of a bill, read and settled.

Slow, and in the same form as the vector engine: to compare the two, and to explain one claim.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import msgspec
import pyarrow as pa

from firstcard.policy.book import RuleBook
from firstcard.policy.format import Text
from firstcard.settlement.agreements import CLASS_FIELD, CODE_FIELD, Agreements
from firstcard.settlement.amounts import Settlement
from firstcard.settlement.bill import Bill, YearToDate, ratio, read, yuan
from firstcard.settlement.engines.columns import flattened
from firstcard.settlement.engines.reading import OPENING
from firstcard.settlement.engines.reference import refuse_excluded, settle
from firstcard.settlement.faults import BadBill, Fault, fault
from firstcard.settlement.rules import Rules
from firstcard.settlement.years import before, kept, years_of

_LINE = re.compile(r"^lines\[(\d+)\]\.(.+)$")


@dataclass(slots=True)
class Outcome:
    """What became of one claim. `faults`: (row of the line or None, field, fault)."""

    claim_id: str
    row: int
    bill: Bill | None = None
    settlement: Settlement | None = None
    faults: list[tuple[int | None, str, Fault]] = field(default_factory=list)


def outcomes(
    *, book: RuleBook, claims: pa.RecordBatch, lines: pa.RecordBatch,
    agreements: Agreements | None = None,
) -> Iterator[Outcome]:  # fmt: skip
    """Every claim of a partition, in its order. `agreements`: where institutions must have one."""
    own: dict[str, list[tuple[int, dict[str, Any]]]] = defaultdict(list)
    for row, line in enumerate(flattened(lines).to_pylist()):
        own[line.pop("claim_id")].append((row, line))
    rules: dict[str, Rules] = {}
    person: str | None = None
    held = _Held()
    for row, claim in enumerate(flattened(claims).to_pylist()):
        if claim["person_id"] != person:
            person, held = claim["person_id"], _Held()
        why_not = _not_agreed(agreements, claim)
        yield _outcome(book, rules, held, claim, row, own[claim["claim_id"]], why_not)


def _not_agreed(agreements: Agreements | None, claim: dict[str, Any]) -> Fault | None:
    if agreements is None:
        return None
    return agreements.fault(
        code=claim[CODE_FIELD], level=claim[CLASS_FIELD], region=claim["region"],
        admitted_on=claim["admitted_on"], discharged_on=claim["discharged_on"],
    )  # fmt: skip


class _Held:
    """What a person's years hold; None before the first bill."""

    years: dict[int, YearToDate] | None = None


def _outcome(
    book: RuleBook, known: dict[str, Rules], held: _Held, claim: dict[str, Any], row: int,
    lines: list[tuple[int, dict[str, Any]]], why_not: Fault | None,
) -> Outcome:  # fmt: skip
    outcome = Outcome(claim["claim_id"] or "", row)
    names = [name for name in ("claim_id", "person_id") if not claim[name]]
    if names:
        allowed = Text("text", "文本")
        outcome.faults = [(None, n, fault("missing", n, allowed=allowed)) for n in names]
        return outcome
    outcome.faults = [(None, why_not.field, why_not)] if why_not is not None else []
    _open(book, known, held, claim)
    try:
        bill = _read(claim, [line for _, line in lines])
        rules = _rules(book, known, bill.region)
        years = years_of(bill, rules)
        bill = msgspec.structs.replace(bill, year_to_date=before(held.years or {}, years))
        if why_not is not None:  # it is not priced; what the bill says is asked all the same
            refuse_excluded(bill, rules, rules.of(bill))
            return outcome
        outcome.bill, outcome.settlement = bill, settle(bill, rules)
        held.years = kept(held.years or {}, years, outcome.settlement.year_to_date)
    except BadBill as error:
        rows = [number for number, _ in lines]
        outcome.faults += [_placed(each, rows) for each in error.faults]
    return outcome


def _open(book: RuleBook, known: dict[str, Rules], held: _Held, claim: dict[str, Any]) -> None:
    """The first bill without a fault of its own brings the balance, whatever its lines are."""
    if held.years is not None:
        return
    try:
        alone = _read(claim, [_NO_MATTER])
        rules = _rules(book, known, alone.region)
        rules.of(alone)
        held.years = kept({}, years_of(alone, rules), alone.year_to_date)
    except BadBill:
        held.years = None


def _rules(book: RuleBook, known: dict[str, Rules], region: str) -> Rules:
    if region not in known:
        known[region] = Rules(book, region)
    return known[region]


def _read(claim: dict[str, Any], lines: list[dict[str, Any]]) -> Bill:
    return read(msgspec.json.encode(_written(claim, lines)))


_NO_MATTER = {"line_no": 1, "list_class": "C", "amount": 1}


def _placed(each: Fault, rows: list[int]) -> tuple[int | None, str, Fault]:
    found = _LINE.match(each.field)
    return (rows[int(found[1])] if found else None), field_of(each), each


def field_of(each: Fault) -> str:
    """A fault's field as the columns of a file name it: without the line, the patient, a number."""
    found = _LINE.match(each.field)
    name = found[2] if found else each.field.removeprefix("patient.")
    return name if found else re.sub(r"\[\d+\]$", "", name)


def _written(claim: dict[str, Any], lines: list[dict[str, Any]]) -> dict[str, Any]:
    """A bill as JSON has it: yuan and ratios as text, parts in parts; null is absent."""
    opening = {name.removeprefix("year_to_date."): claim.get(name) for name in OPENING}
    admissions = opening.pop("admissions")
    patient = {"born_on": _day(claim["born_on"]), "groups": claim.get("groups")}
    return _without_null({
        **{name: claim.get(name) for name in _CODES},
        "institution": _without_null({"class": claim["institution.class"]}),
        "admitted_on": _day(claim["admitted_on"]),
        "discharged_on": _day(claim["discharged_on"]),
        "patient": _without_null(patient),
        "year_to_date": {"admissions": admissions or 0, **_amounts(opening)},
        **_amounts({n: claim.get(n) for n in ("account_balance", "mutual_aid_balance")}),
        "lines": [_line(line) for line in lines],
    })  # fmt: skip


_CODES = ("claim_id", "person_id", "region", "insurance", "care", "referral", "cause")


def _line(line: dict[str, Any]) -> dict[str, Any]:
    share = line.get("self_pay_share")
    return _without_null({
        **{name: line.get(name) for name in ("line_no", "kind", "list_class", "restricted")},
        **_amounts({name: line.get(name) for name in ("amount", "limit_price")}),
        "self_pay_share": None if share is None else ratio(share),
    })  # fmt: skip


def _amounts(fen: dict[str, int | None]) -> dict[str, str]:
    return {name: yuan(value) for name, value in fen.items() if value is not None}


def _day(day: date | None) -> str | None:
    return day.isoformat() if day else None


def _without_null(item: dict[str, Any]) -> dict[str, Any]:
    return {name: value for name, value in item.items() if value is not None}
