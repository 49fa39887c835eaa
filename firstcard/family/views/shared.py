"""What the family's pages share: their frame, whose case it is, saving."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse

from firstcard.accounts import signing
from firstcard.accounts.models import Account
from firstcard.casework import access, operations, queries, requirements
from firstcard.casework.completeness import wants
from firstcard.casework.draft import Draft
from firstcard.casework.models import Case
from firstcard.casework.states import HOLDERS, CaseState, Who
from firstcard.core.actors import Actor
from firstcard.family.application import Application, prefilled
from firstcard.family.words import VOCABULARY
from firstcard.guidance.today import now, today
from firstcard.guidance.views import frame

View = Callable[..., HttpResponseBase]
_LONGEST = 10  # signs of a version


def page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    """A page of this app in the frame of all pages."""
    shared = {"t": VOCABULARY[frame.language()]}
    return frame.page(request, f"family/{template}", title, **shared, **context)


def account(request: HttpRequest) -> Account:
    """The account that is signed in: views call it behind `family_required`."""
    found = signing.alive(request)
    assert found is not None
    return found.account


def by(request: HttpRequest) -> Actor:
    """Who asks."""
    return signing.actor(request)


def opened(request: HttpRequest, reference: str) -> Application:
    """The family's own application, as far as it is filled in. Raises NotFound."""
    case = queries.case_for(reference=reference, by=by(request), at=now())
    access.own(case=case, by=by(request))
    draft = queries.draft_for(case=case, by=by(request))
    facts = requirements.situation(
        draft=draft, want=wants(case), region=case.region, on=today())  # fmt: skip
    whole = prefilled(draft, account=account(request), facts=facts)
    return Application(case=case, draft=whole, book=frame.book(), on=today())


def filling(view: View) -> View:
    """A page of an application that the family still fills in: by its own account, by reference.

    A case that the office holds, or that is closed, shows how it stands instead.
    """

    @wraps(view)
    @signing.family_required
    def guarded(request: HttpRequest, reference: str, **rest: Any) -> HttpResponseBase:
        application = opened(request, reference)
        if HOLDERS[CaseState(application.case.state)] is not Who.FAMILY:
            return redirect("case", reference=application.case.reference)
        return view(request, application, **rest)

    return guarded


def save(request: HttpRequest, application: Application, draft: Draft) -> Case:
    """Keep a draft over the version that the form was drawn from. Raises StaleCase."""
    sent = request.POST.get("version", "")[:_LONGEST]
    version = int(sent) if sent.isascii() and sent.isdigit() else application.case.version
    return operations.save(
        case=application.case, by=by(request), draft=draft, version=version, at=now())  # fmt: skip


def tasks_address(application: Application) -> str:
    """The application's list of tasks, or what is to be mended where it was sent back."""
    name = "apply-mend" if application.case.state == CaseState.RETURNED else "apply-tasks"
    return reverse(name, args=[application.case.reference])
