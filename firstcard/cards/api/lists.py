"""Lists over HTTP: where one works, what lies at an office, what is to be printed or posted."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from msgspec import Struct

from firstcard.accounts.api_auth import bearer
from firstcard.accounts.doors import actor, now
from firstcard.accounts.replies import OfficeView, office_view
from firstcard.cards import branches, centre_queries, places, shelves
from firstcard.cards.api.doors import office_at
from firstcard.cards.api.making import centre_at, whole
from firstcard.cards.api.router import router
from firstcard.cards.refusals import not_found
from firstcard.cards.shelves import Lying, Shelf
from firstcard.guidance.api.describing import reads
from firstcard.guidance.api.problems import respond
from firstcard.people.permissions import Permission, regions

MOST = 500
_AFTER: list[dict[str, Any]] = [
    {"name": "after", "in": "query",
     "schema": {"type": "integer", "minimum": 0, "maximum": 2_147_483_647}}]  # fmt: skip


class Workplaces(Struct, frozen=True):
    """Where somebody hands cards out, prints them while one waits, and makes them."""

    offices: list[OfficeView]
    branches: list[OfficeView]
    centres: list[OfficeView]


class OutstandingView(Struct, frozen=True):
    """A dispatch list that has not arrived whole."""

    number: str
    count: int
    missing: int


class ShelfCounts(Struct, frozen=True):
    """How many cards are coming to an office, wait there, came back or are put away."""

    coming: int
    waiting: int
    unclaimed: int
    returned: int
    sealed: int
    lists: list[OutstandingView]


class LyingView(Struct, frozen=True):
    """One card of a list. `ends`: the last signs of its number. `late`: too long on the way.

    `kept_until`: null where no rule says. `next_on`: when the family is reminded next, or the card
    is put away.
    """

    order: str
    ends: str
    since: datetime | None
    reminded: int
    kept_until: date | None
    next_on: date | None
    late: bool
    taken_by: str
    taken_until: datetime | None


class ShelfView(Struct, frozen=True):
    """Cards that lie longest first; `more` come after them."""

    cards: list[LyingView]
    more: int


class WaitingCard(Struct, frozen=True):
    """A card that a branch prints when its family comes."""

    order: str
    office: OfficeView
    ordered_at: datetime


class WaitingCards(Struct, frozen=True):
    """The longest waiting first, at most 200."""

    cards: list[WaitingCard]


class Addressed(Struct, frozen=True):
    """A finished card for the post; the recipient is on the first line of `address`."""

    order: str
    address: str


class AddressList(Struct, frozen=True):
    """In their order; `more` come after them."""

    cards: list[Addressed]
    more: int


REPLIES = (Workplaces, ShelfCounts, ShelfView, WaitingCards, AddressList)


@router.get("/workplaces", auth=bearer, operation_id="listWorkplaces",
            summary="Where one works with cards", openapi_extra=reads("Workplaces"))  # fmt: skip
def list_workplaces(request: HttpRequest) -> HttpResponse:
    """The codes that the other addresses want."""
    by = actor(request)
    hands_out = regions(actor=by, permission=Permission.HAND_OUT)
    found = (shelves.offices_of(by=by) if hands_out else [],
             branches.branches(by=by, permission=Permission.ISSUE_AT_ONCE),
             places.centres_of(by=by))  # fmt: skip
    return respond(Workplaces(*([office_view(each) for each in some] for some in found)))


@router.get("/offices/{code}/shelves", auth=bearer, operation_id="countShelves",
            summary="How many cards lie at an office",
            openapi_extra=reads("ShelfCounts", more=(409,)))  # fmt: skip
def count_shelves(request: HttpRequest, code: str) -> HttpResponse:
    """By list, and the dispatch lists of which something has not come yet. 409: not your office."""
    office, by = office_at(code), actor(request)
    counted = shelves.counts(office=office, by=by)
    lists = [OutstandingView(each.number, each.count, each.missing)
             for each in shelves.outstanding(office=office, by=by, limit=MOST)]  # fmt: skip
    return respond(ShelfCounts(lists=lists, **{shelf.value: counted[shelf] for shelf in Shelf}))


@router.get("/offices/{code}/shelves/{shelf}", auth=bearer, operation_id="getShelf",
            summary="The cards of one list of an office",
            openapi_extra=reads("ShelfView", parameters=_AFTER, more=(409,)))  # fmt: skip
def get_shelf(request: HttpRequest, code: str, shelf: str) -> HttpResponse:
    """coming, waiting, unclaimed, returned or sealed; no name and no number; 500 at a time."""
    if shelf not in set(Shelf):
        raise not_found("no-shelf")
    office, after = office_at(code), whole(request, "after")
    rows, more = shelves.on_shelf(shelf=Shelf(shelf), office=office, by=actor(request), at=now(),
                                  limit=MOST, after=after)  # fmt: skip
    return respond(ShelfView([_lying(each) for each in rows], more))


def _lying(card: Lying) -> LyingView:
    return LyingView(card.order, card.ends, card.since, card.reminded, card.kept_until,
                     card.next_on, card.late, card.taken_by, card.taken_until)  # fmt: skip


@router.get("/cards-to-print", auth=bearer, operation_id="listToPrint",
            summary="What waits to be printed at one's branches",
            openapi_extra=reads("WaitingCards"))  # fmt: skip
def list_to_print(request: HttpRequest) -> HttpResponse:
    """For a bank; nobody else has any."""
    rows = branches.to_print(by=actor(request))
    return respond(WaitingCards([WaitingCard(card.order, office_view(card.office), card.ordered_at)
                                 for card in rows if card.office is not None]))  # fmt: skip


@router.get("/centres/{code}/parcels", auth=bearer, operation_id="listParcels",
            summary="Finished cards for the post, with their addresses",
            openapi_extra=reads("AddressList", parameters=_AFTER, more=(409,)))  # fmt: skip
def list_parcels(request: HttpRequest, code: str) -> HttpResponse:
    """Whose address was read is written down; 500 at a time."""
    rows, after = centre_queries.to_post(centre=centre_at(request, code)), whole(request, "after")
    cards = list(rows[after : after + MOST])
    found = centre_queries.addresses(cards=cards, by=actor(request), at=now())
    more = max(0, rows.count() - after - len(cards))
    return respond(AddressList([Addressed(card.order, text) for card, text in found], more))
