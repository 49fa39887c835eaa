"""What comes round by itself: the next year's bills, and asking again who gave no answer.

Whether a child is covered on a day does not wait for any of it.
"""

from __future__ import annotations

from datetime import datetime, timedelta

import structlog
from django.db import transaction
from django.db.models import Q

from firstcard.core import vault
from firstcard.core.actors import SERVICE
from firstcard.core.periodic import periodic
from firstcard.enrolment import billing, inquiries, telling
from firstcard.enrolment.changing import day_of, locked, situation_of
from firstcard.enrolment.models import Enrolment
from firstcard.enrolment.paying import write_year
from firstcard.enrolment.registries import Unconnected
from firstcard.guidance import packs_store
from firstcard.policy.situation import SituationError
from firstcard.policy.years import first_opening

AT_ONCE = 200  # enrolments looked at in one go; the next go takes those that are left
ASK_AGAIN_AFTER = timedelta(hours=6)
_log = structlog.get_logger("firstcard.enrolment")


@periodic(name="enrolment.bills", every=timedelta(hours=1))
def bills(*, at: datetime) -> int:
    """Write the next year's bill for everybody whose time to pay it has begun; says how many."""
    today, written = day_of(at), 0
    for place in Enrolment.objects.filter(ended_on=None).values_list("place", flat=True).distinct():
        opens = first_opening(book=packs_store.current(), region=place, year=today.year + 1,
                              on=today)  # fmt: skip
        coming = [today.year + 1] if opens is not None and opens <= today else []
        written += sum(_bills(place, year, at) for year in (today.year, *coming))
    return written


def _bills(place: str, year: int, at: datetime) -> int:
    waiting = Enrolment.objects.filter(ended_on=None, place=place).exclude(
        bills__year=year, bills__cancelled_at=None)  # fmt: skip
    return sum(_tried(pk, year, at) for pk in list(waiting.values_list("id", flat=True)))


def _tried(pk: int, year: int, at: datetime) -> bool:
    """One whose facts no rule can read any more keeps nobody else from a bill."""
    try:
        return _bill(pk, year, at)
    except (SituationError, vault.CannotOpen) as error:
        _log.error("bill not written", enrolment=pk, year=year, reason=type(error).__name__)
        return False


@transaction.atomic
def _bill(pk: int, year: int, at: datetime) -> bool:
    enrolment = locked(Enrolment(pk=pk))
    if enrolment.ended_on or enrolment.bills.filter(year=year, cancelled_at=None).exists():
        return False
    rules = billing.rules_for(book=packs_store.current(), enrolment=enrolment,
                              situation=situation_of(enrolment), on=day_of(at))  # fmt: skip
    if year not in rules.years(until=day_of(at)):
        return False
    made = write_year(enrolment=enrolment, year=year, at=at)
    telling.billed(bill=made, at=at)
    return True


@periodic(name="enrolment.inquiries", every=timedelta(minutes=10))
def ask_again(*, at: datetime) -> int:
    """Ask other regions again about those of whom they gave no answer; says how many.

    While their system cannot be reached, one question every time is enough.
    """
    system = inquiries.connected()
    if isinstance(system, Unconnected):
        return 0
    recent = Q(person__inquiries__asked_at__gt=at - ASK_AGAIN_AFTER)
    waiting = Enrolment.objects.filter(ended_on=None, elsewhere="").exclude(recent)
    asked = 0
    for each in waiting.select_related("person").order_by("id")[:AT_ONCE]:
        told = inquiries.ask(person=each.person, region=each.place, by=SERVICE, at=at, of=system)
        asked += 1
        if told.reason == "unreachable":
            break
    return asked
