"""What is asked before a bill is priced: is the institution open, is the patient insured."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Q

from firstcard.core.rows import chosen
from firstcard.enrolment import queries as insurance
from firstcard.enrolment.models import Enrolment
from firstcard.enrolment.states import EnrolmentState, Why
from firstcard.enrolment.words import day_text
from firstcard.guidance import packs_store
from firstcard.people.models import Office, Person
from firstcard.policy.region_codes import lies_in, pooling_region
from firstcard.settlement.agreements import ENTITLEMENT, class_in, days_named
from firstcard.settlement.models import Agreement, Suspension, TreatmentElsewhere
from firstcard.settlement.places import name_of
from firstcard.settlement.refusals import invalid, not_entitled, not_open, not_valid

LOCAL, REGISTERED, UNREGISTERED = "local", "registered", "unregistered"
_UNPAID = (Why.UNPAID, Why.PART_PAID, Why.AMOUNT_UNKNOWN)
_HOLDS = "WHERE t.office_id = %s AND t.period @> %s::date"
_SUSPENDED = """
(SELECT s.id FROM settlement_suspension s
 WHERE s.agreement_id = t.id AND s.since <= %s AND (s.until IS NULL OR s.until > %s)
 ORDER BY s.id LIMIT 1)
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """By which enrolment a patient is covered on a day."""

    enrolment: Enrolment
    insurance: str


def agreement_on(*, office: Office, on: date) -> Agreement:
    """The agreement that holds on a day. Raises NotOpen: none, or suspended, since when and why."""
    found = chosen(Agreement, _HOLDS, [on, on, office.pk, on], also=_SUSPENDED)
    if not found:
        raise not_open("no-agreement", institution=name_of(office), day=day_text(on))
    agreement, suspended = found[0]
    if suspended is not None:
        row = Suspension.objects.get(pk=suspended)
        raise not_open("agreement-suspended", institution=name_of(office),
                       since=day_text(row.since), reason=row.reason)  # fmt: skip
    return agreement


def cover_on(*, person: Person, on: date) -> Cover:
    """The enrolment that covers a day; back to birth where it does so. Raises NotEntitled.

    "Registered, not paid" is an answer of its own; so is a year that lapsed.
    """
    covers = insurance.covering(person=person, on=on)
    if covers is not None:
        return Cover(enrolment=covers, insurance=covers.scheme)
    standing = insurance.state_on(person=person, on=on)
    enrolment = standing.enrolment
    if enrolment is None:
        raise not_entitled("not-enrolled")
    if standing.state is EnrolmentState.REGISTERED and standing.why in _UNPAID:
        raise not_entitled("registered-not-paid", year=str(on.year))
    raise not_entitled("not-covered", day=day_text(on), why=standing.text)


def days_of(*, region: str, admitted_on: date, discharged_on: date) -> dict[str, date]:
    """By what the packs' table `bill-days` names: the day of the bill that is meant."""
    return days_named(packs_store.current(), region=region, admitted_on=admitted_on,
                      discharged_on=discharged_on)  # fmt: skip


def day_that_counts(*, region: str, admitted_on: date, discharged_on: date) -> date:
    """The day on which the patient must be insured and the institution under agreement."""
    days = days_of(region=region, admitted_on=admitted_on, discharged_on=discharged_on)
    return days[ENTITLEMENT]


def alive(*, person: Person, on: date) -> None:
    """Raise NotValid for a day after the death that is recorded."""
    if person.died_on is not None and person.died_on < on:
        raise not_valid("died")


def level_of(*, office: Office, level: str, region: str) -> str:
    """The class by which a bill is priced in a pooling region, by the institution's own."""
    return class_in(level=level, lies_in=office.region, region=region)


def check_referral(*, referral: str, person: Person, office: Office, region: str, on: date) -> None:
    """Raise Invalid where local is said of what is not, or registered, or the other way round."""
    local = pooling_region(office.region) == region
    if local and referral != LOCAL:
        raise invalid("is-local", field="referral", institution=name_of(office))
    if not local and referral == LOCAL:
        raise invalid("not-local", field="referral", institution=name_of(office))
    if referral not in (REGISTERED, UNREGISTERED):
        return
    found = registered_on(person=person, place=office.region, on=on)
    if referral == REGISTERED and found is None:
        raise invalid("not-registered", field="referral", day=day_text(on))
    if referral == UNREGISTERED and found is not None:
        raise invalid("is-registered", field="referral", since=day_text(found.since))


def registered_on(*, person: Person, place: str, on: date) -> TreatmentElsewhere | None:
    """The registration by which somebody is treated in a place on a day."""
    rows = TreatmentElsewhere.objects.filter(
        Q(until=None) | Q(until__gte=on), person=person, since__lte=on)  # fmt: skip
    return next((row for row in rows if lies_in(place, row.place)), None)


def last_day(agreement: Agreement) -> date:
    """The last day of an agreement."""
    upper: date = agreement.period.upper
    return upper - timedelta(1)
