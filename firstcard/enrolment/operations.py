"""What is done to enrolments: register, record a payment, answer what nobody knew, end.

Each checks the permission, writes, and appends to history and audit trail in one transaction.
"""

from __future__ import annotations

import secrets
from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any, Literal, get_args

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from firstcard.core.actors import Actor
from firstcard.core.rows import insert, many, one
from firstcard.enrolment import billing, changing, inquiries, telling
from firstcard.enrolment.answering import answer
from firstcard.enrolment.changing import day_of, locked, locked_person, reading, record
from firstcard.enrolment.coverage import insurance
from firstcard.enrolment.identifying import identify, merge
from firstcard.enrolment.models import Enrolment, PremiumBill
from firstcard.enrolment.paying import record_payment
from firstcard.enrolment.refusals import AlreadyInsured, EndedAlready, invalid
from firstcard.enrolment.states import EnrolmentAction, EnrolmentState
from firstcard.guidance import packs_store
from firstcard.people.models import IdentityDocument, Person
from firstcard.people.permissions import Permission, require
from firstcard.policy.book import RuleBook
from firstcard.policy.region_codes import pooling_region
from firstcard.policy.situation import SituationError
from firstcard.policy.years import Insurance

__all__ = ["answer", "end", "identify", "merge", "record_payment", "register"]

Reason = Literal["death", "move"]
_ONCE = "insured_once_at_a_time"


@transaction.atomic
def register(
    *, case_reference: str, person: Person, region: str, situation: Mapping[str, Any], by: Actor,
    at: datetime, applied_on: date | None = None,
) -> Enrolment:  # fmt: skip
    """Enrol a child in the pool of a place, and write the bills of the years to be decided.

    `region`: the division where the child lives. `situation`: the facts of the family, as the plan
    takes them. `applied_on`: the day on which the family first handed the case in, by which "in
    time" is judged (by default that of `at`). A year without premium covers at once. The same case
    again is the same enrolment. Raises NotAllowed, Invalid, AlreadyInsured.
    """
    require(actor=by, permission=Permission.DECIDE, region=region)
    person = locked_person(person)
    known = one(Enrolment, case=case_reference) if case_reference else None
    if known is not None:
        return known
    facts = _facts(situation, person)
    rules = _rules(facts, region, applied_on or day_of(at), day_of(at))
    asked = _asked_elsewhere(person, rules.book)
    enrolment = _insert(_new(person, region, facts, rules, case_reference, asked, at), rules)
    state = record(enrolment=enrolment, action=EnrolmentAction.REGISTER, before=None, by=by, at=at)
    first = enrolment.period.lower.year
    years = [year for year in rules.years(until=day_of(at)) if year >= first]
    bills = billing.write(enrolment=enrolment, years=years, rules=rules, situation=facts, at=at)
    state = _record_free(enrolment, bills, by, at) or state
    telling.registered(enrolment=enrolment, state=state, bills=bills, at=at)
    return enrolment


def _facts(situation: Mapping[str, Any], person: Person) -> dict[str, Any]:
    """What was told, with the day of birth as it is recorded; names may be dotted or nested."""
    if person.born_on is None:
        return dict(situation)
    told = {name: value for name, value in situation.items() if name != "child.born_on"}
    return {**told, "child": {**(situation.get("child") or {}),
                              "born_on": person.born_on.isoformat()}}  # fmt: skip


def _rules(facts: Mapping[str, Any], region: str, applied_on: date, today: date) -> Insurance:
    if applied_on > today:
        raise invalid("applied-later", field="applied_on")
    try:
        return insurance(book=packs_store.current(), situation=facts, region=region,
                         applied_on=applied_on)  # fmt: skip
    except SituationError as error:
        raise invalid("wrong-facts", field="situation") from error


def _new(
    person: Person, region: str, facts: Mapping[str, Any], rules: Insurance, case: str,
    elsewhere: str, at: datetime,
) -> Enrolment:  # fmt: skip
    sealed_for = secrets.token_hex(16)
    return Enrolment(
        person=person, region=pooling_region(region), place=region, applied_on=rules.on,
        registered_on=day_of(at), period=DateRange(_begins(person, rules), None), case=case,
        identified_by=_number_kind(person), sealed_for=sealed_for,
        elsewhere=elsewhere, pack=billing.pack_of(book=rules.book, region=region),
        situation=changing.sealed(facts, for_=sealed_for),
    )  # fmt: skip


