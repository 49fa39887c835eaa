"""Answers as the check page shows them: one row a question, in words. Pure."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any

from firstcard.guidance.forms import question_fields, questions
from firstcard.guidance.forms.fields import UNKNOWN, Field, options_of
from firstcard.guidance.forms.kept import Kept
from firstcard.guidance.presenters.speech import Names, Speaker
from firstcard.guidance.words import Lang, say, word
from firstcard.policy.book import RuleBook

_ASKING = "?？"


@dataclass(frozen=True, slots=True)
class AnswerRow:
    """One question, what was answered, and where to change it."""

    question: str
    values: list[str]
    change: str


def answer_rows(*, told: Kept, rules: RuleBook, lang: Lang, on: date) -> list[AnswerRow]:
    """The six questions as far as they were asked."""
    writer = _Writer(rules, lang)
    rows = []
    for name in questions.order(told.answers):
        fields = question_fields.fields(name, answers=told.answers, rules=rules, on=on)
        values = list(writer.values(fields, _given(told, name, fields)))
        rows.append(
            AnswerRow(
                say(question_fields.WORDING[name].short, lang),
                values or [word("answers_not_given", lang)],
                f"/check/{name}/",
            )
        )
    return rows


def _given(told: Kept, question: str, fields: tuple[Field, ...]) -> Mapping[str, Any]:
    """The answer, with what was marked as done since as far as this question offers it."""
    given = told.answers_with_held().get(question, {})
    if question != "done":
        return given
    offered = {option.id for option in options_of(fields)}
    done = [item for item in given.get("done", []) if item in offered]
    return {**given, "done": done} if done else told.answers.get(question, {})


class _Writer:
    def __init__(self, rules: RuleBook, lang: Lang) -> None:
        self.rules, self.lang = rules, lang
        self.speaker = Speaker(lang, Names(rules.facts))

    def values(self, fields: tuple[Field, ...], given: Mapping[str, Any]) -> Iterator[str]:
        """What was answered, one line an answer; follow-up answers behind their own."""
        several = len(fields) > 1
        for each in fields:
            if each.name not in given:
                continue
            prefix = f"{say(each.label, self.lang).rstrip(_ASKING)}: " if several else ""
            if self.lang == "zh":
                prefix = prefix.replace(": ", "：")
            yield from self._field(each, given, prefix)

    def _field(self, each: Field, given: Mapping[str, Any], prefix: str) -> Iterator[str]:
        value = given[each.name]
        if each.kind == "date":
            yield prefix + self._day(each, value)
            return
        chosen = value if isinstance(value, list) else [value]
        options = {option.id: option for option in each.options}
        for one in chosen:
            label = self._label(one, options)
            follow = [line for inner in (options[one].reveals if one in options else ())
                      if inner.name in given for line in self._field(inner, given, "")]  # fmt: skip
            more = f" ({', '.join(follow)})" if self.lang == "en" else f"（{'，'.join(follow)}）"
            yield prefix + label + (more if follow else "")

    def _day(self, each: Field, value: str) -> str:
        if value == UNKNOWN:
            return say(each.unsure, self.lang) if each.unsure else word("not_sure", self.lang)
        return self.speaker.day(date.fromisoformat(value))

    def _label(self, value: str, options: Mapping[str, Any]) -> str:
        if value in options:
            return say(options[value].label, self.lang)
        if value in self.rules.divisions:
            return self.rules.divisions.full_name(value, self.lang)
        return word("not_sure", self.lang)
