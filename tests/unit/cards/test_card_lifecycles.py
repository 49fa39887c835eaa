"""The three tables of a card's lifecycle, and the words for them."""

from __future__ import annotations

import pytest

from firstcard.cards import words
from firstcard.cards.states import (
    FUNCTIONS,
    HOLDERS,
    IN_THE_MAKING,
    MAKING,
    PASSWORDS,
    Axis,
    CardAction,
    Function,
    Holder,
    Making,
    Move,
    Password,
    Remark,
)  # fmt: skip
from firstcard.casework.held_words import DONE

TABLES = (MAKING, *FUNCTIONS.values())


def test_everything_has_words_in_both_languages() -> None:
    assert set(words.MAKING) == {each.value for each in Making}
    assert set(words.FUNCTION) == {each.value for each in Function}
    assert set(words.AXES) == {each.value for each in Axis}
    assert set(words.ACTIONS) == {each.value for each in (*CardAction, *Remark)}
    tables = (words.MAKING, words.FUNCTION, words.AXES, words.ACTIONS, words.REFUSED)
    assert all(text.en and text.zh for table in tables for text in table.values())


def test_a_family_reads_in_words_what_was_done_with_the_card() -> None:
    assert {f"card.{each.value}" for each in (*CardAction, *Remark)} <= set(DONE)


@pytest.mark.parametrize("table", TABLES)
def test_an_action_has_one_line_for_each_state(table: tuple[Move, ...]) -> None:
    assert len({(move.action, move.before) for move in table}) == len(table)


def test_a_card_reaches_every_place_and_leaves_all_but_the_last() -> None:
    assert {move.after for move in MAKING} == set(Making)
    left = {move.before for move in MAKING}
    assert set(Making) - left == {Making.COLLECTED, Making.STOPPED}


def test_a_card_can_be_stopped_wherever_nobody_has_it_yet() -> None:
    stopped = {move.before for move in MAKING if move.action is CardAction.STOP}
    assert stopped == set(IN_THE_MAKING) == set(Making) - {Making.COLLECTED, Making.STOPPED}


def test_each_place_has_a_holder_but_a_stopped_card() -> None:
    assert set(HOLDERS) == set(Making)
    assert [place for place, who in HOLDERS.items() if who is Holder.NOBODY] == [Making.STOPPED]


def test_the_two_sides_are_enabled_by_different_permissions_and_end_for_good() -> None:
    assert len({table[0].permission for table in FUNCTIONS.values()}) == 2
    for table in FUNCTIONS.values():
        assert not any(move.before is Function.ENDED for move in table)


def test_only_a_reset_opens_a_locked_password() -> None:
    out = {move.what for move in PASSWORDS if move.before is Password.LOCKED}
    assert out == {Remark.PASSWORD_RESET}
