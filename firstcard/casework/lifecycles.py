"""docs/lifecycles.md, made from the tables: `python -m firstcard.casework.lifecycles`. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

from firstcard.cards import states as cards
from firstcard.cards import words as card_words
from firstcard.casework import states as cases
from firstcard.casework import words
from firstcard.enrolment import states as enrolments
from firstcard.enrolment import words as enrolment_words
from firstcard.policy.format import Text
from firstcard.settlement import states as bills
from firstcard.settlement import words as bill_words

_HEAD = """# Lifecycles

Made from the tables in `firstcard/casework/states.py`, `firstcard/enrolment/states.py`,
`firstcard/cards/states.py` and `firstcard/settlement/states.py` by
`python -m firstcard.casework.lifecycles`; a test compares. A change is made in this order:
permission, the line of the table, `UPDATE … WHERE state and version are as read` (one row, or
somebody was faster and is named), the history, the audit trail, the message to the family.
"""
_CLOCKS = {"": "–", "start": "starts", "pause": "stands", "resume": "goes on", "stop": "stops"}


def text() -> str:
    """The whole document."""
    return "\n".join([_HEAD, *_case(), *_remarks(), *_enrolment(), *_card(), *_bill()]) + "\n"


def _case() -> Iterator[str]:
    yield "## An application\n"
    yield "While it waits, somebody holds it; until when, its clock says.\n"
    yield from _table(("State", "中文", "Who holds it"), (
        (f"`{state}`: {_words(words.STATES, state).en}", _words(words.STATES, state).zh,
         cases.HOLDERS[state].value or "nobody: closed") for state in cases.CaseState))  # fmt: skip
    yield from _table(("Action", "中文", "From", "To", "Who", "Clock", "Basis"), (
        (f"`{m.action}`", _words(words.ACTIONS, m.action).zh, _state(m.before), _state(m.after),
         _who(m), _CLOCKS[m.clock.value], m.basis or "–") for m in cases.MOVES))  # fmt: skip
    yield from _diagram((m.action, m.before, m.after) for m in cases.MOVES)


def _remarks() -> Iterator[str]:
    yield "Written into the history without a change of state:\n"
    yield from _table(("Remark", "What it says", "中文"), (
        (f"`{r}`", _words(words.ACTIONS, r).en, _words(words.ACTIONS, r).zh)
        for r in cases.Remark))  # fmt: skip


def _enrolment() -> Iterator[str]:
    yield "## An enrolment\n"
    yield ("What it is, is not stored: it is read from the days of the enrolment and its bills, "
           "and so is right on every day without a job.\n")  # fmt: skip
    moves = enrolments.MOVES
    yield from _table(("State", "中文"), (
        (f"`{state}`: {text.en}", text.zh)
        for state, text in enrolment_words.STATES.items()))  # fmt: skip
    yield from _table(("Action", "What it is", "中文", "From", "To", "Who"), (
        (f"`{m.action}`", enrolment_words.ACTIONS[m.action].en,
         enrolment_words.ACTIONS[m.action].zh, _state(m.before), _state(m.after),
         "nobody: the day comes" if m.by_time else "staff, or the service")
        for m in moves))  # fmt: skip
    yield from _diagram((m.action, m.before, m.after) for m in moves)


def _card() -> Iterator[str]:
    yield "## A card\n"
    yield ("Three lifecycles run side by side: where the card is, whether its social security side "
           "works, and whether its bank side does. A person has at most one card in use and one in "
           "the making.\n")  # fmt: skip
    yield "### Where it is\n"
    yield from _table(("State", "中文", "Who holds it"), (
        (f"`{state}`: {_words(card_words.MAKING, state).en}", _words(card_words.MAKING, state).zh,
         cards.HOLDERS[state].value or "nobody: it is not handed out")
        for state in cards.Making))  # fmt: skip
    yield from _card_moves(cards.MAKING)
    for axis, moves in cards.FUNCTIONS.items():
        yield f"### {_words(card_words.AXES, axis).en} ({_words(card_words.AXES, axis).zh})\n"
        yield from _table(("State", "中文"), (
            (f"`{state}`: {_words(card_words.FUNCTION, state).en}",
             _words(card_words.FUNCTION, state).zh) for state in cards.Function))  # fmt: skip
        yield from _card_moves(moves)
    yield from _passwords()
    yield "Written into the history without a change of these states:\n"
    yield from _table(("Remark", "What it says", "中文"), (
        (f"`{r}`", _words(card_words.ACTIONS, r).en, _words(card_words.ACTIONS, r).zh)
        for r in cards.Remark))  # fmt: skip


def _card_moves(moves: Sequence[cards.Move]) -> Iterator[str]:
    yield from _table(("Action", "中文", "From", "To", "Who", "Clock", "Basis"), (
        (f"`{m.action}`", _words(card_words.ACTIONS, m.action).zh, _state(m.before),
         _state(m.after), _card_who(m), _CLOCKS[m.clock.value], m.basis or "–")
        for m in moves))  # fmt: skip
    yield from _diagram((m.action, m.before, m.after) for m in moves)


def _passwords() -> Iterator[str]:
    yield "### The password of a side\n"
    yield ("It is read from the history; each side has its own. The service knows that one was "
           "set, changed, reset or locked, never what it is.\n")  # fmt: skip
    yield from _table(("Event", "中文", "From", "To"), (
        (f"`{m.what}`", _words(card_words.ACTIONS, m.what).zh, _state(m.before), _state(m.after))
        for m in cards.PASSWORDS))  # fmt: skip


def _bill() -> Iterator[str]:
    yield "## A bill\n"
    yield ("At the counter it is settled at once. One that is handed in afterwards waits for the "
           "agency until its clock ends; while the family completes it, the clock stands. What a "
           "family puts together online is a draft that no office sees.\n")  # fmt: skip
    yield from _table(("State", "中文"), (
        (f"`{state}`: {_words(bill_words.STATES, state).en}", _words(bill_words.STATES, state).zh)
        for state in bills.ClaimState))  # fmt: skip
    yield from _table(("Action", "中文", "From", "To", "Who", "Basis"), (
        (f"`{m.action}`", _words(bill_words.ACTIONS, m.action).zh, _state(m.before),
         _state(m.after), _bill_who(m), m.basis or "–")
        for m in bills.MOVES))  # fmt: skip
    yield from _diagram((m.action, m.before, m.after) for m in bills.MOVES)
    yield "Written into the history without a change of state:\n"
    yield from _table(("Remark", "What it says", "中文"), (
        (f"`{r}`", _words(bill_words.ACTIONS, r).en, _words(bill_words.ACTIONS, r).zh)
        for r in bills.Remark))  # fmt: skip


def _bill_who(move: bills.Move) -> str:
    staff = f"staff with `{move.permission}`" if move.permission else ""
    return " or ".join(filter(None, ("the family" if move.family else "", staff)))


def _card_who(move: cards.Move) -> str:
    staff = f"staff with `{move.permission}`" if move.permission else "following a decision"
    return f"the family or {staff}" if move.family else staff


def _words(table: dict[str, Text], name: str) -> Text:
    return table[str(name)]


def _state(state: str | None) -> str:
    return "nothing" if state is None else f"`{state}`"


def _who(move: cases.Move) -> str:
    staff = f"staff with `{move.permission}`" if move.permission else ""
    return " or ".join(filter(None, ("the family" if move.family else "", staff)))


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> Iterator[str]:
    for row in (head, ("---",) * len(head), *rows):
        yield f"| {' | '.join(row)} |"
    yield ""


def _diagram(moves: Iterable[tuple[str, str | None, str]]) -> Iterator[str]:
    yield "```mermaid"
    yield "stateDiagram-v2"
    for action, before, after in moves:
        yield f"    {before or '[*]'} --> {after}: {action}"
    yield "```"
    yield ""


if __name__ == "__main__":
    Path("docs/lifecycles.md").write_text(text(), encoding="utf-8")
