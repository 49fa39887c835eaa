"""One bill at the desk: what it came to and why; and taking it back."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse as address_of
from django.views.decorators.http import require_http_methods, require_safe

from firstcard.accounts.signing import actor, staff_required
from firstcard.core.actors import Actor
from firstcard.core.refusals import NotFound, Refusal
from firstcard.desk.bills.views import days
from firstcard.desk.cards import sheet
from firstcard.desk.cards.sheet import Ask, Sheet
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.views import pages
from firstcard.desk.words import WORDS
from firstcard.guidance import packs_store
from firstcard.guidance.words import capital
from firstcard.people.permissions import Permission, regions
from firstcard.settlement import queries, showing
from firstcard.settlement.credentials import KINDS, name_of
from firstcard.settlement.models import Claim, ClaimEvent
from firstcard.settlement.operations import reversing
from firstcard.settlement.states import ClaimState
from firstcard.settlement.words import ACTIONS, STATES


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened, by whom, when, and why."""

    what: str
    who: str
    when: str
    lines: list[tuple[str, str]]


@staff_required
@require_safe
def bill(request: HttpRequest, reference: str) -> HttpResponse:
    """What holds of a bill, its steps and its history. Raises NotFound."""
    by, at, tongue = actor(request), pages.now(), pages.tongue()
    claim = queries.claim_for(reference=reference, by=by, at=at)
    queries.may(claim=claim, by=by, permission=Permission.SEE_BILL)
    done = f"bills_done_{request.GET.get('done', '')[:20]}"
    view = showing.of_claim(claim=claim, lang=tongue.lang)
    said = "bills_cash" if done in WORDS else "bills_cash_was"  # today, or some time ago
    cash = tongue.word(said, amount=view.paid_from[-1][1]) if view else ""
    return pages.page(
        request, "bills/bill", tongue.word("bills_one"), claim=claim, bill=view, cash=cash,
        facts=_facts(claim, tongue), done=tongue.word(done) if done in WORDS else "",
        events=[told(each, tongue) for each in reversed(queries.history(claim))],
        reversible=_reversible(claim, by), back=_back(by))  # fmt: skip


def _back(by: Actor) -> str:
    """The list that somebody came from: an institution's own, or the agency's."""
    settles = regions(actor=by, permission=Permission.SETTLE_BILL)
    return address_of("desk-bills" if settles else "desk-settled")


def _reversible(claim: Claim, by: Actor) -> bool:
    try:
        queries.may(claim=claim, by=by, permission=Permission.REVERSE_BILL)
    except NotFound:
        return False
    return claim.state == ClaimState.SETTLED


def _facts(claim: Claim, tongue: Tongue) -> list[tuple[str, str]]:
    word = tongue.word
    care = packs_store.current().bill_facts.facts["bill.care"].values or ()
    facts = [
        (word("bills_state"), capital(tongue.say(STATES[claim.state]))),
        (word("bills_which"), tongue.office(claim.office)),
        (word("bills_days"), days(claim, tongue)),
        (word("bills_care"), next(capital(tongue.say(each.name)) for each in care
                                  if each.id == claim.care)),
        (word("bills_identified"), capital(tongue.say(name_of(claim.identified_by)))
         if claim.identified_by in KINDS else ""),
    ]  # fmt: skip
    if claim.settled_at is not None:
        facts.append((word("bills_settled_at"), tongue.moment(claim.settled_at)))
    return [(name, said) for name, said in facts if said]


def told(event: ClaimEvent, tongue: Tongue) -> Told:
    """One line of a bill's history."""
    who = event.name or _nameless(event.role, tongue)
    return Told(capital(tongue.say(ACTIONS[event.action])), who, tongue.moment(event.at),
                showing.changes(event=event, lang=tongue.lang))  # fmt: skip


def _nameless(role: str, tongue: Tongue) -> str:
    """Who acted where nobody is named: the family, the service, or a role as it is written."""
    return tongue.word(f"bills_by_{role}") if f"bills_by_{role}" in WORDS else role


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def reverse(request: HttpRequest, reference: str) -> HttpResponse:
    """Take a bill back, with the reason. Raises NotFound."""
    by, at, tongue = actor(request), pages.now(), pages.tongue()
    claim = queries.claim_for(reference=reference, by=by, at=at)
    queries.may(claim=claim, by=by, permission=Permission.REVERSE_BILL)
    asked = _sheet(claim, tongue)
    if request.method != "POST":
        return sheet.of_no_card(request, asked)
    try:
        reversing.reverse(claim=claim, reason=request.POST.get("reason", ""), by=by, at=at)
    except Refusal as refusal:
        return sheet.of_no_card(request, asked, refusal)
    return redirect(f"{address_of('desk-bill', args=[claim.reference])}?done=reversed")


def _sheet(claim: Claim, tongue: Tongue) -> Sheet:
    word = tongue.word
    return Sheet(
        title=word("bills_reverse_title"), lead=word("bills_reverse_lead"),
        button=word("bills_reverse"), deletes=True,
        asks=[Ask(name="reason", label=word("bills_reverse_reason"),
                  hint=word("bills_reverse_hint"), long=True)],
        back=(word("bills_back"), address_of("desk-bill", args=[claim.reference])))  # fmt: skip
