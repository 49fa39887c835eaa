"""Cards are scanned where they arrive; from then on they wait for their family."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstcard.cards import telling, waiting
from firstcard.cards.changing import apply
from firstcard.cards.handing_refusals import Misdirected, not_here
from firstcard.cards.models import Card, Shipment
from firstcard.cards.operations.stations import stopped_by_death
from firstcard.cards.places import acting_at
from firstcard.cards.refusals import not_found
from firstcard.cards.states import CardAction, Making
from firstcard.core import references
from firstcard.core.actors import Actor
from firstcard.people.models import Office

ORDER = "CD"


@transaction.atomic
def scan(*, order: str, office: Office, by: Actor, at: datetime) -> Card:
    """Take in the card whose order was scanned or typed; scanned again, it is there already.

    Raises NotFound for no such card, Misdirected for one that belongs to another office, NotNow
    for one that is not on its way: a stopped one is destroyed, not handed out.
    """
    read = references.read(order, prefix=ORDER)
    card = Card.objects.select_related("office").filter(order=read).first() if read else None
    if card is None:
        raise not_found()
    if card.making == Making.AT_OFFICE and card.office_id == office.pk:
        acting_at(by=by, office=office, region=card.region)
        return card
    return _arrived(card, office, by, at)


@transaction.atomic
def arrive(*, card: Card, office: Office, by: Actor, at: datetime) -> Card:
    """Take a card in at its office and tell the family that it can be collected.

    A dead child's card is stopped here instead: it comes back as it now is.
    Raises NotAllowed, NotHere, Misdirected, NotNow, Overtaken.
    """
    return _arrived(card, office, by, at)


def _arrived(card: Card, office: Office, by: Actor, at: datetime) -> Card:
    acting_at(by=by, office=office, region=card.region)
    if card.making == Making.DISPATCHED and card.office_id != office.pk:
        raise Misdirected(meant=card.office) if card.office is not None else not_here(None)
    if stopped_by_death(card=card, by=by, at=at) is not None:
        return card
    event = apply(card=card, action=CardAction.ARRIVE, by=by, at=at,
                  **waiting.at_office(card=card, at=at))  # fmt: skip
    telling.tell(card=card, template="card-ready", at=at, about=event.pk)
    if card.shipment_id is not None:
        _complete(card.shipment_id, at)
    return card


def _complete(shipment: int, at: datetime) -> None:
    """A list has arrived when nothing of it is on its way any more."""
    one = Shipment.objects.select_for_update(no_key=True).get(pk=shipment)
    if one.arrived_at is None and not missing(shipment=one):
        one.arrived_at = at
        one.save(update_fields=["arrived_at"])


def missing(*, shipment: Shipment) -> list[str]:
    """The orders of a list that have not arrived."""
    rows = Card.objects.filter(shipment=shipment, making=Making.DISPATCHED)
    return list(rows.order_by("order").values_list("order", flat=True))
