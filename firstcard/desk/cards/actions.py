"""What somebody may do with a card now. One list for all desks: each adds its lines to it."""

from __future__ import annotations

from dataclasses import dataclass

from django.urls import reverse

from firstcard.cards.models import Card, Collection
from firstcard.cards.places import acts_at
from firstcard.cards.states import Making
from firstcard.core.actors import Actor
from firstcard.desk.cards.deed import Deed, lies
from firstcard.desk.cards.enabling.deeds import ENABLING
from firstcard.desk.presenters.tongue import Tongue
from firstcard.people.permissions import Permission, allowed


@dataclass(frozen=True, slots=True)
class Action:
    """A deed as a page shows it."""

    name: str
    words: str
    href: str
    at_once: bool
    main: bool


def _signed_for(card: Card) -> bool:
    """Whether it was handed out at a desk, not by the post."""
    return Collection.objects.filter(card=card.pk).exists()


_M, _P = Making, Permission
DEEDS: tuple[Deed, ...] = (
    # The office.
    Deed(name="take", permission=_P.HAND_OUT, when=lies(_M.AT_OFFICE), at_once=True, main=True),
    Deed(name="arrive", permission=_P.HAND_OUT, when=lies(_M.DISPATCHED), at_once=True, main=True),
    Deed(name="unseal", permission=_P.HAND_OUT, when=lies(_M.SEALED), at_once=True, main=True),
    Deed(name="post-again", permission=_P.HAND_OUT, when=lies(_M.RETURNED)),
    Deed(name="keep", permission=_P.HAND_OUT, when=lies(_M.RETURNED), at_once=True),
    Deed(name="deliver", permission=_P.HAND_OUT, when=lies(_M.POSTED), here=False, at_once=True),
    Deed(name="come-back", permission=_P.HAND_OUT, when=lies(_M.POSTED), here=False),
    Deed(name="forward", permission=_P.HAND_OUT, when=lies(_M.AT_OFFICE)),
    Deed(name="seal", permission=_P.HAND_OUT, when=lies(_M.AT_OFFICE, _M.RETURNED), at_once=True),
    Deed(name="notice", permission=_P.HAND_OUT, when=lies(_M.AT_OFFICE, _M.SEALED)),
    Deed(name="receipt", permission=_P.HAND_OUT, when=_signed_for),
    # A branch, a social security desk.
    *ENABLING,
)


def actions(*, card: Card, by: Actor, tongue: Tongue) -> list[Action]:
    """Everything that somebody may do with a card now, the next step first."""
    found = [deed for deed in DEEDS if deed.when(card) and _may(deed, card, by)]
    return [Action(deed.name, tongue.word(f"card_do_{deed.name}"),
                   reverse(f"card-{deed.name}", args=[card.order]), deed.at_once, deed.main)
            for deed in sorted(found, key=lambda deed: not deed.main)]  # fmt: skip


def _may(deed: Deed, card: Card, by: Actor) -> bool:
    if not allowed(actor=by, permission=deed.permission, region=card.region):
        return False
    return not deed.here or acts_at(by=by, office=card.office, region=card.region,
                                    permission=deed.permission)  # fmt: skip
