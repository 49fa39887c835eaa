"""Where a card is, as its family is told it: lateness first, then who has it and until when."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date

from firstcard.cards import waiting
from firstcard.cards.handing_words import BACK
from firstcard.cards.models import Card, CardEvent
from firstcard.cards.queries import Whereabouts
from firstcard.cards.states import CardAction, Function, Holder, Making, Remark
from firstcard.family.cards.saying import Saying
from firstcard.guidance.words import capital

_REASONS = ("death", "loss", "withdrawn", "moved", "replaced", "expired")
_WITH = {Holder.CENTRE: "card_with_centre", Holder.OFFICE: "card_with_office",
         Holder.FAMILY: "card_with_you"}  # fmt: skip
# Where a few words say more than the state alone.
_SHORT = {"branch": "branch", "collected": "held", "works": "works", "ended": "ended"}
_MAKING = (Making.ORDERED, Making.SENT, Making.STARTED, Making.FAILED)


@dataclass(frozen=True, slots=True)
class Head:
    """The box at the head of a card's page. `late`: nothing where it is not.

    `tracking`: the number of a parcel that is on its way.
    """

    late: list[str]
    now: str
    lines: list[str]
    promise: list[str]
    tracking: str


class Teller:
    """Says how one card stands on a day."""

    def __init__(self, *, card: Card, where: Whereabouts, events: Sequence[CardEvent], on: date,
                 saying: Saying) -> None:  # fmt: skip
        self.card, self.where, self.events = card, where, events
        self.on, self.saying = on, saying

    def head(self) -> Head:
        """The whole box."""
        return Head(late=list(self._late()), now=self.now(), lines=list(self._lines()),
                    promise=list(self._promise()), tracking=self.where.tracking)  # fmt: skip

    def now(self) -> str:
        """What is happening, in one sentence."""
        return self.saying.word(f"card_now_{self._now()}", office=self._office())

    def short(self) -> str:
        """The same in a few words."""
        now = self._now()
        if now in _SHORT:
            return capital(self.saying.word(f"card_short_{_SHORT[now]}"))
        return capital(self.saying.text(self.where.text))

    def _now(self) -> str:
        if self.card.ended_on is not None:
            return "ended"
        if self.where.state is Making.COLLECTED:
            return "works" if self.card.social_security == Function.ON else "collected"
        return "branch" if waiting.printed_on_coming(self.card) else self.where.state.value

    def _office(self) -> str:
        return self.saying.office(self.card.office)

    def _lines(self) -> Iterator[str]:
        yield self.saying.word("now_since", day=self.saying.day(self._since()))
        yield from self._with()
        yield from self._because()
        if self.where.state is Making.COLLECTED and self.card.ended_on is None:
            yield self._valid()

    def _since(self) -> date:
        return self.card.ended_on or waiting.day(self.where.since)

    def _with(self) -> Iterator[str]:
        """Who has it; of a card that is over nobody is named."""
        state, holder = self.where.state, self.where.holder
        if holder is Holder.NOBODY or self.card.ended_on is not None:
            return
        if waiting.printed_on_coming(self.card):
            yield self.saying.word("card_waits_for_you")
        elif holder is Holder.ON_THE_WAY:
            name = "card_with_post" if state is Making.POSTED else "card_with_carrier"
            yield self.saying.word(name)
        else:
            office = self.saying.office(self.where.office)
            yield self.saying.word(_WITH[holder], office=office)

    def _because(self) -> Iterator[str]:
        """Why it came back, was stopped or is over; that it is made anew."""
        if self.where.state is Making.RETURNED:
            yield from self._back()
        elif self.where.state is Making.STOPPED:
            yield self._reason(self._stopped())
        elif self.card.ended_on is not None:
            yield self._reason(self.card.ended_reason)
        elif self.card.place_from < self.card.ordered_at and self.where.due_on is not None:
            yield self.saying.word("card_why_anew")

    def _back(self) -> Iterator[str]:
        back = self._last(CardAction.COME_BACK)
        why = back.detail.get("why", "") if back else ""
        if why in BACK:
            yield self.saying.word("card_back_why", why=self.saying.text(BACK[why]))
        chosen = self._last(Remark.CHOOSE)
        if back and chosen and chosen.pk > back.pk:
            yield self.saying.word("card_back_chosen", office=self._office())

    def _stopped(self) -> str:
        if self._last(CardAction.REJECT) is not None:
            return "wrong"
        stop = self._last(CardAction.STOP)
        return str(stop.detail.get("reason", "")) if stop else ""

    def _reason(self, reason: str) -> str:
        known = reason in (*_REASONS, "wrong")
        until = self.card.valid_until
        if reason == "expired" and until is None:
            known = False
        day = self.saying.day(until) if until is not None else ""
        return self.saying.word(f"card_reason_{reason if known else 'other'}", day=day)

    def _last(self, action: CardAction | Remark) -> CardEvent | None:
        return next((e for e in reversed(self.events) if e.action == action.value), None)

    def _valid(self) -> str:
        if self.card.valid_until is None:
            return self.saying.word("card_valid_unknown")
        return self.saying.word("card_valid", day=self.saying.day(self.card.valid_until))

    def _late(self) -> Iterator[str]:
        """That it is late, why as far as is known, and what is done about it."""
        if not self.where.late or self.where.due_on is None:
            return
        yield self.saying.word("card_late", day=self.saying.day(self.where.due_on))
        yield self._why()
        told = self.card.escalated_at is not None
        yield self.saying.word("card_late_told" if told else "card_late_do")

    def _why(self) -> str:
        failed = self._last(CardAction.FAIL)
        if failed is not None and self.where.state is not Making.MADE:
            return self.saying.word("card_why_failed", day=self.saying.day(failed.at))
        sent = self._last(CardAction.SEND)
        if sent is None:
            return self.saying.word("card_why_ordered")
        return self.saying.word("card_why_sent", day=self.saying.day(sent.at))

    def _promise(self) -> Iterator[str]:
        state = self.where.state
        if state in (Making.AT_OFFICE, Making.RETURNED):
            yield from self._kept()
        elif self.where.due_on is not None and not self.where.late:
            yield from self._until(self.where.due_on)
        elif self._now() in _MAKING and self.card.due_on is None:
            yield self.saying.word("card_no_promise")

    def _until(self, due: date) -> Iterator[str]:
        yield self.saying.word("card_made_by", day=self.saying.day(due))
        left = (due - self.on).days
        yield self.saying.word("card_days_left" if left else "card_last_day", n=left)
        if not self.where.due_is_final:
            yield self.saying.word("card_provisional")

    def _kept(self) -> Iterator[str]:
        since = self.card.at_office_since
        until = waiting.kept_until(card=self.card, since=waiting.day(since), on=self.on) if (
            since is not None) else None  # fmt: skip
        if until is not None:
            yield self.saying.word("card_kept", day=self.saying.day(until))
        elif self.where.state is Making.AT_OFFICE:
            yield self.saying.word("card_kept_unknown")
