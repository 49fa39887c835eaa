"""Taking a case: one clerk works on it, for a while."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction
from django.db.models import Q

from firstcard.casework.models import Case
from firstcard.casework.moving import check, free_for, too_late
from firstcard.casework.refusals import no_case
from firstcard.casework.states import HOLDERS, Who
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.people.permissions import Permission

LOCK = timedelta(minutes=15)


@transaction.atomic
def take(*, case: Case, by: Actor, at: datetime) -> Case:
    """Take a case, or keep it for another quarter of an hour. Raises NotFound, NotAllowed, Taken,
    NotNow.

    It changes neither state nor version.
    """
    check(case=case, by=by, family=False, permission=Permission.TAKE_CASE)
    if by.account is None:
        raise no_case()
    rows = Case.objects.filter(pk=case.pk, state__in=_office_states()).filter(
        Q(taken_until=None) | Q(taken_until__lte=at) | Q(taken_by=by.account))  # fmt: skip
    if rows.update(taken_by=by.account, taken_until=at + LOCK) != 1:
        now = Case.objects.select_related("taken_by").get(pk=case.pk)
        free_for(case=now, by=by, at=at)
        raise too_late(now)
    if case.taken_by_id != by.account or case.taken_until is None or case.taken_until <= at:
        _audit(case, by, at, "case.take")
    case.taken_by_id, case.taken_until = by.account, at + LOCK
    return case


@transaction.atomic
def release(*, case: Case, by: Actor, at: datetime) -> Case:
    """Let go of a case. Of one that somebody else has, nothing changes. Raises NotFound."""
    check(case=case, by=by, family=False, permission=Permission.TAKE_CASE)
    rows = Case.objects.filter(pk=case.pk, taken_by=by.account, taken_until__isnull=False)
    if rows.update(taken_by=None, taken_until=None) == 1:
        _audit(case, by, at, "case.release")
        case.taken_by_id = case.taken_until = None
    return case


def _office_states() -> list[str]:
    return [state.value for state, who in HOLDERS.items() if who is Who.OFFICE]


def _audit(case: Case, by: Actor, at: datetime, action: str) -> None:
    audit.record(by=by, action=action, subject=f"case:{case.reference}", case=case.reference,
                 person=case.child_id, at=at)  # fmt: skip
