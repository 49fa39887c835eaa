"""Bills and rules for the tests of both engines: small to write, and real tables behind them."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from firstcard.policy.bill_tables import BILL_TABLES
from firstcard.policy.book import RuleBook
from firstcard.policy.format import TableForm, TableInput, TableOutput, Text, YesNo
from firstcard.policy.loading import build, load
from firstcard.policy.tables import Table, read_table
from firstcard.settlement.bill import Bill, Institution, Line, Patient, YearToDate

PACKS = Path(__file__).parents[2] / "packs"
PLACE = "110000"
ZHENGZHOU = "410100"
DAY = date(2026, 6, 1)
SOURCE = "own-reasoning"


@cache
def real_book() -> RuleBook:
    """The packs that are delivered."""
    return load(root=PACKS)


def table(name: str, rows: Iterable[dict[str, str]], inputs: Sequence[str] = ()) -> Table:
    """A table of bills; `inputs` are facts, which also name the columns."""
    outputs = [
        TableOutput(
            name=out,
            type=form.type,  # type: ignore[arg-type]
            values=list(form.values) or None,
            none=YesNo.yes if form.none else None,
        )
        for out, form in BILL_TABLES[name].outputs.items()
    ]
    columns = [TableInput(name=fact, fact=fact) for fact in inputs]
    head = TableForm(id=name, title=Text(name, name), hit="F", inputs=columns, outputs=outputs)
    blank = {"from": "", "until": "", "basis": "", "source": SOURCE, "ask": ""}
    whole = [{**dict.fromkeys(inputs, "-"), **blank, **row} for row in rows]
    return read_table(head, whole, f"{name}.csv")


def book_with(*tables: Table) -> RuleBook:
    """A national book whose tables of these names are these; the others are the real ones."""
    country = real_book().packs["cn"]
    own = {each.head.id: each for each in tables}
    book = build({"cn": dataclasses.replace(country, tables={**country.tables, **own})})
    for each in tables:
        problems = each.bind(book.bill_types)
        assert not problems, problems
    return book


@dataclass(frozen=True)
class Scheme:
    """One flat scheme: the same for everyone. Bands are (end or none, ratio)."""

    deductible: str = "0.00"
    per: str = "admission"
    bands: Sequence[tuple[str, str]] = (("none", "0.8000"),)
    cap: str = "none"
    serious: str = "none"
    serious_cap: str = "none"
    serious_bands: Sequence[tuple[str, str]] = (("none", "0.0000"),)
    assistance: str = "0.0000"
    assistance_cap: str = "none"
    share: str = "0.1000"
    days: Sequence[str] = ("admission", "admission", "discharge")
    payers: Sequence[str] = ("account", "mutual-aid")

    def book(self) -> RuleBook:
        """The national book with this scheme's tables."""
        return book_with(
            table("bill-days", [dict(zip(("age", "deductible", "rates", "entitlement"),
                                         (*self.days, "admission"), strict=True))]),
            table("bill-share", [{"line.list_class": "A", "share": "0.0000"},
                                 {"share": self.share}],
                  ["line.list_class"]),
            table("bill-deductible", [{"amount": self.deductible, "per": self.per}]),
            _bands("bill-bands", self.bands),
            table("bill-cap", [{"amount": self.cap}]),
            table("serious-illness", [{"deductible": self.serious, "cap": self.serious_cap}]),
            _bands("serious-illness-bands", self.serious_bands),
            table("medical-assistance", [{"ratio": self.assistance, "cap": self.assistance_cap}]),
            table("bill-payers", [dict(zip(("first", "second"), self.payers, strict=True))]),
        )  # fmt: skip


def _bands(name: str, bands: Sequence[tuple[str, str]]) -> Table:
    rows = [
        {"band": str(number), "up-to": end, "ratio": ratio}
        for number, (end, ratio) in enumerate(bands, start=1)
    ]
    return table(name, rows, ["band"])


def line(amount: int, list_class: str = "A", **given: Any) -> Line:
    """A line of so many fen."""
    return Line(**{"line_no": 1, "list_class": list_class, "amount": amount, **given})


def bill(*lines: Line | int, **given: Any) -> Bill:
    """A bill of an adult in hospital; whole numbers are lines of class A in fen."""
    numbered = [
        Line(**{**_fields(line(each) if isinstance(each, int) else each), "line_no": number})
        for number, each in enumerate(lines, start=1)
    ]
    whole: dict[str, Any] = {
        "region": PLACE,
        "insurance": "resident",
        "care": "inpatient",
        "institution": Institution(given.pop("at", "city-3")),
        "referral": "local",
        "admitted_on": DAY,
        "discharged_on": given.get("admitted_on", DAY),
        "patient": Patient(given.pop("born_on", date(1990, 1, 1)), groups=given.pop("groups", ())),
        "lines": tuple(numbered),
        "year_to_date": YearToDate(**given.pop("used", {})),
        **given,
    }
    return Bill(**whole)


def _fields(each: Line) -> dict[str, Any]:
    return {name: getattr(each, name) for name in each.__struct_fields__}
