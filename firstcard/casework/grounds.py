"""What an application leads to, on which grounds it may be refused, and what can be done against
that: all from packs."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date

from msgspec import Struct

from firstcard.casework import words
from firstcard.casework.requirements import STEPS
from firstcard.policy import format as form
from firstcard.policy import plan as out
from firstcard.policy.book import RuleBook
from firstcard.policy.clocks import count
from firstcard.policy.format import Text
from firstcard.policy.timing import span


class Ground(Struct, frozen=True, gc=False):
    """One ground: its words, what it rests on, and whether the clerk must add words."""

    id: str
    name: Text
    needs_note: bool
    basis: tuple[out.Basis, ...]


class WayOut(Struct, frozen=True, gc=False):
    """One remedy: what can be done, until when (counted from the day of knowing), on what basis."""

    id: str
    name: Text
    length: form.SpanForm
    until: date
    provisional: bool
    basis: tuple[out.Basis, ...]


def refusals(*, book: RuleBook, region: str) -> tuple[Ground, ...]:
    """The grounds of refusal there."""
    return tuple(Ground(g.id, g.name, bool(g.note), tuple(book.bases(g.basis)))
                 for g in book.handling(region).refusals or ())  # fmt: skip


def remedies(*, book: RuleBook, region: str, on: date) -> tuple[WayOut, ...]:
    """What can be done against a refusal that is known since a day."""
    found = []
    for each in book.handling(region).remedies or ():
        length = span(each.within)
        assert length is not None
        until = count(start=on, span=length, calendar=book.calendar)
        unsure = until.status == "provisional"
        found.append(WayOut(each.id, each.name, each.within, until.date, unsure,
                            tuple(book.bases(each.basis))))  # fmt: skip
    return tuple(found)


class Follows(Struct, frozen=True, gc=False):
    """What lastingly follows from an application, and what that rests on."""

    id: str
    text: Text
    basis: tuple[out.Basis, ...]


def consequences(*, book: RuleBook, region: str, want: Collection[str]) -> tuple[Follows, ...]:
    """What lastingly follows from applying for the card, the insurance or both, in a place."""
    steps = {STEPS[each] for each in want}
    return tuple(Follows(each.id, each.name, tuple(book.bases(each.basis)))
                 for each in book.handling(region).consequences or ()
                 if each.document is None or each.document in steps)  # fmt: skip


def wrong(ground: Ground | None, *, reason: str, note: str) -> dict[str, Text]:
    """What is wrong with one reason as given; {} where nothing is."""
    if ground is None:
        return {reason: words.REFUSED["unknown-reason"]}
    if ground.needs_note and not note.strip():
        return {reason: words.REFUSED["reason-needs-a-note"]}
    return {}
