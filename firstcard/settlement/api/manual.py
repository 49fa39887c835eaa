"""Bills that are handed in afterwards, over HTTP."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from http import HTTPStatus
from typing import Annotated, Any

from django.http import HttpRequest, HttpResponse
from msgspec import Meta, Struct

from firstcard.accounts.api_auth import bearer
from firstcard.accounts.doors import actor, now, once, wrong
from firstcard.guidance import packs_store
from firstcard.guidance.api.bodies import Body, Short, Words, read_as
from firstcard.guidance.api.describing import reads, writes
from firstcard.guidance.api.problems import respond
from firstcard.guidance.today import CHINA
from firstcard.policy.format import Text
from firstcard.policy.plan import Basis
from firstcard.settlement import credentials, handing, queries
from firstcard.settlement.api.bodies import MOST_BYTES, BillLine, Level, ShownCredential
from firstcard.settlement.api.counter import changed, presented_of, shown_of, with_bill
from firstcard.settlement.api.replies import CareBillList, care_bill_line
from firstcard.settlement.api.router import router
from firstcard.settlement.bill import Care, Cause, Referral
from firstcard.settlement.models import Claim
from firstcard.settlement.operations import claiming
from firstcard.settlement.operations.claiming import Treated

Region = Annotated[str, Meta(pattern=r"^[0-9]{6}$")]
Papers = Annotated[list[Short], Meta(max_length=50)]
_DIGITS = 6
_SIX = Text("six digits (GB/T 2260)", "六位行政区划代码（GB/T 2260）")
_REGION: list[dict[str, Any]] = [
    {"name": "region", "in": "query", "required": True,
     "schema": {"type": "string", "pattern": "^[0-9]{6}$"}}]  # fmt: skip


class TreatedAt(Body, frozen=True):
    """Where the treatment was. `name`, `level`: where no agreement tells them."""

    code: Short
    name: Text | None = None
    level: Level | None = None


class HandedInBill(Body, frozen=True):
    """A bill that the hospital did not settle. `region`: of the counter.

    `papers`: ids of what was shown, as `needs` lists them. `number`: the institution's own.
    """

    region: Region
    institution: TreatedAt
    number: Short
    credential: ShownCredential
    papers: Papers
    care: Care
    admitted_on: date
    discharged_on: date
    lines: Annotated[list[BillLine], Meta(max_length=10_000)]
    referral: Referral = "local"
    cause: Cause = "illness"


class MissingPapers(Body, frozen=True):
    """All papers that do not do, at once, and what is wrong with them."""

    missing: Annotated[list[Short], Meta(min_length=1, max_length=50)]
    note: Words = ""


class BroughtPapers(Body, frozen=True):
    """What was brought of what was missing."""

    papers: Papers


class RefusedBill(Body, frozen=True):
    """Why the fund does not pay."""

    reason: Annotated[str, Meta(min_length=1, max_length=500)]


class WantedPaper(Struct, frozen=True):
    """One paper that is asked for."""

    id: str
    name: Text
    basis: list[Basis]


class WantedPapers(Struct, frozen=True):
    """Nothing else may be asked for."""

    papers: list[WantedPaper]


BODIES = (TreatedAt, HandedInBill, MissingPapers, BroughtPapers, RefusedBill)
REPLIES = (WantedPaper, WantedPapers)


@router.get("/manual-bills/needs", auth=bearer, operation_id="listBillNeeds",
            summary="Which papers a bill is handed in with",
            openapi_extra=reads("WantedPapers", parameters=_REGION, more=(409,)))  # fmt: skip
def list_bill_needs(request: HttpRequest) -> HttpResponse:
    """By the packs' rule of a region, today."""
    book, on = packs_store.current(), now().astimezone(CHINA).date()
    found = handing.papers(region=_region(request), on=on)
    return respond(WantedPapers([WantedPaper(each.id, each.name, book.bases(each.basis))
                                 for each in found]))  # fmt: skip


@router.get("/manual-bills", auth=bearer, operation_id="listWaitingBills",
            summary="The bills that wait for a decision",
            openapi_extra=reads("CareBillList", parameters=_REGION))  # fmt: skip
