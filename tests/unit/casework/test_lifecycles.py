"""The table of a case's lifecycle, the words for it, and the document made from it."""

from __future__ import annotations

from pathlib import Path

from firstcard.casework import lifecycles, words
from firstcard.casework.states import HOLDERS, MOVES, OPEN, CaseAction, CaseState, Remark

ROOT = Path(__file__).resolve().parents[3]


def test_the_document_is_what_the_tables_say() -> None:
    assert (ROOT / "docs" / "lifecycles.md").read_text(encoding="utf-8") == lifecycles.text()


def test_each_state_and_action_has_words_in_both_languages() -> None:
    assert set(words.STATES) == {state.value for state in CaseState}
    assert set(words.ACTIONS) == {each.value for each in (*CaseAction, *Remark)}
    assert all(text.en and text.zh for text in (*words.STATES.values(), *words.ACTIONS.values()))


def test_an_action_has_one_line_for_each_state() -> None:
    assert len({(move.action, move.before) for move in MOVES}) == len(MOVES)


def test_each_state_is_reached_and_each_open_one_can_be_left() -> None:
    assert {move.after for move in MOVES} == set(CaseState)
    for state in CaseState:
        leaving = [move for move in MOVES if move.before is state and move.after is not state]
        assert bool(leaving) == (state in OPEN), state


def test_a_family_can_leave_whatever_is_open() -> None:
    for state in OPEN:
        assert any(move.before is state and move.family for move in MOVES), state


def test_each_waiting_state_says_who_holds_it() -> None:
    assert set(HOLDERS) == set(CaseState)


def test_one_permission_for_one_action() -> None:
    for action in CaseAction:
        lines = [move for move in MOVES if move.action is action]
        assert len({(move.permission, move.family) for move in lines}) == 1, action
