"""Payments that the tax side reports: each counts once, whatever the order they arrive in."""

from __future__ import annotations

import secrets
from datetime import date, datetime

from django.db import IntegrityError, transaction

from firstcard.core.actors import Actor
from firstcard.core.rows import many
from firstcard.enrolment import billing, telling
from firstcard.enrolment.changing import day_of, locked, reading, record, situation_of
from firstcard.enrolment.models import Enrolment, Payment, PremiumBill
from firstcard.enrolment.refusals import NotEnrolled, ReferenceUsed, invalid
from firstcard.enrolment.states import EnrolmentAction
from firstcard.guidance import packs_store
from firstcard.people.models import Person
from firstcard.people.permissions import Permission, require

# Without signs that look alike, so that a receipt can be read out.
_SIGNS = "23456789ABCDEFGHJKMNPQRSTWXYZ"
_RECEIPT_SIGNS = 10
_LONGEST = 60  # of a reference, as in the table
TOO_MUCH_FEN = 1_000_000_000  # ten million yuan: a slip


@transaction.atomic
def record_payment(
    *, reference: str, amount_fen: int, paid_on: date, by: Actor, at: datetime,
    bill: PremiumBill | None = None, person: Person | None = None, year: int | None = None,
) -> Payment:  # fmt: skip
    """Count a payment that the tax side reports, for a bill, or for a person's year.

    `reference`: the tax side's own, counted once: reported again, it is the payment that is there.
    Too much or too little is counted as it is (`changing.account_of` says so); a payment for an
    enrolment that has ended is counted too. Where the year has no bill yet, one is written. Raises
    NotAllowed, Invalid, NotEnrolled, ReferenceUsed.
    """
    _check(reference, amount_fen, paid_on, day_of(at))
    bill = bill or _told_before(reference, person, year)
    enrolment = locked(bill.enrolment if bill else _enrolment_of(person, year, paid_on))
    require(actor=by, permission=Permission.RECORD_PAYMENT, region=enrolment.place)
    _check_birth(enrolment, paid_on)
    bill = _bill(enrolment, bill, year, at)
    known = Payment.objects.filter(reference=reference).first()
    if known is not None:
        return _same(known, bill, amount_fen, paid_on)
    payment = _insert(Payment(
        bill=bill, reference=reference, amount_fen=amount_fen, paid_on=paid_on, recorded_at=at,
        receipt=new_receipt(at),
    ))  # fmt: skip
    before = reading(enrolment, day_of(at)).state
    _settle(bill)
    after = record(
        enrolment=enrolment, action=EnrolmentAction.PAY, before=before, by=by, at=at,
        detail={"year": bill.year, "payment": payment.pk, "fen": amount_fen},
    )  # fmt: skip
    telling.paid(enrolment=enrolment, payment=payment, before=before, after=after, at=at)
    return payment


def _check(reference: str, amount_fen: int, paid_on: date, today: date) -> None:
    if not reference.strip() or len(reference) > _LONGEST or not reference.isprintable():
        raise invalid("no-reference", field="reference")
    if not 0 < amount_fen < TOO_MUCH_FEN:
        raise invalid("no-amount", field="amount_fen")
    if paid_on > today:
        raise invalid("paid-later", field="paid_on")


def _check_birth(enrolment: Enrolment, paid_on: date) -> None:
    born_on = enrolment.person.born_on
    if born_on is not None and paid_on < born_on:
        raise invalid("paid-before-birth", field="paid_on")


def _told_before(reference: str, person: Person | None, year: int | None) -> PremiumBill | None:
    """The bill that a payment of this person and year was counted for, if it was told already."""
    known = Payment.objects.filter(reference=reference).select_related("bill__enrolment").first()
    if known is None or person is None or year not in (None, known.bill.year):
        return None
    whose = person.merged_into_id or person.pk
    return known.bill if known.bill.enrolment.person_id == whose else None


def _enrolment_of(person: Person | None, year: int | None, paid_on: date) -> Enrolment:
    """The person's enrolment that a payment for a year belongs to: the last one of that year.

    Money for a bill of one that ended before it began is counted there, to be paid back.
    """
    assert person is not None, "a payment is for a bill or a person"
    latest = year or paid_on.year + 1
    for each in reversed(many(Enrolment, person_id=person.merged_into_id or person.pk)):
        begun = not each.period.isempty and each.period.lower.year <= latest
        if begun or each.bills.filter(year=latest).exists():
            return each
    raise NotEnrolled


def _bill(
    enrolment: Enrolment, bill: PremiumBill | None, year: int | None, at: datetime
) -> PremiumBill:
    if bill is not None:
        return PremiumBill.objects.get(pk=bill.pk)
    bills = list(enrolment.bills.order_by("year", "-id"))
    if year is None:
        waiting = [each for each in bills if each.settled_on is None and each.cancelled_at is None]
        if len(waiting) != 1:
            raise invalid("which-year", field="year")
        return waiting[0]
    found = next((each for each in bills if each.year == year), None)
    return found or _write(enrolment, year, at)


def _write(enrolment: Enrolment, year: int, at: datetime) -> PremiumBill:
    """The bill of a year that has none yet: of the next one, or the one that has begun."""
    if enrolment.ended_on is not None or not 0 <= year - day_of(at).year <= 1:
        raise invalid("no-bill", field="year", year=str(year))
    return write_year(enrolment=enrolment, year=year, at=at)


def write_year(*, enrolment: Enrolment, year: int, at: datetime) -> PremiumBill:
    """Write the bill of one more year, by the rules of today and the family's facts as known."""
    facts = situation_of(enrolment)
    rules = billing.rules_for(book=packs_store.current(), enrolment=enrolment, situation=facts,
                              on=day_of(at))  # fmt: skip
    return billing.write(enrolment=enrolment, years=[year], rules=rules, situation=facts, at=at)[0]


def _same(known: Payment, bill: PremiumBill, amount_fen: int, paid_on: date) -> Payment:
    if (known.bill_id, known.amount_fen, known.paid_on) != (bill.pk, amount_fen, paid_on):
        raise ReferenceUsed(on=day_of(known.recorded_at))
    return known


def _insert(payment: Payment) -> Payment:
    try:
        with transaction.atomic():
            payment.save()
    except IntegrityError:
        # The same reference came for another child at the same moment.
        known = Payment.objects.filter(reference=payment.reference).first()
        if known is None:
            raise
        raise ReferenceUsed(on=day_of(known.recorded_at)) from None
    return payment


def _settle(bill: PremiumBill) -> None:
    if bill.cancelled_at is None:
        billing.settle(bill=bill, book=packs_store.current())


def new_receipt(at: datetime) -> str:
    """A new receipt's number: the year and ten signs."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(_RECEIPT_SIGNS))
    return f"{day_of(at).year}-{signs[:5]}-{signs[5:]}"
