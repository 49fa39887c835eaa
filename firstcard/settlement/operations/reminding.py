"""The clock of bills that were handed in: a mark when the last day is near, a second one for the
head of the office, and word to the family when the day has gone by.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from firstcard.cards.clock import near_until
from firstcard.core.actors import SERVICE
from firstcard.enrolment.changing import day_of
from firstcard.guidance import packs_store
from firstcard.policy.book import RuleBook
from firstcard.settlement import moving, telling
from firstcard.settlement.models import Claim
from firstcard.settlement.states import ClaimState, Remark

_MOST = 500  # bills looked at in one run
_FIELDS = {Remark.WARN: "warned_at", Remark.ESCALATE: "escalated_at", Remark.MISS: "missed_at"}
_RUNNING = ClaimState.HANDED_IN.value


def remind(*, at: datetime) -> int:
    """Mark bills near their last day, escalate, tell of those missed; how many were marked.

    Each once for a clock, however often it runs and whoever runs it at the same time.
    """
    book, on = packs_store.current(), day_of(at)
    return sum(_one(pk, what, on, book, at) for what in _FIELDS for pk in _waiting(what, on, book))


def _waiting(what: Remark, on: date, book: RuleBook) -> list[int]:
    """Bills that may be up: the exact day is each region's own, and looked at one by one."""
    latest = max(near_until(on=on, region=pack.form.region, book=book, remark=what.value)
                 for pack in book.packs.values())  # fmt: skip
    rows = Claim.objects.filter(state=_RUNNING, due_on__lte=latest, **{_FIELDS[what]: None})
    return list(rows.order_by("due_on", "pk").values_list("pk", flat=True)[:_MOST])


@transaction.atomic
def _one(pk: int, what: Remark, on: date, book: RuleBook, at: datetime) -> bool:
    claim = Claim.objects.select_for_update(skip_locked=True, no_key=True).filter(
        pk=pk, state=_RUNNING, **{_FIELDS[what]: None}).first()  # fmt: skip
    if claim is None or claim.due_on is None:
        return False
    if claim.due_on > near_until(on=on, region=claim.region, book=book, remark=what.value):
        return False
    Claim.objects.filter(pk=pk).update(**{_FIELDS[what]: at})
    event = moving.remark(claim=claim, what=what, settlement=None, by=SERVICE, at=at)
    if what is Remark.MISS:
        telling.tell(claim=claim, event=event, at=at)
    return True
