"""Treatment elsewhere and what a year brought along, over HTTP."""

from __future__ import annotations

from datetime import date
from http import HTTPStatus
from typing import Annotated

from django.http import HttpRequest, HttpResponse
from msgspec import Meta, Struct

from firstcard.accounts.api_auth import bearer
from firstcard.accounts.doors import actor, now, once, row_number
from firstcard.enrolment.changing import day_of
from firstcard.guidance.api.bodies import Body, Words, read_as
from firstcard.guidance.api.describing import reads, writes
from firstcard.guidance.api.problems import respond
from firstcard.settlement import credentials
from firstcard.settlement.api.bodies import ShownNumber
from firstcard.settlement.api.counter import shown_of
from firstcard.settlement.api.router import router
from firstcard.settlement.bill import YearToDate, yuan
from firstcard.settlement.content import fen
from firstcard.settlement.models import TreatmentElsewhere, YearOpening
from firstcard.settlement.operations import elsewhere, opening

Yuan = Annotated[str, Meta(pattern=r"^[0-9]{1,9}\.[0-9]{2}$", examples=["300.00"])]
Division = Annotated[str, Meta(pattern="^[0-9]{6}$", examples=["420100"])]


class NewElsewhere(Body, frozen=True):
    """Where somebody is going to be treated: a division and all that lies in it.

    `since`: by default today. `until`: the last day, where the agency named one.
    """

    patient: ShownNumber
    place: Division
    since: date | None = None
    until: date | None = None


class EndElsewhere(Body, frozen=True):
    """`on`: its last day; the day before it began takes it back."""

    on: date


class BroughtYear(Body, frozen=True):
    """What a year had used up before it came here. `source`: who told it."""

    patient: ShownNumber
    source: Annotated[Words, Meta(min_length=1)]
    admissions: Annotated[int, Meta(ge=0, le=98)] = 0
    deductible_used: Yuan = "0.00"
    pool_paid: Yuan = "0.00"
    remainder: Yuan = "0.00"
    serious_paid: Yuan = "0.00"
    assistance_paid: Yuan = "0.00"


class ElsewhereRow(Struct, frozen=True):
    """One registration. `until`: the last day, null while nobody knows one."""

    number: int
    place: str
    since: date
    until: date | None


class ElsewhereList(Struct, frozen=True):
    """The newest first, 200 at most."""

    registrations: list[ElsewhereRow]


class BroughtView(Struct, frozen=True):
    """What holds of a year before its first bill here; amounts in yuan."""

    year: int
    source: str
    admissions: int
    deductible_used: str
    pool_paid: str
    remainder: str
    serious_paid: str
    assistance_paid: str


BODIES = (NewElsewhere, EndElsewhere, BroughtYear)
REPLIES = (ElsewhereRow, ElsewhereList, BroughtView)


@router.get("/treatment-elsewhere", auth=bearer, operation_id="listElsewhere",
            summary="Registrations of treatment elsewhere",
            openapi_extra=reads("ElsewhereList"))  # fmt: skip
def list_elsewhere(request: HttpRequest) -> HttpResponse:
    """Of those for whom one acts. The read is recorded."""
    return respond(ElsewhereList([_row(each) for each in elsewhere.own(by=actor(request),
                                                                       at=now())]))  # fmt: skip


@router.post("/treatment-elsewhere", auth=bearer, operation_id="registerElsewhere",
             summary="Register treatment elsewhere",
             openapi_extra=writes("ElsewhereRow", body="NewElsewhere", status=201,
                                  match=None))  # fmt: skip
def register_elsewhere(request: HttpRequest) -> HttpResponse:
    """By the family before the treatment, or by the agency. Bills from there need it."""
    body, by = read_as(request, NewElsewhere), actor(request)
    credentials.count(shown=shown_of(body.patient), by=by, at=now())

    def register() -> HttpResponse:
        person = elsewhere.patient(kind=body.patient.kind, number=body.patient.number)
        made = elsewhere.register(person=person, place=body.place, until=body.until,
                                  since=body.since or day_of(now()), by=by, at=now())  # fmt: skip
        return respond(_row(made), status=HTTPStatus.CREATED)

    return once(request, register)


@router.post("/treatment-elsewhere/{number}/end", auth=bearer, operation_id="endElsewhere",
             summary="End a registration of treatment elsewhere",
             openapi_extra=writes("ElsewhereRow", body="EndElsewhere", match=None))  # fmt: skip
def end_elsewhere(request: HttpRequest, number: str) -> HttpResponse:
    """Bills that are settled stay."""
    body = read_as(request, EndElsewhere)
    return once(request, lambda: respond(_row(elsewhere.end(
        number=row_number(number), on=body.on, by=actor(request), at=now()))))  # fmt: skip


@router.post("/years/{year}/opening", auth=bearer, operation_id="bringYear",
             summary="Bring what a year had used up before",
             openapi_extra=writes("BroughtView", body="BroughtYear", status=201,
                                  match=None))  # fmt: skip
def bring_year(request: HttpRequest, year: str) -> HttpResponse:
    """By the agency, before the first bill of that year is settled here."""
    body, by = read_as(request, BroughtYear), actor(request)
    credentials.count(shown=shown_of(body.patient), by=by, at=now())
    used = YearToDate(
        admissions=body.admissions, deductible_used=fen(body.deductible_used),
        pool_paid=fen(body.pool_paid), remainder=fen(body.remainder),
        serious_paid=fen(body.serious_paid), assistance_paid=fen(body.assistance_paid))  # fmt: skip

    def bring() -> HttpResponse:
        made = opening.bring(patient=(body.patient.kind, body.patient.number),
                             year=row_number(year), used=used, source=body.source, by=by,
                             at=now())  # fmt: skip
        return respond(_brought(made), status=HTTPStatus.CREATED)

    return once(request, bring)


def _row(row: TreatmentElsewhere) -> ElsewhereRow:
    return ElsewhereRow(row.pk, row.place, row.since, row.until)


def _brought(row: YearOpening) -> BroughtView:
    return BroughtView(row.year, row.source, row.admissions, yuan(row.deductible_used),
                       yuan(row.pool_paid), yuan(row.remainder), yuan(row.serious_paid),
                       yuan(row.assistance_paid))  # fmt: skip
