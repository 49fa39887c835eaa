"""Counter mode: a clerk begins and fills in for a family that is here."""

from __future__ import annotations

import secrets
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from firstcard.accounts.signing import actor, staff_required
from firstcard.casework import operations
from firstcard.casework.models import Case
from firstcard.casework.requirements import CARD, INSURED
from firstcard.casework.states import CaseState
from firstcard.core.actors import Actor
from firstcard.core.refusals import Invalid, Refusal
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.views import pages
from firstcard.desk.words import WORDS
from firstcard.guidance.forms.fields import Field, FormError, Option, first
from firstcard.guidance.views import frame
from firstcard.people.permissions import Permission, regions, require
from firstcard.policy.region_codes import NATION, lies_in

_SHOWN = 50  # of the cases begun at the counter
_WANTS = (INSURED, CARD)
_FAMILYS = (CaseState.DRAFT, CaseState.RETURNED)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def counter(request: HttpRequest) -> HttpResponse:
    """What was begun here, and a new application. Raises NotAllowed."""
    by = actor(request)
    if not regions(actor=by, permission=Permission.APPLY_AT_COUNTER):
        require(actor=by, permission=Permission.APPLY_AT_COUNTER, region=NATION)
    if request.method != "POST":
        return _shown(request, by)
    if frame.searched(frame.book(), frame.sent(request), frame.language()):
        return _shown(request, by)
    try:
        case = _started(request, by)
    except Refusal as refusal:
        return _shown(request, by, refusal)
    return redirect("desk-counter-case", reference=case.reference)


def _started(request: HttpRequest, by: Actor) -> Case:
    """A new case; the same form sent twice begins one."""
    region = first(frame.sent(request), "region")
    if region not in frame.book().divisions or region == NATION:
        raise Invalid(WORDS["counter_place_missing"],
                      fields={"region": WORDS["counter_place_missing"]})  # fmt: skip
    # Elsewhere the same operation would begin an application of the clerk's own.
    require(actor=by, permission=Permission.APPLY_AT_COUNTER, region=region)
    want = [each for each in request.POST.getlist("want") if each in _WANTS]
    language = "en" if request.POST.get("language_of_family") == "en" else "zh"
    key = request.POST.get("key", "")[:64] or secrets.token_hex(16)
    return operations.start(by=by, key=key, want=want, region=region, language=language,
                            situation={}, at=pages.now())  # fmt: skip


def _shown(request: HttpRequest, by: Actor, refusal: Refusal | None = None) -> HttpResponse:
    tongue, form = pages.tongue(), frame.typed(request) or {}
    field = _place(by, tongue)
    wrong = refusal.fields.get("region") if refusal else None
    errors = [FormError(field.control, wrong)] if wrong else []
    search = frame.searched(tongue.book, form, tongue.lang)
    drawn = frame.drawing(tongue.book, form, [field], errors, search)
    controls = drawn.draw([field])  # the place that was found is an option only then
    ids = {"want": "want-insured", "region": field.control}
    told = pages.mistakes(refusal, ids, "want-insured")
    wanted = request.POST.getlist("want") if form else list(_WANTS)
    response = pages.page(
        request, "counter", tongue.word("counter_title"), heading=tongue.word("counter_title"),
        controls=controls, summary=told["summary"], wrong=told["wrong"],
        key=first(form, "key") or secrets.token_hex(16),
        wants=[(each, tongue.word(f"want_{each}"), each in wanted) for each in _WANTS],
        english=first(form, "language_of_family") == "en", cases=_begun(by, tongue))  # fmt: skip
    if refusal is not None:
        response.status_code = refusal.status
    return response


def _place(by: Actor, tongue: Tongue) -> Field:
    own = [each for each in regions(actor=by, permission=Permission.APPLY_AT_COUNTER)
           if each != NATION]  # fmt: skip
    options = tuple(Option(code, tongue.book.region_name(code)) for code in own)
    return Field("region", "place", WORDS["counter_place"], options=options,
                 missing=WORDS["counter_place_missing"])  # fmt: skip


def _begun(by: Actor, tongue: Tongue) -> list[dict[str, Any]]:
    """Cases of the counter that wait for the family, of one's regions, the newest first."""
    held = regions(actor=by, permission=Permission.APPLY_AT_COUNTER)
    rows = Case.objects.filter(channel="counter", state__in=_FAMILYS).order_by("-pk")[: _SHOWN * 4]
    mine = [each for each in rows if any(lies_in(each.region, region) for region in held)]
    return [{"reference": each.reference, "state": tongue.state(each.state),
             "want": tongue.wants(each), "at": tongue.moment(each.created_at)}
            for each in mine[:_SHOWN]]  # fmt: skip
