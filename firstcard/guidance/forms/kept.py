"""What a family has told, kept in its own signed cookie for a while: never in an address.

The answers to the six questions, single facts asked for afterwards, the goals asked for, how many
children, what was marked as done since, and what is ticked. All are plain JSON.
"""

from collections.abc import Collection, Mapping, MutableMapping
from dataclasses import asdict, dataclass, field, fields
from datetime import date
from typing import Any

import msgspec

from firstcard.guidance.forms import questions
from firstcard.guidance.forms.fields import NONE, UNKNOWN
from firstcard.policy.format import Fact

_KEY = "check"
MOST_CHILDREN = 3
_SEVERAL = ("done", "links")  # answers that are ticked
THIS = "this"  # in children: which of several it is told for


@dataclass
class Kept:
    """The answers of one family."""

    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    want: list[str] = field(default_factory=list)
    children: dict[str, str] = field(default_factory=dict)
    # What was marked as done: document or document.year, with @number for one of several children:
    # its day, or "" where nobody said.
    held: dict[str, str] = field(default_factory=dict)
    ticks: list[str] = field(default_factory=list)

    def save_answer(self, question: str, values: Mapping[str, Any], facts: Mapping[str, Fact],
                    offered: Collection[str] = ()) -> None:  # fmt: skip
        """Keep a question's answer; single facts that it settles anew are dropped.

        So is what was marked as done and stands among the answers that were `offered`: this is
        the newer word.
        """
        self.answers[question] = dict(values)
        if question == "done":
            self.held = {name: day for name, day in self.held.items() if name not in offered}
        settled = questions.SETTLES[question]
        self.facts = {name: value for name, value in self.facts.items()
                      if name not in settled and not (
                          name in facts and facts[name].question == question)}  # fmt: skip

    def situation(self, *, on: date) -> dict[str, Any]:
        """Everything told, as the JSON of a situation."""
        data = questions.situation(self.answers_with_held(), on=on) | self.facts
        if self.want:
            data["want"] = list(self.want)
        if self.number > 1:
            held = [questions.held_by(name, day) for name, day in self.held.items()]
            own = [item for item in held if item.get("child", 0) in range(1, self.number + 1)]
            data["have"] = [*data.get("have", []), *own]
            data["children"] = [self._child(n) for n in range(1, self.number + 1)]
        return data

    def answers_with_held(self) -> dict[str, dict[str, Any]]:
        """The answers, with what was marked as done since as if it had been answered: each once.

        What is done for one of several children is no answer for all of them.
        """
        held = {name: day for name, day in self.held.items() if "@" not in name}
        if not held:
            return self.answers
        done = self.answers.get("done", {})
        said = [item for item in done.get("done", []) if item not in (NONE, UNKNOWN)]
        days = {f"{name}-on": day for name, day in held.items() if day}
        merged = {**days, **done, "done": list(dict.fromkeys([*said, *held]))}
        return {**self.answers, "done": merged}

    @property
    def number(self) -> int:
        """How many children were born together."""
        return int(self.children.get("number", "1"))

    @property
    def child_number(self) -> int:
        """Which of them this is told for, the first being 1: an application is for one child."""
        return int(self.children.get(THIS, "1"))

    @property
    def first_born_on(self) -> date | None:
        """The day on which the first of the children was born; None where it is not known."""
        born = questions.born_on(self.answers)
        days = [self.children.get(f"{self.number}-born-{n}") for n in range(2, self.number + 1)]
        return born and min([born, *(date.fromisoformat(day) for day in days if day)])

    def _child(self, number: int) -> dict[str, Any]:
        born = self.children.get(f"{self.number}-born-{number}")
        facts: dict[str, Any] = {"born_on": born} if born else {}
        if f"birth-registration@{number}" in self.held:
            facts["has_citizen_id"] = True
        return facts


_NAMES = frozenset(each.name for each in fields(Kept))


def as_data(kept: Kept) -> dict[str, Any]:
    """As plain JSON."""
    return asdict(kept)


def from_data(data: Mapping[str, Any]) -> Kept:
    """Back from JSON; what older versions did not know is empty, what they alone knew is left."""
    return Kept(**{name: value for name, value in data.items() if name in _NAMES})


def read(data: Mapping[str, Any]) -> Kept:
    """The same from whoever may send anything. Raises ValueError for what no page keeps.

    Whether answers can be true together is seen where they are read as facts.
    """
    try:
        kept = msgspec.convert({n: v for n, v in data.items() if n in _NAMES}, Kept)
        answers = msgspec.convert(kept.answers, dict[str, dict[str, str | list[str]]])
    except msgspec.ValidationError as error:
        raise ValueError from error
    if not 1 <= kept.number <= MOST_CHILDREN or not 1 <= kept.child_number <= kept.number:
        raise ValueError
    for values in answers.values():
        _check_values(values)
    days = [day for name, day in kept.children.items() if "-born-" in name]
    for day in filter(None, (*days, *kept.held.values())):
        date.fromisoformat(day)
    return kept


def _check_values(values: Mapping[str, str | list[str]]) -> None:
    """Raise ValueError for a list where one thing is asked for, and for a day that is none."""
    for name, value in values.items():
        if isinstance(value, list) != (name in _SEVERAL):
            raise ValueError
        of_day = name.endswith(("_on", "-on")) and value != UNKNOWN
        if isinstance(value, str) and (of_day or (value[:4].isdigit() and "-" in value)):
            date.fromisoformat(value)


def of_situation(situation: Mapping[str, Any]) -> Kept:
    """What an application was told; empty where a program sent the JSON of a situation itself."""
    return from_data(situation) if "answers" in situation else Kept()


def load(session: Mapping[str, Any]) -> Kept:
    """What the session keeps; empty where there is nothing."""
    return from_data(session.get(_KEY, {}))


def save(session: MutableMapping[str, Any], kept: Kept) -> None:
    """Keep it in the session."""
    session[_KEY] = as_data(kept)


def forget(session: MutableMapping[str, Any]) -> None:
    """Delete it."""
    session.pop(_KEY, None)
