"""What is known of the insurance of a case's child, for its page at the desk."""

from __future__ import annotations

from firstcard.casework.models import Case
from firstcard.casework.refusals import no_case
from firstcard.core.actors import Actor
from firstcard.core.refusals import NotFound
from firstcard.enrolment.models import Enrolment, Payment, PremiumBill
from firstcard.enrolment.words import REFUSED
from firstcard.people.models import Person
from firstcard.people.permissions import Permission, allowed

CITIZEN_ID = "citizen-id"


def child_of(*, case: Case) -> Person:
    """The child's record; of one that was joined with another, the one that stayed.

    Raises NotFound for a case whose child is not recorded yet.
    """
    if case.child is None:
        raise no_case()
    return case.child.merged_into or case.child


def enrolments(*, case: Case, by: Actor) -> list[Enrolment]:
    """The child's enrolments in regions whose cases one may see, the newest first."""
    rows = Enrolment.objects.filter(person=child_of(case=case)).order_by("-pk")
    return [each for each in rows
            if allowed(actor=by, permission=Permission.SEE_CASE, region=each.place)]  # fmt: skip


def bills(*, enrolment: Enrolment) -> list[PremiumBill]:
    """Its bills by year; one that counts no more only where something was paid for it."""
    rows = enrolment.bills.select_related("enrolment").prefetch_related("payments")
    return [each for each in rows.order_by("year", "pk")
            if each.cancelled_at is None or each.payments.all()]  # fmt: skip


def enrolment(*, case: Case, number: int, by: Actor) -> Enrolment:
    """One of them. Raises NotFound."""
    found = next((each for each in enrolments(case=case, by=by) if each.pk == number), None)
    if found is None:
        raise NotFound(REFUSED["not-enrolled"])
    return found


def bill(*, case: Case, number: int, by: Actor) -> PremiumBill:
    """One of the child's bills. Raises NotFound."""
    found = next((each for of in enrolments(case=case, by=by) for each in bills(enrolment=of)
                  if each.pk == number), None)  # fmt: skip
    if found is None:
        raise NotFound(REFUSED["not-enrolled"])
    return found


def payment(*, case: Case, number: int, by: Actor) -> Payment:
    """One of the child's payments. Raises NotFound."""
    found = Payment.objects.select_related("bill__enrolment").filter(pk=number).first()
    if found is None or found.bill.enrolment not in enrolments(case=case, by=by):
        raise NotFound(REFUSED["not-enrolled"])
    return found


def lacks_citizen_id(*, case: Case) -> bool:
    """Whether the child's record has no citizen ID number."""
    return not child_of(case=case).documents.filter(kind=CITIZEN_ID, withdrawn_at=None).exists()


def concerns_insurance(*, case: Case) -> bool:
    """Whether other regions are to be asked about the child: insurance is wanted and not decided,
    or it holds here and nobody has said no yet."""
    if case.child is None:
        return False
    if case.wants_enrolment and case.state in ("submitted", "accepted"):
        return True
    waiting = Enrolment.objects.filter(person=child_of(case=case), ended_on=None)
    return waiting.exclude(elsewhere="no").exists()
