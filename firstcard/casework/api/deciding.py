"""What desks do with cases over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from firstcard.accounts.api_auth import bearer
from firstcard.accounts.doors import actor, now, once, row_number
from firstcard.casework import access, operations
from firstcard.casework.api.bodies import (
    DefectBody,
    Forwarded,
    NewProposal,
    ProposalDecision,
    RefusedBody,
    SentBack,
)
from firstcard.casework.api.doors import case_to_change, with_case
from firstcard.casework.api.replies import proposal_view
from firstcard.casework.api.router import router
from firstcard.casework.models import Case
from firstcard.casework.refusals import invalid, no_case
from firstcard.guidance.api.bodies import read_as
from firstcard.guidance.api.describing import writes
from firstcard.people.models import Office

Act = Callable[[Case], object]


def _move(request: HttpRequest, reference: str, act: Act) -> HttpResponse:
    """One move of a case, once; the reply is the case after it."""

    def done() -> HttpResponse:
        case = case_to_change(request, reference)
        act(case)
        return with_case(case)

    return once(request, done)


@router.post("/cases/{reference}/take", auth=bearer, operation_id="takeCase",
             summary="Work on it for a quarter of an hour",
             openapi_extra=writes("CaseView"))  # fmt: skip
def take_case(request: HttpRequest, reference: str) -> HttpResponse:
    """Others cannot decide it meanwhile; taken again, the time begins anew."""
    return _move(request, reference, lambda case: operations.take(
        case=case, by=actor(request), at=now()))  # fmt: skip


@router.post("/cases/{reference}/release", auth=bearer, operation_id="releaseCase",
             summary="Let go of it", openapi_extra=writes("CaseView"))  # fmt: skip
def release_case(request: HttpRequest, reference: str) -> HttpResponse:
    """Of a case that somebody else has, nothing changes."""
    return _move(
        request,
        reference,
        lambda case: operations.release(case=case, by=actor(request), at=now()),
    )


@router.post("/cases/{reference}/send-back", auth=bearer, operation_id="sendBackCase",
             summary="Send it back, with all defects at once",
             openapi_extra=writes("CaseView", body="SentBack"))  # fmt: skip
def send_back_case(request: HttpRequest, reference: str) -> HttpResponse:
    """A second time, only what was named before and is not mended may be named."""
    body = read_as(request, SentBack)
    found = [_found(each) for each in body.defects]
    return _move(request, reference, lambda case: operations.send_back(
        case=case, by=actor(request), defects=found, at=now()))  # fmt: skip


def _found(defect: DefectBody) -> operations.Found:
    return operations.Found(reason=defect.reason, document=defect.document, of=defect.of,
                            field=defect.field, note=defect.note)  # fmt: skip


@router.post("/cases/{reference}/accept", auth=bearer, operation_id="acceptCase",
             summary="Find it in order", openapi_extra=writes("CaseView"))  # fmt: skip
def accept_case(request: HttpRequest, reference: str) -> HttpResponse:
    """The papers count as proven from now on."""
    return _move(request, reference, lambda case: operations.accept(
        case=case, by=actor(request), at=now()))  # fmt: skip


@router.post("/cases/{reference}/approve", auth=bearer, operation_id="approveCase",
             summary="Approve", openapi_extra=writes("CaseView"))  # fmt: skip
def approve_case(request: HttpRequest, reference: str) -> HttpResponse:
    """The insurance that was wanted is registered in the same transaction."""
    return _move(request, reference, lambda case: operations.approve(
        case=case, by=actor(request), at=now()))  # fmt: skip


@router.post("/cases/{reference}/refuse", auth=bearer, operation_id="refuseCase",
             summary="Refuse, with reasons",
             openapi_extra=writes("CaseView", body="RefusedBody"))  # fmt: skip
def refuse_case(request: HttpRequest, reference: str) -> HttpResponse:
    """Each ground with its basis; what can be done against it goes with it."""
    body = read_as(request, RefusedBody)
    reasons = [operations.Refused(reason=each.reason, note=each.note) for each in body.reasons]
    return _move(request, reference, lambda case: operations.refuse(
        case=case, by=actor(request), reasons=reasons, at=now()))  # fmt: skip


@router.post("/cases/{reference}/forward", auth=bearer, operation_id="forwardCase",
             summary="Pass it on", openapi_extra=writes("CaseView", body="Forwarded"))  # fmt: skip
def forward_case(request: HttpRequest, reference: str) -> HttpResponse:
    """To the office in charge; the clock goes on."""
    body = read_as(request, Forwarded)

    def forward(case: Case) -> None:
        office = Office.objects.filter(code=body.office).first()
        if office is None:
            raise invalid("unknown-office")
        operations.forward(case=case, by=actor(request), office=office, at=now())

    return _move(request, reference, forward)


@router.post("/cases/{reference}/proposals", auth=bearer, operation_id="propose",
             summary="Put an exception or a correction to a second person",
             openapi_extra=writes("ProposalView", body="NewProposal", status=201))  # fmt: skip
def propose(request: HttpRequest, reference: str) -> HttpResponse:
    """The case is not decided before somebody else has answered."""
    body = read_as(request, NewProposal)

    def put() -> HttpResponse:
        case = case_to_change(request, reference)
        made = operations.propose(case=case, by=actor(request), kind=body.kind,
                                  reason=body.reason, change=body.change, at=now())  # fmt: skip
        return with_case(case, proposal_view(made), status=HTTPStatus.CREATED)

    return once(request, put)


@router.post("/cases/{reference}/proposals/{number}/decision", auth=bearer,
             operation_id="decideProposal", summary="Agree or not, as the second person",
             openapi_extra=writes("ProposalView", body="ProposalDecision"))  # fmt: skip
def decide_proposal(request: HttpRequest, reference: str, number: str) -> HttpResponse:
    """Not by whoever proposed it. What is agreed to takes effect at once."""
    body = read_as(request, ProposalDecision)

    def decide() -> HttpResponse:
        case = case_to_change(request, reference)
        access.readable(case=case, by=actor(request))
        found = case.proposals.filter(pk=row_number(number)).first()
        if found is None:
            raise no_case()
        operations.decide_proposal(proposal=found, by=actor(request), granted=body.granted,
                                   at=now())  # fmt: skip
        case.refresh_from_db()
        return with_case(case, proposal_view(found))

    return once(request, decide)
