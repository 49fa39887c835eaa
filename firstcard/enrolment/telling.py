"""What families are told of their insurance: written with it, sent once it is certain."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from firstcard.accounts.models import Account
from firstcard.enrolment.changing import day_of
from firstcard.enrolment.models import Enrolment, Payment, PremiumBill
from firstcard.enrolment.states import EnrolmentState
from firstcard.messages.operations import post


def registered(
    *, enrolment: Enrolment, state: EnrolmentState, bills: Iterable[PremiumBill], at: datetime
) -> None:
    """That the insurance holds (a free year), or until when to pay so that it does."""
    if state is EnrolmentState.ENTITLED:
        _post(enrolment, "insurance-starts", at)
        return
    due = [bill.due_on for bill in bills if bill.settled_on is None and bill.due_on]
    coming: date | None = min((day for day in due if day >= day_of(at)), default=None)
    if coming is not None:
        _post(enrolment, "bill-waiting", at, date=coming)


def billed(*, bill: PremiumBill, at: datetime) -> None:
    """That another year waits to be paid, and until when."""
    if bill.settled_on is None and bill.due_on is not None and bill.due_on >= day_of(at):
        _post(bill.enrolment, "bill-waiting", at, about=bill.pk, date=bill.due_on)


def paid(
    *, enrolment: Enrolment, payment: Payment, before: EnrolmentState | None,
    after: EnrolmentState, at: datetime,
) -> None:  # fmt: skip
    """That the insurance holds now, or that a payment was counted."""
    starts = after is EnrolmentState.ENTITLED and before is not after
    _post(enrolment, "insurance-starts" if starts else "payment-recorded", at, about=payment.pk)


def answered(
    *, bill: PremiumBill, before: EnrolmentState | None, after: EnrolmentState, at: datetime
) -> None:
    """That the insurance holds now, or that it is known what to pay until when."""
    if after is EnrolmentState.ENTITLED and before is not after:
        _post(bill.enrolment, "insurance-starts", at, about=bill.pk)
    else:
        billed(bill=bill, at=at)


def _post(
    enrolment: Enrolment, template: str, at: datetime, *, about: int | str = "", **gaps: Any
) -> None:
    """To everybody who acts for the child and has an account. Without a case there is no page."""
    if not enrolment.case:
        return
    for account in guardians(enrolment):
        post(key=f"{enrolment.case} {template} {about} {account.pk}", to=account,
             template=template, params={"reference": enrolment.case, **gaps}, case=enrolment.case,
             at=at)  # fmt: skip


def guardians(enrolment: Enrolment) -> Iterable[Account]:
    """The accounts of those who act for the child now."""
    return Account.objects.filter(
        is_active=True, person__wards__child=enrolment.person_id, person__wards__until=None,
    ).distinct()  # fmt: skip
