"""The family chooses how the card comes to it, until it leaves the centre or after it came back."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import F

from firstcard.cards import offices, waiting
from firstcard.cards.attending import own
from firstcard.cards.changing import remark
from firstcard.cards.handing_refusals import invalid, not_now
from firstcard.cards.models import Card, CardEvent
from firstcard.cards.operations.sending import BY_POST
from firstcard.cards.places import sees
from firstcard.cards.refusals import overtaken
from firstcard.cards.states import Making, Remark
from firstcard.core import vault
from firstcard.core.actors import Actor
from firstcard.people.models import Office
from firstcard.people.permissions import Permission, allowed

OPEN = (Making.ORDERED, Making.SENT, Making.STARTED, Making.MADE, Making.FAILED, Making.RETURNED)


@transaction.atomic
def choose(
    *, card: Card, delivery: str, by: Actor, at: datetime, address: str = "",
    office: Office | None = None,
) -> CardEvent:  # fmt: skip
    """Change how a card comes to its family: one of the packs' ways, with address or office.

    Raises NotFound for whoever does not act for the owner; Invalid for a way that is not offered,
    lacks its address, or an office that hands cards out in that way there; NotNow for a card on
    its way, at an office or out; Overtaken.
    """
    on = waiting.day(at)
    hands_out = allowed(actor=by, permission=Permission.HAND_OUT, region=card.region)
    if not (hands_out and sees(by=by, card=card)):
        own(card=card, by=by, on=on)
    if Making(card.making) not in OPEN:
        raise not_now("too-late-to-choose")
    if delivery not in {each.id for each in waiting.deliveries(region=card.region, on=on)}:
        raise invalid("delivery", field="delivery")
    changes = _where(card, delivery, address.strip(), office, on)
    rows = Card.objects.filter(pk=card.pk, version=card.version, making=card.making)
    if rows.update(version=F("version") + 1, delivery=delivery, **changes) != 1:
        raise overtaken(card)
    card.refresh_from_db()
    return remark(card=card, what=Remark.CHOOSE, by=by, at=at, detail={"delivery": delivery})


def _where(card: Card, delivery: str, address: str, office: Office | None,
           on: date) -> dict[str, Any]:  # fmt: skip
    """The address is taken only for the post, and forgotten with another way."""
    if delivery == BY_POST:
        if not address:
            raise invalid("needs-address", field="address")
        return {"address": vault.seal(address.encode(), purpose="card address", bound=card.order)}
    to = office or card.office
    if to is None or not offices.fits(office=to, delivery=delivery, region=card.region, on=on):
        raise invalid("needs-office", field="office")
    # Where a card that came back lies is not changed by a wish: the office passes it on.
    return {"address": None, **({} if card.making == Making.RETURNED else {"office": to})}
