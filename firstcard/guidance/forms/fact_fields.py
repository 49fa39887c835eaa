"""Any one fact of a situation as a question: what packs declare is what may be answered. Pure."""

from collections.abc import Mapping
from typing import Any

from firstcard.guidance.forms.fields import HERE, NONE, NOT_SURE, UNKNOWN, Field, Option
from firstcard.guidance.forms.places import here_option
from firstcard.guidance.words import WORDS, capital
from firstcard.policy.format import Fact, Text

ASKABLE = ("yes-no", "enum", "set", "date", "division")


def field_for(fact: Fact, *, here: Text | None) -> Field:
    """The question for a fact; "not sure" is an answer. `here` names the place of question 1."""
    name = Text(capital(fact.name.en), fact.name.zh)
    if fact.type == "date":
        return Field(fact.id, "date", name, missing=WORDS["ask_date_missing"],
                     unsure=NOT_SURE.label, hint=WORDS["date_hint"])  # fmt: skip
    kind = {"set": "ticks", "division": "place"}.get(fact.type, "radios")
    return Field(fact.id, kind, name, missing=WORDS["ask_missing"],  # type: ignore[arg-type]
                 options=(*_answers(fact, here), *_always(fact)))  # fmt: skip


def value_options(fact: Fact, *, without: str = "") -> tuple[Option, ...]:
    """The values that the packs declare for a fact, in words."""
    return tuple(Option(value.id, Text(capital(value.name.en), value.name.zh))
                 for value in fact.values or () if value.id != without)  # fmt: skip


def value_for(fact: Fact, values: Mapping[str, Any], *, region: str | None) -> Any:
    """The answer as JSON; UNKNOWN where the family is not sure."""
    given = values.get(fact.id, UNKNOWN)
    if given in (UNKNOWN, [UNKNOWN]):
        return UNKNOWN
    if fact.type == "set":
        return [item for item in given if item != NONE]
    if fact.type == "yes-no":
        return given == "yes"
    if fact.type == "division":
        return {NONE: None, HERE: region}.get(given, given)
    return given


def answered(fact: Fact, value: Any) -> str | list[str]:
    """The JSON value as the form would send it, to draw the question again."""
    if fact.type == "set":
        return list(value) or [NONE]
    if fact.type == "yes-no":
        return "yes" if value else "no"
    return NONE if value is None else str(value)


def _answers(fact: Fact, here: Text | None) -> tuple[Option, ...]:
    if fact.type == "yes-no":
        return Option("yes", WORDS["yes"]), Option("no", WORDS["no"])
    return here_option(here) if fact.type == "division" else value_options(fact)


def _always(fact: Fact) -> tuple[Option, ...]:
    if fact.type == "set":
        return (Option(NONE, WORDS["none_of_set"], alone=True),
                Option(UNKNOWN, NOT_SURE.label, alone=True))  # fmt: skip
    if fact.nullable:
        return Option(NONE, WORDS["none_nullable"]), NOT_SURE
    return (NOT_SURE,)
