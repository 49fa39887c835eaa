"""Passing a case on to the office in charge."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstcard.accounts.signing import staff_required
from firstcard.casework import access, offices, operations
from firstcard.casework.refusals import no_case
from firstcard.core.refusals import Invalid, Refusal
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.views import pages
from firstcard.desk.views.opening import Opened, back, for_writing, opened
from firstcard.desk.words import WORDS
from firstcard.guidance.forms.fields import Field, FormError, Option, first
from firstcard.guidance.views import frame
from firstcard.people.models import Office
from firstcard.policy.format import Text

_NAME = "region"


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def forward(request: HttpRequest, reference: str) -> HttpResponse:
    """The page that asks where to, and the passing on."""
    if request.method != "POST":
        return _shown(request, opened(request, reference))
    found = for_writing(request, reference)
    if frame.searched(found.tongue.book, frame.sent(request), found.tongue.lang):
        return _shown(request, found)
    try:
        operations.forward(case=found.case, by=found.by, office=_office(request, found),
                           at=found.at)  # fmt: skip
    except Refusal as refusal:
        return _shown(request, found, refusal)
    if not access.may_read(case=found.case, by=found.by):
        return redirect(f"{reverse('desk')}?done=forward")  # it is another region's now
    return back(found.case.reference, "forward")


def _office(request: HttpRequest, found: Opened) -> Office:
    """The office in charge of the place that was chosen: of the kind that has the case now."""
    region, book = first(frame.sent(request), _NAME), found.tongue.book
    if region not in book.divisions:
        raise Invalid(WORDS["forward_missing"], fields={_NAME: WORDS["forward_missing"]})
    if found.case.office is None:
        raise no_case()
    return offices.office_for(kind=found.case.office.kind, region=region, book=book)


def _field(found: Opened) -> Field:
    office = found.case.office
    kind = office.kind if office else ""
    known = Office.objects.filter(kind=kind).order_by("region")
    options = {each.region: Option(each.region, Text(each.name_en, each.name_zh)) for each in known
               if each.pk != found.case.office_id}  # fmt: skip
    return Field(_NAME, "place", WORDS["forward_where"], hint=WORDS["forward_hint"],
                 options=tuple(options.values()), missing=WORDS["forward_missing"])  # fmt: skip


def _shown(request: HttpRequest, found: Opened, refusal: Refusal | None = None) -> HttpResponse:
    tongue: Tongue = found.tongue
    form, field = frame.typed(request) or {}, _field(found)
    errors = [FormError(field.control, refusal.text)] if refusal else []
    search = frame.searched(tongue.book, form, tongue.lang)
    drawn = frame.drawing(tongue.book, form, [field], errors, search)
    response = pages.page(
        request, "forward", tongue.word("forward_title"), heading=tongue.word("forward_title"),
        case=found.case, version=found.version,
        controls=drawn.draw([field]), summary=drawn.summary())  # fmt: skip
    if refusal is not None:
        response.status_code = refusal.status
    return response
