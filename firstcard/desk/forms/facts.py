"""The plan's own questions, asked at the counter on one page; answers are kept as the plan does."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from firstcard.casework.draft import Draft
from firstcard.casework.models import Case
from firstcard.guidance.forms import kept, question_fields, questions
from firstcard.guidance.forms.fields import Field, Form, FormError, read, shown
from firstcard.policy.book import RuleBook

# The place is the case's, what is done is shown by papers, the day of birth is a box of the form.
_ASKED = ("birth", "family", "register", "ties")
_NOT_HERE = ("born_on",)


@dataclass(slots=True)
class Told:
    """The answers, and what is wrong with what was typed."""

    answers: dict[str, dict[str, Any]]
    errors: list[FormError] = field(default_factory=list)


def speaks(draft: Draft) -> bool:
    """Whether the draft's facts came from the questions, or nothing was told yet."""
    return "answers" in draft.situation or not draft.situation


def answers_of(case: Case, draft: Draft) -> dict[str, dict[str, Any]]:
    """The answers so far, with the case's place and the child's day of birth."""
    told = kept.of_situation(draft.situation).answers
    born = draft.child.born_on
    return {**told, "place": {"region": case.region},
            "birth": {**told.get("birth", {}), **({"born_on": born} if born else {})}}  # fmt: skip


def fields(*, answers: questions.Answers, rules: RuleBook, on: date) -> list[Field]:
    """The fields of the questions that this family is asked."""
    return [each for name in questions.order(answers) if name in _ASKED
            for each in _of(name, answers, rules, on)]  # fmt: skip


def form_of(answers: questions.Answers) -> Form:
    """The answers as what would be sent."""
    form: dict[str, Any] = {}
    for name in _ASKED:
        form |= shown({**answers.get(name, {})})
    return form


def told(*, case: Case, draft: Draft, form: Form, rules: RuleBook, on: date) -> Told:
    """What the form says. A question that nobody touched stays open; one begun is read whole."""
    found = Told(answers_of(case, draft))
    for name in _ASKED:
        asked = _of(name, found.answers, rules, on)
        if name not in questions.order(found.answers) or not any(_sent(asked, form)):
            continue
        reading = read(asked, form, on=on, places=rules.divisions)
        found.errors += reading.errors
        found.answers[name] = {**found.answers.get(name, {}), **reading.values}
    return found


def as_situation(draft: Draft, answers: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """The draft's facts with these answers."""
    before = kept.of_situation(draft.situation)
    before.answers = answers
    return kept.as_data(before)


def _of(name: str, answers: questions.Answers, rules: RuleBook, on: date) -> list[Field]:
    whole = question_fields.fields(name, answers=answers, rules=rules, on=on)
    return [each for each in whole if each.name not in _NOT_HERE]


def _sent(asked: list[Field], form: Form) -> Iterator[bool]:
    for each in asked:
        yield any(form.get(each.name, ()))
        yield any(text.strip() for text in form.get(f"{each.name}-search", ()))
