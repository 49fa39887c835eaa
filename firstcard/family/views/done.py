"""The confirmation: reference, next step with its date, calendar, the next child."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from firstcard.accounts import signing
from firstcard.casework import access, queries
from firstcard.casework.models import Case
from firstcard.casework.signing import signed_form
from firstcard.family.calendar import promise_calendar
from firstcard.family.views import shared
from firstcard.family.views.signing_off import pdf
from firstcard.family.words import word
from firstcard.guidance.today import now
from firstcard.guidance.views import frame
from firstcard.guidance.words import capital
from firstcard.policy.clock_words import day_words


def own_case(request: HttpRequest, reference: str) -> Case:
    """The family's own case. Raises NotFound."""
    case = queries.case_for(reference=reference, by=shared.by(request), at=now())
    access.own(case=case, by=shared.by(request))
    return case


def handed_in(request: HttpRequest, reference: str) -> Case | None:
    """The family's own case, None where it is not handed in yet. Raises NotFound."""
    case = own_case(request, reference)
    return case if case.submitted_at else None


@require_safe
@signing.family_required
def done(request: HttpRequest, reference: str) -> HttpResponseBase:
    """What a family takes with it; the address works later too."""
    case = handed_in(request, reference)
    if case is None:
        return redirect("apply-tasks", reference=reference)
    lang = frame.language()
    return shared.page(request, "done", word("done_title", lang), case=case,
                       next_line=_next(case), provisional=not case.due_is_final,
                       twin=(twin := _next_child(request, case)),
                       twin_words=word("done_twin", lang, n=twin), back="/cases/")  # fmt: skip


def office_name(case: Case) -> str:
    """The office that holds a case."""
    assert case.office is not None
    return capital(case.office.name_en if frame.language() == "en" else case.office.name_zh)


def _next(case: Case) -> str:
    lang = frame.language()
    if case.due_on is None:
        return word("done_next_no_due", lang, office=office_name(case))
    return word("done_next_due", lang, office=office_name(case), day=day_words(case.due_on, lang))


def _next_child(request: HttpRequest, case: Case) -> int | None:
    """The next of several children born together; None after the last."""
    application = shared.opened(request, case.reference)
    following = application.child_number + 1
    return following if following <= application.told.number else None


@require_safe
@signing.family_required
def form(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The form as it was signed: a copy to keep."""
    case = own_case(request, reference)
    shown = signed_form(case=case, by=shared.by(request), at=now())
    return pdf(shown.pdf, case)


@require_safe
@signing.family_required
def ics(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The promised day as a calendar file."""
    case = handed_in(request, reference)
    if case is None or case.due_on is None:
        return redirect("apply-done", reference=reference)
    file = promise_calendar(case=case, lang=frame.language(), now=now(), book=frame.book())
    response = HttpResponse(file, content_type="text/calendar; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{case.reference}.ics"'
    response["Cache-Control"] = "no-store"
    return response
