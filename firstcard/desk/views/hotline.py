"""The hotline: where a case is, by its reference alone. Each look is shown to the family."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from firstcard.accounts.signing import actor, staff_required
from firstcard.casework import clocks, queries
from firstcard.casework.models import Case
from firstcard.casework.references import read_reference
from firstcard.casework.states import HOLDERS, CaseState, Who
from firstcard.core import limits
from firstcard.core.actors import Actor
from firstcard.core.refusals import Invalid, NotFound, Refusal
from firstcard.desk.presenters.clock import clock_view
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.views import pages
from firstcard.desk.words import WORDS
from firstcard.guidance.today import CHINA
from firstcard.messages import queries as messages
from firstcard.people.permissions import Permission, regions, require
from firstcard.policy.region_codes import NATION

# References cannot be guessed; who tries many in an hour does not answer a telephone.
MOST, SECONDS = 120, 3600
_LONGEST = 60


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def hotline(request: HttpRequest) -> HttpResponse:
    """The page that asks for a reference. Raises NotAllowed, TooMany."""
    by = _allowed(request)
    if request.method != "POST":
        return _asked(request)
    typed = request.POST.get("reference", "")[:_LONGEST]
    try:
        written = read_reference(typed)
        if written is None:
            wrong = WORDS["reference_wrong"]
            raise Invalid(wrong, fields={"reference": wrong})
        limits.hit(purpose="hotline", who=str(by.account), most=MOST, seconds=SECONDS)
        queries.case_for(reference=written, by=by, at=pages.now())
    except NotFound:
        none = WORDS["hotline_none"]
        return _asked(request, NotFound(none, fields={"reference": none}))
    except Invalid as refusal:
        return _asked(request, refusal)
    return redirect("desk-hotline-case", reference=written)


@staff_required
@require_safe
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """Where one case is. Raises NotAllowed, NotFound, TooMany."""
    by, at, tongue = _allowed(request), pages.now(), pages.tongue()
    limits.hit(purpose="hotline", who=str(by.account), most=MOST, seconds=SECONDS)
    found = queries.case_for(reference=reference, by=by, at=at)
    on = at.astimezone(CHINA).date()
    last = queries.history(found)[-1]
    rows = [("hotline_state", tongue.state(found.state)),
            ("col_want", tongue.wants(found)),
            ("hotline_holder", _holder(found, tongue)),
            ("hotline_since", tongue.moment(last.at))]  # fmt: skip
    if found.submitted_at is not None:
        day = found.submitted_at.astimezone(CHINA).date()
        ago = tongue.word("hotline_days", day=tongue.day(day), ago=tongue.away(day, on))
        rows.append(("hotline_age", ago))
    return pages.page(
        request, "hotline_case", tongue.word("hotline_title"), case=found,
        rows=[(tongue.word(name), value) for name, value in rows],
        clock=clock_view(found, tongue, on), message=_message(found, tongue),
        light=clocks.light(case=found, on=on, book=tongue.book))  # fmt: skip


def _allowed(request: HttpRequest) -> Actor:
    by = actor(request)
    if not regions(actor=by, permission=Permission.SEE_CASE_BY_REFERENCE):
        require(actor=by, permission=Permission.SEE_CASE_BY_REFERENCE, region=NATION)
    return by


def _asked(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    tongue = pages.tongue()
    told = pages.mistakes(refusal, {"reference": "reference"}, "reference")
    response = pages.page(
        request, "hotline", tongue.word("hotline_title"), heading=tongue.word("hotline_title"),
        typed_reference=pages.sent(request).get("reference", ""), **told)  # fmt: skip
    if refusal is not None:
        response.status_code = refusal.status
    return response


def _holder(case: Case, tongue: Tongue) -> str:
    who = HOLDERS[CaseState(case.state)]
    if who is Who.OFFICE:
        return tongue.word("holder_office", office=tongue.office(case.office))
    return tongue.word("holder_family" if who is Who.FAMILY else "holder_nobody")


def _message(case: Case, tongue: Tongue) -> tuple[str, str] | None:
    """The last message to the family, and what became of it."""
    last = next(iter(messages.of_case(case=case.reference, limit=1)), None)
    if last is None:
        return None
    if last.state == "failed":
        return last.text, tongue.word("hotline_message_failed")
    if last.sent_at is not None:
        return last.text, tongue.word("hotline_message_sent", at=tongue.moment(last.sent_at))
    return last.text, tongue.word("hotline_message_at", at=tongue.moment(last.written_at))
