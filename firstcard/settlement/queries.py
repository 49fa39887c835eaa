"""Bills and years as they stand. Every read of a person's is recorded."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F, Q, QuerySet

from firstcard.accounts.models import Account
from firstcard.cards.attending import AGENT, acts_for
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.rows import one
from firstcard.enrolment.changing import day_of
from firstcard.people.models import Guardianship, Office, Person
from firstcard.people.permissions import Permission, Role, allowed
from firstcard.policy.region_codes import digits
from firstcard.settlement import content
from firstcard.settlement.models import (
    ADDED,
    COUNTER,
    WAITING,
    Agreement,
    Claim,
    ClaimEvent,
    Suspension,
    YearAccount,
)
from firstcard.settlement.places import acting_at, acts_at
from firstcard.settlement.refusals import not_found
from firstcard.settlement.states import ClaimState

MOST_WAITING = 500
KINDS = ("hospital", "pharmacy")  # of offices
_DIGITS = 11


@dataclass(frozen=True, slots=True, kw_only=True)
class Year:
    """What a person's bills of a year add up to, in fen; admissions are a number."""

    year: int
    added: dict[str, int]


def may(*, claim: Claim, by: Actor, permission: Permission) -> None:
    """Raise NotFound unless staff have the permission for a bill.

    Of the institution: for bills that it settled; of the agency: where the patient is enrolled.
    """
    if not _staff(claim, by, permission):
        raise not_found()


def _staff(claim: Claim, by: Actor, permission: Permission) -> bool:
    if by.kind == "service":
        return True
    if is_familys_own(claim):
        return False
    hospital = [grant for grant in by.grants if grant.role == Role.HOSPITAL]
    own = tuple(grant for grant in by.grants if grant.role != Role.HOSPITAL)
    here = Actor(kind=by.kind, account=by.account, name=by.name, grants=tuple(hospital))
    agency = Actor(kind=by.kind, account=by.account, name=by.name, grants=own)
    office = claim.office if claim.origin == COUNTER else None
    if office is not None and acts_at(by=here, office=office, permission=permission):
        return True
    return allowed(actor=agency, permission=permission, region=claim.place)


def is_familys_own(claim: Claim) -> bool:
    """Whether a family has not handed it in yet, and never did: no office sees it."""
    never = claim.state == ClaimState.WITHDRAWN and claim.handed_in_by_id is None
    return claim.state == ClaimState.DRAFT or never


@transaction.atomic
def claim_for(*, reference: str, by: Actor, at: datetime) -> Claim:
    """A bill by its reference, for staff or whoever acts for the patient; the read is recorded.

    Raises NotFound.
    """
    claim = unread(reference=reference, by=by, at=at)
    audit.record(by=by, action="bill.read", subject=f"bill:{claim.reference}", case=claim.case,
                 person=claim.person_id, at=at)  # fmt: skip
    return claim


def unread(*, reference: str, by: Actor, at: datetime) -> Claim:
    """A bill for an operation that itself asks who may, and records what it does.

    Raises NotFound, also to whoever has nothing to do with it.
    """
    claim = _by_reference(reference)
    if claim is None or not (_staff(claim, by, Permission.SEE_BILL)
                             or acts(person=claim.person_id, by=by, on=day_of(at))):  # fmt: skip
        raise not_found()
    return claim


def _by_reference(reference: str) -> Claim | None:
    digits = reference.strip().upper().removeprefix("B")
    if not (digits.isascii() and digits.isdigit() and len(digits) == _DIGITS):
        return None
    rows = Claim.objects.select_related("person", "office", "settlement")
    return rows.filter(pk=int(digits)).first()


def acts(*, person: int, by: Actor, on: date) -> bool:
    """Whether an account is the person's own, or that of a guardian on a day."""
    account = Account.objects.filter(pk=by.account).first() if by.account is not None else None
    return account is not None and acts_for(account=account, person=person, on=on)


def settlement(claim: Claim) -> dict[str, Any] | None:
    """What holds of a bill, with its steps; None where nothing does. The read was recorded."""
    return content.explained(claim.settlement) if claim.settlement is not None else None


def history(claim: Claim) -> list[ClaimEvent]:
    """All that happened to a bill, the oldest first."""
    return list(claim.events.select_related("settlement").order_by("pk"))


