"""How a case stands, in words: who holds it, since when, until when, and how that is counted."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from firstcard.casework import clocks
from firstcard.casework.clocks import PAUSED, Due
from firstcard.casework.models import Case, CaseClock, CaseEvent
from firstcard.casework.states import HOLDERS, CaseState, Who
from firstcard.family.words import word
from firstcard.guidance.presenters.speech import BasisView, Speaker, names_of
from firstcard.guidance.today import CHINA
from firstcard.guidance.words import Lang, capital
from firstcard.policy.book import RuleBook
from firstcard.policy.clock_words import day_words, describe_line, span_words
from firstcard.policy.clocks import DayLine


@dataclass(frozen=True, slots=True)
class Count:
    """How the promised day came about."""

    rule: str
    lines: list[str]
    basis: list[BasisView]


@dataclass(frozen=True, slots=True)
class Standing:
    """What a family sees first: lateness before anything else."""

    late: str
    now: str
    since: str
    holder: str
    promise: list[str]
    count: Count | None


class Teller:
    """Says how one case stands on a day."""

    def __init__(self, *, case: Case, events: Sequence[CaseEvent], book: RuleBook, on: date,
                 lang: Lang) -> None:  # fmt: skip
        self.case, self.events, self.book, self.on, self.lang = case, events, book, on, lang

    def standing(self) -> Standing:
        """The box at the head of the page."""
        state = CaseState(self.case.state)
        due = self._due()
        return Standing(
            late=self._late(), now=self._word(f"now_{state.value}", office=self.office()),
            since=self._word("now_since", day=self._day(self._since())),
            holder=self._holder(state), promise=self._promise(state, due),
            count=self._count(due) if due and HOLDERS[state] is not Who.NOBODY else None,
        )  # fmt: skip

    def office(self) -> str:
        """The office that has it."""
        if self.case.office is None:
            return ""
        name = self.case.office.name_en if self.lang == "en" else self.case.office.name_zh
        return capital(name)

    def _word(self, name: str, **values: object) -> str:
        return word(name, self.lang, **values)

    def _day(self, day: date) -> str:
        return day_words(day, self.lang)

    def _since(self) -> date:
        """Since when it is in its state."""
        moved = [event for event in self.events if event.before != event.after]
        at: datetime = moved[-1].at if moved else self.case.created_at
        return at.astimezone(CHINA).date()

    def _late(self) -> str:
        day = self.case.due_on
        if HOLDERS[CaseState(self.case.state)] is not Who.OFFICE or day is None or day >= self.on:
            return ""
        return self._word("now_late", day=self._day(day))

    def _holder(self, state: CaseState) -> str:
        holder = HOLDERS[state]
        if holder is Who.NOBODY:
            return ""
        who = self._word("holder_family") if holder is Who.FAMILY else self.office()
        return self._word("now_holder", who=who)

    def _due(self) -> Due | None:
        clock = CaseClock.objects.filter(case=self.case).first()
        if clock is None:
            return None
        return clocks.due(clock=clock, book=self.book, region=self.case.region, on=self.on)

    def _promise(self, state: CaseState, due: Due | None) -> list[str]:
        if state is CaseState.DRAFT or HOLDERS[state] is Who.NOBODY:
            return []
        if due is None:
            return [self._word("now_no_limit")]
        unit = "now_left" if due.length.working_days is not None else "now_left_days"
        if due.date is None:
            left = span_words(type(due.length)(**{due.length.unit: due.left}), self.lang)
            return [self._word("now_paused", n=left)]
        lines = [self._word("now_due", day=self._day(due.date))]
        if due.date >= self.on and not due.length.whole_months:
            lines.append(self._word(unit, n=due.left))
        return [*lines, self._word("done_provisional")] if due.provisional else lines

    def _count(self, due: Due) -> Count:
        speaker = Speaker(self.lang, names_of(self.book))
        return Count(self._word("counted_rule", length=span_words(due.length, self.lang)),
                     [self._line(line) for line in due.lines],
                     [speaker.basis(each) for each in due.basis])  # fmt: skip

    def _line(self, line: DayLine) -> str:
        if line.reason == PAUSED:
            return self._word("counted_paused", day=self._day(line.date))
        return describe_line(line, self.lang)
