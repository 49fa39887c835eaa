"""The cards of an office: on their way to it, waiting, come back, put away. No name, no number.

A card is told by its order and the end of the number on it, by which it is found in a drawer; so a
list shows nobody's data, and no look at it is a look at a person.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet

from firstcard.cards import offices, waiting
from firstcard.cards.handing_refusals import not_here
from firstcard.cards.models import Card, Shipment
from firstcard.cards.places import acting_at, acts_at
from firstcard.cards.states import Making
from firstcard.core.actors import Actor, Grant
from firstcard.guidance.today import today
from firstcard.people.models import Office
from firstcard.people.permissions import PERMISSIONS, Permission, Role, require
from firstcard.policy.region_codes import NATION, lies_in

_ENDS = 4  # signs of a card's number


class Shelf(StrEnum):
    """One list."""

    COMING = "coming"  # on its way to the office
    WAITING = "waiting"
    UNCLAIMED = "unclaimed"  # waiting, all reminders sent, and no rule says when it is put away
    RETURNED = "returned"
    SEALED = "sealed"


_STATES: Mapping[Shelf, Making] = {
    Shelf.COMING: Making.DISPATCHED, Shelf.WAITING: Making.AT_OFFICE,
    Shelf.UNCLAIMED: Making.AT_OFFICE, Shelf.RETURNED: Making.RETURNED,
    Shelf.SEALED: Making.SEALED,
}  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Lying:
    """One card of a list. `ends`: the last signs of the number on the card.

    `since`: when it set out, or came. `kept_until`: None where no rule says. `next_on`: when the
    family is reminded next, or the card put away. `late`: too long on the way.
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


def offices_of(*, by: Actor) -> list[Office]:
    """Where somebody hands cards out: their own office, else all of their region, by name.

    For a bank these are its branches. Those to which cards go stand first. Raises NotAllowed for
    who hands cards out nowhere.
    """
    held = [grant for grant in by.grants if Permission.HAND_OUT in PERMISSIONS[Role(grant.role)]]
    if not held:
        require(actor=by, permission=Permission.HAND_OUT, region=NATION)
    codes = {grant.office for grant in held}
    has_cards = Exists(Card.objects.filter(office=OuterRef("pk")))
    known = Office.objects.filter(Q(code__in=codes) | has_cards)
    at = [each for each in known if acts_at(by=by, office=each, region=each.region)]
    empty = [each for each in _usual(held) if each not in at]
    return [*sorted(at, key=_by_name), *sorted(empty, key=_by_name)]


def _by_name(office: Office) -> tuple[str, str]:
    return office.region, office.name_zh


def _usual(held: Sequence[Grant]) -> list[Office]:
    """Where no card lies yet: the offices of a region at which a role hands cards out."""
    whole = next((grant for grant in held if not grant.office), None)
    if whole is None:
        return []
    way = offices.BANK if whole.role == Role.BANK else "office"
    kind = offices.kind_of(delivery=way, region=whole.region, on=today())
    return [each for each in Office.objects.filter(kind=kind or "")
            if lies_in(each.region, whole.region)]  # fmt: skip


def counts(*, office: Office, by: Actor) -> Mapping[Shelf, int]:
    """How many cards are on each list of an office. Raises NotAllowed, NotHere."""
    _may(office, by)
    states = [each.value for each in _STATES.values()]
    rows = Card.objects.filter(office=office, making__in=states).aggregate(
        **{shelf.value: Count("pk", filter=_where(shelf)) for shelf in Shelf})  # fmt: skip
    return {shelf: int(rows[shelf.value]) for shelf in Shelf}


def on_shelf(
    *, shelf: Shelf, office: Office, by: Actor, at: datetime, limit: int, after: int = 0
) -> tuple[list[Lying], int]:  # fmt: skip
    """The cards of a list, those that lie longest first; and how many come after.

    Raises NotAllowed, NotHere.
    """
    _may(office, by)
    rows = _ordered(shelf, Card.objects.filter(_where(shelf), office=office))
    found = list(rows[after : after + limit])
    return [_lying(each, shelf, at) for each in found], max(0, rows.count() - after - len(found))


def _may(office: Office, by: Actor) -> None:
    """Whoever hands cards out there: a branch does not look into other offices' drawers."""
    acting_at(by=by, office=office, region=office.region)


def _where(shelf: Shelf) -> Q:
    lies = Q(making=_STATES[shelf].value)
    if shelf is Shelf.UNCLAIMED:
        return lies & Q(attend_on=None, reminded__gt=0)
    return lies


def _ordered(shelf: Shelf, rows: QuerySet[Card]) -> QuerySet[Card]:
    since = "on_the_way_since" if shelf is Shelf.COMING else "at_office_since"
    return rows.select_related("taken_by").order_by(F(since).asc(nulls_first=True), "pk")


def _lying(card: Card, shelf: Shelf, at: datetime) -> Lying:
    on = waiting.day(at)
    since = card.on_the_way_since if shelf is Shelf.COMING else card.at_office_since
    waits = shelf is not Shelf.COMING and shelf is not Shelf.SEALED and since is not None
    taken = card.taken_by is not None and card.taken_until is not None and card.taken_until > at
    return Lying(
        order=card.order, ends=card.number[-_ENDS:], since=since, reminded=card.reminded,
        kept_until=waiting.kept_until(card=card, since=waiting.day(since), on=on)
        if waits and since else None,
        next_on=card.attend_on if waits else None, late=_late(card, shelf, on),
        taken_by=_name(card) if taken else "", taken_until=card.taken_until if taken else None,
    )  # fmt: skip


def _late(card: Card, shelf: Shelf, on: date) -> bool:
    """Longer on the way than the packs let it be."""
    if shelf is not Shelf.COMING or card.on_the_way_since is None:
        return False
    last = waiting.look_on(card=card, since=waiting.day(card.on_the_way_since), on=on)
    return last is not None and last <= on


def _name(card: Card) -> str:
    return (card.taken_by.shown_name or card.taken_by.login) if card.taken_by else ""


def chosen(*, code: str, by: Actor) -> tuple[Office, Sequence[Office]]:
    """The office with a code among those of somebody, else the first; and all of them.

    Raises NotAllowed; NotHere where no office hands cards out.
    """
    mine = offices_of(by=by)
    if not mine:
        raise not_here(None)
    return next((each for each in mine if each.code == code), mine[0]), mine


@dataclass(frozen=True, slots=True, kw_only=True)
class Outstanding:
    """A list that has not arrived whole: how many it names, how many of them have not come."""

    number: str
    count: int
    missing: int


def latest(*, office: Office, by: Actor, limit: int) -> list[str]:
    """The orders that came last to an office and wait there, the newest first.

    Raises NotAllowed, NotHere.
    """
    _may(office, by)
    rows = Card.objects.filter(_where(Shelf.WAITING), office=office, at_office_since__isnull=False)
    return list(rows.order_by("-at_office_since", "-pk").values_list("order", flat=True)[:limit])


def outstanding(*, office: Office, by: Actor, limit: int) -> list[Outstanding]:
    """The lists of which something has not come yet, the oldest first. NotAllowed, NotHere."""
    _may(office, by)
    coming = Count("cards", filter=Q(cards__making=Making.DISPATCHED.value))
    rows = Shipment.objects.filter(to=office, arrived_at=None).annotate(missing=coming)
    return [Outstanding(number=each.number, count=each.count, missing=each.missing)
            for each in rows.filter(missing__gt=0).order_by("pk")[:limit]]  # fmt: skip
