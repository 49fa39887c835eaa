"""Opens the case of an address for whoever is signed in; the reading is written down."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect

from firstcard.accounts.signing import actor
from firstcard.casework import access, operations, queries
from firstcard.casework.content import draft_of
from firstcard.casework.draft import Draft
from firstcard.casework.models import Case
from firstcard.casework.references import read_reference
from firstcard.casework.refusals import no_case
from firstcard.core.actors import Actor
from firstcard.desk.presenters import tasks
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.views import pages
from firstcard.guidance.today import CHINA

_LONGEST = 10


@dataclass(frozen=True, slots=True)
class Opened:
    """A case as one member of staff sees it at a moment.

    `version`: of the case as it is now; in `case` it is the one that the page which was sent knew.
    """

    case: Case
    draft: Draft
    by: Actor
    at: datetime
    tongue: Tongue
    version: int

    @property
    def on(self) -> date:
        """The day in China."""
        return self.at.astimezone(CHINA).date()


def opened(request: HttpRequest, reference: str) -> Opened:
    """The case, whole. Whoever has taken it keeps it for longer. Raises NotFound."""
    by, at = actor(request), pages.now()
    case = queries.case_for(reference=reference, by=by, at=at)
    if not access.may_read(case=case, by=by):
        raise no_case()
    if _mine(case, by, at) and tasks.can_be_taken(case=case, by=by):
        case = operations.take(case=case, by=by, at=at)
    draft = queries.draft_for(case=case, by=by)
    return Opened(case, draft, by, at, pages.tongue(), case.version)


def looked_up(request: HttpRequest, reference: str) -> Opened:
    """The case of a picture or a form, whose own reading is written down. Raises NotFound."""
    by, written = actor(request), read_reference(reference)
    case = Case.objects.filter(reference=written).first() if written else None
    if case is None or not access.may_read(case=case, by=by):
        raise no_case()
    return Opened(case, draft_of(case), by, pages.now(), pages.tongue(), case.version)


def for_writing(request: HttpRequest, reference: str) -> Opened:
    """The case as the page that was sent had seen it, so that a change since then is found.

    The operation's guarded update compares the version, and says who was faster. Raises NotFound.
    """
    found = opened(request, reference)
    seen = request.POST.get("version", "")[:_LONGEST]
    if seen.isascii() and seen.isdigit():
        found.case.version = int(seen)
    return found


def back(reference: str, done: str) -> HttpResponse:
    """To the case's page, which says what was done."""
    response = redirect("desk-case", reference=reference)
    response["Location"] += f"?done={done}"
    return response


def _mine(case: Case, by: Actor, at: datetime) -> bool:
    return (case.taken_by_id is not None and case.taken_by_id == by.account
            and case.taken_until is not None and case.taken_until > at)  # fmt: skip
