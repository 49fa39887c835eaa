"""What is done with a bill that was handed in: ask for papers, note them, pay it, refuse it."""

from __future__ import annotations

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from firstcard.accounts.signing import actor, staff_required
from firstcard.casework import grounds
from firstcard.core.refusals import Conflict, Refusal
from firstcard.desk.bills.words import BILLS
from firstcard.desk.cards import sheet
from firstcard.desk.cards.sheet import Ask, Sheet
from firstcard.desk.claims import one, papers
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.views import pages
from firstcard.guidance.today import today
from firstcard.guidance.words import capital
from firstcard.people.permissions import Permission
from firstcard.settlement import handing, queries
from firstcard.settlement.models import Claim
from firstcard.settlement.operations import claiming

_MOST = 400


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def missing(request: HttpRequest, reference: str) -> HttpResponse:
    """Name all papers that do not do. Raises NotFound."""
    claim = _opened(request, reference, Permission.EXAMINE)
    return _asked(request, claim, _missing(claim, pages.tongue()), "missing",
                  lambda: claiming.send_back(
                      claim=claim, missing=request.POST.getlist("missing"),
                      note=request.POST.get("note", "")[:_MOST], by=actor(request),
                      at=pages.now()))  # fmt: skip


def _missing(claim: Claim, tongue: Tongue) -> Sheet:
    word = tongue.word
    return Sheet(
        title=word("missing_title"), lead=word("missing_lead"), button=word("missing_go"),
        asks=[_papers(claim, tongue, "missing", [each.id for each in _every(claim)]),
              Ask(name="note", label=word("missing_note"), hint=word("missing_note_hint"),
                  long=True)],
        back=_back(claim, tongue))  # fmt: skip


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def brought(request: HttpRequest, reference: str) -> HttpResponse:
    """Note what was brought to the counter of what was missing. Raises NotFound."""
    claim = _opened(request, reference, Permission.APPLY_AT_COUNTER)
    return _asked(request, claim, _brought(claim, pages.tongue()), "brought",
                  lambda: claiming.complete(
                      claim=claim, papers=request.POST.getlist("papers"), by=actor(request),
                      at=pages.now()))  # fmt: skip


def _brought(claim: Claim, tongue: Tongue) -> Sheet:
    word = tongue.word
    return Sheet(title=word("brought_title"), lead=word("brought_lead"), button=word("brought_go"),
                 asks=[_papers(claim, tongue, "papers", claim.missing)],
                 back=_back(claim, tongue))  # fmt: skip


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def refuse(request: HttpRequest, reference: str) -> HttpResponse:
    """Say why the fund does not pay. Raises NotFound."""
    claim = _opened(request, reference, Permission.DECIDE)
    return _asked(request, claim, _refusing(claim, pages.tongue()), "refused",
                  lambda: claiming.refuse(
                      claim=claim, reason=request.POST.get("reason", ""), by=actor(request),
                      at=pages.now()))  # fmt: skip


def _refusing(claim: Claim, tongue: Tongue) -> Sheet:
    word = tongue.word
    known = grounds.remedies(book=tongue.book, region=claim.region, on=today())
    return Sheet(
        title=word("claim_refuse_title"), lead=word("claim_refuse_lead"), deletes=True,
        notes=[word("claim_refuse_until", name=tongue.say(each.name), day=tongue.day(each.until))
               for each in known],
        button=word("claim_refuse_go"),
        asks=[Ask(name="reason", label=word("claim_refuse_reason"),
                  hint=word("missing_note_hint"), long=True)],
        back=_back(claim, tongue))  # fmt: skip


@staff_required
@require_POST
def pay(request: HttpRequest, reference: str) -> HttpResponse:
    """Pay it back, as it was looked at. Raises NotFound."""
    claim = _opened(request, reference, Permission.DECIDE)
    try:
        found = claiming.preview(claim=claim, by=actor(request), at=pages.now())
        if found is not None and str(found.fund_total) != request.POST.get("seen", ""):
            raise Conflict(BILLS["bills_changed"])
        claiming.pay_back(claim=claim, by=actor(request), at=pages.now())
    except Refusal as refusal:
        request.method = "GET"
        return one.shown(request, claim, refusal)
    return _to(claim, "paid")


def _opened(request: HttpRequest, reference: str, permission: Permission) -> Claim:
    claim = papers.opened(request, reference)
    queries.may(claim=claim, by=actor(request), permission=permission)
    return claim


def _asked(request: HttpRequest, claim: Claim, asked: Sheet, done: str,
           act: Callable[[], Claim]) -> HttpResponse:  # fmt: skip
    if request.method != "POST":
        return sheet.of_no_card(request, asked)
    try:
        act()
    except Refusal as refusal:
        return sheet.of_no_card(request, asked, refusal)
    return _to(claim, done)


def _every(claim: Claim) -> list[handing.Wanted]:
    return handing.papers(region=claim.region, on=today())


def _papers(claim: Claim, tongue: Tongue, name: str, ids: list[str]) -> Ask:
    options = [(each.id, capital(tongue.say(each.name))) for each in _every(claim)
               if each.id in ids]  # fmt: skip
    return Ask(name=name, label=tongue.word(f"{'missing' if name == 'missing' else 'brought'}"
                                            "_papers"), options=options, many=True)  # fmt: skip


def _back(claim: Claim, tongue: Tongue) -> tuple[str, str]:
    return tongue.word("claim_back"), reverse("desk-claim", args=[claim.reference])


def _to(claim: Claim, done: str) -> HttpResponse:
    return redirect(f"{reverse('desk-claim', args=[claim.reference])}?done={done}")
