"""What stands for the card or beside it, each with a state of its own: the temporary credential
while the card is made, the medical e-certificate, the electronic card, and who holds them.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Literal

from django.db import transaction

from firstcard.accounts.models import Account
from firstcard.cards.attending import acts_for, own, rule_of
from firstcard.cards.models import Card, Credential
from firstcard.cards.places import sees
from firstcard.cards.refusals import not_found, not_now, too_many_held
from firstcard.cards.states import (
    E_CARD,
    E_CERTIFICATE,
    IN_THE_MAKING,
    TEMPORARY,
    Function,
    Making,
)
from firstcard.core import audit, references
from firstcard.core.actors import Actor
from firstcard.core.rows import insert, one
from firstcard.enrolment.changing import locked_person
from firstcard.enrolment.queries import state_on
from firstcard.enrolment.states import EnrolmentState
from firstcard.guidance import packs_store
from firstcard.guidance.today import CHINA
from firstcard.people.models import Person
from firstcard.people.permissions import Permission, allowed
from firstcard.policy.calendars import ONE_DAY
from firstcard.policy.clocks import end_of
from firstcard.policy.rules import Rule
from firstcard.policy.timing import span

PREFIX = "TC"
State = Literal["active", "suspended", "ended"]
ENROLLED = (EnrolmentState.ENTITLED, EnrolmentState.REGISTERED)


@transaction.atomic
def stand_in(*, card: Card, by: Actor, at: datetime) -> Credential:
    """Give the temporary credential while a card is made; asked again, the one that is there.

    By whoever acts for the owner, or staff who hand out cards there. It ends with the making of
    the card, and before that after the packs' time where they name one. Raises NotFound, NotNow.
    """
    on = at.astimezone(CHINA).date()
    staff = allowed(actor=by, permission=Permission.HAND_OUT, region=card.region)
    if not (staff and sees(by=by, card=card)):
        own(card=card, by=by, on=on)
    rule = rule_of(document=TEMPORARY, region=card.region, on=on)
    if locked_person(card.person).died_on is not None:
        raise not_now("died")
    card = Card.objects.select_for_update(no_key=True).get(pk=card.pk)
    if rule is None or card.making not in IN_THE_MAKING:
        raise not_now("no-rule" if rule is None else "not-being-made")
    there = Credential.objects.filter(person=card.person_id, kind=TEMPORARY, ended_reason="")
    for old in there:
        if old.card_id == card.pk and (old.until is None or at < old.until):
            return old
        end(credential=old, reason="expired", by=by, at=at)
    row = Credential(person=card.person, kind=TEMPORARY, serial=references.new(prefix=PREFIX),
                     card=card, since=at, until=_until(rule, on))  # fmt: skip
    return _given(row, by, at)


def _until(rule: Rule, on: date) -> datetime | None:
    """The end of the last day that the packs give it; None: until the card is there."""
    keeps = span(rule.keeps)
    if keeps is None:
        return None
    next_day = end_of(on, keeps, packs_store.current().calendar) + ONE_DAY
    return datetime(next_day.year, next_day.month, next_day.day, tzinfo=CHINA)


@transaction.atomic
def activate_e_certificate(*, person: Person, by: Actor, at: datetime) -> Credential:
    """Note that a guardian activated the child's medical e-certificate and holds it.

    It needs the enrolment and no card. Raises NotFound, NotNow where the child is not enrolled.
    """
    person, holder = _holder(person, by, at)
    if state_on(person=person, on=at.astimezone(CHINA).date()).state not in ENROLLED:
        raise not_now("not-insured")
    return _held_by(holder, person, E_CERTIFICATE, None, by, at)


@transaction.atomic
def hold_electronic_card(*, person: Person, by: Actor, at: datetime) -> Credential:
    """Note that a family member holds the child's electronic card in their app.

    It needs a card in use, and mirrors that card. The packs name how many relatives' cards one
    can hold. Raises NotFound, NotNow.
    """
    person, holder = _holder(person, by, at)
    card = _in_use(person.pk)
    if card is None:
        raise not_now("no-card-in-use")
    rule = rule_of(document=E_CARD, region=card.region, on=at.astimezone(CHINA).date())
    if rule is None:
        raise not_now("no-rule")
    others = Credential.objects.filter(kind=E_CARD, holder=holder, ended_reason="").exclude(
        person__in=[person.pk, holder.person_id])  # fmt: skip
    if rule.most_relatives is not None and others.count() >= rule.most_relatives:
        raise too_many_held(rule.most_relatives)
    return _held_by(holder, person, E_CARD, card, by, at)


@transaction.atomic
def let_go(*, credential: Credential, by: Actor, at: datetime) -> None:
    """Take a credential out of the holder's app, by the holder. Raises NotFound."""
    row = (
        Credential.objects.select_for_update(no_key=True)
        .filter(pk=credential.pk, holder=by.account, holder__isnull=False, ended_reason="")
        .first()
    )
    if row is None:
        raise not_found("no-credential")
    end(credential=row, reason="let-go", by=by, at=at)


