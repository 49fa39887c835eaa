"""What the packs ask of a bill that is handed in afterwards: its papers, and the agency's time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any, Literal

from firstcard.cards.attending import rule_of
from firstcard.cards.clock import near_until
from firstcard.cards.collectors import name_of
from firstcard.core.refusals import Invalid
from firstcard.enrolment.words import filled
from firstcard.guidance import packs_store
from firstcard.policy.clocks import Span, count
from firstcard.policy.format import Basis, Text
from firstcard.policy.rules import Rule
from firstcard.policy.timing import span
from firstcard.settlement.refusals import conflict, invalid
from firstcard.settlement.words import REFUSED

Light = Literal["fine", "soon", "late", "none"]
DOCUMENT = "manual-reimbursement"
_INSURED = "insured"  # asked of the register, not of the family
# Shown at a counter; an account that acts for a child is tied to the record of its guardian.
_IDENTITY = "parent-identity-card"
_FROM = "from"


@dataclass(frozen=True, slots=True, kw_only=True)
class Wanted:
    """One paper: the need's id, its document and name, and what it rests on."""

    id: str
    document: str
    name: Text
    basis: tuple[Basis, ...]


def rule(*, region: str, on: date) -> Rule:
    """The packs' rule. Raises Conflict where a place has none."""
    found = rule_of(document=DOCUMENT, region=region, on=on)
    if found is None:
        raise conflict("no-manual-rule")
    return found


def papers(*, region: str, on: date) -> list[Wanted]:
    """The papers that are asked for. Raises Conflict where no rule is known."""
    facts: dict[str, Any] = {"guardian": "parent"}
    return [
        Wanted(id=need.id or need.document or "", document=need.document or "",
               name=name_of(document=need.document or "", region=region),
               basis=tuple(need.basis or ()))
        for need in rule(region=region, on=on).needs
        if need.document != _INSURED
        and (need.when is None or need.when.holds(facts) is not False)
    ]  # fmt: skip


def scanned(*, region: str, on: date) -> list[Wanted]:
    """The papers that a family hands in online: who it is, is known by its account."""
    return [each for each in papers(region=region, on=on) if each.document != _IDENTITY]


def all_shown(*, wanted: list[Wanted], shown: frozenset[str]) -> None:
    """Raise Invalid with every paper that is missing, at once, or that nobody asks for."""
    known = {each.id for each in wanted}
    if shown - known:
        raise invalid("unknown-paper", field="papers", allowed=", ".join(sorted(known)))
    missing = [each for each in wanted if each.id not in shown]
    if missing:
        names = Text(", ".join(each.name.en for each in missing),
                     "、".join(each.name.zh for each in missing))  # fmt: skip
        fields = {f"papers.{each.id}": filled(REFUSED["paper-missing"], paper=each.name)
                  for each in missing}  # fmt: skip
        raise Invalid(filled(REFUSED["papers-missing"], papers=names), fields=fields)


def started(*, region: str, on: date) -> dict[str, Any]:
    """What a bill keeps of a clock that begins on a day; the day itself is not counted."""
    takes = rule(region=region, on=on).takes or ()
    lengths = (span(each.most) for each in takes if each.most is not None and each.when is None)
    length = next((each for each in lengths if each is not None), None)
    return _counted(length, on) if length is not None else {"due_on": None, "clock": {}}


def _counted(length: Span, on: date) -> dict[str, Any]:
    end = count(start=on, span=length, calendar=packs_store.current().calendar)
    clock = {_FROM: on.isoformat(), length.unit: length.number}
    return {"due_on": end.date, "due_is_final": end.status == "final", "clock": clock}


def light(*, due_on: date | None, region: str, on: date) -> Light:
    """How near the last day is; "none" while the family has the bill, or where no rule says."""
    if due_on is None:
        return "none"
    if due_on < on:
        return "late"
    near = near_until(on=on, region=region, book=packs_store.current(), remark="warn")
    return "soon" if due_on <= near else "fine"


def paused(*, clock: dict[str, Any], due_on: date | None, on: date) -> dict[str, Any]:
    """The family has it: what of the time is left, to count on from when it comes again."""
    length = _length(clock)
    if length is None or due_on is None:
        return {"due_on": None}
    if length.whole_months:
        left = Span(days=max(0, (due_on - on).days))
    else:
        begun = date.fromisoformat(clock[_FROM])
        lines = count(start=begun, span=length, calendar=packs_store.current().calendar).explain()
        used = max((line.number for line in lines if line.date <= on), default=0)
        left = Span(**{length.unit: length.number - used})
    return {"due_on": None, "clock": {_FROM: on.isoformat(), left.unit: left.number}}


def resumed(*, clock: dict[str, Any], on: date) -> dict[str, Any]:
    """It came again: the rest of the time counts from this day."""
    length = _length(clock)
    return _counted(length, on) if length is not None else {"due_on": None}


def _length(clock: dict[str, Any]) -> Span | None:
    parts = {name: value for name, value in clock.items() if name != _FROM}
    return Span(**parts) if parts else None
