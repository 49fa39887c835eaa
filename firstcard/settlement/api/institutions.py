"""Institutions and their agreements over HTTP: anybody with a key reads, the agency writes."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from firstcard.accounts.api_auth import bearer
from firstcard.accounts.doors import actor, now, once
from firstcard.guidance.api.bodies import read_as
from firstcard.guidance.api.describing import reads, sends, writes
from firstcard.guidance.api.problems import respond
from firstcard.guidance.today import CHINA
from firstcard.people.models import Office
from firstcard.settlement import agreements_file, queries
from firstcard.settlement.api.bodies import NewAgreement, ResumedAgreement, StopAgreement
from firstcard.settlement.api.replies import institution_view
from firstcard.settlement.api.router import router
from firstcard.settlement.models import Agreement
from firstcard.settlement.operations import institutions


@router.get("/institutions/{code}", auth=bearer, operation_id="getInstitution",
            summary="An institution and its agreements",
            openapi_extra=reads("InstitutionView"))  # fmt: skip
def get_institution(request: HttpRequest, code: str) -> HttpResponse:
    """Its class, its agreements and suspensions, and whether the fund pays there today."""
    return _shown(queries.institution(code))


@router.post("/institutions/{code}/agreements", auth=bearer, operation_id="recordAgreement",
             summary="Record an agreement",
             openapi_extra=writes("InstitutionView", body="NewAgreement", status=201,
                                  match=None))  # fmt: skip
def record_agreement(request: HttpRequest, code: str) -> HttpResponse:
    """The institution is recorded where it is new."""
    body = read_as(request, NewAgreement)

    def record() -> HttpResponse:
        made = institutions.agree(
            code=code, name=body.name, level=body.level, number=body.number, since=body.since,
            until=body.until, by=actor(request), at=now())  # fmt: skip
        return _shown(made.office, status=HTTPStatus.CREATED)

    return once(request, record)


@router.post("/institutions/{code}/suspension", auth=bearer, operation_id="suspendAgreement",
             summary="Suspend the agreement",
             openapi_extra=writes("InstitutionView", body="StopAgreement",
                                  match=None))  # fmt: skip
def suspend_agreement(request: HttpRequest, code: str) -> HttpResponse:
    """From a day on. Who was admitted before is still settled."""
    body = read_as(request, StopAgreement)
    return _changed(request, code, lambda agreement: institutions.suspend(
        agreement=agreement, since=body.on, reason=body.reason, by=actor(request),
        at=now()))  # fmt: skip


@router.post("/institutions/{code}/resumption", auth=bearer, operation_id="resumeAgreement",
             summary="Let a suspended agreement hold again",
             openapi_extra=writes("InstitutionView", body="ResumedAgreement",
                                  match=None))  # fmt: skip
def resume_agreement(request: HttpRequest, code: str) -> HttpResponse:
    """From a day on."""
    body = read_as(request, ResumedAgreement)
    return _changed(request, code, lambda agreement: institutions.resume(
        agreement=agreement, on=body.on, by=actor(request), at=now()))  # fmt: skip


@router.post("/institutions/{code}/end", auth=bearer, operation_id="endAgreement",
             summary="End the agreement before its time",
             openapi_extra=writes("InstitutionView", body="StopAgreement",
                                  match=None))  # fmt: skip
def end_agreement(request: HttpRequest, code: str) -> HttpResponse:
    """`on` is its last day."""
    body = read_as(request, StopAgreement)
    return _changed(request, code, lambda agreement: institutions.end(
        agreement=agreement, on=body.on, reason=body.reason, by=actor(request),
        at=now()))  # fmt: skip


@router.get("/institutions.csv", auth=bearer, operation_id="getAgreementsFile",
            summary="The agreements of all institutions as a file",
            openapi_extra=sends("text/csv"))  # fmt: skip
def get_agreements_file(request: HttpRequest) -> HttpResponse:
    """For settling bills in bulk, which asks each institution's agreement of it."""
    response = HttpResponse(agreements_file.written_file(by=actor(request)),
                            content_type="text/csv; charset=utf-8")  # fmt: skip
    response["Cache-Control"] = "no-store"
    response["Content-Disposition"] = 'attachment; filename="institutions.csv"'
    return response


def _changed(
    request: HttpRequest, code: str, act: Callable[[Agreement], object]
) -> HttpResponse:  # fmt: skip
    """The agreement that holds, or the next one, changed once."""

    def change() -> HttpResponse:
        office = queries.institution(code)
        act(queries.agreement_now(office, on=_today()))
        return _shown(office)

    return once(request, change)


def _shown(office: Office, *, status: int = HTTPStatus.OK) -> HttpResponse:
    return respond(institution_view(office, on=_today()), status=status)


def _today() -> date:
    return now().astimezone(CHINA).date()
