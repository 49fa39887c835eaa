"""The switches of a plan: single facts that most families leave alone, and how many children.

They are declared in the packs like every fact; here is only which of them are shown together.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

from firstcard.guidance.forms import fact_fields
from firstcard.guidance.forms.fields import UNKNOWN, Field, Form, Option, shown
from firstcard.guidance.forms.kept import MOST_CHILDREN, Kept
from firstcard.guidance.words import WORDS
from firstcard.policy.format import Fact, Text

FACTS = ("groups", "acts_through", "guardian_is_householder", "prefer.office", "prefer.channel")
_NUMBER = "children-number"


def adjust_fields(facts: Mapping[str, Fact]) -> tuple[Field, ...]:
    """The switches as fields."""
    single = tuple(fact_fields.field_for(facts[name], here=None) for name in FACTS if name in facts)
    return (_number(), *single)


def adjusted(told: Kept, facts: Mapping[str, Fact], *, on: date) -> Form:
    """The switches as they stand now."""
    values: dict[str, Any] = {_NUMBER: "1", **told.children}
    values[_NUMBER] = values.pop("number", "1")
    situation = told.situation(on=on)
    for name in FACTS:
        if name in situation:
            values[name] = fact_fields.answered(facts[name], situation[name])
        elif name in facts:
            values[name] = _usual(facts[name])
    return shown(values)


def read_adjusted(
    told: Kept, values: Mapping[str, Any], facts: Mapping[str, Fact], *, on: date
) -> None:
    """Take the switches over into what was told; what is usual anyway is not kept."""
    told.children = {"number": values.get(_NUMBER, "1")} | {
        name: value for name, value in values.items() if "-born-" in name
    }
    for name in FACTS:
        told.facts.pop(name, None)
    usual = told.situation(on=on)
    for name in FACTS:
        value = fact_fields.value_for(facts[name], values, region=None) \
            if name in facts else UNKNOWN  # fmt: skip
        if value == UNKNOWN or value == usual.get(name):
            continue
        if name in usual or values[name] != _usual(facts[name]):
            told.facts[name] = value


def _usual(fact: Fact) -> str | list[str]:
    """What a plan takes for granted."""
    if fact.type == "set":
        return [UNKNOWN] if fact.default is None else ["none"]
    return UNKNOWN if fact.default is None else fact.default


def _number() -> Field:
    options = tuple(
        Option(str(n), WORDS[f"children_{n}"],
               reveals=tuple(_other_day(n, m) for m in range(2, n + 1)))
        for n in range(1, MOST_CHILDREN + 1))  # fmt: skip
    return Field(_NUMBER, "radios", WORDS["children_number"], options=options,
                 missing=WORDS["ask_missing"])  # fmt: skip


def _other_day(of: int, number: int) -> Field:
    words = WORDS["children_other_day"]
    return Field(f"{of}-born-{number}", "date",
                 Text(words.en.format(n=number), words.zh.format(n=number)))  # fmt: skip
