"""Papers as they are drawn beside the fields."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from firstcard.casework.models import Case, Paper
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.queries.papers import Asked, Shown

_RELATIONS = ("mother", "father", "adopter", "relative", "institution", "agent")


@dataclass(frozen=True, slots=True)
class SideView:
    """One page: where its picture is, its size in pixels, and what it is."""

    src: str
    href: str
    width: int
    height: int
    alt: str


@dataclass(frozen=True, slots=True)
class SheetView:
    """One paper that was handed in."""

    number: int
    href: str
    judge: str
    verdict: str
    sides: list[SideView]


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper that is asked for, or was handed in besides."""

    id: str
    document: str
    of: str
    name: str
    standing: str
    standing_said: str
    spec: str
    note: str
    basis: list[str]
    sheets: list[SheetView]


class PapersPresenter:
    """The papers of one case."""

    def __init__(self, case: Case, tongue: Tongue, on: date) -> None:
        self.case, self.tongue, self.on = case, tongue, on

    def views(self, papers: Iterable[Asked]) -> list[PaperView]:
        """All of them."""
        return [self._view(each) for each in papers]

    def name(self, paper: Asked) -> str:
        """What a paper is called, and whose it is."""
        if paper.wanted is not None:
            return self._whose(self.tongue.say(paper.wanted.name), paper.wanted.of)
        return self.name_of(paper.shown[0].paper)

    def name_of(self, paper: Paper) -> str:
        """The same for a paper that was handed in."""
        book = self.tongue.book
        known = book.documents.get(paper.document)
        if known is None:
            return self._whose(paper.document, paper.of)
        name = book.head(known, book.chain(self.case.region)).name
        return self._whose(self.tongue.say(name), paper.of)

    def _whose(self, name: str, of: str) -> str:
        if of not in _RELATIONS:
            return name
        return self.tongue.word("of_whom", name=name, whom=self.tongue.word(f"relation_{of}"))

    def _view(self, paper: Asked) -> PaperView:
        wanted, name, say = paper.wanted, self.name(paper), self.tongue.say
        standing = "extra" if wanted is None else paper.standing
        document, _, of = paper.id.partition(" ")
        return PaperView(
            paper.id, document, of, name, standing, self.tongue.word(f"paper_{standing}"),
            say(wanted.spec) if wanted and wanted.spec not in (None, wanted.name) else "",
            say(wanted.note) if wanted and wanted.note else "",
            [self.tongue.basis(each) for each in wanted.basis] if wanted else [],
            [self._sheet(each, name) for each in paper.shown])  # fmt: skip

    def _sheet(self, shown: Shown, name: str) -> SheetView:
        paper, ref = shown.paper, self.case.reference
        alone = reverse("desk-paper", args=[ref, paper.pk])
        sides = [SideView(
            reverse("desk-page", args=[ref, paper.pk, side.number]),
            f"{alone}?page={side.number}", side.width, side.height,
            self.tongue.word("paper_page", n=side.number, name=name))
            for side in shown.sides]  # fmt: skip
        judge = reverse("desk-judge", args=[ref, paper.pk])
        return SheetView(paper.pk, alone, judge, paper.verdict, sides)
