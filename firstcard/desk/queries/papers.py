"""The papers of a case beside what the rules ask for; without the pictures themselves."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from typing import Literal

from firstcard.casework import completeness, requirements
from firstcard.casework.draft import Draft
from firstcard.casework.models import Case, Paper, PaperPage
from firstcard.casework.requirements import Wanted
from firstcard.casework.waivers import waived
from firstcard.policy.situation import SituationError

Standing = Literal["missing", "unseen", "good", "bad", "proven", "waived", "asked"]


@dataclass(frozen=True, slots=True)
class Side:
    """One page of a paper: number, width and height in pixels."""

    number: int
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Shown:
    """A paper that was handed in, with its pages."""

    paper: Paper
    sides: tuple[Side, ...]


@dataclass(frozen=True, slots=True)
class Asked:
    """A paper that the rules ask for, what shows it, and how that stands.

    `id` as defects name it. `wanted` is None for a paper handed in besides.
    """

    id: str
    wanted: Wanted | None
    standing: Standing
    shown: tuple[Shown, ...]


@dataclass(frozen=True, slots=True)
class Papers:
    """Everything asked for and handed in; `photo`: the photograph, where the rules ask for one."""

    papers: tuple[Asked, ...]
    photo: Wanted | None


def asked(*, case: Case, draft: Draft, on: date) -> Papers:
    """Every paper that is asked for, then those handed in besides; the photograph apart.

    Of a draft whose facts are none nobody knows what is asked for: only what was handed in.
    """
    there, without, wanted = _there(case), waived(case=case), _wanted(case, draft, on)
    found = [_asked(each, there, without) for each in wanted
             if each.document != requirements.PHOTO]  # fmt: skip
    used = {one.paper.pk for each in found for one in each.shown}
    besides = [Asked(f"{one.paper.document} {one.paper.of}".strip(), None, _verdict((one,)), (one,))
               for one in there if one.paper.pk not in used]  # fmt: skip
    photo = next((each for each in wanted if each.document == requirements.PHOTO), None)
    return Papers((*found, *besides), photo)


def _wanted(case: Case, draft: Draft, on: date) -> tuple[Wanted, ...]:
    try:
        return completeness.wanted_papers(case=case, on=on, draft=draft)
    except SituationError:
        return ()


def _there(case: Case) -> list[Shown]:
    papers = list(case.papers.filter(removed_at=None).order_by("pk"))
    sides: dict[int, list[Side]] = defaultdict(list)
    rows = PaperPage.objects.filter(paper__in=papers).order_by("paper_id", "number")
    for paper, number, width, height in rows.values_list("paper_id", "number", "width", "height"):
        sides[paper].append(Side(number, width, height))
    return [Shown(paper, tuple(sides[paper.pk])) for paper in papers]


def _asked(wanted: Wanted, there: list[Shown], without: frozenset[str]) -> Asked:
    shown = tuple(one for one in there if completeness.shows(one.paper, wanted))
    return Asked(completeness.paper_id(wanted), wanted, _standing(wanted, shown, without), shown)


def _standing(wanted: Wanted, shown: tuple[Shown, ...], without: frozenset[str]) -> Standing:
    if shown:
        return _verdict(shown)
    if wanted.need in without:
        return "waived"
    if wanted.proven:
        return "proven"
    return "missing" if wanted.required else "asked"


def _verdict(shown: tuple[Shown, ...]) -> Standing:
    verdicts = {one.paper.verdict for one in shown}
    for each in ("good", "unseen"):
        if each in verdicts:
            return "good" if each == "good" else "unseen"
    return "bad"