def _asked_elsewhere(person: Person, book: RuleBook) -> str:
    """What other regions said last; "" while none has answered. Raises AlreadyInsured for a yes."""
    last = inquiries.last(person=person)
    if last is None or last.answer == inquiries.NONE:
        return ""
    if last.answer == inquiries.YES:
        raise AlreadyInsured(region=last.other_region, since=last.since, elsewhere=True,
                             region_name=book.region_name(last.other_region))  # fmt: skip
    return last.answer


def _begins(person: Person, rules: Insurance) -> date:
    """From birth if enrolled in time; never while another enrolment of the child holds."""
    first = person.born_on if person.born_on and rules.in_time() else rules.on
    for other in many(Enrolment, person_id=person.pk):
        if other.period.isempty:
            continue
        if other.period.upper is None:
            raise _insured(other, rules.book)
        if other.period.upper <= other.applied_on and not changing.covers_a_day(other):
            _leave_its_days(other)
        else:
            first = max(first, other.period.upper)
    return first


def _leave_its_days(enrolment: Enrolment) -> None:
    """One that ended before it was applied for and covered nothing takes no day from the next."""
    lower = enrolment.period.lower
    Enrolment.objects.filter(pk=enrolment.pk).update(period=DateRange(lower, lower))


def _insured(other: Enrolment, book: RuleBook) -> AlreadyInsured:
    return AlreadyInsured(region=other.region, region_name=book.region_name(other.region),
                          since=other.registered_on, case=other.case)  # fmt: skip


def _number_kind(person: Person) -> str:
    """The kind of number that identifies the child best: its own before its birth certificate's."""
    kinds = {d.kind for d in many(IdentityDocument, person_id=person.pk, withdrawn_at=None)}
    for kind in ("citizen-id", "residence-permit", "passport", "birth-certificate"):
        if kind in kinds:
            return kind
    return ""


def _insert(enrolment: Enrolment, rules: Insurance) -> Enrolment:
    try:
        with transaction.atomic():
            insert(enrolment)
    except IntegrityError as error:
        if _ONCE not in str(error):
            raise
        others = Enrolment.objects.filter(person=enrolment.person_id,
                                          period__overlap=enrolment.period)  # fmt: skip
        raise _insured(others.order_by("id")[0], rules.book) from error
    return enrolment


def _record_free(
    enrolment: Enrolment, bills: list[PremiumBill], by: Actor, at: datetime
) -> EnrolmentState | None:
    free = [bill.year for bill in bills if bill.settled_on is not None]
    if not free:
        return None
    return record(
        enrolment=enrolment, action=EnrolmentAction.ENTITLE_FREE_YEAR,
        before=EnrolmentState.REGISTERED, by=by, at=at, detail={"years": free},
    )  # fmt: skip


@transaction.atomic
def end(*, enrolment: Enrolment, reason: Reason, on: date, by: Actor, at: datetime) -> Enrolment:
    """End an enrolment by death or move; `on` is its last day (a move may be announced).

    Bills of later years count no more: what was paid for them is too much. The same end again
    changes nothing. Raises NotAllowed, Invalid, EndedAlready.
    """
    if reason == "death":
        locked_person(enrolment.person)  # first, as wherever both are changed
    enrolment = locked(enrolment)
    require(actor=by, permission=Permission.END_ENROLMENT, region=enrolment.place)
    if enrolment.ended_on is not None:
        if (enrolment.ended_on, enrolment.ended_reason) == (on, reason):
            return enrolment
        raise EndedAlready(on=enrolment.ended_on)
    _check_end(enrolment, reason, on, day_of(at))
    before = reading(enrolment, day_of(at)).state
    enrolment.ended_on, enrolment.ended_reason = on, reason
    lower = enrolment.period.lower
    enrolment.period = DateRange(lower, max(on + timedelta(1), lower))
    enrolment.save(update_fields=["ended_on", "ended_reason", "period"])
    enrolment.refresh_from_db(fields=["period"])  # the database knows an empty one
    enrolment.bills.filter(year__gt=on.year, cancelled_at=None).update(cancelled_at=at)
    if reason == "death":
        Person.objects.filter(pk=enrolment.person_id, died_on=None).update(died_on=on)
    record(enrolment=enrolment, action=EnrolmentAction.END, before=before, by=by, at=at,
           detail={"reason": reason, "last_day": on.isoformat()})  # fmt: skip
    return enrolment


def _check_end(enrolment: Enrolment, reason: str, on: date, today: date) -> None:
    if reason not in get_args(Reason):
        raise invalid("unknown-reason", field="reason")
    if reason == "death" and on > today:
        raise invalid("death-later", field="on")
    if on.year == date.max.year:  # no day comes after it
        raise invalid("end-too-far", field="on")
    born_on = enrolment.person.born_on
    if born_on is not None and on < born_on:
        raise invalid("end-before-birth", field="on")
