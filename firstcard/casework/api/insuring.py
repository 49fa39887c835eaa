"""The insurance of a case's child over HTTP: other regions, the number that came later, the end."""

from __future__ import annotations

from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from msgspec import Struct

from firstcard.accounts.api_auth import bearer
from firstcard.accounts.doors import actor, now, once
from firstcard.casework import access
from firstcard.casework.api.bodies import CitizenIdBody, EnrolmentEnd
from firstcard.casework.api.doors import case_to_change, with_case
from firstcard.casework.api.reading import whole_case
from firstcard.casework.api.router import router
from firstcard.casework.models import Case
from firstcard.core.refusals import NotFound
from firstcard.enrolment import inquiries, operations, words
from firstcard.enrolment.api import EnrolmentView, enrolment_view
from firstcard.enrolment.models import Inquiry
from firstcard.enrolment.queries import enrolment_of_case
from firstcard.guidance.api.bodies import read_as
from firstcard.guidance.api.describing import reads, writes
from firstcard.guidance.today import today
from firstcard.people.models import Person
from firstcard.policy.format import Text


class InquiryView(Struct, frozen=True):
    """What other regions said of the child last.

    `answer`: yes, no, or none, which is never a no: `text` says why there is none.
    """

    answer: str
    text: Text
    asked_at: datetime
    region: str
    since: date | None


REPLIES = (InquiryView,)


@router.get("/cases/{reference}/inquiry", auth=bearer, operation_id="getInquiry",
            summary="What other regions said last",
            openapi_extra=reads("InquiryView"))  # fmt: skip
def get_inquiry(request: HttpRequest, reference: str) -> HttpResponse:
    """Whether the child is insured in another region; 404 while nobody was asked."""
    case = whole_case(request, reference)
    found = inquiries.last(person=_child(case))
    if found is None:
        raise NotFound(words.REFUSED["not-asked"])
    return with_case(case, _view(found))


@router.post("/cases/{reference}/inquiry", auth=bearer, operation_id="askOtherRegions",
             summary="Ask other regions whether the child is insured there",
             openapi_extra=writes("InquiryView"))  # fmt: skip
def ask_other_regions(request: HttpRequest, reference: str) -> HttpResponse:
    """It waits for them for some seconds. They are asked before anything is written."""
    case = case_to_change(request, reference)
    access.readable(case=case, by=actor(request))
    child, by, at = _child(case), actor(request), now()
    answer = inquiries.heard(person=child, region=case.region, by=by)

    def keep() -> HttpResponse:
        made = inquiries.keep(answer=answer, person=child, region=case.region, by=by, at=at)
        return with_case(case, _view(made))

    return once(request, keep)


@router.post("/cases/{reference}/citizen-id", auth=bearer, operation_id="addCitizenId",
             summary="Add the citizen ID number that came later",
             openapi_extra=writes("CaseView", body="CitizenIdBody"))  # fmt: skip
def add_citizen_id(request: HttpRequest, reference: str) -> HttpResponse:
    """Where another record has it, 409 says so: two persons can join the records (proposals)."""
    body = read_as(request, CitizenIdBody)

    def add() -> HttpResponse:
        case = case_to_change(request, reference)
        access.readable(case=case, by=actor(request))
        operations.identify(person=_child(case), number=body.number, by=actor(request), at=now())
        return with_case(case)

    return once(request, add)


@router.post("/cases/{reference}/enrolment/end", auth=bearer, operation_id="endEnrolment",
             summary="End the insurance that it registered",
             openapi_extra=writes("EnrolmentView", body="EnrolmentEnd"))  # fmt: skip
def end_enrolment(request: HttpRequest, reference: str) -> HttpResponse:
    """By death or move, with its last day."""
    body = read_as(request, EnrolmentEnd)

    def end() -> HttpResponse:
        case = case_to_change(request, reference)
        access.readable(case=case, by=actor(request))
        found = enrolment_of_case(reference=case.reference)
        if found is None:
            raise NotFound(words.REFUSED["not-enrolled"])
        made = operations.end(enrolment=found, reason=body.reason, on=body.on, by=actor(request),
                              at=now())  # fmt: skip
        view: EnrolmentView = enrolment_view(enrolment=made, on=today())
        return with_case(case, view)

    return once(request, end)


def _child(case: Case) -> Person:
    if case.child is None:
        raise NotFound(words.REFUSED["not-enrolled"])
    return case.child.merged_into or case.child


def _view(found: Inquiry) -> InquiryView:
    return InquiryView(found.answer, inquiries.said(inquiry=found), found.asked_at,
                       found.other_region, found.since)  # fmt: skip
