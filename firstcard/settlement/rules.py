"""What the packs say of one bill: each value typed, with the reasons it rests on.

`Rules` is a region's rules; `Rules.of(bill)` answers for one bill. A value that nobody knows
raises NotSettled, which names the table, the region and whom to ask.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any, Generic, NamedTuple, TypeVar

from firstcard.policy.bill_tables import (
    ADMISSION,
    AGE,
    CARE,
    CAUSE,
    CLASS,
    GROUPS,
    INSURANCE,
    KIND,
    LIST_CLASS,
    REFERRAL,
    RESTRICTED,
)
from firstcard.policy.book import RuleBook
from firstcard.policy.conditions import SetValue
from firstcard.policy.format import NONE, UNKNOWN, Text
from firstcard.policy.plan import Basis, PackRef
from firstcard.policy.table_gaps import BAND, MOST_BANDS, UP_TO
from firstcard.policy.tables import Hit, Table
from firstcard.settlement.bill import Bill, Line
from firstcard.settlement.faults import Fault, NotSettled, fault, one_of

T = TypeVar("T")
NOBODY = Text("nobody is known to ask", "暂无可咨询的机构")


class Said(NamedTuple, Generic[T]):
    """A value and what it rests on."""

    value: T
    basis: tuple[Basis, ...]


class Band(NamedTuple):
    """One band: from where it is counted, its end (None: open) and its ratio."""

    from_: int
    up_to: int | None
    ratio: int


class Days(NamedTuple):
    """The days that decide: whose age counts, whose year counts admissions, whose rates hold."""

    age: date
    deductible: date
    rates: date


class Deductible(NamedTuple):
    """An amount in fen, once in each admission or once in a year."""

    amount: int
    yearly: bool


class Serious(NamedTuple):
    """Serious-illness insurance of a year: deductible and cap in fen (None: no cap)."""

    deductible: int
    cap: int | None


class Assistance(NamedTuple):
    """Medical assistance: its ratio, and its cap of a year in fen (None: no cap)."""

    ratio: int
    cap: int | None


class Rules:
    """The rules of one region for bills."""

    def __init__(self, book: RuleBook, region: str) -> None:
        self.book = book
        self.region = region
        self.chain = book.chain(region)
        own = {book.packs[pack].form.region for pack in self.chain}
        if not self.chain or (region not in book.divisions and region not in own):
            allowed = Text("a division's code (GB/T 2260)", "行政区划代码（GB/T 2260）")
            raise NotSettled([fault("unknown-code", "region", value=region, allowed=allowed)])

    @property
    def pack(self) -> PackRef:
        """The most local pack."""
        return self.book.reference(self.chain[-1])

    @property
    def packs(self) -> tuple[PackRef, ...]:
        """Every pack that holds here, national first."""
        return tuple(self.book.reference(pack) for pack in self.chain)

    def name(self, fact: str, value: str) -> Text:
        """A code of a bill in words, as the packs name it."""
        values = self.book.bill_facts.facts[fact].values or ()
        return next(each.name for each in values if each.id == value)

    def days(self, bill: Bill) -> Said[Days]:
        """The days that decide a bill. What it held in its year makes no difference."""
        hit, basis = self.ask("bill-days", {}, bill.discharged_on)
        either = {"admission": bill.admitted_on, "discharge": bill.discharged_on}
        return Said(Days(*(either[hit.outputs[name]] for name in Days._fields)), basis)

    def of(self, bill: Bill) -> BillRules:
        """The rules for one bill. Raises NotSettled where its codes are not known."""
        faults = list(self._unknown_codes(bill))
        if faults:
            raise NotSettled(faults)
        return BillRules(self, bill)

    def _unknown_codes(self, bill: Bill) -> Iterator[Fault]:
        groups = self.book.bill_types[GROUPS].values
        for number, group in enumerate(bill.patient.groups):
            if group not in groups:
                at = f"patient.groups[{number}]"
                yield fault("unknown-code", at, value=group, allowed=one_of(groups))
        restrictions = self.book.bill_types[RESTRICTED].values
        for number, line in enumerate(bill.lines):
            if line.restricted is not None and line.restricted not in restrictions:
                at = f"lines[{number}].restricted"
                allowed = one_of(restrictions)
                yield fault("unknown-code", at, value=line.restricted, allowed=allowed)

    def ask(self, name: str, facts: Mapping[str, Any], on: date, field: str = "") -> Said[Hit]:
        """A table's answer. Raises NotSettled where there is none, or a part is not known."""
        table = self.book.table(name, self.chain)
        hit = self.book.decide(table, facts, on) if table else None
        if table is None or hit is None or UNKNOWN in hit.outputs.values():
            raise NotSettled([self._unknown(name, table, hit, field)])
        return Said(hit, tuple(self.book.bases(hit.basis)))

    def _unknown(self, name: str, table: Table | None, hit: Hit | None, field: str) -> Fault:
        kinds = {k: v for p in self.book.packs.values() for k, v in p.office_kinds.items()}
        office = kinds.get(hit.ask) if hit else None
        return fault(
            "unknown-rule",
            field or name,
            value=table.head.title if table else name,
            region=self.book.region_name(self.region),
            allowed=office.name if office else NOBODY,
        )


