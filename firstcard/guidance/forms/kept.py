"""What a family has told, kept in its own signed cookie for a while: never in an address.

The answers to the six questions, single facts asked for afterwards, the goals asked for, how many
children, what was marked as done since, and what is ticked. All are plain JSON.
"""

from collections.abc import Mapping, MutableMapping
from dataclasses import asdict, dataclass, field
from datetime import date
from typing import Any

from firstcard.guidance.forms import questions
from firstcard.policy.format import Fact

_KEY = "check"
MOST_CHILDREN = 3


@dataclass
class Kept:
    """The answers of one family."""

    answers: dict[str, dict[str, Any]] = field(default_factory=dict)
    facts: dict[str, Any] = field(default_factory=dict)
    want: list[str] = field(default_factory=list)
    children: dict[str, str] = field(default_factory=dict)
    held: dict[str, str] = field(default_factory=dict)  # document or document.year: day, or ""
    ticks: list[str] = field(default_factory=list)

    def save_answer(self, question: str, values: Mapping[str, Any],
                    facts: Mapping[str, Fact]) -> None:  # fmt: skip
        """Keep a question's answer; single facts that it settles anew are dropped."""
        self.answers[question] = dict(values)
        settled = questions.SETTLES[question]
        self.facts = {name: value for name, value in self.facts.items()
                      if name not in settled and not (
                          name in facts and facts[name].question == question)}  # fmt: skip

    def situation(self, *, on: date) -> dict[str, Any]:
        """Everything told, as the JSON of a situation."""
        data = questions.situation(self.answers, on=on) | self.facts
        if self.want:
            data["want"] = list(self.want)
        if self.number > 1:
            data["children"] = [self._child(n) for n in range(1, self.number + 1)]
        return data

    @property
    def number(self) -> int:
        """How many children were born together."""
        return int(self.children.get("number", "1"))

    def _child(self, number: int) -> dict[str, str]:
        born = self.children.get(f"{self.number}-born-{number}")
        return {"born_on": born} if born else {}


def as_data(kept: Kept) -> dict[str, Any]:
    """As plain JSON."""
    return asdict(kept)


def from_data(data: Mapping[str, Any]) -> Kept:
    """Back from JSON; what older versions did not know is empty."""
    return Kept(**data)


def load(session: Mapping[str, Any]) -> Kept:
    """What the session keeps; empty where there is nothing."""
    return from_data(session.get(_KEY, {}))


def save(session: MutableMapping[str, Any], kept: Kept) -> None:
    """Keep it in the session."""
    session[_KEY] = as_data(kept)


def forget(session: MutableMapping[str, Any]) -> None:
    """Delete it."""
    session.pop(_KEY, None)
