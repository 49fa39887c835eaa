"""Treatment outside the pooling region is registered: by the family, or at the agency's counter.

A bill from there that says "registered" is settled as such only where this was recorded.
"""

from __future__ import annotations

from datetime import date, datetime, timedelta

from django.db import transaction

from firstcard.cards.attending import rule_of
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.enrolment.changing import day_of, locked_person
from firstcard.enrolment.models import Enrolment
from firstcard.enrolment.queries import state_on
from firstcard.guidance import packs_store
from firstcard.people.identity_numbers import normalised
from firstcard.people.models import Person
from firstcard.people.numbers import person_of
from firstcard.people.permissions import Permission, allowed
from firstcard.policy.clocks import count
from firstcard.policy.region_codes import NATION, lies_in
from firstcard.policy.timing import span
from firstcard.settlement import queries
from firstcard.settlement.models import TreatmentElsewhere
from firstcard.settlement.refusals import conflict, invalid, not_found

MOST = 200
DOCUMENT = "cross-region-registration"


@transaction.atomic
def register(
    *, person: Person, place: str, since: date, until: date | None, by: Actor, at: datetime
) -> TreatmentElsewhere:
    """Record it from a day on. The same again is the one that is there.

    `until`: the last day, where the agency named one; else the packs
    say how long it holds, and where nobody knows, it holds until it is ended. A family registers
    before the treatment; the agency records what it was told earlier. Raises NotFound for whoever
    does not act for the patient; Invalid, Conflict.
    """
    person = locked_person(person)
    until = last_day(person=person, place=place, since=since, until=until, by=by, at=at)
    return _recorded(person, place, since, until, by, at)


def last_day(
    *, person: Person, place: str, since: date, until: date | None = None, by: Actor, at: datetime
) -> date | None:  # fmt: skip
    """Until when a registration would hold, None where nobody knows. Raises as `register`."""
    staff, on = _may(person, by, at), day_of(at)
    enrolment = state_on(person=person, on=on).enrolment
    if enrolment is None:
        raise conflict("not-enrolled")
    _check_place(place, enrolment)
    if since < on and not staff:
        raise invalid("registered-late", field="since")
    until = until or _ends(enrolment.region, since)
    if until is not None and until < since:
        raise invalid("until-before-since", field="until")
    return until


def patient(*, kind: str, number: str) -> Person:
    """Whose number it is. Raises NotFound, as to whoever does not act for them."""
    found = person_of(kind=kind, number=normalised(number))
    if found is None:
        raise not_found("no-person")
    return found


def _may(person: Person, by: Actor, at: datetime) -> bool:
    """Whether it is the agency that acts. Raises NotFound where neither it nor the family does."""
    enrolment = state_on(person=person, on=day_of(at)).enrolment
    if queries.acts(person=person.pk, by=by, on=day_of(at)):
        return False
    if enrolment is None or not allowed(actor=by, permission=Permission.APPLY_AT_COUNTER,
                                        region=enrolment.place):  # fmt: skip
        raise not_found("no-person")
    return True


def _check_place(place: str, enrolment: Enrolment) -> None:
    if place == NATION or place not in packs_store.current().divisions:
        raise invalid("unknown-place", field="place")
    if lies_in(enrolment.region, place) or lies_in(place, enrolment.region):
        raise invalid("place-is-local", field="place")


def _ends(region: str, since: date) -> date | None:
    """The last day by the packs; None where nobody knows."""
    rule = rule_of(document=DOCUMENT, region=region, on=since)
    lengths = (span(each.keeps) for each in (rule.valid if rule else None) or () if each.keeps)
    length = next((each for each in lengths if each is not None), None)
    if length is None:
        return None
    return count(start=since, span=length, calendar=packs_store.current().calendar).date


def _recorded(
    person: Person, place: str, since: date, until: date | None, by: Actor, at: datetime
) -> TreatmentElsewhere:  # fmt: skip
    there = TreatmentElsewhere.objects.filter(person=person, place=place, since=since, until=until)
    if (found := there.first()) is not None:
        return found
    made = TreatmentElsewhere.objects.create(
        person=person, place=place, since=since, until=until, recorded_at=at,
        recorded_by_id=by.account)  # fmt: skip
    _audit("register", made, by, at)
    return made


@transaction.atomic
def end(*, number: int, on: date, by: Actor, at: datetime) -> TreatmentElsewhere:
    """Let it hold until a day, its last; the day before it began takes it back.

    Bills that are settled stay. A family ends none for days that are gone. Raises NotFound,
    Invalid.
    """
    row = TreatmentElsewhere.objects.select_related("person").filter(pk=number).first()
    if row is None:
        raise not_found("no-person")
    staff = _may(row.person, by, at)
    locked_person(row.person)
    row.refresh_from_db()
    earliest = row.since if staff else max(row.since, day_of(at))
    if on < earliest - timedelta(1) or (row.until is not None and row.until < on):
        raise invalid("until-before-since", field="on")
    if row.until != on:
        row.until = on
        row.save(update_fields=["until"])
        _audit("end", row, by, at)
    return row


def _audit(what: str, row: TreatmentElsewhere, by: Actor, at: datetime) -> None:
    detail = {"place": row.place, "since": row.since.isoformat(),
              "until": row.until.isoformat() if row.until else None}  # fmt: skip
    audit.record(by=by, action=f"elsewhere.{what}", subject=f"elsewhere:{row.pk}",
                 person=row.person_id, detail=detail, at=at)  # fmt: skip


@transaction.atomic
def own(*, by: Actor, at: datetime) -> list[TreatmentElsewhere]:
    """What is registered for those for whom one acts, the newest first; recorded."""
    found = list(TreatmentElsewhere.objects.select_related("person").filter(
        person__in=queries.whom(by=by, on=day_of(at))).order_by("-pk")[:MOST])  # fmt: skip
    audit.record_all(
        audit.entry(
            by=by, action="elsewhere.list", subject=f"person:{person}", person=person, at=at
        )
        for person in sorted({row.person_id for row in found})
    )
    return found
