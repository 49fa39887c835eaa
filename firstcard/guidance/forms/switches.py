"""The switches of a plan: single facts that most families leave alone, and how many children.

The packs declare them like every fact, and say which of them are switches.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any

from firstcard.guidance.forms import fact_fields, questions
from firstcard.guidance.forms.fields import NONE, UNKNOWN, Field, Form, Option, shown
from firstcard.guidance.forms.kept import MOST_CHILDREN, Kept
from firstcard.guidance.words import WORDS
from firstcard.policy.book import RuleBook
from firstcard.policy.format import Fact, Text
from firstcard.policy.region_codes import NATION

_NUMBER = "children-number"
# Children of one birth: the longest known interval is shorter; a wrong year is longer.
_APART = timedelta(days=180)


def switches(told: Kept, rules: RuleBook) -> dict[str, Fact]:
    """The facts that are switches where the child lives."""
    region = questions.region(told.answers) or NATION
    return {name: rules.facts.facts[name] for name in rules.switches(region)}


def adjust_fields(facts: Mapping[str, Fact], *, born: date | None = None) -> tuple[Field, ...]:
    """The switches as fields; `born` is the day on which the first child was born."""
    single = tuple(fact_fields.field_for(fact, here=None) for fact in facts.values())
    return (_number(born), *single)


def adjusted(told: Kept, facts: Mapping[str, Fact], *, on: date) -> Form:
    """The switches as they stand now."""
    values: dict[str, Any] = {_NUMBER: "1", **told.children}
    values[_NUMBER] = values.pop("number", "1")
    situation = told.situation(on=on)
    for name, fact in facts.items():
        values[name] = (fact_fields.answered(fact, situation[name])
                        if name in situation else _usual(fact))  # fmt: skip
    return shown(values)


def read_adjusted(
    told: Kept, values: Mapping[str, Any], facts: Mapping[str, Fact], *, on: date
) -> None:
    """Take the switches over into what was told; what is usual anyway is not kept."""
    told.children = {"number": values.get(_NUMBER, "1")} | {
        name: value for name, value in values.items() if "-born-" in name
    }
    for name in facts:
        told.facts.pop(name, None)
    usual = told.situation(on=on)
    for name, fact in facts.items():
        value = fact_fields.value_for(fact, values, region=None)
        if value == UNKNOWN or value == usual.get(name):
            continue
        if name in usual or values[name] != _usual(fact):
            told.facts[name] = value


def _usual(fact: Fact) -> str | list[str]:
    """What a plan takes for granted."""
    if fact.type == "set":
        return [UNKNOWN] if fact.default is None else [NONE]
    return UNKNOWN if fact.default is None else fact.default


def _number(born: date | None) -> Field:
    options = tuple(
        Option(str(n), WORDS[f"children_{n}"],
               reveals=tuple(_other_day(n, m, born) for m in range(2, n + 1)))
        for n in range(1, MOST_CHILDREN + 1))  # fmt: skip
    return Field(_NUMBER, "radios", WORDS["children_number"], options=options,
                 missing=WORDS["ask_missing"])  # fmt: skip


def _other_day(of: int, number: int, born: date | None) -> Field:
    words = WORDS["children_other_day"]
    return Field(f"{of}-born-{number}", "date",
                 Text(words.en.format(n=number), words.zh.format(n=number)),
                 least=born and born - _APART,
                 most=born and born + _APART)  # fmt: skip
