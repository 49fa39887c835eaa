"""The whole way of a case as a line from top to bottom: done, now, next; and all that happened."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from firstcard.cards.models import Card
from firstcard.cards.queries import where
from firstcard.cards.states import Making
from firstcard.casework.models import Case, CaseEvent
from firstcard.casework.states import CaseState
from firstcard.casework.words import ACTIONS
from firstcard.family.words import WORDS, word
from firstcard.guidance.today import CHINA
from firstcard.guidance.words import Lang, capital, say
from firstcard.policy.clock_words import day_words

State = Literal["done", "now", "next", "late", "ended"]
_ENDED = (CaseState.REFUSED, CaseState.WITHDRAWN)
# How far a state is along fill, hand in, examine, decide.
_PLACE = {CaseState.DRAFT: 0, CaseState.SUBMITTED: 2, CaseState.RETURNED: 2, CaseState.ACCEPTED: 3,
          CaseState.APPROVED: 4, CaseState.REFUSED: 3}  # fmt: skip
_STOPS = ("way_fill", "way_hand_in", "way_examine", "way_decide")
_REACHED = {"way_fill": ("start",), "way_hand_in": ("submit",), "way_examine": ("accept",),
            "way_decide": ("approve", "refuse")}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop of the way. `said`: its state in words, for who does not see the picture."""

    name: str
    state: State
    said: str
    day: str = ""


@dataclass(frozen=True, slots=True)
class Happened:
    """One event in plain words."""

    what: str
    when: str
    who: str


def moment(at: datetime, lang: Lang) -> str:
    """A day and a time in China."""
    here = at.astimezone(CHINA)
    return f"{day_words(here.date(), lang)} {here:%H:%M}"


class Way:
    """The way of one case in one language."""

    def __init__(self, *, case: Case, events: Sequence[CaseEvent], on: date, lang: Lang,
                 card: Card | None = None) -> None:  # fmt: skip
        self.card = card
        self.case, self.events, self.on, self.lang = case, events, on, lang
        self.state = CaseState(case.state)

    def stops(self) -> list[Stop]:
        """From filling in to what follows an approval."""
        return [*self._of_the_case(), *self._after()]

    def _of_the_case(self) -> Iterator[Stop]:
        reached = self._reached()
        for number, name in enumerate(_STOPS):
            if name == "way_examine" and self.state is CaseState.RETURNED:
                yield self._stop("way_mend", "now")
                yield self._stop(name, "next")
            else:
                yield self._stop(name, self._state(number, reached), self._day(name))

    def _reached(self) -> int:
        if self.state is CaseState.WITHDRAWN:
            before = [event.before for event in self.events if event.action == "withdraw"]
            return _PLACE[CaseState(before[-1])] if before else 0
        return _PLACE[self.state]

    def _state(self, number: int, reached: int) -> State:
        if number < reached:
            return "done"
        if number > reached:
            return "next"
        if self.state in _ENDED:
            return "ended"
        late = self.case.due_on is not None and self.case.due_on < self.on
        return "late" if late else "now"

    def _day(self, name: str) -> str:
        """The day on which a stop was reached the last time."""
        days = [event.at for event in self.events if event.action in _REACHED[name]]
        return day_words(days[-1].astimezone(CHINA).date(), self.lang) if days else ""

    def _after(self) -> Iterator[Stop]:
        if self.state in _ENDED:
            return
        state: State = "now" if self.state is CaseState.APPROVED else "next"
        if self.case.wants_enrolment:
            yield self._stop("way_insured", state)
        if self.case.wants_card:
            yield self._of_the_card() if self.card else self._stop("way_card", state)

    def _of_the_card(self) -> Stop:
        """Where the card is, once it is ordered."""
        assert self.card is not None
        found = where(card=self.card, on=self.on)
        states: dict[Making, State] = {Making.COLLECTED: "done", Making.STOPPED: "ended"}
        state = "late" if found.late else states.get(found.state, "now")
        name = word("way_card_is", self.lang, state=say(found.text, self.lang))
        day = day_words(found.since.astimezone(CHINA).date(), self.lang)
        return Stop(name, state, word(f"state_{state}", self.lang), day)

    def _stop(self, name: str, state: State, day: str = "") -> Stop:
        return Stop(word(name, self.lang), state, word(f"state_{state}", self.lang), day)

    def happened(self, *, own: int | None) -> list[Happened]:
        """Every event, the newest first. `own`: the account that asks, which is "you"."""
        return [self._happened(event, own) for event in reversed(self.events)]

    def _happened(self, event: CaseEvent, own: int | None) -> Happened:
        what = capital(say(ACTIONS[event.action], self.lang))
        return Happened(what, moment(event.at, self.lang), self._who(event, own))

    def _who(self, event: CaseEvent, own: int | None) -> str:
        if event.account_id is not None and event.account_id == own:
            return word("by_you", self.lang)
        if event.role == "service":
            return word("by_service", self.lang)
        name = event.name or role_words(event.role, self.lang)
        if event.office is None or event.role == "parent":
            return name
        office = event.office.name_en if self.lang == "en" else event.office.name_zh
        return word("by_office", self.lang, name=name, office=office)


def role_words(role: str, lang: Lang) -> str:
    """How a family is told who somebody was, where no name is shown."""
    return word(f"who_{role}" if f"who_{role}" in WORDS else "who_other", lang)
