"""The table of a bill's lifecycle, and the words for it."""

from __future__ import annotations

from firstcard.casework.held_words import DONE
from firstcard.settlement import words
from firstcard.settlement.credentials import KINDS
from firstcard.settlement.states import HELD, MOVES, ClaimAction, ClaimState, Remark


def test_everything_has_words_in_both_languages() -> None:
    assert set(words.STATES) == {each.value for each in ClaimState}
    assert set(words.ACTIONS) == {each.value for each in (*ClaimAction, *Remark)}
    assert set(words.CREDENTIALS) == set(KINDS)
    tables = (words.STATES, words.ACTIONS, words.CREDENTIALS, words.REFUSED)
    assert all(text.en and text.zh for table in tables for text in table.values())


def test_a_family_reads_in_words_what_was_done_with_its_bills() -> None:
    assert {f"bill.{each.value}" for each in (*ClaimAction, *Remark)} <= set(DONE)


def test_an_action_has_one_line_for_each_state_and_one_permission() -> None:
    assert len({(move.action, move.before) for move in MOVES}) == len(MOVES)
    assert all(move.permission or move.family for move in MOVES)
    for action in ClaimAction:
        assert len({move.permission for move in MOVES if move.action is action}) == 1


def test_each_state_is_reached_and_what_is_over_is_not_held() -> None:
    assert {move.after for move in MOVES} == set(ClaimState)
    left = {move.before for move in MOVES}
    over = {ClaimState.REVERSED, ClaimState.REFUSED, ClaimState.WITHDRAWN}
    assert set(ClaimState) - left == over
    assert set(HELD) == left - {None, ClaimState.DRAFT}, "a draft claims no bill"
