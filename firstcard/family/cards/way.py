"""The way of a card from top to bottom, done, now and next; and all that happened to it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import date

from firstcard.cards import waiting
from firstcard.cards.models import Card, CardEvent
from firstcard.cards.states import Axis, Function, Making
from firstcard.cards.words import ACTIONS, AXES
from firstcard.family.cards.saying import Saying
from firstcard.family.presenters.way import Happened, State, Stop, moment, role_words
from firstcard.guidance.words import capital

_M = Making
# The stops of each way of delivery, with the states in which somebody is at work on it.
_MADE: tuple[tuple[str, tuple[Making, ...]], ...] = (
    ("ordered", ()), ("sent", (_M.ORDERED,)),
    ("made", (_M.SENT, _M.STARTED, _M.FAILED)))  # fmt: skip
_WAYS = {
    "office": (*_MADE, ("dispatched", (_M.MADE, _M.DISPATCHED)),
               ("collected", (_M.AT_OFFICE, _M.SEALED, _M.RETURNED))),
    "post": (*_MADE, ("posted", (_M.MADE,)),
             ("delivered", (_M.POSTED, _M.RETURNED, _M.AT_OFFICE, _M.SEALED))),
    "bank": (("ordered", ()), ("branch", (_M.ORDERED, _M.AT_OFFICE, _M.SEALED))),
}  # fmt: skip
# What a stop is called where things went another way.
_OTHERWISE = {_M.FAILED: "anew", _M.SEALED: "sealed", _M.RETURNED: "back",
              _M.AT_OFFICE: "collected"}  # fmt: skip
# The actions by which a stop is done.
_DONE_BY = {"ordered": ("order",), "sent": ("send",), "made": ("make",),
            "dispatched": ("dispatch", "forward", "arrive"), "posted": ("post", "post-again"),
            "collected": ("collect",), "delivered": ("deliver", "collect"),
            "branch": ("collect",)}  # fmt: skip
_SIDES = (("ss", Axis.SOCIAL_SECURITY), ("bank", Axis.BANK))


class Way:
    """The way of one card in one language."""

    def __init__(self, *, card: Card, events: Sequence[CardEvent], on: date,
                 saying: Saying) -> None:  # fmt: skip
        self.card, self.events, self.on, self.saying = card, events, on, saying
        self.state = Making(card.making)
        self.stages = _WAYS["bank" if self._printed() else "post" if self._posted() else "office"]

    def _printed(self) -> bool:
        """Whether a branch prints it, or did; one that a centre made goes the way of the others."""
        return waiting.printed_on_coming(self.card) or any(e.action == "print" for e in self.events)

    def _posted(self) -> bool:
        return self.card.delivery == "post" or any(e.action == "post" for e in self.events)

    def stops(self) -> list[Stop]:
        """From the order to a card that works."""
        if self.state is Making.STOPPED:
            return [*self._before_the_stop()]
        reached = self._reached()
        stops = [self._stop(number, name, reached) for number, (name, _) in enumerate(self.stages)]
        return [*stops, *self._sides()]

    def _reached(self) -> int:
        """The stop at which the card is."""
        for number, (_, states) in enumerate(self.stages):
            if self.state in states:
                return number
        return len(self.stages) if self.state is Making.COLLECTED else 0

    def _stop(self, number: int, name: str, reached: int) -> Stop:
        if number < reached:
            return self._said(f"card_stop_{name}", "done", self._day(name))
        if number > reached:
            return self._said(f"card_stop_{name}", "next", self._promised(name))
        late = self._late() and name in ("sent", "made")
        shown = _OTHERWISE.get(self.state, name)
        return self._said(f"card_stop_{shown}", "late" if late else "now", self._promised(name))

    def _said(self, words: str, state: State, day: str = "") -> Stop:
        word = self.saying.word
        return Stop(word(words), state, word(f"state_{state}"), day)

    def _late(self) -> bool:
        due = self.card.due_on
        return due is not None and self.card.stopped_on is None and due < self.on and (
            not waiting.printed_on_coming(self.card))  # fmt: skip

    def _promised(self, name: str) -> str:
        due = self.card.due_on
        if name != "made" or due is None or self._late():
            return ""
        return self.saying.word("card_stop_made_by", day=self.saying.day(due))

    def _day(self, name: str) -> str:
        """The day on which a stop was done the last time."""
        days = [e.at for e in self.events if e.action in _DONE_BY[name]]
        return self.saying.day(days[-1]) if days else ""

    def _before_the_stop(self) -> Iterator[Stop]:
        for name, _ in self.stages:
            if day := self._day(name):
                yield self._said(f"card_stop_{name}", "done", day)
        stop = self.events[-1].at if self.events else self.card.ordered_at
        yield self._said("card_stop_stopped", "ended", self.saying.day(stop))

    def _sides(self) -> Iterator[Stop]:
        """Both functions, which are enabled apart; a card out of use has no next."""
        if self.card.ended_on is not None:
            return
        for name, axis in _SIDES:
            value = self.card.social_security if name == "ss" else self.card.bank
            state: State = "next"
            if value == Function.ON:
                state = "done"
            elif self.state is Making.COLLECTED and name == "ss":
                state = "now"
            days = [e.at for e in self.events if e.axis == axis.value and e.action == "enable"]
            day = self.saying.day(days[-1]) if days and state == "done" else ""
            yield self._said(f"card_stop_{name}", state, day)

    def happened(self, *, own: int | None) -> list[Happened]:
        """Every event, the newest first. `own`: the account that asks, which is "you"."""
        return [Happened(self._what(e), moment(e.at, self.saying.lang), self._who(e, own))
                for e in reversed(self.events)]  # fmt: skip

    def _what(self, event: CardEvent) -> str:
        what = self.saying.text(ACTIONS[event.action])
        if event.axis == Axis.MAKING.value:
            return capital(what)
        return self.saying.word("card_history_side", side=self.saying.text(AXES[event.axis]),
                                what=what)  # fmt: skip

    def _who(self, event: CardEvent, own: int | None) -> str:
        if event.account_id is not None and event.account_id == own:
            return self.saying.word("by_you")
        return role_words(event.role, self.saying.lang)
