"""A card's history equals its states, whatever made it, and an ended card is out of use."""

from __future__ import annotations

import pytest
from card_makers import AT, WAYS, again, card, child
from django.db import IntegrityError, transaction

from firstcard.cards import ending
from firstcard.cards.refusals import Overtaken
from firstcard.cards.states import Axis, Function, Making
from firstcard.core.actors import SERVICE

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("state", [each.value for each in WAYS])
def test_a_card_is_where_its_history_says(state: str) -> None:
    made = again(card(state))
    assert made.making == state
    last = made.events.filter(axis=Axis.MAKING).last()
    assert last is not None
    assert last.after == state


def test_a_person_has_one_card_in_use_and_one_in_the_making() -> None:
    person = child()
    card("collected", person=person)
    card("ordered", person=person)
    for state in ("collected", "ordered"):
        with pytest.raises(IntegrityError), transaction.atomic():
            card(state, person=person)


def test_an_ended_card_works_nowhere_and_ends_once() -> None:
    held = card("collected", works=True)
    stale = again(held)
    ending.end(card=held, reason="cancelled", by=SERVICE, at=AT)
    now = again(held)
    assert (now.social_security, now.bank) == (Function.ENDED, Function.ENDED)
    assert (now.making, now.ended_reason) == (Making.COLLECTED, "cancelled")
    assert ending.in_use(person=held.person_id) is None
    with pytest.raises(Overtaken):
        ending.end(card=stale, reason="replaced", by=SERVICE, at=AT)