def list_waiting_bills(request: HttpRequest) -> HttpResponse:
    """Of a region, the first due first; no name and no number; 500 at most."""
    found = claiming.waiting(by=actor(request), region=_region(request))
    return respond(CareBillList([care_bill_line(each) for each in found], None))


@router.post("/manual-bills", auth=bearer, operation_id="handInBill", summary="Hand a bill in",
             openapi_extra=writes("CareBillView", body="HandedInBill", status=201,
                                  match=None))  # fmt: skip
def hand_in_bill(request: HttpRequest) -> HttpResponse:
    """At the agency's counter, with its papers; all that is missing is named at once."""
    body, by = read_as(request, HandedInBill, most=MOST_BYTES), actor(request)
    shown = shown_of(body.credential)
    credentials.count(shown=shown, by=by, at=now())
    told = body.institution
    treated = Treated(code=told.code, name=told.name, level=told.level or "")

    def hand_in() -> HttpResponse:
        return with_bill(claiming.hand_in(
            treated=treated, shown=shown, presented=presented_of(body), papers=body.papers,
            region=body.region, by=by, at=now()), status=HTTPStatus.CREATED)  # fmt: skip

    return once(request, hand_in)


@router.post("/manual-bills/{reference}/send-back", auth=bearer, operation_id="sendBillBack",
             summary="Name the papers that do not do",
             openapi_extra=writes("CareBillView", body="MissingPapers"))  # fmt: skip
def send_bill_back(request: HttpRequest, reference: str) -> HttpResponse:
    """All at once; the clock stands while the family has it."""
    body = read_as(request, MissingPapers)
    return _moved(request, reference, lambda claim: claiming.send_back(
        claim=claim, missing=body.missing, note=body.note, by=actor(request),
        at=now()))  # fmt: skip


@router.post("/manual-bills/{reference}/complete", auth=bearer, operation_id="completeBill",
             summary="Take the papers that were missing",
             openapi_extra=writes("CareBillView", body="BroughtPapers"))  # fmt: skip
def complete_bill(request: HttpRequest, reference: str) -> HttpResponse:
    """The rest of the clock counts from now on."""
    body = read_as(request, BroughtPapers)
    return _moved(request, reference, lambda claim: claiming.complete(
        claim=claim, papers=body.papers, by=actor(request), at=now()))  # fmt: skip


@router.post("/manual-bills/{reference}/pay", auth=bearer, operation_id="payBillBack",
             summary="Pay a bill back", openapi_extra=writes("CareBillView"))  # fmt: skip
def pay_bill_back(request: HttpRequest, reference: str) -> HttpResponse:
    """By somebody who did not hand it in."""
    return _moved(request, reference, lambda claim: claiming.pay_back(
        claim=claim, by=actor(request), at=now()))  # fmt: skip


@router.post("/manual-bills/{reference}/refuse", auth=bearer, operation_id="refuseBill",
             summary="Refuse a bill",
             openapi_extra=writes("CareBillView", body="RefusedBill"))  # fmt: skip
def refuse_bill(request: HttpRequest, reference: str) -> HttpResponse:
    """With the reason, by somebody who did not hand it in."""
    body = read_as(request, RefusedBill)
    return _moved(request, reference, lambda claim: claiming.refuse(
        claim=claim, reason=body.reason, by=actor(request), at=now()))  # fmt: skip


def _moved(request: HttpRequest, reference: str, act: Callable[[Claim], Claim]) -> HttpResponse:
    """One move of a bill, once, in the version of If-Match; the reply is the bill after it."""

    def move() -> HttpResponse:
        claim = queries.unread(reference=reference, by=actor(request), at=now())
        changed(request, claim)
        return with_bill(act(claim))

    return once(request, move)


def _region(request: HttpRequest) -> str:
    said = request.GET.get("region", "")
    if not (len(said) == _DIGITS and said.isascii() and said.isdigit()):
        raise wrong("region", _SIX)
    return said
