"""One bill that was handed in: its clock, papers, items, what it would come to, what to do."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from firstcard.accounts.signing import actor, staff_required
from firstcard.core.actors import Actor
from firstcard.core.refusals import NotAllowed, NotFound, Refusal
from firstcard.desk.bills.one import told
from firstcard.desk.bills.views import days
from firstcard.desk.claims import papers
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.views import pages
from firstcard.desk.words import WORDS
from firstcard.guidance import packs_store
from firstcard.guidance.today import today
from firstcard.guidance.words import capital
from firstcard.people.identity_numbers import mask
from firstcard.people.numbers import number_of
from firstcard.settlement import content, handing, places, queries, showing
from firstcard.settlement.bill import Bill
from firstcard.settlement.models import Claim
from firstcard.settlement.operations import claiming
from firstcard.settlement.showing import BillView, money
from firstcard.settlement.states import ClaimAction, ClaimState, move, permission
from firstcard.settlement.words import STATES

_TASKS = (("items", ClaimAction.ENTER, "desk-claim-items"),
          ("missing", ClaimAction.SEND_BACK, "desk-claim-missing"),
          ("brought", ClaimAction.HAND_IN, "desk-claim-brought"),
          ("refuse", ClaimAction.REFUSE, "desk-claim-refuse"))  # fmt: skip
_DECIDES = (ClaimAction.REFUSE, ClaimAction.PAY_BACK)


@dataclass(frozen=True, slots=True)
class Task:
    """One thing that somebody may do with it now."""

    name: str
    href: str
    words: str


@dataclass(frozen=True, slots=True)
class Found:
    """What it comes to or would come to; `why`: why it cannot be worked out."""

    view: BillView | None = None
    amount: str = ""
    seen: str = ""
    why: tuple[str, ...] = ()


@staff_required
@require_safe
def claim(request: HttpRequest, reference: str) -> HttpResponse:
    """The bill with its papers. Raises NotFound."""
    return shown(request, papers.opened(request, reference))


def shown(request: HttpRequest, claim: Claim, refusal: Refusal | None = None) -> HttpResponse:
    """The page, with what was refused."""
    by, tongue = actor(request), pages.tongue()
    done, found = f"claim_done_{request.GET.get('done', '')[:20]}", _found(claim, by, tongue)
    response = pages.page(
        request,
        "claims/claim",
        tongue.word("claim_title"),
        claim=claim,
        found=found,
        done=tongue.word(done) if done in WORDS else "",
        state=capital(tongue.say(STATES[claim.state])),
        clock=_clock(claim, tongue),
        facts=_facts(claim, tongue),
        lines=_lines(claim, tongue),
        papers=papers.views(claim, tongue),
        events=[told(each, tongue) for each in reversed(queries.history(claim))],
        summary=pages.mistakes(refusal, {}, "do")["summary"],
        **_tasks(claim, by, found, tongue),
    )
    if refusal is not None:
        response.status_code = refusal.status
    return response


def _found(claim: Claim, by: Actor, tongue: Tongue) -> Found:
    settled = showing.of_claim(claim=claim, lang=tongue.lang)
    if settled is not None:
        return Found(view=settled)
    try:
        preview = claiming.preview(claim=claim, by=by, at=pages.now())
    except Refusal as refusal:
        said = [tongue.say(each) for each in refusal.fields.values()] or [tongue.say(refusal.text)]
        return Found(why=tuple(said))
    if preview is None:
        return Found()
    return Found(view=showing.told(found=preview, lang=tongue.lang), seen=str(preview.fund_total),
                 amount=money(preview.fund_total, tongue.lang))  # fmt: skip


def _tasks(claim: Claim, by: Actor, found: Found, tongue: Tongue) -> dict[str, Any]:
    """What somebody may do, and why not, where it is a question of persons."""
    can = [action for action in ClaimAction if _may(claim, by, action)]
    try:
        places.not_own_family(person=claim.person, by=by)
    except NotAllowed:
        return {"held": tongue.word("claim_own_family")} if can else {}
    own = by.account is not None and claiming.may_not_decide(claim=claim, account=by.account)
    held = tongue.word("claim_other_decides") if own and set(can) & set(_DECIDES) else ""
    if own:
        can = [action for action in can if action not in _DECIDES]
    return {
        "held": held, "tasks": [_task(name, address, claim, tongue)
                                for name, action, address in _TASKS if action in can],
        "pays": ClaimAction.PAY_BACK in can and bool(found.seen),
        "pay_words": tongue.word("claim_do_pay", amount=found.amount),
    }  # fmt: skip


def _task(name: str, address: str, claim: Claim, tongue: Tongue) -> Task:
    again = "_again" if name == "items" and claim.content else ""
    return Task(name, reverse(address, args=[claim.reference]),
                tongue.word(f"claim_do_{name}{again}"))  # fmt: skip


def _may(claim: Claim, by: Actor, action: ClaimAction) -> bool:
    line = move(action=action, before=ClaimState(claim.state))
    if line is None or line.permission is None:
        return False
    try:
        queries.may(claim=claim, by=by, permission=permission(action))
    except NotFound:
        return False
    return True


def _clock(claim: Claim, tongue: Tongue) -> dict[str, str]:
    light = handing.light(due_on=claim.due_on, region=claim.region, on=today())
    if claim.state == ClaimState.RETURNED:
        said = tongue.word("claim_stands")
    elif claim.due_on is not None and claim.state == ClaimState.HANDED_IN:
        unsure = "" if claim.due_is_final else tongue.word("claim_provisional")
        said = " ".join(filter(None, (
            tongue.word("claim_due", day=tongue.day(claim.due_on)), unsure)))  # fmt: skip
    else:
        light, said = "over", ""  # type: ignore[assignment]
    return {"light": light, "light_said": tongue.word(f"light_{light}"), "said": said}


def _facts(claim: Claim, tongue: Tongue) -> list[tuple[str, str]]:
    word, person, written = tongue.word, claim.person, content.asked_of(claim)
    care = packs_store.current().bill_facts.facts["bill.care"].values or ()
    number = person.documents.filter(withdrawn_at=None).order_by("pk").last()
    facts = [
        (word("bills_patient"), person.name),
        (word("claim_born"), tongue.day(person.born_on) if person.born_on else ""),
        (word("claim_number_masked"), mask(number_of(number)) if number is not None else ""),
        (word("bills_which"), f"{tongue.office(claim.office)} {claim.office.code}"
         if claim.office is not None else ""),
        (word("claim_written"), " ".join(filter(None, (written.town, written.hospital)))
         if written is not None else ""),
        (word("bills_days"), days(claim, tongue)),
        (word("bills_care"), next(capital(tongue.say(each.name)) for each in care
                                  if each.id == claim.care)),
    ]  # fmt: skip
    return [(name, said) for name, said in facts if said]


def _lines(claim: Claim, tongue: Tongue) -> list[tuple[str, str, str]]:
    """Code, class and amount of each item that was entered."""
    if not claim.content:
        return []
    bill: Bill = content.bill_of(claim)
    return [(each.code or "", str(each.list_class), money(each.amount, tongue.lang))
            for each in bill.lines]  # fmt: skip
