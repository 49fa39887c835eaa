"""What the operations on cards refuse, and why."""

from __future__ import annotations

from firstcard.cards.models import Card, CardEvent
from firstcard.cards.states import CardAction
from firstcard.cards.words import ACTIONS, MAKING, NOT_NOW, OVERTAKEN, REFUSED
from firstcard.core.refusals import Conflict, Invalid, NotAllowed, NotFound
from firstcard.policy.format import Text


class NotNow(Conflict):
    """The table has no such move from where the card is."""

    code = "not-now"


class Overtaken(Conflict):
    """Somebody else was first."""

    code = "overtaken"


class NotTheirs(NotAllowed):
    """Whoever stands there may not act for the owner of the card."""

    code = "not-theirs"


def not_theirs(why: str) -> NotTheirs:
    """Why somebody may not act for the owner of a card."""
    return NotTheirs(REFUSED[why])


def not_found() -> NotFound:
    """There is no such card, or not for whoever asks."""
    return NotFound(REFUSED["no-card"])


def not_now(why: str) -> NotNow:
    """What stands in the way."""
    return NotNow(REFUSED[why])


def invalid(why: str, *, field: str) -> Invalid:
    """What is wrong with what was sent."""
    return Invalid(REFUSED[why], fields={field: REFUSED[why]})


def no_such_move(*, card: Card, action: CardAction) -> NotNow:
    """Where the card is, and what cannot be done with it there."""
    state, what = MAKING[card.making], ACTIONS[action.value]
    return NotNow(Text(NOT_NOW.en.format(what=what.en, state=state.en),
                       NOT_NOW.zh.format(what=what.zh, state=state.zh)))  # fmt: skip


def overtaken(card: Card) -> Overtaken:
    """Who did what meanwhile."""
    last = CardEvent.objects.filter(card=card.pk).order_by("-pk").first()
    assert last is not None, "every card has a history"
    what, who = ACTIONS[last.action], last.name or last.role
    return Overtaken(Text(OVERTAKEN.en.format(what=what.en, who=who),
                          OVERTAKEN.zh.format(what=what.zh, who=who)))  # fmt: skip