def state_of(*, credential: Credential, at: datetime) -> State:
    """What a credential is worth at a moment: it follows the card, or the enrolment, it rests on.

    An electronic card mirrors the card that its owner uses, also after a replacement.
    """
    if credential.ended_reason or (credential.until is not None and credential.until <= at):
        return "ended"
    if credential.kind == E_CERTIFICATE:
        standing = state_on(person=credential.person, on=at.astimezone(CHINA).date())
        return "active" if standing.state in ENROLLED else "suspended"
    if credential.kind == E_CARD:
        card = _in_use(credential.person_id)
        if card is None:
            return "ended"
        return "active" if card.social_security == Function.ON else "suspended"
    return "active"


def _in_use(person: int) -> Card | None:
    return Card.objects.filter(person=person, making=Making.COLLECTED, ended_on=None).first()


def end_all(*, person: int, reason: str, by: Actor, at: datetime) -> None:
    """End whatever stands of a person. Call it inside a transaction; the caller asked who may."""
    rows = Credential.objects.select_for_update(no_key=True).filter(person=person, ended_reason="")
    for row in rows.order_by("pk"):
        end(credential=row, reason=reason, by=by, at=at)


def _holder(person: Person, by: Actor, at: datetime) -> tuple[Person, Account]:
    """The person and the account that asks, both locked: of two at once the second is counted."""
    person, account = locked_person(person), None
    if by.account is not None:
        account = Account.objects.select_for_update(no_key=True).filter(pk=by.account).first()
    if account is None or not acts_for(account=account, person=person.pk,
                                       on=at.astimezone(CHINA).date()):  # fmt: skip
        raise not_found()
    if person.died_on is not None:
        raise not_now("died")
    return person, account


def _held_by(holder: Account, person: Person, kind: str, card: Card | None, by: Actor,
             at: datetime) -> Credential:  # fmt: skip
    there = one(Credential, person_id=person.pk, kind=kind, holder_id=holder.pk, ended_reason="")
    if there is not None:
        return there
    row = Credential(person=person, kind=kind, serial=references.new(prefix="EC"), card=card,
                     holder=holder, since=at)  # fmt: skip
    return _given(row, by, at)


def _given(row: Credential, by: Actor, at: datetime) -> Credential:
    insert(row)
    _written_down(row, "credential.give", {}, by, at)
    return row


def end(*, credential: Credential, reason: str, by: Actor, at: datetime) -> None:
    """End one. Call it inside a transaction; the caller asked who may."""
    row = credential
    until = at if row.until is None or at < row.until else row.until
    Credential.objects.filter(pk=row.pk).update(ended_reason=reason, until=until)
    _written_down(row, "credential.end", {"reason": reason}, by, at)


def _written_down(row: Credential, action: str, more: dict[str, str], by: Actor,
                  at: datetime) -> None:  # fmt: skip
    case = row.card.case if row.card is not None else ""
    audit.record(by=by, action=action, subject=f"credential:{row.pk}", case=case,
                 person=row.person_id, detail={"kind": row.kind, **more}, at=at)  # fmt: skip
