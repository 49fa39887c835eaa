"""Opens the card of an address for whoever is signed in; the reading is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse

from firstcard.accounts.signing import actor
from firstcard.cards import queries
from firstcard.cards.models import Card
from firstcard.cards.refusals import not_found
from firstcard.core import references
from firstcard.core.actors import Actor
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.views import pages
from firstcard.guidance.today import CHINA

ORDER = "CD"
_LONGEST = 10


@dataclass(frozen=True, slots=True)
class Opened:
    """A card as one member of staff sees it at a moment."""

    card: Card
    by: Actor
    at: datetime
    tongue: Tongue

    @property
    def on(self) -> date:
        """The day in China."""
        return self.at.astimezone(CHINA).date()


def opened(request: HttpRequest, order: str) -> Opened:
    """The card of an order, for who may see it. Raises NotFound."""
    by, at = actor(request), pages.now()
    read = references.read(order, prefix=ORDER)
    if read is None:
        raise not_found()
    return Opened(queries.card_for(order=read, by=by, at=at), by, at, pages.tongue())


def for_writing(request: HttpRequest, order: str) -> Opened:
    """The card as the page that was sent had seen it, so that a change since then is found.

    The operation's guarded update compares the version, and says who was faster. Raises NotFound.
    """
    found = opened(request, order)
    seen = request.POST.get("version", "")[:_LONGEST]
    if seen.isascii() and seen.isdigit():
        found.card.version = int(seen)
    return found


def to_card(order: str, done: str) -> HttpResponse:
    """To the card's page, which says what was done: the word `card_done_<done>`."""
    return redirect(f"{reverse('card-card', args=[order])}?done={done}")
