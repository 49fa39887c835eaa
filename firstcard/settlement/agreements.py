"""Institutions by code, class and agreement: what the counter asks of one, and a list of many.

Pure. The counter asks its database (`checks.py`), bulk settlement a list; the rules are these.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from firstcard.policy.book import RuleBook
from firstcard.policy.format import Text
from firstcard.policy.region_codes import province
from firstcard.settlement.bill import CODES
from firstcard.settlement.engines.layout import FIRST_YEAR, YEARS
from firstcard.settlement.faults import Fault, fault

OUTSIDE = "outside-province"  # the class of every institution there
PHARMACY = "pharmacy"
# That an institution lies outside the province is so for those who are insured elsewhere.
LEVELS = tuple(each for each in CODES["class"] if each != OUTSIDE)
CODE = re.compile(r"[HP](\d{6})\d{5}", re.ASCII)
CODE_FIELD, CLASS_FIELD = "institution.code", "institution.class"
# Of the list as a file: one line an agreement and suspension, each with its first and last day.
COLUMNS = ("code", "class", "from", "until", "suspended_from", "suspended_until")
DAYS, ADMISSION, ENTITLEMENT = "bill-days", "admission", "entitlement"
_FIRST, _END = date(FIRST_YEAR, 1, 1), date(FIRST_YEAR + YEARS, 1, 1)
_WANTED = Text("the institution's code", "医药机构编码")


def days_named(
    book: RuleBook, *, region: str, admitted_on: date, discharged_on: date
) -> dict[str, date]:
    """By what the packs' table `bill-days` names: the day of the bill that is meant."""
    table = book.table(DAYS, book.chain(region))
    hit = book.decide(table, {}, discharged_on) if table is not None else None
    outputs = hit.outputs if hit is not None else {}
    return defaultdict(lambda: discharged_on, {
        name: admitted_on if day == ADMISSION else discharged_on
        for name, day in outputs.items()})  # fmt: skip


def class_in(*, level: str, lies_in: str, region: str) -> str:
    """The class by which a bill is priced in a pooling region, by the institution's own."""
    return OUTSIDE if province(lies_in) != province(region) else level


@dataclass(frozen=True, slots=True, kw_only=True)
class Listed:
    """One agreement and at most one suspension of it; each with its first and its last day."""

    line: int
    code: str
    level: str
    since: date
    until: date
    suspended: tuple[date, date] | None

    def holds(self, on: date) -> bool:
        """Whether the agreement has that day, suspended or not."""
        return self.since <= on <= self.until

    def is_suspended(self, on: date) -> bool:
        """Whether it does not hold on a day of its own."""
        return self.suspended is not None and self.suspended[0] <= on <= self.suspended[1]


@dataclass(frozen=True, slots=True, eq=False)
class Agreements:
    """A list of agreements by institution; `digest` is that of the file it was read from.

    Agreements of one institution on one day have one class. `regions`: those the packs know.
    """

    rows: Mapping[str, Sequence[Listed]]
    book: RuleBook
    regions: frozenset[str]
    digest: str

    def fault(
        self, *, code: str | None, level: str | None, region: str | None, admitted_on: date | None,
        discharged_on: date | None,
    ) -> Fault | None:  # fmt: skip
        """Why a bill is not settled at an institution. Days that are no days are another's."""
        if not code:
            return fault("missing", CODE_FIELD, allowed=_WANTED)
        if code not in self.rows:
            return fault("unknown-institution", CODE_FIELD, value=code)
        if not (_is_day(admitted_on) and _is_day(discharged_on)):
            return None
        assert admitted_on is not None
        assert discharged_on is not None
        lies_in = code[1:7]
        on = days_named(self.book, region=lies_in, admitted_on=admitted_on,
                        discharged_on=discharged_on)[ENTITLEMENT]  # fmt: skip
        held = [row for row in self.rows[code] if row.holds(on)]
        if not held:
            return fault("no-agreement", CODE_FIELD, value=code, day=on.isoformat())
        if any(row.is_suspended(on) for row in held):
            return fault("agreement-suspended", CODE_FIELD, value=code, day=on.isoformat())
        if region not in self.regions or level not in CODES["class"]:
            return None
        own = class_in(level=held[0].level, lies_in=lies_in, region=region)
        return None if level == own else fault("another-class", CLASS_FIELD, value=level,
                                               institution=code, allowed=own)  # fmt: skip


def _is_day(day: date | None) -> bool:
    return day is not None and _FIRST <= day < _END
