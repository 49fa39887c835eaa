"""The auditors' page: the entries of one case, and how far the record is sealed."""

from __future__ import annotations

from dataclasses import dataclass

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from firstcard.accounts.signing import actor, staff_required
from firstcard.casework.references import read_reference
from firstcard.core.actors import Actor
from firstcard.core.refusals import Invalid, NotFound, Refusal
from firstcard.desk.queries import trail
from firstcard.desk.views import pages
from firstcard.desk.words import WORDS
from firstcard.people.permissions import Permission, regions, require
from firstcard.policy.region_codes import NATION

_LONGEST = 60


@dataclass(frozen=True, slots=True)
class EntryView:
    """One entry of the trail."""

    number: int
    at: str
    who: str
    role: str
    action: str
    subject: str
    sealed: str


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def audit(request: HttpRequest) -> HttpResponse:
    """How far the record is sealed, and which case is to be shown. Raises NotAllowed."""
    by = _allowed(request)
    if request.method != "POST":
        return _asked(request)
    written = read_reference(request.POST.get("reference", "")[:_LONGEST])
    try:
        if written is None:
            wrong = WORDS["reference_wrong"]
            raise Invalid(wrong, fields={"reference": wrong})
        trail.case_of(reference=written, by=by)
    except NotFound:
        none = WORDS["audit_none"]
        return _asked(request, NotFound(none, fields={"reference": none}))
    except Invalid as refusal:
        return _asked(request, refusal)
    return redirect("desk-audit-case", reference=written)


@staff_required
@require_safe
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything that was written down of one case, the newest first. Raises NotFound."""
    by, tongue = _allowed(request), pages.tongue()
    before = request.GET.get("before", "")[:20]
    limit = int(before) if before.isascii() and before.isdigit() else None
    with transaction.atomic():
        found = trail.entries(reference=reference, by=by, before=limit, at=pages.now())
    entries = [EntryView(
        each.entry.pk, tongue.moment(each.entry.at), each.entry.actor_name, each.entry.role,
        each.entry.action, each.entry.subject,
        tongue.word("audit_position", n=each.position) if each.position is not None
        else tongue.word("audit_open")) for each in found.rows]  # fmt: skip
    title = tongue.word("audit_entries", reference=found.reference)
    return pages.page(
        request, "audit_case", title, reference=found.reference, entries=entries,
        more=f"?before={found.rows[-1].entry.pk}" if found.more else "")  # fmt: skip


def _allowed(request: HttpRequest) -> Actor:
    by = actor(request)
    if not regions(actor=by, permission=Permission.SEE_AUDIT):
        require(actor=by, permission=Permission.SEE_AUDIT, region=NATION)
    return by


def _asked(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    tongue, sealed = pages.tongue(), trail.sealed()
    told = pages.mistakes(refusal, {"reference": "reference"}, "reference")
    response = pages.page(
        request, "audit", tongue.word("audit_title"), heading=tongue.word("audit_title"),
        typed_reference=pages.sent(request).get("reference", ""), root=sealed.root,
        state=tongue.word("audit_count", n=sealed.count, log=sealed.log) if sealed.log else "",
        waiting=tongue.word("audit_waiting", n=sealed.waiting), **told)  # fmt: skip
    if refusal is not None:
        response.status_code = refusal.status
    return response
