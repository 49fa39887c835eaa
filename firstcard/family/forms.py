"""Boxes and choices of the family's questions: drawn from what was typed, mistakes beside them.

Unlike the questions of a plan these are about names and numbers. They stand on pages that are kept
nowhere, and what was typed is shown again as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest

from firstcard.family.words import word
from firstcard.guidance.words import Lang, say
from firstcard.policy.format import Text

Form = Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Problem:
    """One mistake: the control to go to, and what would be right; `about` what else it touches."""

    control: str
    text: Text
    about: str = ""


class Wrong(Exception):
    """What was typed cannot be taken. `fix`: what could be taken instead."""

    def __init__(self, *problems: Problem, fix: str = "") -> None:
        super().__init__()
        self.problems = problems
        self.fix = fix


@dataclass(slots=True)
class Box:
    """A line to type in. `groups`: how a long number is set in groups, as 6-8-4."""

    name: str
    label: str
    value: str = ""
    hint: str = ""
    inputmode: str = "text"
    autocomplete: str = "off"
    groups: str = ""
    error: str = ""
    big_label: bool = False
    kind: str = "text"

    @property
    def described_by(self) -> str:
        """Ids of the hint and the error, for aria-describedby."""
        ids = [f"{self.name}-hint"] if self.hint else []
        return " ".join([*ids, f"{self.name}-error"] if self.error else ids)


@dataclass(slots=True)
class Way:
    """One answer of a choice; `reveals` are asked only of who gives it."""

    id: str
    value: str
    label: str
    hint: str = ""
    checked: bool = False
    reveals: list[Control] = field(default_factory=list)


@dataclass(slots=True)
class Choice:
    """Radio buttons."""

    name: str
    label: str
    ways: list[Way]
    hint: str = ""
    error: str = ""
    kind: str = "choice"

    @property
    def described_by(self) -> str:
        """Ids of the hint and the error."""
        ids = [f"{self.name}-hint"] if self.hint else []
        return " ".join([*ids, f"{self.name}-error"] if self.error else ids)


Control = Box | Choice


def typed(request: HttpRequest) -> Form:
    """What was sent, each name once, blanks inside kept."""
    return {name: str(request.POST.get(name, "")) for name in request.POST}


def box(name: str, label: str, form: Form, lang: Lang, *, hint: str = "", **more: str) -> Box:
    """A box by the names of its words."""
    return Box(name, word(label, lang), form.get(name, ""), word(hint, lang) if hint else "",
               **more)  # type: ignore[arg-type]  # fmt: skip


def choice(
    name: str, label: str, form: Form, lang: Lang, ways: Sequence[tuple[str, Text, Text | None]]
) -> Choice:
    """A choice: id, words and hint of each answer."""
    chosen = form.get(name, "")
    return Choice(name, word(label, lang), [
        Way(f"{name}-{id_}", id_, say(text, lang), say(hint, lang) if hint else "", id_ == chosen)
        for id_, text, hint in ways])  # fmt: skip


def mark(controls: Sequence[Control], problems: Sequence[Problem], lang: Lang) -> None:
    """Put each mistake beside its control."""
    said = {problem.control: say(problem.text, lang) for problem in problems}
    for control in controls:
        if isinstance(control, Box):
            control.error = said.get(control.name, "")
            continue
        ids = {control.name, *(way.id for way in control.ways)}
        control.error = next((text for name, text in said.items() if name in ids), "")
        for way in control.ways:
            for inner in way.reveals:
                inner.error = said.get(inner.name, "")
