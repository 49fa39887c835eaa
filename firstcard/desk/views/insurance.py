"""The insurance of a case's child: how it stands, its years, payments; asking other regions."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_POST, require_safe

from firstcard.accounts.signing import staff_required
from firstcard.casework.refusals import no_case
from firstcard.casework.states import CaseState
from firstcard.desk.presenters import insurance as present
from firstcard.desk.queries import insurance
from firstcard.desk.views import pages
from firstcard.desk.views.opening import Opened, back, opened
from firstcard.desk.words import WORDS
from firstcard.enrolment import inquiries, queries
from firstcard.people.permissions import Permission, allowed


@staff_required
@require_safe
def page(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that is known of it here. Raises NotFound."""
    found = opened(request, reference)
    tongue, case = found.tongue, found.case
    insurance.child_of(case=case)
    done = f"done_{request.GET.get('done', '')[:20]}"
    views = present.InsurancePresenter(case, found.by, tongue).views()
    return pages.page(
        request, "insurance", tongue.word("insurance_title"), case=case,
        done=tongue.word(done) if done in WORDS else "",
        today=tongue.word("insurance_today", day=tongue.day(found.on)), enrolments=views,
        identifies=bool(views) and _identifies(found), **summary(found))  # fmt: skip


@staff_required
@require_safe
def receipt(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """The receipt of a payment, one page of A5. Raises NotFound."""
    found = opened(request, reference)
    tongue = found.tongue
    payment = insurance.payment(case=found.case, number=number, by=found.by)
    said = queries.receipt(payment=payment)
    rows = [("receipt_number", said.number), ("reference", payment.bill.enrolment.case),
            ("receipt_year", str(said.year)), ("col_amount", tongue.money(payment.amount_fen)),
            ("col_reference_tax", said.reference), ("col_paid_on", tongue.day(said.paid_on)),
            ("receipt_recorded", tongue.moment(said.recorded_at)),
            ("receipt_stands", tongue.say(said.text))]  # fmt: skip
    return pages.page(
        request, "insurance_receipt", tongue.word("payment_receipt"), case=found.case,
        heading=tongue.word("payment_receipt"), number=said.number,
        rows=[(tongue.word(name), value) for name, value in rows if value])  # fmt: skip


@staff_required
@require_POST
def ask(request: HttpRequest, reference: str) -> HttpResponse:
    """Ask other regions now. Raises NotFound, NotAllowed."""
    found = opened(request, reference)
    if not insurance.concerns_insurance(case=found.case):
        raise no_case()  # no purpose, no question: the page offers none
    child = insurance.child_of(case=found.case)
    inquiries.ask(person=child, region=found.case.region, by=found.by, at=pages.now())
    if request.POST.get("from") == "case":
        return back(found.case.reference, "asked")
    return to_page(found, "asked")


def begin(found: Opened) -> None:
    """The examination of an application for insurance begins: other regions are asked, once.

    Not within a transaction: it waits for them. Whatever they say, the examination goes on.
    """
    case = found.case
    if (
        case.state != CaseState.SUBMITTED
        or not case.wants_enrolment
        or case.submitted_at is None
        or not allowed(actor=found.by, permission=Permission.EXAMINE, region=case.region)
    ):
        return  # fmt: skip
    child = insurance.child_of(case=case)
    if not inquiries.asked_since(person=child, since=case.submitted_at):
        inquiries.ask(person=child, region=case.region, by=found.by, at=pages.now())


def summary(found: Opened) -> dict[str, Any]:
    """How the child stands today, and what other regions say, for the page of the case too."""
    if found.case.child_id is None:
        return {"standing": None, "inquiry": None}
    child = insurance.child_of(case=found.case)
    now = queries.state_on(person=child, on=found.on)
    return {"standing": present.standing(now, found.tongue),
            "inquiry": present.inquiry(found.case, found.by, found.tongue)}  # fmt: skip


def to_page(found: Opened, done: str) -> HttpResponse:
    """To the page of the insurance, which says what was done."""
    return redirect(f"{reverse('desk-insurance', args=[found.case.reference])}?done={done}")


def _identifies(found: Opened) -> bool:
    """Whether a number that came later can be added, by whoever looks at the page."""
    return (insurance.lacks_citizen_id(case=found.case)
            and allowed(actor=found.by, permission=Permission.EXAMINE,
                        region=found.case.region))  # fmt: skip
