"""Presettling, settling, reversing and reading bills over HTTP."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse

from firstcard.accounts.api_auth import bearer
from firstcard.accounts.doors import actor, asked_version, now, once, row_number
from firstcard.core.refusals import Refusal
from firstcard.guidance.api.bodies import read_as
from firstcard.guidance.api.describing import reads, writes
from firstcard.guidance.api.problems import respond
from firstcard.settlement import credentials, queries
from firstcard.settlement.api.bodies import (
    MOST_BYTES,
    NewBill,
    Reversal,
    ShownCredential,
    ShownNumber,
)
from firstcard.settlement.api.replies import (
    CareBillHistory,
    CareBillList,
    care_bill_line,
    care_bill_view,
    event_view,
    settlement_view,
)
from firstcard.settlement.api.router import router
from firstcard.settlement.credentials import Shown
from firstcard.settlement.models import Claim
from firstcard.settlement.operations import reversing, settling
from firstcard.settlement.presented import Presented
from firstcard.settlement.words import REFUSED

MOST = 200
_BEFORE: list[dict[str, Any]] = [
    {"name": "before", "in": "query",
     "schema": {"type": "integer", "minimum": 1, "maximum": 2_147_483_647}}]  # fmt: skip
_LOOK = writes("SettlementView", body="NewBill", match=None)
_LOOK["parameters"] = []


class StaleBill(Refusal):
    """The bill has changed since the version of If-Match."""

    code = "stale-bill"
    status = HTTPStatus.PRECONDITION_FAILED


def presented_of(body: Any) -> Presented:
    """The bill of a body, as operations take it."""
    return Presented(
        number=body.number, care=body.care, admitted_on=body.admitted_on,
        discharged_on=body.discharged_on, lines=msgspec.to_builtins(body.lines),
        referral=body.referral, cause=body.cause,
    )  # fmt: skip


def shown_of(said: ShownCredential | ShownNumber) -> Shown:
    """What identifies somebody, as operations take it."""
    return Shown(kind=said.kind, number=said.number)


def _told(body: NewBill) -> dict[str, Any]:
    """The body as operations take it."""
    return {"office": queries.institution(body.institution),
            "shown": shown_of(body.credential), "presented": presented_of(body)}  # fmt: skip


@router.post("/bills/presettlement", auth=bearer, operation_id="presettleBill",
             summary="What a bill would come to", openapi_extra=_LOOK)  # fmt: skip
def presettle_bill(request: HttpRequest) -> HttpResponse:
    """Every check and every amount as if it were settled now; nothing is settled."""
    body, by, at = read_as(request, NewBill, most=MOST_BYTES), actor(request), now()
    credentials.count(shown=shown_of(body.credential), by=by, at=at)
    found = settling.presettle(**_told(body), by=by, at=at)
    return respond(settlement_view(found.as_json()))


@router.post("/bills", auth=bearer, operation_id="settleBill", summary="Settle a bill",
             openapi_extra=writes("CareBillView", body="NewBill", status=201,
                                  match=None))  # fmt: skip
def settle_bill(request: HttpRequest) -> HttpResponse:
    """The same bill again is the one that is there; another one under its number gets 409."""
    body, by = read_as(request, NewBill, most=MOST_BYTES), actor(request)

    def settle() -> HttpResponse:
        return with_bill(settling.settle_within(**_told(body), by=by, at=now()),
                          status=HTTPStatus.CREATED)  # fmt: skip

    return once(request, settle,
                lambda why: credentials.count_miss(refusal=why, by=by, at=now()))  # fmt: skip


@router.get("/bills", auth=bearer, operation_id="listOwnBills", summary="One's own bills",
            openapi_extra=reads("CareBillList", parameters=_BEFORE))  # fmt: skip
def list_own_bills(request: HttpRequest) -> HttpResponse:
    """The bills of the children for whom one acts, and one's own; 200 at a time."""
    found = queries.all_own_claims(by=actor(request), at=now(), limit=MOST, before=_before(request))
    return respond(_list(found))


@router.get("/institutions/{code}/bills", auth=bearer, operation_id="listBills",
            summary="The bills of an institution",
            openapi_extra=reads("CareBillList", parameters=_BEFORE))  # fmt: skip
def list_bills(request: HttpRequest, code: str) -> HttpResponse:
    """No name and no number of anybody; 200 at a time."""
    found = queries.claims_at(office=queries.institution(code), by=actor(request), limit=MOST,
                              before=_before(request))  # fmt: skip
    return respond(_list(found))


@router.get("/bills/{reference}", auth=bearer, operation_id="getBill", summary="Show a bill",
            openapi_extra=reads("CareBillView"))  # fmt: skip
def get_bill(request: HttpRequest, reference: str) -> HttpResponse:
    """What it comes to, step by step, each with its rule. The read is recorded."""
    return with_bill(queries.claim_for(reference=reference, by=actor(request), at=now()))


@router.get("/bills/{reference}/history", auth=bearer, operation_id="getBillHistory",
            summary="What happened to a bill", openapi_extra=reads("CareBillHistory"))  # fmt: skip
def get_bill_history(request: HttpRequest, reference: str) -> HttpResponse:
    """Settled, settled again because of another bill, reversed; the oldest first."""
    claim = queries.claim_for(reference=reference, by=actor(request), at=now())
    return respond(CareBillHistory([event_view(each) for each in queries.history(claim)]))


@router.post("/bills/{reference}/reversal", auth=bearer, operation_id="reverseBill",
             summary="Take a settled bill back",
             openapi_extra=writes("CareBillView", body="Reversal"))  # fmt: skip
def reverse_bill(request: HttpRequest, reference: str) -> HttpResponse:
    """What it used up and drew is there again; later bills are settled again."""
    body = read_as(request, Reversal)

    def reverse() -> HttpResponse:
        claim = queries.unread(reference=reference, by=actor(request), at=now())
        changed(request, claim)
        return with_bill(reversing.reverse(claim=claim, reason=body.reason, by=actor(request),
                                            at=now()))  # fmt: skip

    return once(request, reverse)


def _before(request: HttpRequest) -> int | None:
    said = request.GET.get("before")
    return row_number(said) if said is not None else None


def _list(found: list[Claim]) -> CareBillList:
    before = found[-1].pk if len(found) == MOST else None
    return CareBillList([care_bill_line(each) for each in found], before)


def changed(request: HttpRequest, claim: Claim) -> None:
    """Raise StaleBill where the bill is not in the version of If-Match."""
    if (version := asked_version(request)) is not None and version != claim.version:
        raise StaleBill(REFUSED["changed"])


def with_bill(claim: Claim, *, status: int = HTTPStatus.OK) -> HttpResponse:
    """A reply with the bill and its ETag."""
    response = respond(care_bill_view(claim), status=status)
    response["ETag"] = f'"{claim.version}"'
    return response
