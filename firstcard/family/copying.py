"""A new application from one that is there: for the next child, or for the insurance alone."""

from __future__ import annotations

from collections.abc import Collection
from datetime import datetime

from django.db import transaction
from msgspec.structs import replace

from firstcard.casework import operations, papers
from firstcard.casework.draft import Child, Draft
from firstcard.casework.models import Case
from firstcard.casework.states import CaseState
from firstcard.core.actors import Actor
from firstcard.family.application import Application, for_child
from firstcard.guidance.forms import kept

_OF_THE_CHILD = ("", "child")


def next_child(*, application: Application, by: Actor, at: datetime) -> Case:
    """Begin the application of the next of several children; asked for twice it is one.

    Everything about the family is taken over, its papers too; nothing about the child.
    """
    case = _next(application, by, at)
    if case.state == CaseState.DRAFT:
        _take_over_papers(application.case, case, by, at)
    return case


def _take_over_papers(old: Case, new: Case, by: Actor, at: datetime) -> None:
    """The adults' papers, page by page; the same page again is the same paper."""
    for paper in papers.of_case(case=old):
        if paper.of not in _OF_THE_CHILD:
            for page in papers.pages(paper=paper, by=by, at=at):
                papers.add(case=new, document=paper.document, of=paper.of, upload=page, by=by,
                           at=at)  # fmt: skip


@transaction.atomic
def _next(application: Application, by: Actor, at: datetime) -> Case:
    number = application.child_number + 1
    told = kept.as_data(for_child(application.told, number=number))
    case = _started(application, f"child {number}", application.want, told, by, at)
    if case.version == 1:
        draft = replace(application.draft, situation=told, child=Child(), consequences_read=False)
        operations.save(case=case, by=by, draft=draft, version=case.version, at=at)
    return case


@transaction.atomic
def insurance_alone(*, application: Application, by: Actor, at: datetime) -> Case:
    """The same application without the card; the draft with both is given up."""
    case = _started(application, "insured", ("insured",), application.draft.situation, by, at)
    if case.version == 1:
        draft: Draft = replace(application.draft, consequences_read=False)
        operations.save(case=case, by=by, draft=draft, version=case.version, at=at)
    if application.case.state == CaseState.DRAFT:
        operations.withdraw(case=application.case, by=by, at=at)
    return case


def _started(application: Application, key: str, want: Collection[str], told: dict[str, object],
             by: Actor, at: datetime) -> Case:  # fmt: skip
    old = application.case
    return operations.start(by=by, key=f"{old.reference} {key}", want=want, region=old.region,
                            language=old.language, situation=told, at=at)  # fmt: skip
