"""One thing that can be done with a card: how each desk adds its own to the list of `actions`."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from firstcard.cards.models import Card
from firstcard.cards.states import Making
from firstcard.people.permissions import Permission


@dataclass(frozen=True, slots=True, kw_only=True)
class Deed:
    """One thing that can be done with a card.

    `name`: its words are `card_do_<name>`, its address is called `card-<name>` and takes the order.
    `when`: whether the card is such that it can be done. `here`: only at the card's own office.
    `at_once`: a button on the card's page that posts there, else a page of its own. `main`: the
    next step, which stands first and is set apart.
    """

    name: str
    permission: Permission
    when: Callable[[Card], bool]
    here: bool = True
    at_once: bool = False
    main: bool = False


def lies(*states: Making) -> Callable[[Card], bool]:
    """Whether a card is in one of these states."""
    return lambda card: card.making in states
