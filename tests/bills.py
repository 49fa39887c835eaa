"""Institutions, insured children and their bills, for tests of the counter."""

from __future__ import annotations

import itertools
from datetime import date, datetime
from typing import Any

from card_makers import adult
from card_makers import child as a_child
from card_makers import number as number_of
from card_makers import staff as staff_by
from django.db.models import Sum
from enrolments import PLACE, enrol, pay
from enrolments import at as noon
from enrolments import bill as premium

from firstcard.core.actors import SERVICE, Actor
from firstcard.enrolment.operations import answer
from firstcard.people.models import Office, Person
from firstcard.policy.format import Text
from firstcard.settlement import content
from firstcard.settlement.credentials import Shown
from firstcard.settlement.models import ADDED, Claim, YearAccount
from firstcard.settlement.operations import elsewhere, institutions, settling
from firstcard.settlement.presented import Presented

BORN, DAY = date(2020, 4, 11), date(2026, 11, 20)
AT = noon(date(2026, 11, 23))
CODE, PHARMACY, ELSEWHERE = "H41010500001", "P41010500001", "H42010000001"
_numbers = itertools.count(1)


def institution(code: str = CODE, *, level: str = "city-3", since: date = date(2026, 1, 1),
                until: date = date(2026, 12, 31)) -> Office:  # fmt: skip
    """An institution with an agreement."""
    return institutions.agree(
        code=code, name=Text("Sample hospital", "样例医院"), level=level, number=f"A-{code}",
        since=since, until=until, by=SERVICE, at=AT).office  # fmt: skip


def insured(*, person: Person | None = None, years: tuple[int, ...] = (2026,),
            groups: tuple[str, ...] = (), born_on: date = BORN) -> Person:  # fmt: skip
    """A child who was enrolled in October 2025 and has paid for some years."""
    person = person or a_child(born_on=born_on)
    case = f"FC-7K3M-9{next(_numbers):03}-R"
    made = enrol(born_on, date(2025, 10, 15), person=person, place=PLACE, case=case, groups=groups)
    for year in years:
        of = premium(made, year)
        assert of.amount_fen is not None
        pay(of, of.amount_fen, date(2025, 10, 20), reference=f"T-{case}-{year}")
        of.refresh_from_db()
        if of.covered_from is None:  # paid late: the office says from when
            answer(bill=of, covered_from=date(year, 11, 1), source="the agency", by=SERVICE,
                   at=noon(date(2025, 10, 20)))  # fmt: skip
    return person


def registered(person: Person, *, place: str = "420000",
               since: date = date(2026, 1, 1)) -> Person:  # fmt: skip
    """Somebody whose treatment in another place is registered."""
    elsewhere.register(person=person, place=place, since=since, until=None,
                       by=staff_by("clerk"), at=AT)  # fmt: skip
    return person


def newborn(*, person: Person, on: date) -> Person:
    """A child who is enrolled and paid for on a day."""
    assert person.born_on is not None
    case = f"FC-7K3M-9{next(_numbers):03}-R"
    made = enrol(person.born_on, on, person=person, place=PLACE, case=case)
    for of in made.bills.filter(year=on.year, settled_on=None):
        of = answer(bill=of, amount_fen=40_000, source="the agency", by=SERVICE, at=noon(on))
        assert of.amount_fen is not None
        pay(of, of.amount_fen, on, reference=f"T-{case}")
    return person


def cashier(office: Office) -> Actor:
    """Somebody who settles at an institution."""
    return staff_by("hospital", region=office.region, office=office.code)


def line(amount: str, list_class: str = "A", **more: Any) -> dict[str, Any]:
    """One line."""
    return {"line_no": next(_numbers), "code": "X", "kind": "treatment", "list_class": list_class,
            "quantity": 1, "amount": amount, **more}  # fmt: skip


def presented(amount: str = "10000.00", *, on: date = DAY, since: date | None = None,
              name: str = "", **more: Any) -> Presented:  # fmt: skip
    """A bill of one day's or several days' stay."""
    told: dict[str, Any] = {
        "number": name or f"N{next(_numbers)}", "care": "inpatient", "admitted_on": since or on,
        "discharged_on": on, "lines": [line(amount)], **more,
    }  # fmt: skip
    return Presented(**told)


def shown(person: Person) -> Shown:
    """The child's own number."""
    return Shown(kind="citizen-id", number=number_of(person))


def settle(office: Office, person: Person, bill: Presented, *, by: Actor | None = None,
           at: datetime = AT, show: Shown | None = None) -> Claim:  # fmt: skip
    """One bill settled."""
    return settling.settle(office=office, shown=show or shown(person), presented=bill,
                           by=by or cashier(office), at=at)  # fmt: skip


def again(claim: Claim) -> Claim:
    """As it is stored now."""
    return Claim.objects.select_related("settlement", "person", "office").get(pk=claim.pk)


def amounts(claim: Claim) -> dict[str, int]:
    """What a bill comes to now."""
    row = again(claim).settlement
    assert row is not None
    return {name: getattr(row, name) for name in content.AMOUNTS}


def year(person: Person, of: int = 2026) -> dict[str, int]:
    """What a person's year adds up to, as it is kept."""
    row = YearAccount.objects.filter(person=person, year=of).first()
    return {name: getattr(row, name) if row else 0 for name in ADDED}


def year_by_bills(person: Person, of: int = 2026) -> dict[str, int]:
    """The same added up from the bills, where no deductible is counted in another year."""
    rows = Claim.objects.filter(person=person, state="settled", year=of)
    sums = rows.aggregate(**{name: Sum(f"settlement__{name}") for name in ADDED})
    return {name: value or 0 for name, value in sums.items()}


__all__ = [
    "AT",
    "BORN",
    "CODE",
    "DAY",
    "ELSEWHERE",
    "PHARMACY",
    "adult",
    "again",
    "amounts",
    "cashier",
    "institution",
    "insured",
    "line",
    "noon",
    "presented",
    "registered",
    "settle",
    "shown",
    "year",
    "year_by_bills",
]  # fmt: skip
