"""The promise of a card's making: how long the packs give it, and until when that is."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from msgspec import to_builtins

from firstcard.guidance import packs_store
from firstcard.guidance.today import CHINA
from firstcard.policy import format as form
from firstcard.policy.book import RuleBook
from firstcard.policy.calendars import ONE_DAY
from firstcard.policy.clocks import count
from firstcard.policy.timing import span

DOCUMENT = "card-production"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """The most that the making may take, and what that rests on."""

    length: form.SpanForm
    basis: tuple[form.Basis, ...]


def day_of(at: datetime) -> date:
    """The calendar day in China."""
    return at.astimezone(CHINA).date()


def promise(*, book: RuleBook, region: str, on: date) -> Promise | None:
    """The limit of the packs' rule, else what centres are held to; None where nobody says any."""
    rule = book.rule(DOCUMENT, book.chain(region), on)
    for takes in (rule.takes or ()) if rule else ():
        if takes.most is not None and takes.when is None:
            return Promise(length=takes.most, basis=tuple(takes.basis or ()))
    making = book.handling(region).making
    return Promise(length=making.within, basis=tuple(making.basis)) if making else None


def started(*, region: str, at: datetime) -> dict[str, Any]:
    """What a card keeps of a clock that starts now (Civil Code 201: this day is not counted)."""
    book, on = packs_store.current(), day_of(at)
    found = promise(book=book, region=region, on=on)
    length = span(found.length) if found else None
    if found is None or length is None:
        return {"due_on": None}
    end = count(start=on, span=length, calendar=book.calendar)
    return {"due_on": end.date, "due_is_final": end.status == "final",
            "clock_length": _written(to_builtins(found.length)),
            "clock_basis": [_written(to_builtins(each)) for each in found.basis]}  # fmt: skip


def _written(item: dict[str, Any]) -> dict[str, Any]:
    """Only what is said."""
    return {key: value for key, value in item.items() if value is not None}


def near_until(*, on: date, region: str, book: RuleBook, remark: str) -> date:
    """Promised days up to this one are near on a day, by the packs' `handling`.

    `remark`: "warn", "escalate" for what is brought to the head of the centre, "miss": gone by.
    """
    if remark == "miss":
        return on - ONE_DAY
    handling = book.handling(region)
    lead = span(handling.warn_before if remark == "warn" else handling.escalate_before)
    return on if lead is None else count(
        start=on, span=lead, calendar=book.calendar, roll="none").date  # fmt: skip


def send_by(*, waiting_since: date, region: str, book: RuleBook) -> date | None:
    """The last day on which a card that waits for a batch to fill should be sent."""
    making = book.handling(region).making
    length = span(making.send_within) if making else None
    if length is None:
        return None
    return count(start=waiting_since, span=length, calendar=book.calendar).date
