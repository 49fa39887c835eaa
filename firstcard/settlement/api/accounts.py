"""Personal accounts and mutual aid over HTTP."""

from __future__ import annotations

from datetime import datetime
from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from msgspec import Meta, Struct

from firstcard.accounts.api_auth import bearer
from firstcard.accounts.doors import actor, now, once, row_number
from firstcard.enrolment.premiums import fen
from firstcard.guidance.api.bodies import Body, read_as
from firstcard.guidance.api.describing import reads, writes
from firstcard.guidance.api.problems import respond
from firstcard.settlement import credentials, ledgers
from firstcard.settlement.api.bodies import ShownNumber
from firstcard.settlement.api.counter import shown_of
from firstcard.settlement.api.router import router
from firstcard.settlement.bill import yuan
from firstcard.settlement.ledgers import Ledger, Shared
from firstcard.settlement.models import AccountEntry, MutualAid
from firstcard.settlement.operations import aid

Yuan = Annotated[str, Meta(pattern=r"^[0-9]{1,7}\.[0-9]{2}$", examples=["300.00"])]


class NewCredit(Body, frozen=True):
    """What the fund put into a personal account. `reference`: its own; each counts once."""

    owner: ShownNumber
    region: Annotated[str, Meta(pattern=r"^[0-9]{6}$")]
    reference: Annotated[str, Meta(min_length=1, max_length=60)]
    amount: Yuan


class NewAid(Body, frozen=True):
    """Whom one lets draw on one's own account, at most how much a year, and in which order."""

    child: ShownNumber
    limit: Yuan | None = None
    place: Annotated[int, Meta(ge=1, le=9)] | None = None


class EntryView(Struct, frozen=True):
    """One movement; `amount` is below zero for what was drawn. `bill`: its reference."""

    kind: str
    amount: str
    balance: str
    bill: str | None
    at: datetime


class AidView(Struct, frozen=True):
    """One authorisation. `drawn`: in this year."""

    number: int
    relation: str
    place: int
    limit: str | None
    drawn: str
    since: datetime
    until: datetime | None


class LedgerView(Struct, frozen=True):
    """One's own account: the newest movements first, at most 200."""

    balance: str
    entries: list[EntryView]
    shared: list[AidView]


BODIES = (NewCredit, NewAid)
REPLIES = (EntryView, AidView, LedgerView)


@router.post("/personal-accounts/credits", auth=bearer, operation_id="creditAccount",
             summary="Count what the fund put into a personal account",
             openapi_extra=writes("EntryView", body="NewCredit", status=201,
                                  match=None))  # fmt: skip
def credit_account(request: HttpRequest) -> HttpResponse:
    """Told again, it is the movement that is there."""
    body, by = read_as(request, NewCredit), actor(request)
    credentials.count(shown=shown_of(body.owner), by=by, at=now())

    def count() -> HttpResponse:
        entry = aid.credit(owner=(body.owner.kind, body.owner.number), region=body.region,
                           reference=body.reference, amount_fen=fen(body.amount), by=by,
                           at=now())  # fmt: skip
        return respond(_entry(entry), status=HTTPStatus.CREATED)

    return once(request, count)


@router.get("/personal-account", auth=bearer, operation_id="getOwnAccount",
            summary="One's own personal account", openapi_extra=reads("LedgerView"))  # fmt: skip
def get_own_account(request: HttpRequest) -> HttpResponse:
    """What is left, what moved, and who may draw on it."""
    return respond(_ledger(ledgers.own(by=actor(request), at=now())))


@router.post("/mutual-aid", auth=bearer, operation_id="allowAid",
             summary="Let a child draw on one's own account",
             openapi_extra=writes("AidView", body="NewAid", status=201, match=None))  # fmt: skip
def allow_aid(request: HttpRequest) -> HttpResponse:
    """Another limit or place takes the place of what stood."""
    body, by = read_as(request, NewAid), actor(request)
    credentials.count(shown=shown_of(body.child), by=by, at=now())

    def allow() -> HttpResponse:
        limit = fen(body.limit) if body.limit is not None else None
        made = aid.allow(receiver=(body.child.kind, body.child.number), limit_fen=limit,
                         place=body.place, by=by, at=now())  # fmt: skip
        return respond(_aid(made, by_year=ledgers.drawn(aid=made, at=now())),
                       status=HTTPStatus.CREATED)  # fmt: skip

    return once(request, allow)


@router.post("/mutual-aid/{number}/end", auth=bearer, operation_id="endAid",
             summary="End an authorisation",
             openapi_extra=writes("AidView", match=None))  # fmt: skip
def end_aid(request: HttpRequest, number: str) -> HttpResponse:
    """By who gave it. What was drawn stays drawn."""

    def end() -> HttpResponse:
        row = aid.stop(number=row_number(number), by=actor(request), at=now())
        return respond(_aid(row, by_year=ledgers.drawn(aid=row, at=now())))

    return once(request, end)


def _entry(entry: AccountEntry) -> EntryView:
    bill = entry.claim.reference if entry.claim is not None else None
    return EntryView(entry.kind, yuan(entry.amount), yuan(entry.balance), bill, entry.at)


def _aid(row: MutualAid, *, by_year: int) -> AidView:
    limit = yuan(row.limit) if row.limit is not None else None
    return AidView(row.pk, row.relation, row.place, limit, yuan(by_year), row.since, row.until)


def _ledger(found: Ledger) -> LedgerView:
    return LedgerView(yuan(found.balance), [_entry(each) for each in found.entries],
                      [_shared(each) for each in found.shared])  # fmt: skip


def _shared(each: Shared) -> AidView:
    return _aid(each.aid, by_year=each.drawn)
