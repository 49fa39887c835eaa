"""What a desk sees before a card is shown and signed for: who stands there, and which card it is.

Nothing is kept of it but that it was asked; `collecting.collect` checks all of it again.
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstcard.cards import collectors, waiting
from firstcard.cards.collectors import Authority, Identity
from firstcard.cards.models import Card
from firstcard.cards.operations import collecting
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.refusals import Invalid, Refusal
from firstcard.people.models import Person


@transaction.atomic
def ready(
    *, card: Card, identity: Identity, authority: Authority | None, shown: frozenset[str],
    number: str, genuine: bool, by: Actor, at: datetime,
) -> str:  # fmt: skip
    """As what somebody may collect the card that the desk has taken; that it was asked is recorded.

    `shown`: ids of the packs' needs. `number`: read from the card in the hand. Raises NotAllowed,
    NotHere, Taken, NotTaken, NotNow; NotTheirs; Invalid with all that is wrong with the person's
    documents and the card, at once.
    """
    collecting.in_hand(card=card, by=by, at=at)
    audit.record(by=by, action="card.check-collector", subject=f"card:{card.order}",
                 case=card.case, person=card.person_id, at=at)  # fmt: skip
    refusals: list[Refusal] = []
    relation = ""
    try:
        relation = _relation(card, identity, authority, shown, at)
    except Invalid as refusal:
        refusals.append(refusal)
    try:
        collecting.check_card(card=card, person=Person.objects.get(pk=card.person_id),
                              number=number, genuine=genuine, at=at)  # fmt: skip
    except (Invalid, collecting.WrongCard) as refusal:
        refusals.append(refusal)
    if refusals:
        fields = {name: text for each in refusals for name, text in each.fields.items()}
        raise Invalid(refusals[0].text, fields=fields)
    return relation


def _relation(card: Card, identity: Identity, authority: Authority | None,
              shown: frozenset[str], at: datetime) -> str:  # fmt: skip
    with transaction.atomic():
        found = collectors.identified(card=card, identity=identity, authority=authority,
                                      shown=shown, on=waiting.day(at))  # fmt: skip
        transaction.set_rollback(True)  # an unknown holder of a letter is recorded at the end
    return found.relation
