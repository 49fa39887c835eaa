"""What a question takes for granted, and what it leads to, as parts of what a family told. Pure."""

from collections.abc import Iterable, Mapping, Sequence
from typing import Any

from firstcard.policy.answer_cases import flat
from firstcard.policy.format import Fact


def granted_facts(given: Mapping[str, Any] | None, facts: Mapping[str, Fact]) -> dict[str, Any]:
    """The facts of an answer's `given`, as JSON of a situation. What it takes as done is left
    out: the family is asked for that, with the day."""
    found = {name: value for name, value in flat(given or {}) if name in facts}
    return {name: _as_told(facts[name], value) for name, value in found.items()}


def _as_told(fact: Fact, value: Any) -> Any:
    return value in (True, "yes") if fact.type == "yes-no" else value


def wanted(asked: Sequence[str], answer: Iterable[str], usual: Iterable[str]) -> list[str]:
    """The goals of a plan that an answer leads into: those asked for before and the answer's.

    Empty for the usual goals: they hold what the answer is about, and more.
    """
    goals = list(answer)
    if not asked and set(goals) <= set(usual):
        return []
    return list(dict.fromkeys((*asked, *goals)))
