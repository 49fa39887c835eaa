"""The situations that an answer is made for: what is given, told, and usual, one over the other."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date
from typing import Any

from msgspec.structs import replace

from firstcard.policy import plan as out
from firstcard.policy.answer_format import Answer
from firstcard.policy.book import RuleBook
from firstcard.policy.clocks import back
from firstcard.policy.format import Usual
from firstcard.policy.planner import situation_of
from firstcard.policy.situation import Situation, SituationError
from firstcard.policy.timing import span

HERE = "here"
_BIRTH = "child.born_on"
NOT_TOLD = ("on", "region", "want")


def told_situations(
    *, book: RuleBook, answer: Answer, region: str, on: date, told: Mapping[str, Any]
) -> list[Situation]:
    """What the family told under what the question takes for granted; then without what was told.

    Told facts that cannot be used are left out with the rest of them, so that at least one
    situation comes. Raises SituationError where the answer's own `given` cannot be used.
    """
    found = []
    for facts in [told, {}] if told else [{}]:
        data = {**together(answer.given or {}, facts), "region": region, "want": answer.about}
        try:
            found.append(situation_of(book=book, data=data, on=on))
        except SituationError:
            if not facts:
                raise
    return found


def usual_situation(
    *, book: RuleBook, answer: Answer, situation: Situation, told: Mapping[str, Any]
) -> Situation:
    """The same family, where it said nothing as the usual one; as it was where that cannot be."""
    usual = book.usual(situation.region)
    if usual is None:
        return situation
    over = together(answer.given or {}, told)
    region, on = situation.region, situation.on
    data = {**_usual_facts(book, usual, region, on), **over, "region": region, "want": answer.about}
    try:
        return situation_of(book=book, data=data, on=on)
    except SituationError:
        return situation


def undated(steps: Iterable[out.Step]) -> list[out.Step]:
    """Steps without the dates that follow from a birthday nobody told."""
    none = dict.fromkeys(
        ("earliest", "start_by", "aim_by", "due", "due_why", "done", "done_by", "opens")
    )
    return [replace(step, **none, state="depends", provisional=False) for step in steps]


def timeless(notices: Iterable[out.Notice]) -> list[out.Notice]:
    """Notices without such dates; those that are about dates alone are left out."""
    return [
        replace(notice, their_date=None, our_date=None)
        for notice in notices
        if notice.kind not in ("late", "calendar")
    ]


def _usual_facts(book: RuleBook, usual: Usual, region: str, on: date) -> dict[str, Any]:
    age = span(usual.age)
    born = back(end=on, span=age, calendar=book.calendar).date if age else on
    facts = {name: region if value == HERE else value for name, value in flat(usual.facts)}
    return {_BIRTH: born.isoformat(), **facts}


def together(given: Mapping[str, Any], told: Mapping[str, Any]) -> dict[str, Any]:
    """One situation: what is given, and of what was told the rest."""
    own = dict(flat(given))
    data = {k: v for k, v in flat(told) if k not in own and k not in NOT_TOLD}
    have = [*_list(given.get("have")), *_list(told.get("have"))]
    children = [
        {k: v for k, v in flat(child) if f"child.{k}" not in own}
        for child in _list(told.get("children"))
        if isinstance(child, Mapping)
    ]
    return {**data, **own, "have": have, **({"children": children} if children else {})}


def flat(data: Mapping[str, Any], at: str = "") -> Iterator[tuple[str, Any]]:
    """Facts by their whole names, whether they were written nested or not."""
    for key, value in data.items():
        if isinstance(value, Mapping):
            yield from flat(value, f"{at}{key}.")
        else:
            yield f"{at}{key}", value


def _list(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []
