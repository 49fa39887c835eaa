"""Family mutual aid: somebody in the employees' scheme lets a child draw on a personal account.

The money alone is shared: the child keeps the benefits of its own insurance. What is drawn, and
what comes back when a bill is reversed, stands in the account's ledger.
"""

from __future__ import annotations

from datetime import datetime

from django.db import IntegrityError, transaction
from django.db.models import F, Max

from firstcard.accounts.models import Account
from firstcard.cards.attending import AGENT, rule_of, ties
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.rows import insert, one
from firstcard.enrolment.changing import day_of, locked_person
from firstcard.enrolment.queries import state_on
from firstcard.people.identity_numbers import normalised
from firstcard.people.models import Person
from firstcard.people.numbers import Numbered, person_of
from firstcard.people.permissions import Permission, require
from firstcard.settlement.models import AccountEntry, MutualAid, PersonalAccount
from firstcard.settlement.refusals import conflict, invalid, not_found

DOCUMENT = "family-mutual-aid"
CREDIT = "credit"
_MOST_FEN = 1_000_000_000
_MOST_REFERENCE = 60


@transaction.atomic
def credit(
    *, owner: Numbered, region: str, reference: str, amount_fen: int, by: Actor, at: datetime
) -> AccountEntry:  # fmt: skip
    """Count what the fund put into a personal account; the same reference again changes nothing.

    `owner`: kind and number. `region`: where the owner is insured. Raises NotAllowed, NotFound,
    Invalid, Conflict.
    """
    require(actor=by, permission=Permission.RECORD_PAYMENT, region=region)
    person = _person(owner, "nobody")
    if not 0 < amount_fen < _MOST_FEN:
        raise invalid("credit-amount", field="amount")
    if not reference.strip() or len(reference) > _MOST_REFERENCE or not reference.isprintable():
        raise invalid("credit-reference", field="reference")
    PersonalAccount.objects.get_or_create(person=person, defaults={"region": region})
    account = one(PersonalAccount, person_id=person.pk, lock=True)
    assert account is not None, "made above"
    there = one(AccountEntry, reference=reference)
    if there is not None:
        return _same(there, account, amount_fen)
    entry = AccountEntry(account=account, kind=CREDIT, amount=amount_fen, reference=reference,
                         balance=account.balance + amount_fen, at=at)  # fmt: skip
    try:
        with transaction.atomic():
            insert(entry)
    except IntegrityError:
        raise conflict("credit-again") from None
    PersonalAccount.objects.filter(pk=account.pk).update(balance=F("balance") + amount_fen)
    audit.record(by=by, action="account.credit", subject=f"personal-account:{account.pk}",
                 person=person.pk, detail={"amount": amount_fen}, at=at)  # fmt: skip
    return entry


def _same(there: AccountEntry, account: PersonalAccount, amount_fen: int) -> AccountEntry:
    if (there.account_id, there.amount) != (account.pk, amount_fen):
        raise conflict("credit-again")
    return there


@transaction.atomic
def allow(
    *, receiver: Numbered, limit_fen: int | None, place: int | None, by: Actor, at: datetime
) -> MutualAid:
    """Let a child draw on one's own personal account from now on.

    `receiver`: kind and number. `limit_fen`: at most that much a year. `place`: in which order the
    child's accounts are drawn on, by default the last. Another limit or place takes the place of
    what stood. Raises NotFound for whoever does not act for the child; Invalid, Conflict.
    """
    child = _person(receiver, "no-aid")
    giver, relation = _giver(child, by, at)
    child = locked_person(child)
    _check(child, giver, at)
    if limit_fen is not None and not 0 < limit_fen < _MOST_FEN:
        raise invalid("aid-limit", field="limit")
    there = MutualAid.objects.filter(giver=giver, receiver=child, until=None).first()
    place = place or (there.place if there is not None else _next(child))
    if there is not None:
        if (there.limit, there.place) == (limit_fen, place):
            return there
        MutualAid.objects.filter(pk=there.pk).update(until=at)
    if MutualAid.objects.filter(receiver=child, place=place, until=None).exists():
        raise conflict("aid-place")
    made = MutualAid.objects.create(giver=giver, receiver=child, relation=relation, place=place,
                                    limit=limit_fen, since=at)  # fmt: skip
    _record("allow", made, by, at)
    return made


def _person(numbered: Numbered, why: str) -> Person:
    kind, number = numbered
    found = person_of(kind=kind, number=normalised(number))
    if found is None:
        raise not_found(why)
    return found


def _giver(child: Person, by: Actor, at: datetime) -> tuple[Person, str]:
    """Who shares, as what of the child. An agent is no family."""
    account = (Account.objects.select_related("person").filter(pk=by.account).first()
               if by.account is not None else None)  # fmt: skip
    person = account.person if account is not None else None
    if person is None:
        raise not_found("no-aid")
    held = ties(child=child.pk, guardian=person.pk, case="", on=day_of(at))
    tie = next((each for each in held if each.relation not in (AGENT, "institution")), None)
    if tie is None:
        raise not_found("no-aid")
    return person, tie.relation


def _check(child: Person, giver: Person, at: datetime) -> None:
    if not PersonalAccount.objects.filter(person=giver).exists():
        raise conflict("no-account")
    enrolment = state_on(person=child, on=day_of(at)).enrolment
    if enrolment is None:
        raise conflict("not-enrolled")
    if rule_of(document=DOCUMENT, region=enrolment.region, on=day_of(at)) is None:
        raise conflict("no-aid-rule")


def _next(child: Person) -> int:
    last = MutualAid.objects.filter(receiver=child, until=None).aggregate(last=Max("place"))
    return (last["last"] or 0) + 1


@transaction.atomic
def stop(*, number: int, by: Actor, at: datetime) -> MutualAid:
    """End an authorisation, by who gave it; what was drawn stays drawn. Raises NotFound."""
    account = one(Account, id=by.account) if by.account is not None else None
    giver = account.person_id if account is not None else None
    row = MutualAid.objects.filter(pk=number, giver=giver, giver__isnull=False).first()
    if row is None or giver is None:
        raise not_found("no-aid")
    locked_person(row.receiver)
    if MutualAid.objects.filter(pk=row.pk, until=None).update(until=at):
        _record("stop", row, by, at)
    row.refresh_from_db()
    return row


def _record(what: str, row: MutualAid, by: Actor, at: datetime) -> None:
    detail = {"giver": row.giver_id, "place": row.place, "limit": row.limit}
    audit.record(by=by, action=f"mutual-aid.{what}", subject=f"mutual-aid:{row.pk}",
                 person=row.receiver_id, detail=detail, at=at)  # fmt: skip
