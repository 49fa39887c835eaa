"""What the routes of cards have in common: which card, in which version, at which office."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from firstcard.accounts.doors import actor, asked_version, now, once
from firstcard.cards import queries
from firstcard.cards.api.replies import card_view
from firstcard.cards.models import Card
from firstcard.cards.places import sees
from firstcard.cards.refusals import invalid, not_found, overtaken
from firstcard.core import references
from firstcard.core.refusals import Refusal
from firstcard.guidance.api.problems import respond
from firstcard.guidance.today import CHINA
from firstcard.people.models import Office

Act = Callable[[Card], object]


class StaleCard(Refusal):
    """The card has changed since the version of If-Match."""

    code = "stale-card"
    status = HTTPStatus.PRECONDITION_FAILED


def day() -> date:
    """Today in China."""
    return now().astimezone(CHINA).date()


def card_to_change(request: HttpRequest, order: str) -> Card:
    """The card in the version of If-Match. The operation itself checks who may, and records.

    Raises NotFound, StaleCard.
    """
    card = queries.unread(order=order, by=actor(request), at=now())
    if (version := asked_version(request)) is not None and version != card.version:
        raise StaleCard(overtaken(card).text)
    return card


def moved(request: HttpRequest, order: str, act: Act) -> HttpResponse:
    """One move of a card, once; the reply is the card after it."""

    def done() -> HttpResponse:
        card = card_to_change(request, order)
        act(card)
        return with_card(card)

    return once(request, done)


def with_card(card: Card, body: object = None, *, status: int = 200) -> HttpResponse:
    """A reply with the card's ETag; without a body, the card as it is now."""
    card = Card.objects.select_related("centre", "office", "taken_by").get(pk=card.pk)
    response = respond(card_view(card, at=now()) if body is None else body, status=status)
    response["ETag"] = f'"{card.version}"'
    return response


def cards_named(request: HttpRequest, orders: Sequence[str]) -> list[Card]:
    """The cards of these orders, each once. Raises NotFound where one is not."""
    named = sorted({references.read(order, prefix="CD") or "" for order in orders})
    rows = Card.objects.select_related("person", "centre", "office").filter(order__in=named)
    found = [card for card in rows.order_by("pk") if sees(by=actor(request), card=card)]
    if len(found) != len(named):
        raise not_found()
    return found


def office_at(code: str) -> Office:
    """The office of an address. Raises NotFound."""
    found = Office.objects.filter(code=code).first() if "\0" not in code else None
    if found is None:
        raise not_found("no-office")
    return found


def named_office(code: str, *, field: str) -> Office:
    """The office that a field names. Raises Invalid."""
    found = Office.objects.filter(code=code).first()
    if found is None:
        raise invalid("no-office", field=field)
    return found
