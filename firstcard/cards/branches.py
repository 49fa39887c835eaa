"""The branches of co-operating banks at which somebody works, and what they print there at once."""

from __future__ import annotations

from firstcard.cards.models import Card
from firstcard.cards.operations.batching import BANK
from firstcard.cards.places import acts_at
from firstcard.cards.states import Making
from firstcard.core.actors import Actor
from firstcard.guidance import packs_store
from firstcard.people.models import Office
from firstcard.people.offices import office_for
from firstcard.people.permissions import Permission, allowed, regions
from firstcard.policy.region_codes import NATION, lies_in, province

_MOST = 200


def branches(*, by: Actor, permission: Permission) -> list[Office]:
    """The branches at which somebody may act, by code; none for whoever works at no bank."""
    held = regions(actor=by, permission=permission)
    rows = Office.objects.filter(kind=BANK).order_by("code")
    return [each for each in rows if any(lies_in(each.region, region) for region in held)
            and acts_at(by=by, office=each, region=each.region, permission=permission)]  # fmt: skip


def banks_for(*, card: Card, by: Actor) -> list[Office]:
    """The branches at which an account behind a card can have been opened, the card's own first."""
    own = card.office if card.office is not None and card.office.kind == BANK else None
    if own is None and card.region != NATION:
        own = office_for(kind=BANK, region=card.region, book=packs_store.current())
    rows = branches(by=by, permission=Permission.ENABLE_BANK_SIDE)
    near = [each for each in rows if lies_in(each.region, province(card.region))]
    return sorted(near, key=lambda each: each != own)


def to_print(*, by: Actor) -> list[Card]:
    """The cards that wait to be printed at somebody's branches, the longest waiting first.

    At most 200: a branch has a few. Nothing personal is in what is shown of them.
    """
    at = branches(by=by, permission=Permission.ISSUE_AT_ONCE)
    rows = Card.objects.select_related("office", "person").filter(
        making=Making.ORDERED, delivery=BANK, office__in=at)  # fmt: skip
    return [card for card in rows.order_by("place_from", "pk")[:_MOST]
            if allowed(actor=by, permission=Permission.ISSUE_AT_ONCE,
                       region=card.region)]  # fmt: skip
