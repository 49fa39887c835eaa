"""The bills that families handed in and that wait in somebody's regions."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from firstcard.accounts.signing import actor, staff_required
from firstcard.core.actors import Actor
from firstcard.core.refusals import NotAllowed
from firstcard.desk.bills.views import days
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.views import pages
from firstcard.guidance.today import today
from firstcard.guidance.words import capital
from firstcard.people.permissions import Permission, regions
from firstcard.settlement import handing, listing
from firstcard.settlement.models import Claim
from firstcard.settlement.operations import claiming
from firstcard.settlement.refusals import not_allowed
from firstcard.settlement.states import ClaimState
from firstcard.settlement.words import STATES

ROWS = 50
_FARTHEST = 10_000


@dataclass(frozen=True, slots=True)
class Row:
    """One bill of the list: no name and no number of anybody."""

    reference: str
    light: str
    light_said: str
    due: str
    note: str
    state: str
    next: str
    where: str
    days: str


@staff_required
@require_safe
def claims(request: HttpRequest) -> HttpResponse:
    """The first due first, some at a time. Raises NotAllowed."""
    by, tongue = actor(request), pages.tongue()
    if not regions(actor=by, permission=Permission.SEE_WORKLIST):
        raise not_allowed("no-list")
    after = _number(request.GET.get("after", ""))
    found = claiming.listed(by=by, after=after, limit=ROWS + 1)
    return pages.page(
        request, "claims/list", tongue.word("claims_title"), further=bool(after),
        rows=[_row(each, tongue) for each in found[:ROWS]], sees_settled=_sees_settled(by),
        next=f"?after={after + ROWS}" if len(found) > ROWS else "",
        next_said=tongue.word("claims_more", n=ROWS))  # fmt: skip


def _sees_settled(by: Actor) -> bool:
    try:
        listing.regions(by=by)
    except NotAllowed:
        return False
    return True


def _row(claim: Claim, tongue: Tongue) -> Row:
    light = handing.light(due_on=claim.due_on, region=claim.region, on=today())
    where = tongue.office(claim.office) if claim.office else tongue.word("claims_elsewhere")
    return Row(
        claim.reference, light, tongue.word(f"light_{light}"),
        tongue.day(claim.due_on) if claim.due_on else "",
        "" if claim.due_is_final or not claim.due_on else tongue.word("provisional"),
        capital(tongue.say(STATES[claim.state])), tongue.word(f"claims_next_{_next(claim)}"),
        where, days(claim, tongue))  # fmt: skip


def _next(claim: Claim) -> str:
    if claim.state == ClaimState.RETURNED:
        return "family"
    return "decide" if claim.content else "items"


def _number(text: str) -> int:
    known = text.isascii() and text.isdigit() and len(text) <= len(str(_FARTHEST))
    return min(int(text), _FARTHEST) if known else 0
