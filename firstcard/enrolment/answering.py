"""What no rule says, the office says: an amount, or from which day a paid year covers."""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from firstcard.core.actors import Actor
from firstcard.enrolment import billing, telling
from firstcard.enrolment.changing import day_of, locked, reading, record
from firstcard.enrolment.models import PremiumBill
from firstcard.enrolment.paying import TOO_MUCH_FEN
from firstcard.enrolment.refusals import conflict, invalid
from firstcard.enrolment.states import EnrolmentAction
from firstcard.guidance import packs_store
from firstcard.people.permissions import Permission, require
from firstcard.policy.years import last_day


@transaction.atomic
def answer(
    *, bill: PremiumBill, source: str, by: Actor, at: datetime, amount_fen: int | None = None,
    covered_from: date | None = None,
) -> PremiumBill:  # fmt: skip
    """Enter what the office that was to be asked has said, where the packs say "unknown".

    `amount_fen`: what the year costs. `covered_from`: from which day the paid year covers; it then
    covers until the year's end. `source`: who said so, and where it is written. The same answer
    again changes nothing. Raises NotAllowed, Invalid, Conflict where it is known already.
    """
    enrolment = locked(bill.enrolment)
    require(actor=by, permission=Permission.DECIDE, region=enrolment.place)
    if not source.strip() or (amount_fen is None) == (covered_from is None):
        raise invalid("answer-what", field="source" if not source.strip() else "amount_fen")
    bill = PremiumBill.objects.select_related("enrolment").get(pk=bill.pk)
    if bill.answered_by == source.strip() and (
            bill.amount_fen == amount_fen if covered_from is None
            else bill.covered_from == covered_from):  # fmt: skip
        return bill
    before = reading(enrolment, day_of(at)).state
    bill.answered_by = source.strip()
    if amount_fen is not None:
        _amount(bill, amount_fen)
    else:
        _cover(bill, covered_from)
    after = record(
        enrolment=enrolment, action=EnrolmentAction.ANSWER, before=before, by=by, at=at,
        detail={"year": bill.year, "of": "amount" if amount_fen is not None else "cover"},
    )  # fmt: skip
    telling.answered(bill=bill, before=before, after=after, at=at)
    return bill


def _amount(bill: PremiumBill, amount_fen: int) -> None:
    if bill.amount_fen is not None or bill.cancelled_at is not None:
        raise conflict("not-unknown")
    if not 0 <= amount_fen < TOO_MUCH_FEN:
        raise invalid("no-amount", field="amount_fen")
    bill.amount_fen, bill.ask = amount_fen, ""
    bill.save()
    billing.settle(bill=bill, book=packs_store.current())


def _cover(bill: PremiumBill, covered_from: date | None) -> None:
    if bill.settled_on is None or bill.covered_from is not None or bill.cancelled_at is not None:
        raise conflict("not-unknown")
    born_on = bill.enrolment.person.born_on
    if covered_from is None or covered_from.year != bill.year or (
            born_on is not None and covered_from < born_on):  # fmt: skip
        raise invalid("answer-outside", field="covered_from", year=str(bill.year))
    bill.covered_from, bill.covered_until = covered_from, last_day(bill.year)
    bill.cover_ask = ""
    bill.save()
    billing.reach_back(bill.enrolment, covered_from)
