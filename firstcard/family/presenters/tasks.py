"""The task list: what is done, what is next, what opens later and by what."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from django.urls import reverse

from firstcard.casework import completeness
from firstcard.casework.requirements import PHOTO, Wanted
from firstcard.family import questions
from firstcard.family.application import Application
from firstcard.family.words import word
from firstcard.guidance.words import Lang, say

Status = Literal["done", "todo", "part", "optional", "waiting", "later", "problem", "known"]
_COUNTED = ("done", "known", "todo", "part", "problem", "later")


@dataclass(frozen=True, slots=True)
class Task:
    """One line. Without an address it cannot start yet, and `hint` says what opens it."""

    title: str
    status: Status
    said: str
    address: str = ""
    hint: str = ""


@dataclass(frozen=True, slots=True)
class Section:
    """A heading and its lines."""

    title: str
    tasks: list[Task]


def whose(wanted: Wanted) -> str:
    """Whose paper it is, as it stands in addresses."""
    return wanted.of or "child"


def paper_address(application: Application, wanted: Wanted) -> str:
    """The page of one paper."""
    return reverse("apply-paper", args=[
        application.case.reference, wanted.document, whose(wanted)])  # fmt: skip


class TaskList:
    """The list of one application in one language."""

    def __init__(self, *, application: Application, lang: Lang, second: str = "") -> None:
        self.application, self.lang = application, lang
        self.second = second  # how the other parent's agreement stands
        self._missing = {missing.id for missing in application.missing}
        self._kinds = {missing.kind for missing in application.missing}

    def sections(self) -> list[Section]:
        """Everything, in order."""
        parts = (
            ("tasks_child", [self.group("child")]),
            ("tasks_you", list(self._family())),
            ("tasks_papers", list(self._papers())),
        )
        found = [Section(word(name, self.lang), tasks) for name, tasks in parts if tasks]
        rest = [task for section in found for task in section.tasks]
        return [*found, Section(word("tasks_end", self.lang), [self._sign(rest)])]

    def counts(self) -> tuple[int, int]:
        """How many are done, of how many that must be."""
        tasks = [task for section in self.sections() for task in section.tasks
                 if task.status in _COUNTED]  # fmt: skip
        return sum(task.status in ("done", "known") for task in tasks), len(tasks)

    def group(self, name: str) -> Task:
        """A group of questions as one line."""
        asked = questions.asked(self.application, name)
        answered = [each for each in asked if each.answered(self.application)]
        first = next((each for each in asked if each not in answered), asked[0])
        status: Status = "done" if len(answered) == len(asked) else "part" if answered else "todo"
        return self._task(f"task_{name}", status, reverse(
            "apply-question", args=[self.application.case.reference, first.id]))  # fmt: skip

    def _family(self) -> Iterator[Task]:
        yield self._task("task_told", "done", self._address("apply-told"))
        yield self.group("you")
        for name in ("ground", "relation", "delivery"):
            if questions.asked(self.application, name):
                yield self.group(name)
        if self.application.other_parent:
            yield self._task("task_second", self._second(), self._address("apply-second"))

    def _second(self) -> Status:
        known: dict[str, Status] = {"granted": "done", "waiting": "waiting"}
        return known.get(self.second, "optional")

    def _papers(self) -> Iterator[Task]:
        opens = self._people_known()
        for wanted in self.application.papers:
            title = say(wanted.name, self.lang)
            if wanted.document == PHOTO:
                yield self._photo(wanted)
            elif not opens:
                yield Task(title, "later", word("status_later", self.lang),
                           hint=word("opens_after_people", self.lang))  # fmt: skip
            else:
                status = self._paper_status(wanted)
                yield Task(title, status, word(f"status_{status}", self.lang),
                           paper_address(self.application, wanted))  # fmt: skip

    def _people_known(self) -> bool:
        return all(questions.first_open(self.application, name) is None
                   for name in ("child", "you"))  # fmt: skip

    def _paper_status(self, wanted: Wanted) -> Status:
        if wanted.proven:
            return "known"
        there = [paper for paper in self.application.case.papers.filter(removed_at=None)
                 if completeness.shows(paper, wanted)]  # fmt: skip
        if any(paper.verdict == "bad" for paper in there):
            return "problem"
        if there:
            return "done"
        return "todo" if wanted.required else "optional"

    def _photo(self, wanted: Wanted) -> Task:
        photo = getattr(self.application.case, "photo", None)
        if photo is not None:
            return self._task("task_photo", "done", self._address("apply-photo"),
                              "photo_marked" if photo.findings else "")  # fmt: skip
        status: Status = "todo" if wanted.required else "optional"
        return self._task("task_photo", status, self._address("apply-photo"))

    def _sign(self, others: list[Task]) -> Task:
        open_ = [task for task in others if task.status in ("todo", "part", "later", "problem")]
        if open_ or (not self.application.papers and not self.application.missing):
            return Task(word("task_sign", self.lang), "later", word("status_later", self.lang),
                        hint=word("opens_after_all", self.lang))  # fmt: skip
        return self._task("task_sign", "todo", self._address("apply-check"))

    def _address(self, name: str) -> str:
        return reverse(name, args=[self.application.case.reference])

    def _task(self, title: str, status: Status, address: str, hint: str = "") -> Task:
        return Task(word(title, self.lang), status, word(f"status_{status}", self.lang), address,
                    word(hint, self.lang) if hint else "")  # fmt: skip
