"""What families are told of their card: written with what happened, sent once it is certain."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from django.db.models import Q

from firstcard.cards.attending import accounts_of
from firstcard.cards.models import Card
from firstcard.guidance.today import CHINA
from firstcard.messages.operations import Number, Recipient, post
from firstcard.messages.templates import TEMPLATES, gaps_of
from firstcard.people.models import Person

STOPPED = "card-stopped"  # all that is told of a dead child's card


def tell(
    *, card: Card, template: str, at: datetime, about: int | str = "", **gaps: Any
) -> None:  # fmt: skip
    """To everybody who acts for the owner; the same news is told once.

    `about` tells apart news with one template: an event's number, a day. The gap `reference` is
    filled here: the application's, else the card's order. Where nobody has an account that can be
    written to, the telephones that were given at a counter are written to.
    """
    if "reference" in gaps_of(TEMPLATES[template].text.zh):
        gaps = {"reference": card.case or card.order, **gaps}
    dead_too = template == STOPPED
    for to, name in _recipients(card, at.astimezone(CHINA).date(), dead_too=dead_too):
        post(key=f"{card.order} {template} {about} {name}", to=to, template=template, params=gaps,
             case=card.case, at=at)  # fmt: skip


def _recipients(card: Card, on: date, *, dead_too: bool) -> Iterable[tuple[Recipient, str]]:
    dead = Person.objects.filter(pk=card.person_id, died_on__isnull=False)
    found = accounts_of(person=card.person_id, on=on)
    died = found[0][1] if found else dead.exists()
    if died and not dead_too:
        return []
    accounts = [account for account, _ in found]
    if any(account.telephone is not None for account in accounts):
        return [(account, str(account.pk)) for account in accounts]
    return [(Number(telephone=person.telephone, language=card.language), f"person {person.pk}")
            for person in _people(card.person_id, on) if person.telephone is not None]  # fmt: skip


def _people(person: int, on: date) -> Iterable[Person]:
    acting = Q(wards__until=None) | Q(wards__until__gt=on)
    return Person.objects.filter(
        Q(acting, wards__child=person) | Q(pk=person)).distinct().order_by("pk")  # fmt: skip
