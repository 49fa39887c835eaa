"""The promise of a case: when it must be decided, how that was counted, and how near it is.

The length is the packs' own: the most that the step (`takes`) may take. The time in which the
family holds the case does not count: of a pause, the days after the one on which the case went
back, up to and with the one on which it came again. The day on which an application comes in is
not counted (Civil Code, article 201).
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

import msgspec

from firstcard.casework.models import Case, CaseClock
from firstcard.casework.requirements import CARD, INSURED
from firstcard.guidance import packs_store
from firstcard.guidance.today import CHINA
from firstcard.policy import format as form
from firstcard.policy import plan as out
from firstcard.policy.book import RuleBook
from firstcard.policy.calendars import ONE_DAY, Calendar
from firstcard.policy.clocks import DayLine, Span, count, next_workday
from firstcard.policy.timing import span

Light = Literal["fine", "soon", "late"]
PAUSED = "paused"
# Whose `takes` is the promise: the enrolment's own, and the examination of a card's application.
TAKES = {INSURED: "enrolment", CARD: "card-examination"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """The most that a step may take, and what that rests on."""

    document: str
    length: form.SpanForm
    basis: tuple[form.Basis, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Due:
    """When a case must be decided.

    `date` is None while the family holds the case: `left` is what remains of the time, in the
    clock's unit, never below zero. `provisional`: a year that counts is not published yet.
    """

    date: date | None
    provisional: bool
    left: int
    used: int
    length: Span
    lines: tuple[DayLine, ...]
    basis: tuple[out.Basis, ...] = ()


def promise(*, want: Sequence[str], book: RuleBook, region: str, on: date) -> Promise | None:
    """The shortest of the limits of what is wanted; None where the rules know none."""
    found = [p for each in want if (p := _promise(TAKES[each], book, region, on)) is not None]
    calendar = book.calendar
    return min(found, key=lambda p: _end(on, p.length, calendar), default=None)


def _promise(document: str, book: RuleBook, region: str, on: date) -> Promise | None:
    rule = book.rule(document, book.chain(region), on)
    for takes in (rule.takes or ()) if rule else ():
        if takes.most is not None and takes.when is None:
            return Promise(document=document, length=takes.most, basis=tuple(takes.basis or ()))
    return None


def _end(start: date, length: form.SpanForm, calendar: Calendar) -> date:
    whole = span(length)
    assert whole is not None
    return count(start=start, span=whole, calendar=calendar).date


def due(*, clock: CaseClock, book: RuleBook, region: str, on: date) -> Due:
    """When the case of a clock is due, as counted with its pauses. `on`: today."""
    length = msgspec.convert(clock.length, Span)
    pauses = read_pauses(clock.pauses)
    counted = counted_with(start=clock.started_on, length=length, pauses=pauses,
                           calendar=book.calendar, on=on)  # fmt: skip
    return _with_basis(counted, clock, book)


def _with_basis(counted: Due, clock: CaseClock, book: RuleBook) -> Due:
    bases = msgspec.convert(clock.basis, list[form.Basis])
    return Due(date=counted.date, provisional=counted.provisional, left=counted.left,
               used=counted.used, length=counted.length, lines=counted.lines,
               basis=tuple(book.bases(bases)))  # fmt: skip


Pause = tuple[date, date | None]


def read_pauses(data: Any) -> tuple[Pause, ...]:
    """The pauses as a clock keeps them."""
    return tuple(msgspec.convert(data, list[tuple[date, date | None]]))


def counted_with(
    *, start: date, length: Span, pauses: Sequence[Pause], calendar: Calendar, on: date
) -> Due:
    """The count, pure: months and years are moved on by the days of the pauses."""
    open_since = pauses[-1][0] if pauses and pauses[-1][1] is None else None
    if length.whole_months:
        return _by_calendar(start, length, pauses, calendar, open_since)
    lines = tuple(_day_lines(start, length, pauses, calendar, open_since))
    used = max((line.number for line in lines), default=0)
    provisional = not all(calendar.published(line.date) for line in lines) and (
        length.working_days is not None)  # fmt: skip
    if open_since is not None and used < length.number:
        return Due(date=None, provisional=False, left=length.number - used, used=used,
                   length=length, lines=lines)  # fmt: skip
    end = lines[-1].date
    if not length.working_days:  # days, or none at all: the end may be a rest day
        end, provisional = _rolled(end, calendar)
    return Due(date=end, provisional=provisional, left=_left(lines, length, on), used=used,
               length=length, lines=lines)  # fmt: skip


def _day_lines(start: date, length: Span, pauses: Sequence[Pause], calendar: Calendar,
               open_since: date | None) -> Iterator[DayLine]:  # fmt: skip
    """Day by day up to the last that counts, or to the day on which an open pause began."""
    yield DayLine(date=start, counted=False, reason="start-not-counted", number=0)
    day, number = start, 0
    while number < length.number and day != open_since:
        day += ONE_DAY
        kind = calendar.kind(day)
        if _paused(day, pauses):
            yield DayLine(date=day, counted=False, reason=PAUSED, number=number)
            continue
        counts = kind.works if length.working_days is not None else True
        number += counts
        reason = kind.value if length.working_days is not None else "calendar-day"
        yield DayLine(date=day, counted=counts, reason=reason, number=number)


def _paused(day: date, pauses: Sequence[Pause]) -> bool:
    return any(begun < day and (ended is None or day <= ended) for begun, ended in pauses)


def _left(lines: Sequence[DayLine], length: Span, on: date) -> int:
    used = max((line.number for line in lines if line.date <= on), default=0)
    return length.number - used


def _rolled(end: date, calendar: Calendar) -> tuple[date, bool]:
    if not calendar.published(end):
        return end, True
    return next_workday(end, calendar), False


def _by_calendar(start: date, length: Span, pauses: Sequence[Pause], calendar: Calendar,
                 open_since: date | None) -> Due:  # fmt: skip
    whole = count(start=start, span=length, calendar=calendar, roll="none")
    paused = sum((ended - begun).days for begun, ended in pauses if ended is not None)
    end = whole.date + ONE_DAY * paused
    lines = tuple(whole.explain())
    if open_since is not None and open_since < end:
        left = (end - open_since).days
        return Due(date=None, provisional=False, left=left, used=0, length=length, lines=lines)
    rolled, provisional = _rolled(end, calendar)
    return Due(date=rolled, provisional=provisional, left=0, used=length.number, length=length,
               lines=lines)  # fmt: skip


def light(*, case: Case, on: date, book: RuleBook | None = None) -> Light:
    """How near the promised day is; "fine" while the family holds the case or nothing is known."""
    if case.due_on is None:
        return "fine"
    if case.due_on < on:
        return "late"
    book = book or packs_store.current()
    near = near_until(on=on, region=case.region, book=book)
    return "soon" if case.due_on <= near else "fine"


def examine_by(*, case: Case, book: RuleBook) -> date | None:
    """Until when missing papers must be named, by the packs' `handling`; None where none says."""
    length = span(book.handling(case.region).examine_within)
    if length is None or case.submitted_at is None:
        return None
    received = case.submitted_at.astimezone(CHINA).date()
    return count(start=received, span=length, calendar=book.calendar).date


