"""Who the patient is, by what is shown: a card, an electronic credential, or the child's number.

Each that cannot be used says why, and what else will do.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from firstcard.cards.models import Card, Credential
from firstcard.cards.operations.credentials import state_of
from firstcard.cards.states import E_CARD, E_CERTIFICATE, TEMPORARY, Function, Making
from firstcard.core import limits
from firstcard.core.actors import Actor
from firstcard.core.refusals import Refusal
from firstcard.core.rows import chosen, one
from firstcard.enrolment.changing import locked_person
from firstcard.enrolment.words import day_text
from firstcard.people.identity_numbers import normalised
from firstcard.people.models import IdentityDocument, Person
from firstcard.people.numbers import index_of
from firstcard.policy.format import Text
from firstcard.settlement.refusals import invalid, not_valid
from firstcard.settlement.words import CREDENTIALS

CARD = "card"
NUMBERS = ("citizen-id", "birth-certificate")
KINDS = (CARD, E_CERTIFICATE, E_CARD, TEMPORARY, *NUMBERS)
_BY_NUMBER = """
JOIN people_person held ON t.id = coalesce(held.merged_into_id, held.id)
JOIN people_identitydocument d ON d.person_id = held.id
WHERE d.index = %s AND d.kind = %s AND d.withdrawn_at IS NULL
"""
# Numbers could be tried one after the other: so many that nobody has are no slips of typing.
MOST, SECONDS = 120, 3600
_PURPOSE, _NOBODY = "bill patient", "nobody"
_HOLD = "FOR NO KEY UPDATE OF t"


@dataclass(frozen=True, slots=True, kw_only=True)
class Shown:
    """What the patient showed: `kind` of KINDS, `number` read from it."""

    kind: str
    number: str


def count(*, shown: Shown, by: Actor, at: datetime) -> None:
    """Count a look for somebody who is not known here; call it before the transaction.

    What is known counts nothing: an institution settles as many bills as it has. Raises TooMany.
    """
    if not _known(shown):
        limits.hit(purpose=_PURPOSE, who=str(by.account), most=MOST, seconds=SECONDS, at=at)


def _known(shown: Shown) -> bool:
    if shown.kind == CARD:
        cards = Card.objects.filter(number=shown.number).exclude(number="")
        return cards.filter(making=Making.COLLECTED).exists()
    if shown.kind in NUMBERS:
        index = index_of(kind=shown.kind, number=normalised(shown.number))
        return one(IdentityDocument, kind=shown.kind, index=index, withdrawn_at=None) is not None
    return Credential.objects.filter(serial=shown.number, kind=shown.kind).exists()


def count_miss(*, refusal: Refusal, by: Actor, at: datetime) -> None:
    """The same by what a bill was refused for; call it after the transaction. Raises TooMany."""
    if refusal.code == _NOBODY:
        limits.hit(purpose=_PURPOSE, who=str(by.account), most=MOST, seconds=SECONDS, at=at)


def patient(*, shown: Shown, region: str, on: date, at: datetime) -> Person:
    """Whose credential it is, if it can be used. `region`: of the institution that reads it.

    `on`: today, by which cards and documents run out. Raises Invalid, NotValid with its reason.
    """
    find = _FINDS.get(shown.kind)
    if find is None:
        allowed = ", ".join(KINDS)
        raise invalid("unknown-credential", field="credential.kind", allowed=allowed)
    return find(shown, region, on, at)


def held_patient(*, shown: Shown, region: str, on: date, at: datetime) -> Person:
    """The same, the record held until the transaction ends."""
    if shown.kind not in NUMBERS:
        return locked_person(patient(shown=shown, region=region, on=on, at=at))
    person = _by_number(shown, region, on, at, hold=_HOLD)
    return person if person.merged_into_id is None else locked_person(person)


def _by_card(shown: Shown, region: str, on: date, at: datetime) -> Person:
    """Card numbers are given by region: of two with one number, the nearest is meant."""
    found = [card for card in Card.objects.select_related("person").filter(
        number=shown.number).exclude(number="")
        if card.making == Making.COLLECTED]  # fmt: skip
    card = max(found, key=lambda each: (_common(each.region, region), each.ended_on is None),
               default=None)  # fmt: skip
    if card is None:
        raise not_valid(_NOBODY)
    if card.ended_on is not None:
        raise not_valid("card-not-in-use")
    if card.valid_until is not None and card.valid_until < on:
        raise not_valid("card-expired", day=day_text(card.valid_until))
    if card.social_security != Function.ON:
        raise not_valid("card-not-enabled")
    return card.person


def _common(one: str, other: str) -> int:
    return next((n for n in (6, 4, 2) if one[:n] == other[:n]), 0)


def _by_credential(shown: Shown, region: str, on: date, at: datetime) -> Person:
    row = (Credential.objects.select_related("person")
           .filter(serial=shown.number, kind=shown.kind).first())  # fmt: skip
    if row is None:
        raise not_valid(_NOBODY)
    state = state_of(credential=row, at=at)
    if state != "active":
        raise not_valid(f"credential-{state}", credential=CREDENTIALS[shown.kind])
    return row.person


def _by_number(shown: Shown, region: str, on: date, at: datetime, *, hold: str = "") -> Person:
    index = index_of(kind=shown.kind, number=normalised(shown.number))
    found = chosen(Person, _BY_NUMBER + hold, [index, shown.kind], also="d.valid_until")
    if not found:
        raise not_valid(_NOBODY)
    person, valid_until = found[0]
    if valid_until is not None and valid_until < on:
        raise not_valid("document-over", day=day_text(valid_until))
    return person


Find = Callable[[Shown, str, date, datetime], Person]
_FINDS: Mapping[str, Find] = {
    CARD: _by_card, **dict.fromkeys((E_CERTIFICATE, E_CARD, TEMPORARY), _by_credential),
    **dict.fromkeys(NUMBERS, _by_number),
}  # fmt: skip


def name_of(kind: str) -> Text:
    """What it is called."""
    return CREDENTIALS[kind]
