"""What every station asks before a card goes on: whether its owner lives."""

from __future__ import annotations

from datetime import datetime

from firstcard.cards.models import Card, CardEvent
from firstcard.cards.operations import ordering
from firstcard.core.actors import Actor
from firstcard.core.rows import one
from firstcard.people.models import Person

DEATH = "death"


def stopped_by_death(*, card: Card, by: Actor, at: datetime) -> CardEvent | None:
    """Stop the card of somebody whose death is recorded; None where the owner lives.

    Raises NotNow for a card that is out or stopped already, Overtaken.
    """
    if not died(card=card):
        return None
    return ordering.stop(card=card, reason=DEATH, by=by, at=at)


def died(*, card: Card) -> bool:
    """Whether the owner's death is recorded by now; `card.person` is read anew."""
    owner = one(Person, id=card.person_id)
    assert owner is not None, "records of persons are never deleted"
    card.person = owner
    return owner.died_on is not None
