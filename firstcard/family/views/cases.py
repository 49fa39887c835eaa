"""A family's applications, and how each stands."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from firstcard.accounts import signing
from firstcard.casework import access, queries
from firstcard.casework.words import STATES
from firstcard.family.views import shared
from firstcard.family.words import word
from firstcard.guidance.today import now
from firstcard.guidance.views import frame
from firstcard.guidance.words import say


@require_safe
@signing.family_required
def cases(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first."""
    lang = frame.language()
    rows = [(case, say(STATES[case.state], lang))
            for case in queries.own_cases(by=shared.by(request))]  # fmt: skip
    return shared.page(request, "cases", word("cases_title", lang), rows=rows)


@require_safe
@signing.family_required
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """How one application stands: who holds it, since when, until when, and all that happened."""
    found = queries.case_for(reference=reference, by=shared.by(request), at=now())
    access.readable(case=found, by=shared.by(request))
    lang = frame.language()
    return shared.page(request, "case", found.reference, case=found,
                       state=say(STATES[found.state], lang), back="/cases/")  # fmt: skip
