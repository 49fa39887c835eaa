"""Cards that wait at an office: passed on, put away, taken out again; and the service's reminders.

When a family is reminded and a card put away, the packs say (`waiting`); where they do not know
when a card is put away, only the office does it, by its own rule.
"""

from __future__ import annotations

from datetime import date, datetime

from django.db import transaction

from firstcard.cards import offices, telling, waiting
from firstcard.cards.changing import apply, remark
from firstcard.cards.handing_refusals import day_text, invalid, not_here, not_now
from firstcard.cards.models import Card, CardEvent
from firstcard.cards.operations.collecting import free_for
from firstcard.cards.operations.sending import new_shipment
from firstcard.cards.operations.stations import stopped_by_death
from firstcard.cards.places import acting_at
from firstcard.cards.states import CardAction, Making, Remark
from firstcard.core.actors import SERVICE, Actor
from firstcard.people.models import Office

_MOST = 500  # cards looked at in one run


@transaction.atomic
def forward(
    *, card: Card, to: Office, by: Actor, at: datetime, found_at: Office | None = None
) -> CardEvent:  # fmt: skip
    """Pass a card on to another office, on a list of its own; that of a dead child is stopped.

    `found_at`: the wrong office at which a card on its way has come out; the family, who was told
    of no arrival, hears nothing. Raises NotAllowed, NotHere, Taken; Invalid for the same office, or
    one that hands no such cards out there; NotNow, Overtaken.
    """
    misdirected = card.making == Making.DISPATCHED
    origin = found_at if misdirected else card.office
    acting_at(by=by, office=origin, region=card.region)
    if origin is None:
        raise not_here(None)
    if to.pk == origin.pk:
        raise invalid("same-office", field="to")
    if to.pk != card.office_id and not offices.fits(
        office=to, delivery=card.delivery, region=card.region, on=waiting.day(at)
    ):
        raise invalid("needs-office", field="to")
    _not_in_hands(card, by, at)
    stopped = stopped_by_death(card=card, by=by, at=at)
    if stopped is not None:
        return stopped
    shipment = new_shipment(origin=origin, to=to, count=1, at=at)
    detail = {"from": origin.code, "to": to.code, "shipment": shipment.number}
    event = apply(card=card, action=CardAction.FORWARD, by=by, at=at, office=to, detail=detail,
                  shipment=shipment, **waiting.on_the_way(card=card, at=at))  # fmt: skip
    if not misdirected:
        telling.tell(card=card, template="card-forwarded", at=at, about=event.pk)
    return event


@transaction.atomic
def seal(*, card: Card, by: Actor, at: datetime) -> CardEvent:
    """Put a card away that nobody fetched, and tell the family how to get it back.

    Raises NotAllowed, NotHere, Taken; NotNow before the packs' day, or for a card that does not
    wait; Overtaken.
    """
    acting_at(by=by, office=card.office, region=card.region)
    _not_in_hands(card, by, at)
    kept = _kept_until(card, waiting.day(at))
    if kept is not None and waiting.day(at) <= kept:
        raise not_now("too-early", day=day_text(kept))
    event = apply(card=card, action=CardAction.SEAL, by=by, at=at)
    telling.tell(card=card, template="card-sealed", at=at, about=event.pk)
    return event


@transaction.atomic
def unseal(*, card: Card, by: Actor, at: datetime) -> CardEvent:
    """Take a card out again for its family; that of a dead child is stopped instead.

    Raises NotAllowed, NotHere, NotNow, Overtaken.
    """
    acting_at(by=by, office=card.office, region=card.region)
    stopped = stopped_by_death(card=card, by=by, at=at)
    if stopped is not None:
        return stopped
    event = apply(card=card, action=CardAction.UNSEAL, by=by, at=at,
                  **waiting.at_office(card=card, at=at))  # fmt: skip
    telling.tell(card=card, template="card-ready", at=at, about=event.pk)
    return event


def _not_in_hands(card: Card, by: Actor, at: datetime) -> None:
    """Taking a card changes no version: it is read anew, and nobody takes it meanwhile."""
    now = Card.objects.select_for_update(no_key=True).get(pk=card.pk)
    free_for(card=now, by=by, at=at)


def _kept_until(card: Card, on: date) -> date | None:
    if card.at_office_since is None:
        return None
    return waiting.kept_until(card=card, since=waiting.day(card.at_office_since), on=on)


def attend(*, at: datetime) -> int:
    """Remind, put away, and have looked for, every card whose day has come; each once.

    Returns how many were attended to, however often it runs and whoever runs it at once.
    """
    on = waiting.day(at)
    due = Card.objects.filter(attend_on__lte=on).order_by("attend_on", "pk")
    return sum(_one(pk, on, at) for pk in list(due.values_list("pk", flat=True)[:_MOST]))


@transaction.atomic
def _one(pk: int, on: date, at: datetime) -> bool:
    rows = Card.objects.select_for_update(skip_locked=True, no_key=True)
    card = rows.filter(pk=pk, attend_on__lte=on).first()
    if card is None:
        return False
    if Making(card.making) in waiting.ON_THE_WAY:
        remark(card=card, what=Remark.LOOK, by=SERVICE, at=at)
        return _next(card, None)
    if Making(card.making) not in waiting.AT_OFFICE or card.at_office_since is None:
        _next(card, None)
        return False
    return _waits(card, on, at)


def _waits(card: Card, on: date, at: datetime) -> bool:
    """A card at an office: its time is over, or the family is reminded."""
    assert card.at_office_since is not None
    since, kept = waiting.day(card.at_office_since), _kept_until(card, on)
    if kept is not None and kept < on:
        if _in_hands(card, at):
            return False
        seal(card=card, by=SERVICE, at=at)
        return True
    days = waiting.reminders(card=card, since=since, on=on)
    due = sum(day <= on for day in days)
    if due > card.reminded:
        _remind(card, kept, at)
        card.reminded = due
    return _next(card, waiting.next_day(card=card, since=since, reminded=due, on=on))


def _remind(card: Card, kept: date | None, at: datetime) -> None:
    event = remark(card=card, what=Remark.REMIND, by=SERVICE, at=at)
    if kept is None:
        telling.tell(card=card, template="card-waits", at=at, about=event.pk)
    else:
        telling.tell(card=card, template="card-waits-until", at=at, about=event.pk, date=kept)


def _in_hands(card: Card, at: datetime) -> bool:
    return card.taken_until is not None and card.taken_until > at


def _next(card: Card, day: date | None) -> bool:
    """The row is locked: nobody else writes it meanwhile."""
    Card.objects.filter(pk=card.pk).update(attend_on=day, reminded=card.reminded)
    return True
