"""Families and enrolments for tests."""

from __future__ import annotations

from datetime import UTC, date, datetime
from typing import Any

from firstcard.core.actors import SERVICE, Actor, Grant
from firstcard.enrolment import operations, queries
from firstcard.enrolment.models import Enrolment, Payment, PremiumBill
from firstcard.enrolment.states import EnrolmentState, Why
from firstcard.people.models import Person

PLACE = "410105"
POOL = "410100"
REVIEWER = Actor(kind="person", name="Wang", grants=(Grant(role="reviewer", region=POOL),))
CLERK = Actor(kind="person", name="Li", grants=(Grant(role="clerk", region=POOL),))
ELSEWHERE = Actor(kind="person", name="Zhao", grants=(Grant(role="reviewer", region="411300"),))
CASE = "FC-7K3M-9QX2-H"


def at(day: date) -> datetime:
    """Noon in China."""
    return datetime(day.year, day.month, day.day, 4, tzinfo=UTC)


def family(born_on: date, *, groups: tuple[str, ...] = (), **child: Any) -> dict[str, Any]:
    parent = {"known": True, "household_region": PLACE}
    return {
        "child": {"born_on": born_on.isoformat(), "birthplace": "institution",
                  "birth_region": PLACE, "follows": "mother", "has_citizen_id": False, **child},
        "parents": {"married": True, "mother": parent, "father": parent},
        "guardian": "parent", "groups": list(groups),
    }  # fmt: skip


def child(born_on: date = date(2026, 9, 1)) -> Person:
    return Person.objects.create(name="李小明", sex=1, born_on=born_on)


def enrol(
    born_on: date, on: date, *, case: str = CASE, person: Person | None = None, place: str = PLACE,
    applied_on: date | None = None, groups: tuple[str, ...] = (), by: Actor = SERVICE,
) -> Enrolment:  # fmt: skip
    return operations.register(
        case_reference=case, person=person or child(born_on), region=place,
        situation=family(born_on, groups=groups), applied_on=applied_on, by=by, at=at(on),
    )  # fmt: skip


def bill(enrolment: Enrolment, year: int) -> PremiumBill:
    return enrolment.bills.get(year=year, cancelled_at=None)


def pay(
    of: PremiumBill, fen: int, on: date, *, reference: str = "T1", told_on: date | None = None
) -> Payment:
    return operations.record_payment(bill=of, reference=reference, amount_fen=fen, paid_on=on,
                                     by=CLERK, at=at(told_on or on))  # fmt: skip


def state(enrolment: Enrolment, on: date) -> tuple[EnrolmentState | None, Why]:
    standing = queries.state_on(person=enrolment.person, on=on)
    return standing.state, standing.why