class BillRules:
    """What the rules say of one bill."""

    def __init__(self, rules: Rules, bill: Bill) -> None:
        self.rules = rules
        self.days = rules.days(bill).value
        self.age = years_between(bill.patient.born_on, self.days.age)
        self.facts = _facts(bill, self.age, rules.book.bill_types[GROUPS].values)

    def _ask(self, name: str) -> Said[Hit]:
        return self.rules.ask(name, self.facts, self.days.rates)

    def payer(self) -> Said[str]:
        """Who pays for this cause: `fund`, or whoever pays instead."""
        hit, basis = self._ask("bill-excluded")
        return Said(hit.outputs["payer"], basis)

    def covered(self, line: Line, at: str) -> Said[bool]:
        """Whether the line's restriction lets the fund pay."""
        if line.restricted is None:
            return Said(True, ())
        facts = {**self.facts, RESTRICTED: line.restricted}
        hit, basis = self.rules.ask("bill-restricted", facts, self.days.rates, f"{at}.restricted")
        return Said(hit.outputs["covered"] == "yes", basis)

    def share(self, line: Line, at: str) -> Said[int]:
        """The share that is paid first, in ten-thousandths: the line's own, else the place's."""
        if line.self_pay_share is not None:
            return Said(line.self_pay_share, ())
        facts = {**self.facts, LIST_CLASS: line.list_class, KIND: line.kind}
        hit, basis = self.rules.ask("bill-share", facts, self.days.rates, f"{at}.self_pay_share")
        return Said(ten_thousandths(hit.outputs["share"]), basis)

    def deductible(self) -> Said[Deductible]:
        """The deductible of this admission, or of the year."""
        hit, basis = self.rules.ask("bill-deductible", self.facts, self.days.deductible)
        return Said(Deductible(fen(hit.outputs["amount"]), hit.outputs["per"] == "year"), basis)

    def bands(self) -> list[Said[Band]]:
        """The bands of the fund, lowest first; the last is open."""
        return self._bands("bill-bands")

    def serious_bands(self) -> list[Said[Band]]:
        """The bands of serious-illness insurance, lowest first; the last is open."""
        return self._bands("serious-illness-bands")

    def _bands(self, name: str) -> list[Said[Band]]:
        found: list[Said[Band]] = []
        start = 0
        for number in range(1, MOST_BANDS + 1):
            facts = {**self.facts, BAND: number}
            hit, basis = self.rules.ask(name, facts, self.days.rates)
            end = maybe_fen(hit.outputs[UP_TO])
            found.append(Said(Band(start, end, ten_thousandths(hit.outputs["ratio"])), basis))
            if end is None:
                break
            start = end
        return found

    def cap(self) -> Said[int | None]:
        """The most that the fund pays in a year, in fen; None where there is no cap."""
        hit, basis = self._ask("bill-cap")
        return Said(maybe_fen(hit.outputs["amount"]), basis)

    def serious(self) -> Said[Serious | None]:
        """Serious-illness insurance, or None where there is none."""
        hit, basis = self._ask("serious-illness")
        start = maybe_fen(hit.outputs["deductible"])
        cap = maybe_fen(hit.outputs["cap"])
        return Said(None if start is None else Serious(start, cap), basis)

    def assistance(self) -> Said[Assistance]:
        """Medical assistance."""
        hit, basis = self._ask("medical-assistance")
        ratio = ten_thousandths(hit.outputs["ratio"])
        return Said(Assistance(ratio, maybe_fen(hit.outputs["cap"])), basis)

    def payers(self) -> Said[tuple[str, str]]:
        """In which order personal accounts are drawn."""
        hit, basis = self._ask("bill-payers")
        return Said((hit.outputs["first"], hit.outputs["second"]), basis)


def _facts(bill: Bill, age: int, groups: frozenset[str]) -> dict[str, Any]:
    own = frozenset(bill.patient.groups)
    return {
        INSURANCE: bill.insurance,
        CARE: bill.care,
        REFERRAL: bill.referral,
        CAUSE: bill.cause,
        ADMISSION: bill.year_to_date.admissions + 1,
        CLASS: bill.institution.class_,
        AGE: age,
        GROUPS: SetValue(own, groups - own),
    }


def years_between(born: date, on: date) -> int:
    """Whole years of age; someone born on 29 February is a year older on 1 March."""
    return on.year - born.year - ((on.month, on.day) < (born.month, born.day))


def fen(text: str) -> int:
    """Yuan with two decimals as fen."""
    return int(text.replace(".", ""))


def maybe_fen(text: str) -> int | None:
    """Yuan as fen, or None for the word none."""
    return None if text == NONE else fen(text)


def ten_thousandths(text: str) -> int:
    """A ratio with four decimals as ten-thousandths."""
    return int(text.replace(".", ""))
