"""The service reminds offices of their promises: a mark when the day is near, a second one for the
head of the office, and word to the family when the day has gone by.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction
from django.db.models import QuerySet

from firstcard.casework import clocks, notices
from firstcard.casework.models import Case, CaseClock
from firstcard.casework.moving import record
from firstcard.casework.states import HOLDERS, CaseState, Remark, Who
from firstcard.core.actors import SERVICE
from firstcard.guidance import packs_store
from firstcard.guidance.today import CHINA
from firstcard.policy.book import RuleBook

_MOST = 500  # cases looked at in one run
_FIELDS = {Remark.WARN: "warned_at", Remark.ESCALATE: "escalated_at", Remark.MISS: "missed_at"}
_IN_OFFICE = [state.value for state, who in HOLDERS.items() if who is Who.OFFICE]


def remind(*, at: datetime) -> int:
    """Mark cases near their promised day, escalate those about to miss it, tell of those missed.

    Each once for a promise, however often it runs and whoever runs it at the same time. Returns how
    many were marked.
    """
    book, on = packs_store.current(), at.astimezone(CHINA).date()
    found = 0
    for remark in _FIELDS:
        for pk in list(_waiting(remark, on, book)[:_MOST]):
            found += _one(pk, remark, on, book, at)
    return found


def _waiting(remark: Remark, on: date, book: RuleBook) -> QuerySet[CaseClock, int]:
    """Clocks that may be up: the exact day is each region's own, and looked at one by one."""
    latest = max(clocks.near_until(on=on, region=region, book=book, remark=remark.value)
                 for region in _regions(book))  # fmt: skip
    unmarked = {_FIELDS[remark]: None}
    return CaseClock.objects.filter(
        case__state__in=_IN_OFFICE, case__due_on__lte=latest, **unmarked,
    ).order_by("case__due_on").values_list("case_id", flat=True)  # fmt: skip


def _regions(book: RuleBook) -> list[str]:
    return [pack.form.region for pack in book.packs.values()]


@transaction.atomic
def _one(pk: int, remark: Remark, on: date, book: RuleBook, at: datetime) -> bool:
    case = Case.objects.select_for_update(skip_locked=True).filter(
        pk=pk, state__in=_IN_OFFICE).first()  # fmt: skip
    if case is None or case.due_on is None:
        return False
    if case.due_on > clocks.near_until(on=on, region=case.region, book=book, remark=remark.value):
        return False
    field = _FIELDS[remark]
    if CaseClock.objects.filter(case=case, **{field: None}).update(**{field: at}) != 1:
        return False
    event = record(case=case, action=remark.value, before=CaseState(case.state), by=SERVICE, at=at)
    notices.tell(case=case, event=event, at=at)
    return True
