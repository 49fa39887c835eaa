"""What a desk writes down when a family collects a card."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from card_makers import AT, number

from firstcard.cards.collectors import Authority, Identity
from firstcard.cards.models import Card, Collection
from firstcard.cards.operations import collecting
from firstcard.cards.operations.collecting import Handover
from firstcard.core.actors import Actor
from firstcard.people.models import Person

MOTHER = frozenset({"guardian-identity", "child-identity"})
AGENT = MOTHER | {"letter-of-authority", "agent-identity"}


def mother_of(made: Card) -> Person:
    """The guardian whom `card_makers.child` gave it."""
    return Person.objects.get(wards__child=made.person, wards__relation="mother")


def identity(person: Person, **changes: Any) -> Identity:
    """Somebody's identity card."""
    whole: dict[str, Any] = {"kind": "citizen-id", "number": number(person), "name": person.name}
    return Identity(**{**whole, **changes})


def letter(made: Card, *, until: date | None = None) -> Authority:
    """A letter of authority of the mother."""
    return Authority(given_by=identity(mother_of(made)), until=until)


def handover(made: Card, **changes: Any) -> Handover:
    """The mother comes with everything, and finds the card right."""
    whole: dict[str, Any] = {
        "shown": MOTHER, "card_number": made.number, "genuine": True, "confirmed": True,
        "kind": "drawn", "signature": b"a drawing",
    }  # fmt: skip
    if "identity" not in changes:
        whole["identity"] = identity(mother_of(made))
    return Handover(**{**whole, **changes})


def handed_out(made: Card, *, by: Actor, at: datetime = AT, **changes: Any) -> Collection:
    """Take the card and hand it out."""
    collecting.take(card=made, by=by, at=at)
    return collecting.collect(card=made, handover=handover(made, **changes), by=by, at=at)
