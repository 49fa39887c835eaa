"""The bills of an institution, and at which one somebody works."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from firstcard.accounts.signing import actor, staff_required
from firstcard.core.actors import Actor
from firstcard.core.refusals import NotFound
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.views import pages
from firstcard.desk.words import WORDS
from firstcard.guidance.today import today
from firstcard.guidance.words import capital
from firstcard.people.models import Office
from firstcard.settlement import queries, working
from firstcard.settlement.bill import yuan
from firstcard.settlement.models import Claim
from firstcard.settlement.words import STATES

ROWS = 30
_CHOSEN = "bill-institution"  # in the session: at which institution somebody works today
_LONGEST = 20


@dataclass(frozen=True, slots=True)
class Row:
    """One bill of the list: no name and no number of anybody."""

    reference: str
    number: str
    days: str
    state: str
    holds: bool
    line: str


def here(request: HttpRequest, by: Actor) -> tuple[Office, Sequence[Office]]:
    """The institution that the address or the form names, else the one chosen last; and all.

    Raises NotFound where somebody works at none, or not at that one.
    """
    named = (request.POST.get("office", "") or request.GET.get("office", ""))[:_LONGEST]
    mine = working.institutions(by=by)
    wanted = named or request.session.get(_CHOSEN, "")
    found = next((each for each in mine if each.code == wanted), None)
    if found is None and wanted and "\0" not in wanted:
        found = next(iter(working.institutions(by=by, code=wanted)), None)
    if found is None and (named or not mine):
        raise NotFound(WORDS["bills_none_here"])
    office = found or mine[0]
    if request.session.get(_CHOSEN) != office.code:
        request.session[_CHOSEN] = office.code
    return office, mine


def which(office: Office, mine: Sequence[Office], tongue: Tongue) -> dict[str, Any]:
    """At which institution somebody is, the others, and why it may not settle today."""
    closed = working.closed(office=office, on=today())
    return {"office": tongue.office(office), "office_code": office.code,
            "typed_code": len(mine) >= working.MOST, "closed": tongue.say(closed) if closed else "",
            "offices": [(each.code, tongue.office(each), each.pk == office.pk) for each in mine]
            if len(mine) > 1 else []}  # fmt: skip


def at_office(name: str, office: Office, **query: object) -> str:
    """The address of a page for one institution."""
    return f"{reverse(name)}?{urlencode({'office': office.code, **query})}"


@staff_required
@require_safe
def bills(request: HttpRequest) -> HttpResponse:
    """The institution's bills, the newest first. Raises NotFound, NotAllowed."""
    by, tongue = actor(request), pages.tongue()
    office, mine = here(request, by)
    before = _number(request.GET.get("before", ""))
    found = queries.claims_at(office=office, by=by, limit=ROWS + 1, before=before)
    older = at_office("desk-bills", office, before=found[ROWS - 1].pk) if len(found) > ROWS else ""
    return pages.page(
        request, "bills/list", tongue.word("bills_title"), older=older,
        rows=[_row(each, tongue) for each in found[:ROWS]],
        newest=at_office("desk-bills", office) if before else "",
        present=at_office("desk-bill-new", office), **which(office, mine, tongue))  # fmt: skip


def _row(claim: Claim, tongue: Tongue) -> Row:
    row = claim.settlement
    line = tongue.word("bills_row", total=yuan(row.total), fund=yuan(row.fund_total),
                       family=yuan(row.person_total)) if row is not None else ""  # fmt: skip
    return Row(claim.reference, claim.number, days(claim, tongue),
               capital(tongue.say(STATES[claim.state])), row is not None, line)  # fmt: skip


def days(claim: Claim, tongue: Tongue) -> str:
    """The day of a bill, or its days."""
    first, last = tongue.day(claim.admitted_on), tongue.day(claim.discharged_on)
    return last if first == last else tongue.word("bills_days_from", since=first, until=last)


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) <= len("10000000000") else (
        None)  # fmt: skip
