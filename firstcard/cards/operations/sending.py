"""Finished cards leave the centre on dispatch lists, one office on each."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.db.models import Count, QuerySet

from firstcard.cards import waiting
from firstcard.cards.changing import apply
from firstcard.cards.handing_refusals import invalid
from firstcard.cards.models import Card, Shipment
from firstcard.cards.states import CardAction, Making
from firstcard.core import references
from firstcard.core.actors import Actor
from firstcard.core.rows import insert
from firstcard.people.models import Office
from firstcard.people.permissions import Permission, require

PREFIX = "DL"
BY_POST = "post"


@transaction.atomic
def dispatch(*, cards: Sequence[Card], to: Office, by: Actor, at: datetime) -> Shipment:
    """Send cards that are made to an office, on one list: all of them, or none.

    Raises NotAllowed; Invalid for no card, cards of several centres, or one that goes elsewhere;
    NotNow for one that is not made, or stopped meanwhile; Overtaken.
    """
    if not cards:
        raise invalid("nothing-to-send", field="cards")
    if len({card.centre_id for card in cards}) > 1:
        raise invalid("several-origins", field="cards")
    if any(card.office_id != to.pk or card.delivery == BY_POST for card in cards):
        raise invalid("goes-elsewhere", field="cards")
    shipment = new_shipment(origin=cards[0].centre, to=to, count=len(cards), at=at)
    for card in sorted(cards, key=lambda each: each.pk):
        changes = waiting.on_the_way(card=card, at=at)
        apply(card=card, action=CardAction.DISPATCH, by=by, at=at, shipment=shipment,
              detail={"shipment": shipment.number}, **changes)  # fmt: skip
    return shipment


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
    require(actor=by, permission=Permission.MAKE_CARDS, region=centre.region)
    found = made_at(centre=centre).exclude(delivery=BY_POST).exclude(office=None)
    return dict(found.values_list("office").annotate(Count("pk")).order_by("office"))


def made_at(*, centre: Office) -> QuerySet[Card]:
    """The finished cards that lie at a centre, in their order."""
    return Card.objects.filter(centre=centre, making=Making.MADE).order_by("place_from", "pk")


def orders_on(*, shipment: Shipment) -> list[str]:
    """The orders of the cards of a list that have not gone on to another, for printing."""
    return list(Card.objects.filter(shipment=shipment).order_by("order")
                .values_list("order", flat=True))  # fmt: skip