def near_until(*, on: date, region: str, book: RuleBook, remark: str = "warn") -> date:
    """Promised days up to this one are near on a day, by the packs' `handling`.

    `remark`: "warn", "escalate" for what is brought to the head of the office, or "miss": gone by.
    """
    if remark == "miss":
        return on - ONE_DAY
    handling = book.handling(region)
    lead = span(handling.warn_before if remark == "warn" else handling.escalate_before)
    if lead is None:
        return on
    return count(start=on, span=lead, calendar=book.calendar, roll="none").date


def stored(*, clock: CaseClock, book: RuleBook, region: str, on: date) -> dict[str, Any]:
    """What a case keeps of its clock."""
    found = due(clock=clock, book=book, region=region, on=on)
    return {"due_on": found.date, "due_is_final": not found.provisional}


def pause(*, case: Case, on: date) -> dict[str, Any]:
    """The family has it: the clock stands. What that changes in the case."""
    clock = _clock(case)
    if clock is not None:
        clock.pauses = [*clock.pauses, [on.isoformat(), None]]
        clock.save(update_fields=["pauses"])
    return {"due_on": None, "due_is_final": True}


def resume(*, case: Case, on: date) -> dict[str, Any]:
    """It came again: the clock goes on, and may warn anew. What that changes in the case."""
    clock = _clock(case)
    if clock is None:
        return {}
    if clock.pauses and clock.pauses[-1][1] is None:
        clock.pauses = [*clock.pauses[:-1], [clock.pauses[-1][0], on.isoformat()]]
    clock.warned_at = clock.escalated_at = clock.missed_at = None
    clock.save(update_fields=["pauses", "warned_at", "escalated_at", "missed_at"])
    return stored(clock=clock, book=packs_store.current(), region=case.region, on=on)


def stop(*, case: Case, on: date) -> dict[str, Any]:
    """It is over: the clock stops; what was promised stays to be seen."""
    CaseClock.objects.filter(case=case).update(stopped_on=on)
    return {}


def _clock(case: Case) -> CaseClock | None:
    return CaseClock.objects.filter(case=case).first()