@transaction.atomic
def own_claims(*, person: Person, by: Actor, at: datetime) -> list[Claim]:
    """The bills of somebody for whom the account acts, the newest first. Recorded.

    Raises NotFound.
    """
    if not acts(person=person.pk, by=by, on=day_of(at)):
        raise not_found("no-person")
    audit.record(by=by, action="bill.list", subject=f"person:{person.pk}", person=person.pk, at=at)
    return list(_claims().filter(person=person))


@transaction.atomic
def all_own_claims(
    *, by: Actor, at: datetime, limit: int, before: int | None = None
) -> list[Claim]:  # fmt: skip
    """The bills of those for whom the account acts, and its own; the newest first. Recorded."""
    persons = whom(by=by, on=day_of(at))
    found = list(_earlier(_claims().filter(person__in=persons), before)[:limit])
    audit.record_all(
        audit.entry(by=by, action="bill.list", subject=f"person:{person}", person=person, at=at)
        for person in sorted({claim.person_id for claim in found})
    )
    return found


def whom(*, by: Actor, on: date) -> list[int]:
    """For whom an account acts on a day: its own person and the children."""
    account = Account.objects.filter(pk=by.account).first() if by.account is not None else None
    if account is None or account.person_id is None:
        return []
    wards = Guardianship.objects.filter(
        Q(until=None) | Q(until__gt=on), guardian=account.person_id, since__lte=on
    ).exclude(relation=AGENT)  # fmt: skip
    return [account.person_id, *wards.values_list("child", flat=True)]


def _earlier(rows: QuerySet[Claim], before: int | None) -> QuerySet[Claim]:
    return rows.filter(pk__lt=before) if before is not None else rows


def claims_at(*, office: Office, by: Actor, limit: int, before: int | None = None) -> list[Claim]:
    """The bills of an institution, the newest first: no name and no number of anybody.

    Raises NotAllowed.
    """
    acting_at(by=by, office=office, permission=Permission.SEE_BILL)
    rows = _claims().filter(office=office, origin=COUNTER)
    return list(_earlier(rows, before)[:limit])


def waiting(*, region: str) -> list[Claim]:
    """The bills that wait for a decision where patients are enrolled, the first due first.

    What families have to complete comes last. Whoever calls has asked who may.
    """
    return waiting_in((region,), after=0, limit=MOST_WAITING)


def waiting_in(held: Collection[str], *, after: int, limit: int) -> list[Claim]:
    """The same in several regions, some at a time."""
    rows = Claim.objects.filter(in_places(held), state__in=WAITING)
    rows = rows.select_related("office", "settlement", "person")
    return list(rows.order_by(F("due_on").asc(nulls_last=True), "pk")[after : after + limit])


def in_places(held: Collection[str]) -> Q:
    """Bills of patients who are enrolled within one of some regions."""
    found = Q(pk__in=())
    for region in held:
        found |= Q(place__startswith=digits(region))
    return found


def _claims() -> QuerySet[Claim]:
    return Claim.objects.select_related("office", "settlement", "person").order_by("-pk")


def years(*, person: Person) -> list[Year]:
    """What a person's years add up to, the newest first. Whoever asks has recorded it."""
    rows = YearAccount.objects.filter(person=person).order_by("-year")
    return [Year(year=row.year, added={name: getattr(row, name) for name in ADDED})
            for row in rows]  # fmt: skip


def institution(code: str) -> Office:
    """A hospital or pharmacy that is recorded. Raises NotFound."""
    found = one(Office, code=code) if "\0" not in code else None
    if found is None or found.kind not in KINDS:
        raise not_found("no-institution")
    return found


def agreements(office: Office) -> list[Agreement]:
    """An institution's agreements, the newest first, with their suspensions."""
    rows = Agreement.objects.filter(office=office).prefetch_related("suspensions")
    return list(rows.order_by("-pk"))


def agreement_now(office: Office, *, on: date) -> Agreement:
    """The agreement that holds on a day, else the newest. Raises NotFound where there is none."""
    found = agreements(office)
    if not found:
        raise not_found("no-institution")
    return next((each for each in found if on in each.period), found[0])


def suspended_on(agreement: Agreement, on: date) -> Suspension | None:
    """The suspension in force on a day."""
    rows: Sequence[Suspension] = agreement.suspensions.all()  # type: ignore[assignment]
    return next((row for row in rows if row.since <= on
                 and (row.until is None or on < row.until)), None)  # fmt: skip
