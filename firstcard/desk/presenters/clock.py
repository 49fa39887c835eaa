"""The clock of a case in words: until when, and how that was counted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from firstcard.casework import clocks
from firstcard.casework.models import Case
from firstcard.casework.states import CaseState
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.presenters.worklist import light_of
from firstcard.policy.clock_words import LINES, day_words, describe_line, span_words
from firstcard.policy.clocks import DayLine, Span


@dataclass(frozen=True, slots=True)
class ClockView:
    """What is said of the promise."""

    light: str
    light_said: str
    said: str
    unsure: str
    length: str
    basis: list[str]
    lines: list[str]


def clock_view(case: Case, tongue: Tongue, on: date) -> ClockView:
    """The clock of a case as it stands on a day."""
    light = light_of(case, clocks.light(case=case, on=on, book=tongue.book))
    said = tongue.word(f"light_{light}")
    clock = getattr(case, "clock", None)
    if clock is None:
        return ClockView(light, said, tongue.word("clock_none"), "", "", [], [])
    due = clocks.due(clock=clock, book=tongue.book, region=case.region, on=on)
    length = tongue.word("clock_length", length=span_words(due.length, tongue.lang),
                         day=tongue.day(clock.started_on))  # fmt: skip
    return ClockView(
        light, said, _said(case, due, tongue, on), tongue.word("clock_unsure") if due.provisional
        else "", length, [tongue.basis(each) for each in due.basis],
        [_line(each, tongue) for each in due.lines])  # fmt: skip


def _said(case: Case, due: clocks.Due, tongue: Tongue, on: date) -> str:
    if case.decided_at is not None:
        return tongue.word("clock_over", at=tongue.moment(case.decided_at))
    if due.date is not None:
        name = "clock_was" if due.date < on else "clock_due"
        return tongue.word(name, day=tongue.day(due.date))
    if case.state == CaseState.RETURNED:
        left = Span(**{due.length.unit: max(0, due.left)})
        return tongue.word("clock_stands", left=span_words(left, tongue.lang))
    return ""


def _line(line: DayLine, tongue: Tongue) -> str:
    if line.reason in LINES:
        return describe_line(line, tongue.lang)
    day, why = day_words(line.date, tongue.lang), tongue.word("clock_paused")
    return f"{day}: {why}" if tongue.lang == "en" else f"{day}：{why}"
