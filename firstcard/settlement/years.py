"""What the years of one person hold, so that bills are settled one after another.

Admissions and the yearly deductible are counted in the year of the day that `bill-days` names
for them; what was paid or left to the patient, in the year of discharge. A stay over New Year
so reads and writes two years.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import NamedTuple

from msgspec import structs

from firstcard.policy.book import RuleBook
from firstcard.settlement.amounts import Settlement
from firstcard.settlement.bill import Bill, YearToDate
from firstcard.settlement.engines.reference import settle
from firstcard.settlement.faults import Fault, NotSettled
from firstcard.settlement.rules import Rules

NOTHING = YearToDate()


class BillYears(NamedTuple):
    """The years of a bill: whose admissions count, and whose payments."""

    counted: int
    paid: int


class Settled(NamedTuple):
    """One bill with what came of it: a settlement, or why there is none."""

    bill: Bill
    settlement: Settlement | None
    faults: tuple[Fault, ...] = ()


def years_of(bill: Bill, rules: Rules) -> BillYears:
    """In which years a bill is counted. Raises NotSettled where no rule says it."""
    return BillYears(rules.days(bill).value.deductible.year, bill.discharged_on.year)


def before(held: Mapping[int, YearToDate], years: BillYears) -> YearToDate:
    """What a bill of these years finds."""
    counted = held.get(years.counted, NOTHING)
    return structs.replace(
        held.get(years.paid, NOTHING),
        admissions=counted.admissions,
        deductible_used=counted.deductible_used,
    )


def kept(
    held: Mapping[int, YearToDate], years: BillYears, found: YearToDate
) -> dict[int, YearToDate]:
    """The years with what a bill leaves (or with an opening balance) written into them."""
    counted = structs.replace(
        held.get(years.counted, NOTHING),
        admissions=found.admissions,
        deductible_used=found.deductible_used,
    )
    both = {**held, years.counted: counted}
    own = both.get(years.paid, NOTHING)
    return {
        **both,
        years.paid: structs.replace(
            found, admissions=own.admissions, deductible_used=own.deductible_used
        ),
    }


def settle_in_order(bills: Iterable[Bill], book: RuleBook) -> list[Settled]:
    """All bills of one person, by discharge and number of the claim.

    The first bill whose own fields are sound opens the years with the balance that it brings,
    also where it is not settled itself: a cap that is used up is not forgotten because the first
    bill is somebody else's. What later bills say of the year is not read. A bill that cannot be
    settled changes nothing else.
    """
    held: dict[int, YearToDate] | None = None
    done = []
    for bill in sorted(bills, key=lambda each: (each.discharged_on, each.claim_id)):
        try:
            rules = Rules(book, bill.region)
            years = years_of(bill, rules)
            if held is None:
                rules.of(structs.replace(bill, lines=()))
                held = kept({}, years, bill.year_to_date)
            found = settle(structs.replace(bill, year_to_date=before(held, years)), rules)
        except NotSettled as error:
            done.append(Settled(bill, None, error.faults))
            continue
        held = kept(held, years, found.year_to_date)
        done.append(Settled(bill, found))
    return done
