"""What is done with one button on the page of a case."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_POST

from firstcard.accounts.signing import staff_required
from firstcard.casework import operations, papers
from firstcard.casework.models import Proposal
from firstcard.casework.refusals import NotNow, no_case
from firstcard.core.refusals import Refusal
from firstcard.desk.presenters import tasks
from firstcard.desk.views import insurance
from firstcard.desk.views.case import shown
from firstcard.desk.views.opening import Opened, back, for_writing, opened

Act = Callable[[Opened], object]


def _done(request: HttpRequest, reference: str, name: str, act: Act) -> HttpResponse:
    """Do it; say that it is done, or on the page of the case why it was not."""
    found = for_writing(request, reference)
    try:
        act(found)
    except Refusal as refusal:
        return shown(request, opened(request, reference), refusal)
    return back(found.case.reference, name)


@staff_required
@require_POST
def take(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the case for a while; with it the examination begins."""

    def act(found: Opened) -> None:
        operations.take(case=found.case, by=found.by, at=found.at)
        insurance.begin(found)

    return _done(request, reference, "take", act)


@staff_required
@require_POST
def release(request: HttpRequest, reference: str) -> HttpResponse:
    """Let go of it."""
    return _done(request, reference, "release",
                 lambda f: operations.release(case=f.case, by=f.by, at=f.at))  # fmt: skip


@staff_required
@require_POST
def accept(request: HttpRequest, reference: str) -> HttpResponse:
    """The papers are complete and in order."""

    def act(found: Opened) -> None:
        insurance.begin(found)
        operations.accept(case=found.case, by=found.by, at=found.at)

    return _done(request, reference, "accept", act)


@staff_required
@require_POST
def approve(request: HttpRequest, reference: str) -> HttpResponse:
    """Approve."""
    return _done(request, reference, "approve",
                 lambda f: operations.approve(case=f.case, by=f.by, at=f.at))  # fmt: skip


@staff_required
@require_POST
def judge(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Mark a paper as in order or not."""
    good = request.POST.get("verdict") == "good"

    def act(found: Opened) -> None:
        if not tasks.examines(case=found.case, by=found.by):
            raise NotNow(state=found.case.state)
        paper = papers.get(case=found.case, number=number)
        papers.judge(paper=paper, good=good, by=found.by, at=found.at)

    return _done(request, reference, "judge", act)


@staff_required
@require_POST
def decide(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Agree, or not, to what another person proposed."""
    granted = request.POST.get("granted") == "yes"

    def act(found: Opened) -> object:
        proposal = Proposal.objects.filter(case=found.case, pk=number).first()
        if proposal is None:
            raise no_case()
        return operations.decide_proposal(
            proposal=proposal, by=found.by, granted=granted, at=found.at)  # fmt: skip

    return _done(request, reference, "confirm" if granted else "decline", act)
