"""A family's applications, and how each stands; taking one back."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from firstcard.accounts import signing
from firstcard.cards import queries as cards_made
from firstcard.casework import access, completeness, operations, queries
from firstcard.casework.content import draft_of
from firstcard.casework.models import Case
from firstcard.casework.states import OPEN, CaseState
from firstcard.casework.words import STATES
from firstcard.enrolment import queries as enrolments
from firstcard.family.cards.views import teller
from firstcard.family.presenters.decision import Refusal, refusal
from firstcard.family.presenters.standing import Teller
from firstcard.family.presenters.way import Way, moment
from firstcard.family.views import shared
from firstcard.family.views.done import own_case
from firstcard.family.words import word
from firstcard.guidance.today import now, today
from firstcard.guidance.views import frame
from firstcard.guidance.words import Lang, capital, say
from firstcard.messages import queries as messages


@require_safe
@signing.family_required
def cases(request: HttpRequest) -> HttpResponse:
    """All of them, the newest first."""
    lang = frame.language()
    rows = [_row(each, lang) for each in queries.own_cases(by=shared.by(request))]
    return shared.page(request, "cases", word("cases_title", lang), rows=rows)


def _row(case: Case, lang: Lang) -> dict[str, str]:
    """What tells one's applications apart: the child, what is wanted, how it stands."""
    wanted = "both" if case.wants_enrolment and case.wants_card else completeness.wants(case)[0]
    return {"reference": case.reference, "state": capital(say(STATES[case.state], lang)),
            "child": draft_of(case).child.name or word("cases_unnamed", lang),
            "wants": word(f"want_{wanted}", lang)}  # fmt: skip


@require_safe
@signing.family_required
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """How one application stands: who holds it, since when, until when, and all that happened."""
    by = shared.by(request)
    found = queries.case_for(reference=reference, by=by, at=now())
    access.readable(case=found, by=by)
    lang = frame.language()
    return shared.page(
        request, "case", word("case_title", lang), case=found, own=access.is_own(case=found, by=by),
        open=CaseState(found.state) in OPEN, back="/cases/", insurance=_insurance(found),
        card=_card(found), messages=_messages(found),
        refusal=_refusal(found), **drawn(found, own=by.account))  # fmt: skip


def drawn(case: Case, *, own: int | None = None) -> dict[str, Any]:
    """What the page of a case and tracking share."""
    lang, events = frame.language(), queries.history(case)
    teller = Teller(case=case, events=events, book=frame.book(), on=today(), lang=lang)
    way = Way(case=case, events=events, on=today(), lang=lang,
              card=cards_made.of_case(case=case.reference))  # fmt: skip
    return {"standing": teller.standing(), "stops": way.stops(),
            "events": way.happened(own=own)}  # fmt: skip


def _insurance(case: Case) -> list[str]:
    """What the insurance is today, in words."""
    if case.state != CaseState.APPROVED or not case.wants_enrolment or case.child is None:
        return []
    lang = frame.language()
    standing = enrolments.state_on(person=case.child, on=today())
    lines = [say(standing.text, lang)]
    if standing.bill is not None:
        account = enrolments.account_of(standing.bill)
        lines.append(word("bill_year", lang, year=standing.bill.year))
        lines.append(say(enrolments.paying_text(account=account), lang))
    return lines


def _card(case: Case) -> tuple[str, str] | None:
    """The order of its card, and how that stands in a sentence; None where there is none."""
    card = cards_made.of_case(case=case.reference)
    return (card.order, teller(card).now()) if card is not None else None


def _messages(case: Case) -> list[tuple[str, str, str]]:
    """What was written to the family: text, its language, when."""
    lang = frame.language()
    found = messages.of_case(case=case.reference)
    return [(each.text, "en" if each.lang == "en" else "zh-Hans", moment(each.written_at, lang))
            for each in found if each.to == case.applicant_id and each.text]  # fmt: skip


def _refusal(case: Case) -> Refusal | None:
    if case.state != CaseState.REFUSED:
        return None
    return refusal(case=case, book=frame.book(), lang=frame.language())


@require_http_methods(["GET", "HEAD", "POST"])
@signing.family_required
def withdraw(request: HttpRequest, reference: str) -> HttpResponseBase:
    """Ask once, then take it back. Sent twice, it is taken back once."""
    found = own_case(request, reference)
    if request.method == "POST" and found.state != CaseState.WITHDRAWN:
        operations.withdraw(case=found, by=shared.by(request), at=now())
    if request.method == "POST" or CaseState(found.state) not in OPEN:
        return redirect("case", reference=found.reference)
    lang = frame.language()
    return shared.page(request, "withdraw", word("withdraw_title", lang), case=found,
                       back=f"/cases/{found.reference}/")  # fmt: skip
