"""Two records turn out to be one child: its cards and credentials are one child's, too.

Nobody has two cards in use or two in the making, so of two the later made one stays in use and the
one with the better place in line stays in the making; a first card beside one in use is stopped.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import F

from firstcard.cards import changing, ending
from firstcard.cards.models import Card, Credential
from firstcard.cards.operations import credentials, ordering
from firstcard.cards.states import IN_THE_MAKING, Making, Remark
from firstcard.core.actors import Actor
from firstcard.people.models import Person
from firstcard.people.permissions import Permission, require

DUPLICATE = "duplicate"


@transaction.atomic
def merge(*, into: Person, other: Person, by: Actor, at: datetime) -> None:
    """Give `into` the cards and credentials of `other`. Whoever calls has seen that they are one.

    Raises NotAllowed where somebody may not confirm it in the region of one of the cards.
    """
    held = Card.objects.select_for_update(of=("self",), no_key=True)
    cards = list(held.select_related("person").filter(
        person__in=(into, other)).order_by("pk"))  # fmt: skip
    for card in cards:
        require(actor=by, permission=Permission.CONFIRM_EXCEPTION, region=card.region)
    used = _one_in_use(cards, by, at)
    _one_in_the_making(cards, used, by, at)
    for card in cards:
        if card.person_id == other.pk:
            _moved(card, into, by, at)
    _credentials(into, other, by, at)


def _one_in_use(cards: Sequence[Card], by: Actor, at: datetime) -> Card | None:
    used = [each for each in cards if each.making == Making.COLLECTED and each.ended_on is None]
    kept = max(used, key=lambda each: (each.made_at or each.ordered_at, each.pk), default=None)
    for each in used:
        if each is not kept:
            ending.end(card=each, reason="replaced", by=by, at=at,
                       replaced_by=None if _has_replaced(kept) else kept)  # fmt: skip
    return kept


def _has_replaced(card: Card | None) -> bool:
    """Each card takes the place of one at most: that the records were joined tells the rest."""
    return Card.objects.filter(replaced_by=card).exists()


def _one_in_the_making(cards: Sequence[Card], used: Card | None, by: Actor, at: datetime) -> None:
    making = [each for each in cards if each.making in IN_THE_MAKING]
    useful = [each for each in making if used is None or each.reason not in ordering.FIRST]
    kept = min(useful, key=lambda each: (each.place_from, each.pk), default=None)
    for each in making:
        if each is not kept:
            ordering.stop(card=each, reason=DUPLICATE, by=by, at=at)


def _moved(card: Card, into: Person, by: Actor, at: datetime) -> None:
    before = card.person_id
    Card.objects.filter(pk=card.pk).update(person=into, version=F("version") + 1)
    card.person, card.version = into, card.version + 1
    changing.remark(card=card, what=Remark.JOIN, by=by, at=at,
                    detail={"into": into.pk, "from": before})  # fmt: skip


def _credentials(into: Person, other: Person, by: Actor, at: datetime) -> None:
    rows = Credential.objects.select_for_update(of=("self",), no_key=True).filter(ended_reason="")
    there = {(row.kind, row.holder_id) for row in rows.filter(person=into)}
    for row in rows.filter(person=other).order_by("pk"):
        if (row.kind, row.holder_id) in there:
            credentials.end(credential=row, reason=DUPLICATE, by=by, at=at)
    Credential.objects.filter(person=other).update(person=into)
