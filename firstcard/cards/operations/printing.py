"""Instant issue: a bank branch prints an approved card while the family waits."""

from __future__ import annotations

import re
from datetime import date, datetime

from django.db import IntegrityError, transaction

from firstcard.cards import clock, waiting
from firstcard.cards.attending import not_own_family
from firstcard.cards.changing import apply
from firstcard.cards.content import CardData, data_of
from firstcard.cards.models import Card
from firstcard.cards.operations import stock
from firstcard.cards.operations.batching import BANK
from firstcard.cards.operations.stations import stopped_by_death
from firstcard.cards.places import acting_at
from firstcard.cards.production_refusals import conflict, invalid
from firstcard.cards.refusals import no_such_move
from firstcard.cards.states import Axis, CardAction, Making
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.people.models import Office
from firstcard.people.permissions import Permission

_NUMBER = re.compile(r"[0-9A-Z]{9}")
_CODE = re.compile(r"[0-9A-Z]{32}")


@transaction.atomic
def to_print(*, card: Card, office: Office, by: Actor, at: datetime) -> CardData:
    """What a branch prints on an ordered card, picture and all; the look is recorded.

    Raises NotAllowed, NotHere, Conflict for a card that a centre makes, NotNow for one that is
    printed already or stopped.
    """
    acting_at(by=by, office=office, region=card.region, permission=Permission.ISSUE_AT_ONCE)
    not_own_family(card=card, by=by)
    if card.delivery != BANK:
        raise conflict("not-here")
    if card.making != Making.ORDERED:
        raise no_such_move(card=card, action=CardAction.PRINT, axis=Axis.MAKING)
    audit.record(by=by, action="card.show-data", subject=f"card:{card.order}", case=card.case,
                 person=card.person_id, at=at)  # fmt: skip
    return data_of(card)


def print_at_once(
    *, card: Card, office: Office, number: str, code: str, valid_until: date | None = None,
    by: Actor, at: datetime,
) -> Card:  # fmt: skip
    """Record that a branch printed a card, with one of its blanks; then it can be handed out.

    The card of a child that has died is stopped instead. Raises NotAllowed, NotHere, NotNow,
    Overtaken, NotEnoughBlanks, Invalid (the number, code or last day), Conflict (another card's
    number, or a card that a centre makes).
    """
    number, code = number.strip().upper(), code.strip().upper()
    acting_at(by=by, office=office, region=card.region, permission=Permission.ISSUE_AT_ONCE)
    not_own_family(card=card, by=by)
    _check(card, number, code, valid_until, clock.day_of(at))
    if stopped_by_death(card=card, by=by, at=at) is not None:
        return card
    try:
        with transaction.atomic():
            apply(card=card, action=CardAction.PRINT, by=by, at=at, office=office, number=number,
                  code=code, valid_until=valid_until or card.valid_until, made_at=at,
                  stopped_on=clock.day_of(at), **waiting.at_office(card=card, at=at))  # fmt: skip
            stock.use_one(office=office, about=card.order, by=by, at=at)
    except IntegrityError:
        card.refresh_from_db()
        raise conflict("number-taken") from None
    return card


def _check(card: Card, number: str, code: str, valid_until: date | None, on: date) -> None:
    if card.delivery != BANK:
        raise conflict("not-here")
    if not _NUMBER.fullmatch(number):
        raise invalid("card-number", field="number")
    if not _CODE.fullmatch(code):
        raise invalid("card-code", field="code")
    if valid_until is not None and valid_until < on:  # nobody could collect it
        raise invalid("card-day", field="valid_until")
