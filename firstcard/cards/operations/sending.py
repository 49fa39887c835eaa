"""Finished cards leave the centre on dispatch lists, one office on each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet

from firstcard.cards import bulk, waiting
from firstcard.cards.changing import apply
from firstcard.cards.handing_refusals import invalid, not_now
from firstcard.cards.models import Card, Shipment
from firstcard.cards.places import at_centre
from firstcard.cards.states import CardAction, Making
from firstcard.core import references
from firstcard.core.actors import Actor
from firstcard.core.rows import insert
from firstcard.people.models import Office, Person

PREFIX = "DL"
BY_POST = "post"
LARGEST = 100_000  # cards on one list; a bound of the machine
_MADE_FOR = """
SELECT c.id, c.making AS was, jsonb_build_object('shipment', %(number)s::text) AS detail
FROM cards_card c
WHERE c.making = 'made' AND c.centre_id = %(centre)s AND c.office_id = %(to)s AND c.region = %(of)s
  AND c.delivery <> 'post'
  AND NOT EXISTS (
    SELECT 1 FROM people_person p WHERE p.id = c.person_id AND p.died_on IS NOT NULL)
ORDER BY c.place_from, c.id LIMIT %(most)s FOR NO KEY UPDATE OF c SKIP LOCKED
"""
_ON_THE_WAY = """, shipment_id = %(shipment)s, on_the_way_since = %(at)s, at_office_since = NULL,
  reminded = 0, attend_on = %(attend_on)s"""


@transaction.atomic
def dispatch(*, cards: Sequence[Card], to: Office, by: Actor, at: datetime) -> Shipment:
    """Send cards that are made to an office, on one list: all of them, or none.

    Raises NotAllowed; Invalid for no card, cards of several centres, or one that goes elsewhere;
    NotNow for one that is not made, was stopped meanwhile, or is that of a dead child; Overtaken.
    """
    if not cards:
        raise invalid("nothing-to-send", field="cards")
    if len({card.centre_id for card in cards}) > 1:
        raise invalid("several-origins", field="cards")
    if any(card.office_id != to.pk or card.delivery == BY_POST for card in cards):
        raise invalid("goes-elsewhere", field="cards")
    at_centre(by=by, centre=cards[0].centre)
    owners = [card.person_id for card in cards]
    if Person.objects.filter(pk__in=owners, died_on__isnull=False).exists():
        raise not_now("died")
    shipment = new_shipment(origin=cards[0].centre, to=to, count=len(cards), at=at)
    for card in sorted(cards, key=lambda each: each.pk):
        changes = waiting.on_the_way(card=card, at=at)
        apply(card=card, action=CardAction.DISPATCH, by=by, at=at, shipment=shipment,
              detail={"shipment": shipment.number}, **changes)  # fmt: skip
    return shipment


@transaction.atomic
def dispatch_all(
    *, centre: Office, to: Office, by: Actor, at: datetime, most: int = LARGEST
) -> Shipment:  # fmt: skip
    """Send all finished cards that go to an office on one list, the longest waiting first.

    However many they are, it takes a few statements. Two who do it at once send different cards.
    The dead's cards stay. Raises NotAllowed, NotHere; Invalid where no card lies there for it.
    """
    at_centre(by=by, centre=centre)
    shipment = new_shipment(origin=centre, to=to, count=0, at=at)
    for region in _regions(centre, to):
        left = most - shipment.count
        shipment.count += bulk.move(
            source=_MADE_FOR, sets=_ON_THE_WAY, action=CardAction.DISPATCH, by=by, at=at,
            region=centre.region, centre=centre.pk, to=to.pk, of=region, most=left,
            shipment=shipment.pk, number=shipment.number,
            attend_on=waiting.looked_for(region=region, at=at),
        )  # fmt: skip
    if shipment.count == 0:
        raise invalid("nothing-to-send", field="cards")
    shipment.save(update_fields=["count"])
    return shipment


def _regions(centre: Office, to: Office) -> list[str]:
    """Of the cards that lie there for an office: what is to be done on the way is regional."""
    rows = made_at(centre=centre).filter(office=to).exclude(delivery=BY_POST)
    return list(rows.order_by("region").values_list("region", flat=True).distinct())


def new_shipment(*, origin: Office, to: Office, count: int, at: datetime) -> Shipment:
    """A list, for cards that the caller puts on it."""
    made = Shipment(number=references.new(prefix=PREFIX), origin=origin, to=to, count=count,
                    sent_at=at)  # fmt: skip
    insert(made)
    return made


def to_dispatch(*, centre: Office, by: Actor) -> dict[int, int]:
    """How many finished cards lie at a centre, by the number of the office they go to.

    Raises NotAllowed.
    """
    at_centre(by=by, centre=centre)
    found = made_at(centre=centre).exclude(delivery=BY_POST).exclude(office=None)
    return dict(found.values_list("office").annotate(Count("pk")).order_by("office"))


def made_at(*, centre: Office) -> QuerySet[Card]:
    """The finished cards that lie at a centre, in their order."""
    return Card.objects.filter(centre=centre, making=Making.MADE).order_by("place_from", "pk")


def orders_on(*, shipment: Shipment) -> list[str]:
    """The orders of the cards of a list that have not gone on to another, for printing."""
    return list(Card.objects.filter(shipment=shipment).order_by("order")
                .values_list("order", flat=True))  # fmt: skip
