"""The clock of the making: a mark when the promised day is near, a second one for the head of the
centre, and word to the family when the day has gone by.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from firstcard.cards import clock, telling, waiting
from firstcard.cards.changing import remark
from firstcard.cards.models import Card
from firstcard.cards.states import Making, Remark
from firstcard.core.actors import SERVICE
from firstcard.guidance import packs_store
from firstcard.policy.book import RuleBook

_MOST = 500  # cards looked at in one run
_FIELDS = {Remark.WARN: "warned_at", Remark.ESCALATE: "escalated_at", Remark.MISS: "missed_at"}
_RUNNING = [state.value for state in (Making.ORDERED, Making.SENT, Making.STARTED, Making.FAILED)]


def remind(*, at: datetime) -> int:
    """Mark cards near their promised day, escalate, tell of those missed; how many were marked.

    Each once for a promise, however often it runs and whoever runs it at the same time.
    """
    book, on = packs_store.current(), clock.day_of(at)
    return sum(_one(pk, what, on, book, at) for what in _FIELDS for pk in _waiting(what, on, book))


def _waiting(what: Remark, on: date, book: RuleBook) -> list[int]:
    """Cards that may be up: the exact day is each region's own, and looked at one by one."""
    latest = max(clock.near_until(on=on, region=pack.form.region, book=book, remark=what.value)
                 for pack in book.packs.values())  # fmt: skip
    rows = Card.objects.filter(making__in=_RUNNING, due_on__lte=latest, **{_FIELDS[what]: None})
    rows = rows.exclude(making=Making.ORDERED, delivery="bank")  # these wait for their family
    return list(rows.order_by("due_on", "pk").values_list("pk", flat=True)[:_MOST])


@transaction.atomic
def _one(pk: int, what: Remark, on: date, book: RuleBook, at: datetime) -> bool:
    card = Card.objects.select_for_update(skip_locked=True, no_key=True).filter(
        pk=pk, making__in=_RUNNING, **{_FIELDS[what]: None}).first()  # fmt: skip
    if card is None or card.due_on is None or waiting.printed_on_coming(card):
        return False
    if card.due_on > clock.near_until(on=on, region=card.region, book=book, remark=what.value):
        return False
    Card.objects.filter(pk=pk).update(**{_FIELDS[what]: at})
    remark(card=card, what=what, by=SERVICE, at=at)
    if what is Remark.MISS:
        telling.tell(card=card, template="card-late", at=at, reference=card.case or card.order)
    return True
