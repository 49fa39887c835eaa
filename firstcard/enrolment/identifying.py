"""A child enrolled with its birth certificate gets its citizen ID number; twin records merge."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from firstcard.accounts.models import Account
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.refusals import Invalid
from firstcard.enrolment.changing import day_of, locked_person, reading, record
from firstcard.enrolment.models import Enrolment
from firstcard.enrolment.refusals import SecondRecord, conflict, invalid
from firstcard.enrolment.states import EnrolmentAction
from firstcard.enrolment.words import day_text
from firstcard.guidance import packs_store
from firstcard.people.identity_numbers import (
    CitizenId,
    IdentityNumberError,
    check_citizen_id,
    mask,
)
from firstcard.people.models import IdentityDocument, Person
from firstcard.people.numbers import add_number, number_of, person_of
from firstcard.people.permissions import Permission, require
from firstcard.policy.format import Text

KIND = "citizen-id"
_SEXES = {"male": 1, "female": 2}  # GB/T 2261.1
_SAID = frozenset(_SEXES.values())


@transaction.atomic
def identify(*, person: Person, number: str, by: Actor, at: datetime) -> Person:
    """Add the citizen ID number to a child's record, and so to its enrolments.

    The same number again changes nothing. Raises NotAllowed, Invalid (what does not fit), Conflict
    (another number is there), SecondRecord (the number belongs to another record: see `merge`).
    """
    person = locked_person(person)
    enrolments = list(Enrolment.objects.select_for_update().filter(person=person).order_by("id"))
    for each in enrolments:
        require(actor=by, permission=Permission.EXAMINE, region=each.place)
    if not enrolments:
        raise conflict("not-enrolled")
    read = _read(number, person, at)
    if _has(person, read.text):
        return person
    _add(person, read.text)
    audit.record(by=by, action="person.identify", subject=f"person:{person.pk}",
                 case=enrolments[-1].case, person=person.pk, at=at)  # fmt: skip
    _identified(enrolments, by, at)
    return person


def _read(number: str, person: Person, at: datetime) -> CitizenId:
    """The number, if it holds together and fits the child. Raises Invalid."""
    try:
        read = check_citizen_id(number, on=day_of(at), divisions=packs_store.current().divisions)
    except IdentityNumberError as error:
        text = Text(error.message["en"], error.message["zh"])
        raise Invalid(text, fields={"number": text}) from None
    if person.born_on is not None and read.born_on != person.born_on:
        raise invalid("number-of-another-day", field="number", theirs=day_text(read.born_on),
                      ours=day_text(person.born_on))  # fmt: skip
    if person.sex in _SAID and _SEXES[read.sex] != person.sex:
        raise invalid("number-of-another-sex", field="number")
    return read


def _has(person: Person, number: str) -> bool:
    """Whether the record has this number already. Raises Conflict, SecondRecord for others."""
    owner = person_of(kind=KIND, number=number)
    if owner is not None and owner.pk != person.pk:
        raise SecondRecord(other=owner.pk)
    if owner is not None:
        return True
    own = person.documents.filter(kind=KIND, withdrawn_at=None).first()
    if own is not None:
        raise conflict("number-there", masked=mask(number_of(own)))
    return False


def _add(person: Person, number: str) -> None:
    try:
        with transaction.atomic():
            add_number(person=person, kind=KIND, number=number)
    except IntegrityError:
        owner = person_of(kind=KIND, number=number)
        if owner is None:
            raise
        raise SecondRecord(other=owner.pk) from None


def _identified(enrolments: Iterable[Enrolment], by: Actor, at: datetime) -> None:
    for each in enrolments:
        before = reading(each, day_of(at)).state
        detail = {"with": KIND, "before": each.identified_by}
        each.identified_by = KIND
        each.save(update_fields=["identified_by"])
        record(enrolment=each, action=EnrolmentAction.IDENTIFY, before=before, by=by, at=at,
               detail=detail)  # fmt: skip


@transaction.atomic
def merge(*, into: Person, other: Person, by: Actor, at: datetime) -> Person:
    """Two records are one child: everything of `other` is in `into` from now on.

    Of two enrolments at one time the better one stays, the other one is taken back as a duplicate
    (what was paid for it is then too much). It is for whoever calls to see that one person proposed
    it and another one confirms; cases and papers are moved there. Raises NotAllowed, Conflict.
    """
    kept, gone = _both(into, other)
    enrolments = list(Enrolment.objects.select_for_update()
                      .filter(person__in=(kept, gone)).order_by("id"))  # fmt: skip
    for each in enrolments:
        require(actor=by, permission=Permission.CONFIRM_EXCEPTION, region=each.place)
    _take_back_duplicates(enrolments, by, at)
    moved = [each for each in enrolments if each.person_id == gone.pk]
    for each in moved:
        each.person = kept
        each.save(update_fields=["person"])
    _move(kept, gone)
    for person in (kept, gone):
        audit.record(by=by, action="person.merge", subject=f"person:{person.pk}", person=person.pk,
                     detail={"into": kept.pk, "other": gone.pk}, at=at)  # fmt: skip
    if kept.documents.filter(kind=KIND, withdrawn_at=None).exists():
        _identified([each for each in enrolments if each.identified_by != KIND], by, at)
    return kept


def check_one_child(*, into: Person, other: Person) -> None:
    """Raise Conflict where two records cannot be one child: day of birth, sex, citizen ID number.

    That nothing speaks against it does not say that they are: that two persons have to see.
    """
    numbers = {number_of(each) for each in IdentityDocument.objects.filter(
        person__in=(into, other), kind=KIND, withdrawn_at=None)}  # fmt: skip
    sexes = {into.sex, other.sex} & _SAID
    if into.born_on != other.born_on or len(numbers) > 1 or len(sexes) > 1:
        raise conflict("records-differ")
    if Account.objects.filter(person__in=(into, other)).count() > 1:
        raise conflict("records-of-accounts")


def _both(into: Person, other: Person) -> tuple[Person, Person]:
    """Both records, locked. Raises Conflict where they cannot be one child."""
    found = {each.pk: each for each in Person.objects.select_for_update(no_key=True)
             .filter(pk__in=(into.pk, other.pk)).order_by("pk")}  # fmt: skip
    if len(found) != 2 or any(each.merged_into_id for each in found.values()):
        raise conflict("same-record")
    kept, gone = found[into.pk], found[other.pk]
    check_one_child(into=kept, other=gone)
    return kept, gone


def _take_back_duplicates(enrolments: list[Enrolment], by: Actor, at: datetime) -> None:
    """Of enrolments at one time keep the best: the most years paid, then the earliest cover."""
    standing: list[Enrolment] = []
    for each in sorted(enrolments, key=_worth):
        if any(_overlap(each, other) for other in standing):
            _take_back(each, by, at)
        else:
            standing.append(each)


def _worth(enrolment: Enrolment) -> tuple[int, int, int]:
    covered = [bill.covered_from.toordinal()
               for bill in enrolment.bills.filter(cancelled_at=None)
               if bill.covered_from is not None]  # fmt: skip
    return -len(covered), min(covered, default=0), enrolment.pk


def _overlap(one: Enrolment, other: Enrolment) -> bool:
    if one.period.isempty or other.period.isempty:
        return False
    first, last = sorted((one.period, other.period), key=lambda period: period.lower)
    return first.upper is None or last.lower < first.upper


def _take_back(enrolment: Enrolment, by: Actor, at: datetime) -> None:
    before = reading(enrolment, day_of(at)).state
    lower = enrolment.period.lower
    enrolment.ended_on = enrolment.ended_on or lower - timedelta(1)
    enrolment.ended_reason, enrolment.period = "duplicate", DateRange(lower, lower)
    enrolment.save(update_fields=["ended_on", "ended_reason", "period"])
    enrolment.refresh_from_db(fields=["period"])  # the database knows an empty one
    enrolment.bills.filter(cancelled_at=None).update(cancelled_at=at)
    record(enrolment=enrolment, action=EnrolmentAction.END, before=before, by=by, at=at,
           detail={"reason": "duplicate"})  # fmt: skip


def _move(kept: Person, gone: Person) -> None:
    gone.documents.update(person=kept)
    ties = set(kept.guardians.filter(until=None).values_list("guardian", "relation"))
    for tie in gone.guardians.all():
        if tie.until is not None or (tie.guardian_id, tie.relation) not in ties:
            tie.child = kept
            tie.save(update_fields=["child"])
    Account.objects.filter(person=gone).update(person=kept)
    gone.inquiries.update(person=kept)
    Person.objects.filter(merged_into=gone).update(merged_into=kept)
    Person.objects.filter(pk=gone.pk).update(merged_into=kept)
    Person.objects.filter(pk=kept.pk, died_on=None).update(died_on=gone.died_on)
    if kept.sex not in _SAID and gone.sex in _SAID:
        Person.objects.filter(pk=kept.pk).update(sex=gone.sex)
