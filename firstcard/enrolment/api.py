"""Enrolments and payments over HTTP: what a child's insurance is, and what the tax side reports."""

from __future__ import annotations

from datetime import date, datetime
from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from django.utils import timezone
from msgspec import Meta, Struct
from ninja import Router

from firstcard.accounts import signing
from firstcard.accounts.api_auth import bearer
from firstcard.core import idempotency
from firstcard.core.refusals import NotFound
from firstcard.enrolment import operations, queries
from firstcard.enrolment.models import Enrolment, PremiumBill
from firstcard.enrolment.premiums import fen
from firstcard.enrolment.words import REFUSED, yuan
from firstcard.guidance.api.bodies import read_as
from firstcard.guidance.api.describing import writes
from firstcard.guidance.api.problems import respond
from firstcard.people.permissions import Permission, allowed
from firstcard.policy.format import Text

_MOST_NUMBER = 2_147_483_647
_DIGITS = 10
Yuan = Annotated[str, Meta(pattern=r"^[0-9]{1,6}\.[0-9]{2}$")]


class NewPayment(Struct, frozen=True, forbid_unknown_fields=True):
    """A payment as the tax side reports it. `reference`: its own; each counts once."""

    reference: Annotated[str, Meta(min_length=1, max_length=60, pattern=r"^[!-~]+$")]
    amount: Yuan
    paid_on: date


class NewAnswer(Struct, frozen=True, forbid_unknown_fields=True):
    """What the office says that no rule does: the amount, or the first covered day; one of them.

    `source`: who said so, and where it is written.
    """

    source: Annotated[str, Meta(min_length=1, max_length=2000)]
    amount: Yuan | None = None
    covered_from: date | None = None


class BillView(Struct, frozen=True):
    """One year's bill. `amount` is null where nobody knows it yet: `ask` says whom to ask."""

    number: int
    year: int
    amount: str | None
    paid: str
    state: str
    text: Text
    due_on: date | None
    ask: str
    covered_from: date | None
    covered_until: date | None


class EnrolmentView(Struct, frozen=True):
    """A child's insurance as it is today, and its bills by year. `state` is null before it is."""

    case: str
    region: str
    state: str | None
    why: str
    text: Text
    registered_on: date
    covered_from: date | None
    covered_until: date | None
    bills: list[BillView]


class ReceiptView(Struct, frozen=True):
    """The receipt of a payment."""

    number: str
    reference: str
    year: int
    amount: str
    paid_on: date
    recorded_at: datetime
    text: Text


router = Router(tags=["enrolment"])
ROUTERS = (router,)
STRUCTS = (NewPayment, NewAnswer, EnrolmentView, BillView, ReceiptView)


def enrolment_view(*, enrolment: Enrolment, on: date) -> EnrolmentView:
    """What a child's insurance is on a day, with its bills. The door has checked who may see it."""
    standing = queries.state_on(person=enrolment.person, on=on)
    return EnrolmentView(
        enrolment.case, enrolment.region, standing.state.value if standing.state else None,
        standing.why.value, standing.text, enrolment.registered_on, standing.covered_from,
        standing.covered_until, [_bill(each) for each in queries.bills_of(enrolment=enrolment)],
    )  # fmt: skip


def _bill(bill: PremiumBill) -> BillView:
    account = queries.account_of(bill)
    amount = yuan(account.owed) if account.owed is not None else None
    return BillView(bill.pk, bill.year, amount, yuan(account.paid), account.state,
                    queries.paying_text(account=account), bill.due_on, bill.ask,
                    bill.covered_from, bill.covered_until)  # fmt: skip


@router.post("/bills/{number}/payments", auth=bearer, operation_id="recordPayment",
             summary="Count a payment that the tax side reports",
             openapi_extra=writes("ReceiptView", body="NewPayment", status=201,
                                  match=None))  # fmt: skip
def record_payment(request: HttpRequest, number: str) -> HttpResponse:
    """Too much or too little counts as it is; reported again, it is the payment that is there."""
    body, by = read_as(request, NewPayment), signing.actor(request)

    def record() -> HttpResponse:
        payment = operations.record_payment(
            bill=_bill_of(request, number, Permission.RECORD_PAYMENT), by=by, at=timezone.now(),
            reference=body.reference, amount_fen=fen(body.amount),
            paid_on=body.paid_on)  # fmt: skip
        found = queries.receipt(payment=payment)
        view = ReceiptView(found.number, found.reference, found.year, found.amount, found.paid_on,
                           found.recorded_at, found.text)  # fmt: skip
        return respond(view, status=HTTPStatus.CREATED)

    return idempotency.once(request=request, by=by, operation=record)


@router.post("/bills/{number}/answer", auth=bearer, operation_id="answerBill",
             summary="Enter what the office says where no rule does",
             openapi_extra=writes("BillView", body="NewAnswer", match=None))  # fmt: skip
def answer_bill(request: HttpRequest, number: str) -> HttpResponse:
    """What a year costs, or from which day it covers once it is paid."""
    body, by = read_as(request, NewAnswer), signing.actor(request)

    def enter() -> HttpResponse:
        bill = operations.answer(
            bill=_bill_of(request, number, Permission.DECIDE), source=body.source, by=by,
            amount_fen=fen(body.amount) if body.amount is not None else None,
            covered_from=body.covered_from, at=timezone.now())  # fmt: skip
        return respond(_bill(bill))

    return idempotency.once(request=request, by=by, operation=enter)


def _bill_of(request: HttpRequest, number: str, permission: Permission) -> PremiumBill:
    """The bill, for who has the permission there. Raises NotFound."""
    bill = None
    if number.isascii() and number.isdigit() and len(number) <= _DIGITS:
        bill = (PremiumBill.objects.filter(pk=min(int(number), _MOST_NUMBER))
                .select_related("enrolment").first())  # fmt: skip
    by = signing.actor(request)
    if bill is None or not allowed(actor=by, permission=permission,
                                   region=bill.enrolment.place):  # fmt: skip
        raise NotFound(REFUSED["not-enrolled"])
    return bill
