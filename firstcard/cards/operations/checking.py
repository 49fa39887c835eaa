"""What a desk asks before it hands a card out: who stands there, and whether it is this card.

Nothing is kept of it but that it was asked; `collecting.collect` checks all of it again.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from firstcard.cards import collectors, waiting
from firstcard.cards.attending import rule_of
from firstcard.cards.collectors import Authority, Identity
from firstcard.cards.models import Card
from firstcard.cards.operations import collecting
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.people.models import Person
from firstcard.policy import format as form
from firstcard.policy.format import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Standing:
    """As what somebody may collect a card, and what they show: ids of needs with their names."""

    relation: str
    papers: tuple[tuple[str, Text], ...]


@transaction.atomic
def collector(
    *, card: Card, identity: Identity, authority: Authority | None, by: Actor, at: datetime
) -> Standing:  # fmt: skip
    """Who may collect a card, for whoever has taken it; that it was asked is recorded.

    Raises NotAllowed, NotHere, Taken, NotTaken; Invalid and NotTheirs as `collect` does.
    """
    collecting.in_hand(card=card, by=by, at=at)
    on = waiting.day(at)
    with transaction.atomic():
        found = collectors.identified(card=card, identity=identity, authority=authority,
                                      shown=_every_need(card, at), on=on)  # fmt: skip
        transaction.set_rollback(True)  # an unknown holder of a letter is recorded at the end
    audit.record(by=by, action="card.check-collector", subject=f"card:{card.order}",
                 case=card.case, person=card.person_id, at=at)  # fmt: skip
    return Standing(relation=found.relation, papers=papers(card=card, relation=found.relation,
                                                           at=at))  # fmt: skip


def papers(*, card: Card, relation: str, at: datetime) -> tuple[tuple[str, Text], ...]:
    """What somebody shows to collect a card, by the packs: ids of needs with their names."""
    found = collectors.papers(card=card, relation=relation, on=waiting.day(at))
    return tuple((need.id, _name(card, need)) for need in found)


def right_card(*, card: Card, number: str, genuine: bool, by: Actor, at: datetime) -> None:
    """See that the card in the hand is the one of the record, genuine and valid.

    Raises NotAllowed, NotHere, Taken, NotTaken, WrongCard, Invalid, NotNow.
    """
    collecting.in_hand(card=card, by=by, at=at)
    collecting.check_card(card=card, person=Person.objects.get(pk=card.person_id), number=number,
                          genuine=genuine, at=at)  # fmt: skip


def _every_need(card: Card, at: datetime) -> frozenset[str]:
    rule = rule_of(document=waiting.COLLECTION, region=card.region, on=waiting.day(at))
    return frozenset(need.id for need in (rule.needs if rule else ()))


def _name(card: Card, need: form.Need) -> Text:
    return collectors.name_of_need(card=card, need=need)
