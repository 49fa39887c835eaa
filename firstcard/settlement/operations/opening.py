"""What a year had used up before it came here: from another region, or before the service began."""

from __future__ import annotations

from datetime import datetime

import msgspec
from django.db import transaction
from django.db.models import Q

from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.rows import one, write_together
from firstcard.enrolment.changing import day_of, locked_person
from firstcard.enrolment.queries import state_on
from firstcard.people.identity_numbers import normalised
from firstcard.people.models import Person
from firstcard.people.numbers import Numbered, person_of
from firstcard.people.permissions import Permission, allowed
from firstcard.settlement.bill import MOST_FEN, YearToDate
from firstcard.settlement.models import ADDED, Claim, YearAccount, YearOpening
from firstcard.settlement.places import not_own_family
from firstcard.settlement.refusals import conflict, invalid, not_found
from firstcard.settlement.states import ClaimState

_FIRST_YEAR, _MOST_ADMISSIONS, _MOST_SOURCE = 2000, 98, 200


@transaction.atomic
def bring(
    *, patient: Numbered, year: int, used: YearToDate, source: str, by: Actor, at: datetime
) -> YearOpening:
    """Record what a person's year had used up; a later one takes the place of an earlier one.

    By the agency where the person is enrolled, before the first bill of that year is settled here.
    `patient`: kind and number; `source`: who told it. Raises NotFound, NotAllowed, Invalid,
    Conflict.
    """
    person = _person(patient, by, at)
    _check(year, used, source, at)
    _no_bills_yet(person, year)
    brought = msgspec.structs.asdict(used)
    last = YearOpening.objects.filter(person=person, year=year).order_by("-pk").first()
    if last is not None and {name: getattr(last, name) for name in ADDED} == brought:
        return last
    account = one(YearAccount, person_id=person.pk, year=year, lock=True)
    account = account or YearAccount(person=person, year=year)
    for name, value in brought.items():
        setattr(account, name, getattr(account, name) - getattr(last, name, 0) + value)
    made = YearOpening(person=person, year=year, source=source.strip(), at=at,
                       account_id=by.account, role=by.role, name=by.name, **brought)  # fmt: skip
    write_together(account, made, audit.entry(
        by=by, action="year.bring", subject=f"person:{person.pk}", person=person.pk, at=at,
        detail={"year": year, **brought}))  # fmt: skip
    return made


def _person(patient: Numbered, by: Actor, at: datetime) -> Person:
    """Held until the transaction ends; of whoever may not know them there is nobody."""
    kind, number = patient
    person = person_of(kind=kind, number=normalised(number))
    enrolment = state_on(person=person, on=day_of(at)).enrolment if person else None
    if person is None or enrolment is None or not allowed(
        actor=by, permission=Permission.DECIDE, region=enrolment.place
    ):  # fmt: skip
        raise not_found("no-person")
    not_own_family(person=person, by=by)
    return locked_person(person)


def _check(year: int, used: YearToDate, source: str, at: datetime) -> None:
    if not _FIRST_YEAR <= year <= day_of(at).year:
        raise invalid("wrong-year", field="year")
    for name, value in msgspec.structs.asdict(used).items():
        most = _MOST_ADMISSIONS if name == "admissions" else MOST_FEN
        if not 0 <= value <= most:
            raise invalid("wrong-opening", field=name)
    if not source.strip() or len(source) > _MOST_SOURCE or not source.isprintable():
        raise invalid("no-source", field="source")


def _no_bills_yet(person: Person, year: int) -> None:
    of_year = Q(year=year) | Q(deductible_year=year)
    first = Claim.objects.filter(of_year, person=person, state=ClaimState.SETTLED.value).first()
    if first is not None:
        raise conflict("year-has-bills", year=str(year), bill=first.reference)
