"""Personal accounts as their owners see them: what is left, what moved, and who may draw."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from firstcard.accounts.models import Account
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.enrolment.changing import day_of
from firstcard.people.models import Person
from firstcard.settlement.models import AccountEntry, MutualAid, PersonalAccount
from firstcard.settlement.refusals import not_found

MOST = 200


@dataclass(frozen=True, slots=True, kw_only=True)
class Shared:
    """One authorisation, and what was drawn by it in the year, in fen."""

    aid: MutualAid
    drawn: int


@dataclass(frozen=True, slots=True, kw_only=True)
class Ledger:
    """Somebody's own account: the newest movements first."""

    balance: int
    entries: list[AccountEntry]
    shared: list[Shared]


@transaction.atomic
def own(*, by: Actor, at: datetime) -> Ledger:
    """The account of whoever asks; recorded. Raises NotFound where there is none."""
    account = (Account.objects.select_related("person").filter(pk=by.account).first()
               if by.account is not None else None)  # fmt: skip
    person = account.person if account is not None else None
    row = PersonalAccount.objects.filter(person=person).first() if person is not None else None
    if row is None or person is None:
        raise not_found("no-account")
    audit.record(by=by, action="account.read", subject=f"personal-account:{row.pk}",
                 person=person.pk, at=at)  # fmt: skip
    entries = row.entries.select_related("claim").order_by("-pk")[:MOST]
    return Ledger(balance=row.balance, entries=list(entries),
                  shared=_shared(person, row, day_of(at).year))  # fmt: skip


def _shared(person: Person, row: PersonalAccount, year: int) -> list[Shared]:
    rows = MutualAid.objects.filter(giver=person).select_related("receiver").order_by("-pk")
    return [Shared(aid=aid, drawn=_drawn(row, aid, year)) for aid in rows]


def drawn(*, aid: MutualAid, at: datetime) -> int:
    """What was drawn by an authorisation's two persons in the year, in fen."""
    row = PersonalAccount.objects.filter(person=aid.giver_id).first()
    return _drawn(row, aid, day_of(at).year) if row is not None else 0


def _drawn(row: PersonalAccount, aid: MutualAid, year: int) -> int:
    found = row.entries.filter(claim__person=aid.receiver_id, claim__year=year)
    return -(found.aggregate(sum=Sum("amount"))["sum"] or 0)
