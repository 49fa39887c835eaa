"""A family's own bills: of whom they are, what was drawn for one from which account."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.db.models import Q, Sum

from firstcard.accounts.models import Account
from firstcard.cards.attending import AGENT
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.enrolment.changing import day_of
from firstcard.people.models import Guardianship, Person
from firstcard.settlement import queries
from firstcard.settlement.models import AccountEntry, Claim

_WHOLE = "all"  # scope of a guardianship that is for more than one case


@dataclass(frozen=True, slots=True, kw_only=True)
class OfPerson:
    """The bills of one person, the newest first, and what their years add up to."""

    person: Person
    claims: list[Claim]
    years: list[queries.Year]


@dataclass(frozen=True, slots=True, kw_only=True)
class Draw:
    """What a bill drew on one personal account, in fen, refunds taken off."""

    owner: Person
    amount: int


@transaction.atomic
def own_bills(*, by: Actor, at: datetime) -> list[OfPerson]:
    """The bills of each child for whom the account acts, and its own where it has some. Recorded.

    Who has bills comes first, the youngest before; a child without one is there too.
    """
    persons = people(by=by, on=day_of(at))
    rows = Claim.objects.select_related("office", "settlement").filter(person__in=persons)
    claims = list(rows.order_by("-year", "-discharged_on", "-pk"))
    audit.record_all(
        audit.entry(by=by, action="bill.list", subject=f"person:{pk}", person=pk, at=at)
        for pk in sorted({claim.person_id for claim in claims})
    )
    found = [OfPerson(person=person, years=queries.years(person=person),
                      claims=[claim for claim in claims if claim.person_id == person.pk])
             for person in persons]  # fmt: skip
    found.sort(key=lambda each: not each.claims)
    return [each for each in found if each.claims or each.person.pk != _own(by)]


def _own(by: Actor) -> int | None:
    account = Account.objects.filter(pk=by.account).first() if by.account is not None else None
    return account.person_id if account is not None else None


def people(*, by: Actor, on: date) -> list[Person]:
    """For whom an account acts on a day, and its own person."""
    account = Account.objects.filter(pk=by.account).first() if by.account is not None else None
    if account is None or account.person_id is None:
        return []
    ties = Guardianship.objects.filter(
        Q(until=None) | Q(until__gt=on), guardian=account.person_id, since__lte=on,
        scope=_WHOLE).exclude(relation=AGENT)  # fmt: skip
    rows = Person.objects.filter(
        Q(pk=account.person_id) | Q(pk__in=ties.values("child")), merged_into=None)  # fmt: skip
    return list(rows.order_by("-born_on", "-pk"))


def draws(claim: Claim) -> list[Draw]:
    """On which accounts a bill drew. Whoever asks has recorded the read of the bill."""
    rows = (AccountEntry.objects.filter(claim=claim).values("account__person")
            .annotate(sum=Sum("amount")).order_by("account__person"))  # fmt: skip
    owners = Person.objects.in_bulk([row["account__person"] for row in rows])
    return [Draw(owner=owners[row["account__person"]], amount=-row["sum"])
            for row in rows if row["sum"]]  # fmt: skip
