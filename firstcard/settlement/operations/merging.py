"""Two records turn out to be one child: its bills are one child's, and so is what they used up.

A newborn's bills are settled under its birth certificate number; when its citizen ID number turns
out to be in another record, they follow it there and are settled again, all in their order.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F, Q

from firstcard.core.actors import Actor
from firstcard.core.rows import insert, many
from firstcard.people.models import Person
from firstcard.people.permissions import Permission, require
from firstcard.settlement import moving, running
from firstcard.settlement.models import (
    ADDED,
    AccountEntry,
    Claim,
    MutualAid,
    PersonalAccount,
    TreatmentElsewhere,
    YearAccount,
)
from firstcard.settlement.running import Why
from firstcard.settlement.states import Remark

JOIN = "join"


@transaction.atomic
def merge(*, into: Person, other: Person, by: Actor, at: datetime) -> None:
    """Give `into` the bills, years and accounts of `other`. Whoever calls holds both records.

    Raises NotAllowed where somebody may not confirm it where one of the bills was settled.
    """
    claims = list(Claim.objects.select_related("settlement").filter(
        person__in=(into, other)).order_by("pk"))  # fmt: skip
    for claim in claims:
        require(actor=by, permission=Permission.CONFIRM_EXCEPTION, region=claim.place)
    _years(into, other)
    TreatmentElsewhere.objects.filter(person=other).update(person=into)
    _account(into, other, at)
    _aids(into, other, at)
    moved = [claim for claim in claims if claim.person_id == other.pk]
    for claim in moved:
        _moved(claim, into, by, at)
    if moved:
        running.run_all(person=into, why=Why(by=by, at=at, about=None))


def _years(into: Person, other: Person) -> None:
    """What two records' years add up to; of the one that goes nothing is left."""
    for row in many(YearAccount, person_id=other.pk, lock=True):
        kept, _ = YearAccount.objects.get_or_create(person=into, year=row.year)
        YearAccount.objects.filter(pk=kept.pk).update(
            **{name: F(name) + getattr(row, name) for name in ADDED})  # fmt: skip
        YearAccount.objects.filter(pk=row.pk).update(**dict.fromkeys(ADDED, 0))


def _moved(claim: Claim, into: Person, by: Actor, at: datetime) -> None:
    before = claim.person_id
    Claim.objects.filter(pk=claim.pk).update(person=into, version=F("version") + 1)
    claim.person, claim.version = into, claim.version + 1
    moving.remark(claim=claim, what=Remark.JOIN, settlement=None, by=by, at=at,
                  detail={"into": into.pk, "from": before})  # fmt: skip


def _account(into: Person, other: Person, at: datetime) -> None:
    rows = list(PersonalAccount.objects.select_for_update(no_key=True)
                .filter(person__in=(into, other)).order_by("pk"))  # fmt: skip
    gone = next((row for row in rows if row.person_id == other.pk), None)
    if gone is None:
        return
    kept = next((row for row in rows if row.person_id == into.pk), None)
    if kept is None:
        PersonalAccount.objects.filter(pk=gone.pk).update(person=into)
    elif gone.balance:
        _poured(gone, kept, at)


def _poured(gone: PersonalAccount, kept: PersonalAccount, at: datetime) -> None:
    """The balance of one account into another: both say so."""
    whole, amount = kept.balance + gone.balance, gone.balance
    insert(
        AccountEntry(account=gone, kind=JOIN, amount=-amount, balance=0, at=at),
        AccountEntry(account=kept, kind=JOIN, amount=amount, balance=whole, at=at),
    )  # fmt: skip
    PersonalAccount.objects.filter(pk=gone.pk).update(balance=0)
    PersonalAccount.objects.filter(pk=kept.pk).update(balance=whole)


def _aids(into: Person, other: Person, at: datetime) -> None:
    """What the record that goes may draw on, or shares. Of two between the same, the older stays;
    an order that is taken moves behind the others."""
    rows = list(MutualAid.objects.select_for_update(no_key=True)
                .filter(Q(giver__in=(into, other)) | Q(receiver__in=(into, other)))
                .order_by("pk"))  # fmt: skip
    standing = [row for row in rows if row.until is None
                and other.pk not in (row.giver_id, row.receiver_id)]  # fmt: skip
    for row in rows:
        if other.pk not in (row.giver_id, row.receiver_id):
            continue
        row.giver_id = into.pk if row.giver_id == other.pk else row.giver_id
        row.receiver_id = into.pk if row.receiver_id == other.pk else row.receiver_id
        if row.until is None:
            _place(row, standing, at)
        row.save(update_fields=["giver", "receiver", "place", "until"])


def _place(row: MutualAid, standing: Sequence[MutualAid], at: datetime) -> None:
    same = [each for each in standing if each.receiver_id == row.receiver_id]
    if any(each.giver_id == row.giver_id for each in same) or row.giver_id == row.receiver_id:
        row.until = at
        return
    taken = {each.place for each in MutualAid.objects.filter(receiver=row.receiver_id, until=None)
             .exclude(pk=row.pk)}  # fmt: skip
    if row.place in taken:
        row.place = max(taken) + 1
