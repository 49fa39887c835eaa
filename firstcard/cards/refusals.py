"""What the operations on cards refuse, and why."""

from __future__ import annotations

from datetime import date

from firstcard.cards.models import Card, CardEvent
from firstcard.cards.states import Axis, CardAction
from firstcard.cards.words import (
    ACTIONS,
    AXES,
    FUNCTION,
    MAKING,
    NOT_NOW,
    NOT_NOW_SIDE,
    OVERTAKEN,
    REFUSED,
)
from firstcard.core.refusals import Conflict, Invalid, NotAllowed, NotFound
from firstcard.enrolment.words import day_text
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


def not_found(what: str = "no-card") -> NotFound:
    """There is no such card or credential, or not for whoever asks."""
    return NotFound(REFUSED[what])


def too_many_held(most: int) -> NotNow:
    """Somebody's app is full of relatives' cards."""
    return NotNow(filled(REFUSED["too-many-held"], most=str(most)))


def still_valid(begins: date) -> NotNow:
    """From when a card can be renewed."""
    return NotNow(filled(REFUSED["still-valid"], day=day_text(begins)))


def filled(text: Text, **gaps: str | Text) -> Text:
    """A text with its gaps."""
    en = {name: gap.en if isinstance(gap, Text) else gap for name, gap in gaps.items()}
    zh = {name: gap.zh if isinstance(gap, Text) else gap for name, gap in gaps.items()}
    return Text(text.en.format(**en), text.zh.format(**zh))


def not_now(why: str) -> NotNow:
    """What stands in the way."""
    return NotNow(REFUSED[why])


def invalid(why: str, *, field: str) -> Invalid:
    """What is wrong with what was sent."""
    return Invalid(REFUSED[why], fields={field: REFUSED[why]})


def no_such_move(*, card: Card, action: CardAction, axis: Axis) -> NotNow:
    """Where the card is on an axis, and what cannot be done with it there."""
    if axis is Axis.MAKING:
        return NotNow(filled(NOT_NOW, what=ACTIONS[action.value], state=MAKING[card.making]))
    state = card.social_security if axis is Axis.SOCIAL_SECURITY else card.bank
    return NotNow(filled(NOT_NOW_SIDE, what=ACTIONS[action.value], side=AXES[axis.value],
                         state=FUNCTION[state]))  # fmt: skip


def overtaken(card: Card) -> Overtaken:
    """Who did what meanwhile."""
    last = CardEvent.objects.filter(card=card.pk).order_by("-pk").first()
    assert last is not None, "every card has a history"
    what, who = ACTIONS[last.action], last.name or last.role
    return Overtaken(Text(OVERTAKEN.en.format(what=what.en, who=who),
                          OVERTAKEN.zh.format(what=what.zh, who=who)))  # fmt: skip
