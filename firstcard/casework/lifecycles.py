"""docs/lifecycles.md, made from the tables: `python -m firstcard.casework.lifecycles`. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

from firstcard.casework import states as cases
from firstcard.casework import words
from firstcard.enrolment import states as enrolments
from firstcard.enrolment import words as enrolment_words
from firstcard.policy.format import Text

_HEAD = """# Lifecycles

Made from the tables in `firstcard/casework/states.py` and `firstcard/enrolment/states.py` by
`python -m firstcard.casework.lifecycles`; a test compares. A change is made in this order:
permission, the line of the table, `UPDATE … WHERE state and version are as read` (one row, or
somebody was faster and is named), the history, the audit trail, the message to the family.
"""
_CLOCKS = {"": "–", "start": "starts", "pause": "stands", "resume": "goes on", "stop": "stops"}


def text() -> str:
    """The whole document."""
    return "\n".join([_HEAD, *_case(), *_remarks(), *_enrolment()]) + "\n"


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
