"""From when until when a paid year covers a child, by the packs that made the family's plan. Pure.

Nothing is guessed: where the rules give no day, `from_` is None and `ask` names whom to ask.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from firstcard.policy.book import RuleBook
from firstcard.policy.planner import situation_of
from firstcard.policy.situation import Have
from firstcard.policy.tables import UNKNOWN
from firstcard.policy.years import GOAL, Insurance

ENROLLED, PAID = "enrolment", "premium"
_OWN = ("on", "region", "have", "want", "children", "insured_elsewhere")
_DAYS = ("events", "photo")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cover:
    """What a paid year covers, both days included. `rule`: the code of the pack's table.

    `basis`: keys as in packs ("law:article", or a source).
    """

    from_: date | None
    until: date | None
    rule: str
    ask: str = ""
    basis: tuple[str, ...] = ()


def insurance(
    *, book: RuleBook, situation: Mapping[str, Any], region: str, applied_on: date,
    paid: Mapping[int, date] | None = None, on: date | None = None,
) -> Insurance:  # fmt: skip
    """The rules for a child who was enrolled on `applied_on`, the day the family handed it in.

    `paid`: by year, the day on which it was paid. The rules and the child's age are those of `on`
    (by default the last of these days). Raises policy.situation.SituationError.
    """
    day = max(on or max([applied_on, *(paid or {}).values()]), applied_on)
    data = {**facts_on(situation, on=day), "region": region, "want": [GOAL], "on": day.isoformat()}
    told = situation_of(book=book, data=data)
    held = [Have(PAID, paid_on, year=year) for year, paid_on in (paid or {}).items()]
    have = (Have(ENROLLED, applied_on), *held)
    return Insurance(book=book, situation=replace(told, have=have))


def cover(
    *, book: RuleBook, situation: Mapping[str, Any], region: str, applied_on: date, year: int,
    paid_on: date, told_on: date | None = None,
) -> Cover:  # fmt: skip
    """What the payment of a year covers.

    `told_on`: the day on which the family was told a last day that it has kept; the rules are then
    those of that day, else of the day of the payment. Raises policy.situation.SituationError.
    """
    rules = insurance(book=book, situation=situation, region=region, applied_on=applied_on,
                      paid={year: paid_on}, on=told_on)  # fmt: skip
    found = rules.year(year).coverage
    if found is None or found.from_ is None:
        return Cover(from_=None, until=None, rule=found.rule if found else UNKNOWN,
                     ask=(found.ask if found else None) or rules.whom_to_ask(),
                     basis=tuple(found.basis) if found else ())  # fmt: skip
    return Cover(from_=found.from_, until=found.until, rule=found.rule, basis=tuple(found.basis))


def facts_on(situation: Mapping[str, Any], *, on: date) -> dict[str, Any]:
    """The facts of the family, without what the enrolment says itself and what came after a day."""
    facts = {name: value for name, value in situation.items()
             if name not in _OWN and not _later(name, value, on)}  # fmt: skip
    for group in _DAYS:
        days = facts.get(group)
        if isinstance(days, Mapping):
            facts[group] = {name: day for name, day in days.items()
                            if not _later(f"{group}.{name}", day, on)}  # fmt: skip
    return facts


def _later(name: str, value: Any, on: date) -> bool:
    """Whether a fact is a day that has not come yet."""
    return (name.partition(".")[0] in _DAYS and isinstance(value, str)
            and value > on.isoformat())  # fmt: skip


def within(
    *, from_: date | None, until: date | None, lower: date | None, upper: date | None
) -> tuple[date, date] | None:
    """The days of a cover that lie in the period of an enrolment (`upper` exclusive); or none."""
    if from_ is None or until is None:
        return None
    first = max(from_, lower) if lower else from_
    last = min(until, upper - timedelta(1)) if upper else until
    return (first, last) if first <= last else None
