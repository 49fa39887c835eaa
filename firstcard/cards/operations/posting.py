"""Cards go by post: with a tracking number, to the family, or back."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from firstcard.cards import ending, telling, waiting
from firstcard.cards.attending import own
from firstcard.cards.changing import apply
from firstcard.cards.handing_refusals import invalid, not_now
from firstcard.cards.handing_words import BACK
from firstcard.cards.models import Card, CardEvent
from firstcard.cards.operations.sending import BY_POST
from firstcard.cards.operations.stations import stopped_by_death
from firstcard.cards.places import acting_at, at_centre, sees
from firstcard.cards.states import CardAction, Making
from firstcard.core import vault
from firstcard.core.actors import Actor
from firstcard.core.refusals import Refusal
from firstcard.enrolment.changing import locked_person
from firstcard.people.models import Office
from firstcard.people.permissions import Permission, allowed

_TRACKING = re.compile(r"[0-9A-Z]{6,40}")
_BETWEEN = re.compile(r"[\s-]+")


@transaction.atomic
def post(*, card: Card, tracking: str, by: Actor, at: datetime) -> CardEvent:
    """Give a finished card to the post; the family can follow the parcel.

    That of a dead child is stopped instead. Raises NotAllowed, NotHere; Invalid for a number that
    is none or in use, or a card without an address; NotNow, Overtaken.
    """
    at_centre(by=by, centre=card.centre)
    if card.delivery != BY_POST:
        raise invalid("no-address", field="delivery")
    return _posted(card, CardAction.POST, tracking, None, by, at)


@transaction.atomic
def post_again(
    *, card: Card, tracking: str, by: Actor, at: datetime, address: str = ""
) -> CardEvent:  # fmt: skip
    """Post a card that came back, to another address where one is given. Raises as `post`."""
    acting_at(by=by, office=card.office, region=card.region)
    return _posted(card, CardAction.POST_AGAIN, tracking, address.strip() or None, by, at)


def _posted(card: Card, action: CardAction, tracking: str, address: str | None, by: Actor,
            at: datetime) -> CardEvent:  # fmt: skip
    stopped = stopped_by_death(card=card, by=by, at=at)
    if stopped is not None:
        return stopped
    number = _number(card, tracking)
    changes = waiting.on_the_way(card=card, at=at)
    if address is not None:
        changes["address"] = vault.seal(address.encode(), purpose="card address", bound=card.order)
    elif card.address is None:
        raise invalid("no-address", field="address")
    event = _applied(card, action, number, by, at, changes)
    telling.tell(card=card, template="card-posted", at=at, about=event.pk)
    return event


def _applied(card: Card, action: CardAction, number: str, by: Actor, at: datetime,
             changes: dict[str, Any]) -> CardEvent:  # fmt: skip
    # Another card may be posted under the number at this moment: the index decides.
    try:
        with transaction.atomic():
            return apply(card=card, action=action, by=by, at=at, tracking=number, **changes)
    except IntegrityError as error:
        if "one_card_in_a_parcel" in str(error):
            raise _used() from None
        raise


def number_of(text: str) -> str:
    """A tracking number as it is kept, from what was typed."""
    return _BETWEEN.sub("", text.upper())


def _number(card: Card, text: str) -> str:
    number = number_of(text)
    if not _TRACKING.fullmatch(number):
        raise invalid("tracking", field="tracking")
    others = Card.objects.filter(making=Making.POSTED, tracking=number).exclude(pk=card.pk)
    if others.exists():
        raise _used()
    return number


def _used() -> Refusal:
    return invalid("tracking-used", field="tracking")


@transaction.atomic
def delivered(*, card: Card, by: Actor, at: datetime) -> CardEvent:
    """Record that the parcel was signed for: by an office, the service, or the family itself.

    An older card of the person is replaced in the same moment. Raises NotFound for an account that
    does not act for the owner; NotNow for a dead owner or a card that is not in the post;
    Overtaken.
    """
    staff = allowed(actor=by, permission=Permission.HAND_OUT, region=card.region)
    family = not (staff and sees(by=by, card=card))
    if family:
        own(card=card, by=by, on=waiting.day(at))
    if locked_person(card.person).died_on is not None:
        raise not_now("died")
    ending.make_way(card=card, by=by, at=at)
    event = apply(card=card, action=CardAction.DELIVER, by=by, at=at, family=family,
                  collected_at=at)  # fmt: skip
    telling.tell(card=card, template="card-collected", at=at)
    return event


@transaction.atomic
def come_back(*, card: Card, office: Office, why: str, by: Actor, at: datetime) -> CardEvent:
    """Take in a parcel that came back. `why`: not-found, refused, moved, unclaimed, damaged.

    Raises NotAllowed, NotHere, Invalid, NotNow, Overtaken.
    """
    acting_at(by=by, office=office, region=card.region)
    if why not in BACK:
        raise invalid("why-back", field="why")
    event = apply(card=card, action=CardAction.COME_BACK, by=by, at=at, office=office,
                  detail={"why": why}, **waiting.at_office(card=card, at=at))  # fmt: skip
    telling.tell(card=card, template="card-returned", at=at, about=event.pk)
    return event


@transaction.atomic
def keep(*, card: Card, by: Actor, at: datetime) -> CardEvent:
    """Keep a card that came back for the family to collect; a dead child's is stopped instead.

    Raises as `come_back`.
    """
    acting_at(by=by, office=card.office, region=card.region)
    stopped = stopped_by_death(card=card, by=by, at=at)
    if stopped is not None:
        return stopped
    event = apply(card=card, action=CardAction.KEEP, by=by, at=at,
                  **waiting.at_office(card=card, at=at))  # fmt: skip
    telling.tell(card=card, template="card-ready", at=at, about=event.pk)
    return event
