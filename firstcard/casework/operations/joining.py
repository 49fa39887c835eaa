"""Two records of one child become one: what casework moves when two persons have agreed."""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, connection, transaction
from django.db.models import F, Q

from firstcard.cards.operations import merging
from firstcard.casework import access, words
from firstcard.casework.draft import Number
from firstcard.casework.models import Case, Paper
from firstcard.casework.moving import record
from firstcard.casework.refusals import OtherRecord, conflict, invalid
from firstcard.casework.states import CaseState, Remark
from firstcard.core.actors import Actor
from firstcard.core.refusals import NotAllowed
from firstcard.enrolment import operations as enrolments
from firstcard.enrolment.identifying import check_one_child
from firstcard.people.models import Person
from firstcard.people.numbers import person_of
from firstcard.people.permissions import Permission, require
from firstcard.settlement.operations import merging as bills

_ONE_JOIN = 0x46434A4E  # the advisory lock of whoever joins records


def other_record(*, child: Person | None, number: Number) -> Person | None:
    """The record that has the number now, where it is not the child's own."""
    owner = person_of(kind=number.kind, number=number.number)
    if owner is None or child is None or owner.pk in (child.pk, child.merged_into_id):
        return None
    return owner


def check(*, child: Person | None, number: Number, same_child: bool) -> None:
    """Raise unless a number may be proposed for the child.

    OtherRecord where it is in another record and nobody says that both are one child, Conflict
    where they cannot be, Invalid where there is no other record.
    """
    other = other_record(child=child, number=number)
    if other is None and same_child:
        text = words.REFUSED["no-other-record"]
        raise invalid("no-other-record", fields={"number": text})
    if other is not None and not same_child:
        raise OtherRecord(other=other.pk)
    if other is not None and child is not None:
        check_one_child(into=child, other=other)


def wait_for_others() -> None:
    """Let one join after the other happen, until the caller's transaction ends.

    Before it locks a case: each join locks cases that another one may have begun with.
    """
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(%s)", [_ONE_JOIN])


def join(*, case: Case, other: Person, by: Actor, at: datetime) -> Person:
    """Join the records of a case's child and another one; the older record stays.

    Every application and paper of the one that goes is the child's from now on, and the history of
    each says so. Runs in the caller's transaction, after `wait_for_others`. Raises NotAllowed,
    Conflict.
    """
    assert case.child is not None
    kept, gone = sorted((case.child, other), key=lambda each: each.pk)
    moved = list(Case.objects.select_for_update().filter(child=gone).order_by("pk"))
    for each in (case, *moved):
        _may(each, by)
    _move(case, kept, gone)
    kept = enrolments.merge(into=kept, other=gone, by=by, at=at)
    merging.merge(into=kept, other=gone, by=by, at=at)
    bills.merge(into=kept, other=gone, by=by, at=at)
    Paper.objects.filter(person=gone).update(person=kept)
    case.child = kept
    for each in (case, *(each for each in moved if each.pk != case.pk)):
        each.child = kept
        record(case=each, action=Remark.JOIN.value, before=CaseState(each.state), by=by, at=at,
               detail={"into": kept.pk, "from": gone.pk})  # fmt: skip
    return kept


def _may(case: Case, by: Actor) -> None:
    """It takes the permission wherever the child has an application, and none of one's own."""
    if access.is_own(case=case, by=by):
        raise NotAllowed(words.REFUSED["own-case"])
    require(actor=by, permission=Permission.CONFIRM_EXCEPTION, region=case.region)
    access.not_own_family(case=case, by=by)


def _move(case: Case, kept: Person, gone: Person) -> None:
    """The cases of the record that goes; the version of this one is counted by whoever calls."""
    theirs = Case.objects.filter(child=gone)
    try:
        with transaction.atomic():
            theirs.filter(pk=case.pk).update(child=kept)
            theirs.filter(~Q(pk=case.pk)).update(child=kept, version=F("version") + 1)
    except IntegrityError:
        raise conflict("both-open") from None
