"""What every change of an enrolment does: lock, read the days, write history and audit."""

from __future__ import annotations

import json
from collections.abc import Mapping
from datetime import date, datetime
from typing import Any

from django.db.models import F, prefetch_related_objects

from firstcard.core import audit, vault
from firstcard.core.actors import Actor
from firstcard.core.rows import many, one, write_together
from firstcard.enrolment.coverage import within
from firstcard.enrolment.models import Enrolment, EnrolmentEvent, PremiumBill
from firstcard.enrolment.premiums import Account, Paid, account
from firstcard.enrolment.states import (
    BillDays,
    Days,
    EnrolmentAction,
    EnrolmentState,
    Reading,
    allowed,
    read,
)
from firstcard.guidance.today import CHINA
from firstcard.people.models import Person

UNKNOWN = "unknown"
_PURPOSE = "enrolment situation"


class ImpossibleMove(Exception):
    """The table of states has no such move: a mistake in this program, nothing was written."""


def day_of(at: datetime) -> date:
    """The calendar day in China."""
    return at.astimezone(CHINA).date()


def locked(enrolment: Enrolment) -> Enrolment:
    """The enrolment as it stands now, held until the transaction ends."""
    found = one(Enrolment, id=enrolment.pk, lock=True)
    assert found is not None, "enrolments are never deleted"
    return found


def locked_person(person: Person) -> Person:
    """The person's record, or the one it was merged into, held until the transaction ends."""
    found = one(Person, id=person.pk, lock=True)
    assert found is not None, "records of persons are never deleted"
    return locked_person(Person(pk=found.merged_into_id)) if found.merged_into_id else found


def days_of(enrolment: Enrolment) -> Days:
    """Everything of an enrolment that says something of days."""
    bills = sorted(many(PremiumBill, enrolment_id=enrolment.pk, cancelled_at=None),
                   key=lambda bill: bill.year)  # fmt: skip
    prefetch_related_objects(bills, "payments")
    for bill in bills:
        bill.enrolment = enrolment
    return Days(
        registered_on=enrolment.registered_on, lower=_lower(enrolment),
        upper=None if enrolment.period.isempty else enrolment.period.upper,
        bills=tuple(map(_bill_days, bills)),
    )  # fmt: skip


def covers_a_day(enrolment: Enrolment) -> bool:
    """Whether any day of its period is covered, as far as its bills say so now."""
    days = days_of(enrolment)
    return any(within(from_=bill.covered_from, until=bill.covered_until, lower=days.lower,
                      upper=days.upper) for bill in days.bills)  # fmt: skip


def _lower(enrolment: Enrolment) -> date:
    # An enrolment that ended before it began has an empty period, and covers nothing.
    lower = enrolment.period.lower
    return lower if lower is not None else date.max


def _bill_days(bill: PremiumBill) -> BillDays:
    return BillDays(
        year=bill.year, due_on=bill.due_on, known=bill.amount_fen is not None,
        paid=account_of(bill).paid, settled_on=bill.settled_on, covered_from=bill.covered_from,
        covered_until=bill.covered_until,
        nothing_left=bill.settled_on is not None and bill.covered_from is None
        and bill.cover_rule not in ("", UNKNOWN),
    )  # fmt: skip


def account_of(bill: PremiumBill) -> Account:
    """What is owed, paid, missing or too much. Of a bill that counts no more, all paid is."""
    paid = [Paid(amount_fen=each.amount_fen, paid_on=each.paid_on) for each in bill.payments.all()]
    if bill.cancelled_at is not None:
        return account(owed=0, payments=paid)
    return account(owed=bill.amount_fen, payments=paid, free_on=_free_on(bill))


def _free_on(bill: PremiumBill) -> date:
    return max(bill.enrolment.applied_on, date(bill.year, 1, 1))


def reading(enrolment: Enrolment, on: date) -> Reading:
    """What an enrolment is on a day."""
    if enrolment.period.isempty and on >= enrolment.registered_on:
        return read(days=Days(registered_on=date.min, lower=date.min, upper=date.min), on=on)
    return read(days=days_of(enrolment), on=on)


def record(
    *, enrolment: Enrolment, action: EnrolmentAction, before: EnrolmentState | None, by: Actor,
    at: datetime, detail: Mapping[str, Any] | None = None,
) -> EnrolmentState:  # fmt: skip
    """Append to history and audit trail; gives what the enrolment is now. Raises ImpossibleMove."""
    on = day_of(at)
    after = reading(enrolment, on).state
    if after is None or not allowed(action=action, before=before, after=after):
        raise ImpossibleMove(f"{action} from {before} to {after}")
    event = EnrolmentEvent(
        enrolment=enrolment, action=action, before=before or "", after=after, on=on, at=at,
        role=by.role, detail=dict(detail or {}),
    )  # fmt: skip
    write_together(event, audit.entry(
        by=by, action=f"enrolment.{action}", subject=f"enrolment:{enrolment.pk}",
        case=enrolment.case, person=enrolment.person_id, detail=detail, at=at))  # fmt: skip
    Enrolment.objects.filter(pk=enrolment.pk).update(version=F("version") + 1)
    return after


def sealed(situation: Mapping[str, Any], *, for_: str) -> bytes:
    """The facts of a family as they lie in the database."""
    return vault.seal(json.dumps(situation).encode(), purpose=_PURPOSE, bound=for_)


def situation_of(enrolment: Enrolment) -> dict[str, Any]:
    """The facts that bills and cover are made from. Raises vault.CannotOpen."""
    raw = vault.unseal(enrolment.situation, purpose=_PURPOSE, bound=enrolment.sealed_for)
    found: dict[str, Any] = json.loads(raw)
    return found
