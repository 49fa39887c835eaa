"""Cards in every state, with their families and offices, without files of a card centre.

Each is led through the lines of the table up to where it is wanted, so that its history is whole.
"""

from __future__ import annotations

import itertools
from datetime import UTC, date, datetime, timedelta
from typing import Any

from firstcard.accounts.models import Account
from firstcard.cards import changing
from firstcard.cards.content import CardData, sealed
from firstcard.cards.models import Card
from firstcard.cards.states import Axis, CardAction, Function, Making
from firstcard.core import references
from firstcard.core.actors import SERVICE, Actor, Grant
from firstcard.people import telephones
from firstcard.people.identity_numbers import id_check
from firstcard.people.models import Guardianship, IdentityDocument, Office, Person
from firstcard.people.numbers import add_number, number_of

REGION = "410105"
AT = datetime(2026, 11, 23, 2, 0, tzinfo=UTC)  # a Monday, ten o'clock in China
BORN = date(2026, 9, 1)
CASE = "FC-7K3M-9QX2-R"
_numbers = itertools.count(1)
_A, _M = CardAction, Making
# What leads to a state.
WAYS: dict[Making, tuple[CardAction, ...]] = {
    _M.ORDERED: (),
    _M.SENT: (_A.SEND,),
    _M.STARTED: (_A.SEND, _A.START),
    _M.MADE: (_A.SEND, _A.START, _A.MAKE),
    _M.FAILED: (_A.SEND, _A.FAIL),
    _M.DISPATCHED: (_A.SEND, _A.START, _A.MAKE, _A.DISPATCH),
    _M.POSTED: (_A.SEND, _A.START, _A.MAKE, _A.POST),
    _M.RETURNED: (_A.SEND, _A.START, _A.MAKE, _A.POST, _A.COME_BACK),
    _M.AT_OFFICE: (_A.SEND, _A.START, _A.MAKE, _A.DISPATCH, _A.ARRIVE),
    _M.SEALED: (_A.SEND, _A.START, _A.MAKE, _A.DISPATCH, _A.ARRIVE, _A.SEAL),
    _M.COLLECTED: (_A.SEND, _A.START, _A.MAKE, _A.DISPATCH, _A.ARRIVE, _A.COLLECT),
    _M.STOPPED: (_A.STOP,),
}


def staff(role: str = "clerk", *, region: str = "410100", office: str = "") -> Actor:
    """Somebody at a desk, in a card centre, a bank or a hospital, with an account."""
    number = next(_numbers)
    name = f"{role} {number}"
    account = Account.objects.create(login=f"card-{role}-{number}", shown_name=name)
    grant = Grant(role=role, region=region, office=office)
    return Actor(kind="person", account=account.pk, name=name, grants=(grant,))


def office(
    kind: str = "social-security-centre", *, code: str = "", region: str = "410100"
) -> Office:
    """An office, another one each time unless a code is given."""
    code = code or f"{kind}-{next(_numbers)}"
    told = {"name_zh": "样例网点", "name_en": "Sample office", "kind": kind, "region": region}
    found, _ = Office.objects.get_or_create(code=code, defaults=told)
    return found


def citizen_id(born_on: date, number: int) -> str:
    """A made-up number of a boy that holds together, another one for each `number`."""
    round_, order = divmod(number, 499)
    first = f"{410105 + round_ % 5000}{born_on:%Y%m%d}{order * 2 + 1:03}"
    return first + id_check(first)


def child(*, born_on: date = BORN, mother: Person | None = None) -> Person:
    """A child with a citizen ID number, and the mother who acts for it."""
    made = Person.objects.create(name="李小明", sex=1, born_on=born_on)
    add_number(person=made, kind="citizen-id", number=citizen_id(born_on, next(_numbers)))
    guardian(of=made, person=mother)
    return made


def guardian(*, of: Person, relation: str = "mother", person: Person | None = None,
             scope: str = "all") -> Person:  # fmt: skip
    """An adult with number and telephone who acts for a child."""
    made = person or adult()
    Guardianship.objects.create(child=of, guardian=made, relation=relation, scope=scope,
                                proof="birth-certificate", since=of.born_on or BORN)  # fmt: skip
    return made


def adult(name: str = "王芳") -> Person:
    """An adult with a citizen ID number and a telephone."""
    made = Person.objects.create(name=name, born_on=date(1995, 3, 4),
                                 telephone=telephones.sealed("13800000001"))  # fmt: skip
    number = citizen_id(date(1995, 3, 4), next(_numbers))
    add_number(person=made, kind="citizen-id", number=number)
    return made


def number(person: Person) -> str:
    """Somebody's citizen ID number."""
    return number_of(IdentityDocument.objects.get(person=person, kind="citizen-id"))


def card(state: str = "made", *, person: Person | None = None, at: datetime = AT,
         works: bool = False, **fields: Any) -> Card:  # fmt: skip
    """A card in a state, ordered twenty days before `at`. `works`: both functions work."""
    making = Making(state)
    made = order(person=person, at=at - timedelta(days=20), **fields)
    for action in WAYS[making]:
        changing.apply(card=made, action=action, by=SERVICE, at=at, **_brings(made, action, at))
    for axis in (Axis.SOCIAL_SECURITY, Axis.BANK) if works else ():
        changing.apply(card=made, axis=axis, action=CardAction.ENABLE, by=SERVICE, at=at)
    return made


def order(*, person: Person | None = None, at: datetime = AT, **fields: Any) -> Card:
    """A card that is ordered, with the first line of its history."""
    whose = person or child()
    named = references.new(prefix="CD")
    whole = {
        "order": named, "person": whose, "case": CASE, "reason": "first",
        "region": REGION, "data": _data(whose, named),
        "centre": office("card-centre", code="centre"), "office": office(code="here"),
        "delivery": "office", "making": Making.ORDERED, "social_security": Function.OFF,
        "bank": Function.OFF, "ordered_at": at, "place_from": at,
    }  # fmt: skip
    made = Card.objects.create(**{**whole, **fields})
    changing.record(card=made, axis=Axis.MAKING, action=CardAction.ORDER, before="",
                    after=Making.ORDERED.value, by=SERVICE, at=at)  # fmt: skip
    return made


def _data(person: Person, named: str) -> bytes:
    born = person.born_on.isoformat() if person.born_on else ""
    data = CardData(name=person.name, sex=person.sex, born_on=born, nationality=person.nationality,
                    number_kind="citizen-id", number=number(person))  # fmt: skip
    return sealed(data=data, order=named).data


def _brings(made: Card, action: CardAction, at: datetime) -> dict[str, Any]:
    """What a step writes beside the state."""
    number_ = f"{chr(65 + made.pk % 26)}{made.pk % 10**8:08}"
    return {
        CardAction.MAKE: {"number": number_, "code": f"{made.pk:032}", "made_at": at,
                          "valid_until": date(2036, 11, 23)},
        CardAction.DISPATCH: {"on_the_way_since": at},
        CardAction.POST: {"on_the_way_since": at, "tracking": f"EA{made.pk:09}CN"},
        CardAction.ARRIVE: {"at_office_since": at},
        CardAction.COME_BACK: {"at_office_since": at},
        CardAction.COLLECT: {"collected_at": at},
    }.get(action, {})  # fmt: skip


def again(made: Card) -> Card:
    """The card as the database has it now."""
    return Card.objects.get(pk=made.pk)
