"""Refusing a case: reasons of the packs with their basis; the remedies of the law go with it."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from firstcard.accounts.signing import staff_required
from firstcard.casework import grounds, operations
from firstcard.casework.operations import Refused
from firstcard.core import look
from firstcard.core.refusals import Refusal
from firstcard.desk.views import pages
from firstcard.desk.views.opening import Opened, back, for_writing, opened
from firstcard.desk.views.returning import LONGEST_NOTE


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, reference: str) -> HttpResponse:
    """The page with the reasons, and the refusal."""
    if request.method != "POST":
        return _shown(request, opened(request, reference))
    found = for_writing(request, reference)
    reasons = [Refused(reason=each, note=request.POST.get(f"note:{each}", "")[:LONGEST_NOTE])
               for each in request.POST.getlist("reason")]  # fmt: skip
    try:
        operations.refuse(case=found.case, by=found.by, reasons=reasons, at=found.at)
    except Refusal as refusal:
        return _shown(request, found, refusal)
    return back(found.case.reference, "refuse")


def _shown(request: HttpRequest, found: Opened, refusal: Refusal | None = None) -> HttpResponse:
    tongue, region = found.tongue, found.case.region
    known = grounds.refusals(book=tongue.book, region=region)
    ids = {each.id: f"reason-{each.id}" for each in known}
    wrong = pages.mistakes(refusal, ids, next(iter(ids.values()), "page"))
    response = pages.page(
        request, "refuse", tongue.word("refuse_title"), heading=tongue.word("refuse_title"),
        case=found.case, version=found.version, note_most=LONGEST_NOTE,
        summary=wrong["summary"], grounds=_grounds(request, found, known, wrong["wrong"]),
        remedies=_remedies(found))  # fmt: skip
    if refusal is not None:
        response.status_code = refusal.status
    return response


def _remedies(found: Opened) -> list[tuple[str, str, list[str]]]:
    """What the family is told that it can do: words, until when, on what basis."""
    tongue = found.tongue
    known = grounds.remedies(book=tongue.book, region=found.case.region, on=found.on)
    return [(tongue.say(each.name), tongue.word("remedy_until", day=tongue.day(each.until)),
             [tongue.basis(b) for b in each.basis]) for each in known]  # fmt: skip


def _grounds(request: HttpRequest, found: Opened, known: tuple[grounds.Ground, ...],
             wrong: dict[str, str]) -> list[dict[str, Any]]:  # fmt: skip
    typed = pages.sent(request)
    again = request.method == "POST" or look.of(request).redrawn
    ticked = request.POST.getlist("reason") if again else []
    return [{"id": each.id, "name": found.tongue.say(each.name), "ticked": each.id in ticked,
             "basis": [found.tongue.basis(b) for b in each.basis], "error": wrong.get(each.id, ""),
             "note": typed.get(f"note:{each.id}", "")} for each in known]  # fmt: skip
