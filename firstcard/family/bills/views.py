"""A family's bills by child and year, and one of them explained."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from firstcard.accounts import signing
from firstcard.casework import grounds
from firstcard.enrolment.changing import day_of
from firstcard.family.bills import papers
from firstcard.family.bills.asking_words import ASKING
from firstcard.family.cards.saying import Saying
from firstcard.family.cards.views import file, saying
from firstcard.family.presenters.way import Happened, moment, role_words
from firstcard.family.views import shared
from firstcard.guidance import packs_store
from firstcard.guidance.today import now, today
from firstcard.guidance.words import capital, say
from firstcard.settlement import (
    comparing,
    content,
    elsewhere_view,
    families,
    handing,
    queries,
    showing,
    statements,
)
from firstcard.settlement.bill import yuan
from firstcard.settlement.families import OfPerson
from firstcard.settlement.models import MANUAL, Claim, ClaimEvent
from firstcard.settlement.operations import asking
from firstcard.settlement.states import ClaimState
from firstcard.settlement.words import ACTIONS, STATES


@dataclass(frozen=True, slots=True)
class Row:
    """One bill in the list."""

    reference: str
    name: str
    place: str
    state: str
    line: str
    todo: bool


@dataclass(frozen=True, slots=True)
class YearView:
    """A year: its name, its bills, what it adds up to, its statement's address and words."""

    name: str
    sums_name: str
    rows: list[Row]
    sums: list[tuple[str, str]]
    statement: str
    statement_words: str


@dataclass(frozen=True, slots=True)
class Told:
    """One thing that happened. `lines`: why, and what it changed."""

    happened: Happened
    lines: list[tuple[str, str]]


@require_safe
@signing.family_required
def bills(request: HttpRequest) -> HttpResponse:
    """All of them, child by child and year by year, the newest first."""
    said = saying()
    people = [(each.person.name, _years(each, said))
              for each in families.own_bills(by=shared.by(request), at=now())]  # fmt: skip
    return shared.page(request, "bills/bills", said.word("bills_title"), people=people,
                       back=reverse("cases"))  # fmt: skip


def _years(of: OfPerson, said: Saying) -> list[YearView]:
    added = {each.year: each for each in of.years}
    claims = sorted(of.claims, key=lambda each: (each.year, each.discharged_on, each.pk),
                    reverse=True)  # fmt: skip
    found = []
    for year, each in groupby(claims, key=lambda claim: claim.year):
        mine = list(each)
        sums = showing.year(found=added[year], lang=said.lang) if year in added else []
        found.append(YearView(
            said.word("bills_year", year=year), said.word("bills_year_sums", year=year),
            [_row(claim, said) for claim in mine], sums,
            reverse("own-bill-year", args=[mine[0].reference]),
            said.word("bills_year_pdf", year=year)))  # fmt: skip
    return found


def _row(claim: Claim, said: Saying) -> Row:
    row, line = claim.settlement, ""
    if row is not None:
        line = said.word("bills_row", fund=yuan(row.fund_total), family=yuan(row.person_total),
                         total=yuan(row.total))  # fmt: skip
    name = said.word("bill_title", day=said.day(claim.discharged_on))
    place = _place(claim, said)
    return Row(
        claim.reference,
        name,
        place,
        capital(said.text(STATES[claim.state])),
        line,
        claim.state in papers.OPEN,
    )


@require_safe
@signing.family_required
def bill(request: HttpRequest, reference: str) -> HttpResponse:
    """One bill: who paid what, the steps, the accounts, the same elsewhere. Raises NotFound."""
    by, at, said = shared.by(request), now(), saying()
    claim = queries.claim_for(reference=reference, by=by, at=at)
    view = showing.of_claim(claim=claim, lang=said.lang)
    found = comparing.compared(claim=claim, by=by, at=at)
    events = [_told(each, by.account, said) for each in reversed(queries.history(claim))]
    family = said.word("bill_family_paid", family=view.family, total=view.total) if view else ""
    return shared.page(
        request, "bills/bill", said.word("bill_title", day=said.day(claim.discharged_on)),
        claim=claim, bill=view, back=reverse("bills"), facts=_facts(claim, said), family=family,
        drawn=_drawn(claim, said), events=events, waiting=_waiting(claim, said),
        year_pdf=said.word("bills_year_pdf", year=claim.year),
        elsewhere=elsewhere_view.view(found=found, lang=said.lang),
        **_handed(request, claim, said))  # fmt: skip


def _place(claim: Claim, said: Saying) -> str:
    """Where the treatment was: as the register has it, else as the family wrote it."""
    if claim.office is not None:
        return said.office(claim.office)
    written = content.asked_of(claim)
    return "" if written is None else " ".join(filter(None, (written.town, written.hospital)))


def _handed(request: HttpRequest, claim: Claim, said: Saying) -> dict[str, Any]:
    """What a page says of a bill that the family handed in: what to do, the papers, remedies."""
    if claim.origin != MANUAL:
        return {}
    done = f"bill_done_{request.GET.get('done', '')[:20]}"
    light = handing.light(due_on=claim.due_on, region=claim.region, on=today())
    return {
        "place_written": "" if claim.office is not None else _place(claim, said),
        "done": said.word(done) if done in ASKING else "",
        "go_on": claim.state in papers.OPEN, "may_withdraw": claim.state in asking.OPEN,
        "late": claim.state == ClaimState.HANDED_IN and light == "late",
        "said_by_office": _written_by_office(claim, said), "scans": _scans(claim, said),
        "remedies": _remedies(claim, said),
    }  # fmt: skip


def _written_by_office(claim: Claim, said: Saying) -> tuple[str, str] | None:
    """Why it came back or is not paid, as the office wrote it: our words, and theirs."""
    if claim.state not in (ClaimState.RETURNED, ClaimState.REFUSED):
        return None
    lines = showing.changes(event=_last_decision(claim), lang=said.lang)
    return lines[0] if lines else None


def _last_decision(claim: Claim) -> ClaimEvent:
    return next(each for each in reversed(queries.history(claim)) if each.after == claim.state
                and each.before != claim.state)  # fmt: skip


def _scans(claim: Claim, said: Saying) -> list[papers.Picture]:
    every = handing.papers(region=claim.region, on=day_of(claim.presented_at))
    names = {each.id: capital(said.text(each.name)) for each in every}
    return [picture for each in asking.scans(claim).prefetch_related("pages")
            for picture in papers.pictures(claim, [each], names.get(each.need, each.need),
                                           said)]  # fmt: skip


def _remedies(claim: Claim, said: Saying) -> list[tuple[str, str]]:
    """What can be done against a refusal, and until when."""
    if claim.state != ClaimState.REFUSED:
        return []
    told = day_of(_last_decision(claim).at)
    known = grounds.remedies(book=said.book, region=claim.region, on=told)
    return [(said.text(each.name), said.word("bill_remedy_until", day=said.day(each.until)))
            for each in known]  # fmt: skip


def _waiting(claim: Claim, said: Saying) -> list[str]:
    """How a bill stands that nothing was paid for: what it waits for, and until when."""
    if claim.state in (ClaimState.DRAFT, ClaimState.WITHDRAWN):
        return [said.word(f"bill_{claim.state}")]
    if claim.state == ClaimState.HANDED_IN:
        day = said.day(claim.due_on) if claim.due_on is not None else ""
        return [said.word("bill_checked_by", day=day) if day else said.word("bill_checked"),
                said.word("bill_checked_who")]  # fmt: skip
    if claim.state == ClaimState.RETURNED:
        wanted = handing.papers(region=claim.region, on=today())
        names = [capital(said.text(each.name)) for each in wanted if each.id in claim.missing]
        return [said.word("bill_missing_online"), *names]
    return [said.word("bill_refused" if claim.state == ClaimState.REFUSED else "bill_none_holds")]


def _facts(claim: Claim, said: Saying) -> list[tuple[str, str]]:
    """What the bill is of; what people wrote is marked by the page."""
    first, last = said.day(claim.admitted_on), said.day(claim.discharged_on)
    days = last if first == last else said.word("bill_days_from", since=first, until=last)
    facts = [(said.word("bill_state"), capital(said.text(STATES[claim.state])))]
    if claim.office is not None:
        facts.append((said.word("bill_at"), said.office(claim.office)))
    return [*facts, (said.word("bill_days"), days), (said.word("bill_care"), _care(claim, said))]


def _care(claim: Claim, said: Saying) -> str:
    values = packs_store.current().bill_facts.facts["bill.care"].values or ()
    return next(capital(said.text(each.name)) for each in values if each.id == claim.care)


def _drawn(claim: Claim, said: Saying) -> Sequence[tuple[str, str]]:
    """By the owner's name, what was drawn on each account."""
    return [(each.owner.name, showing.money(each.amount, said.lang))
            for each in families.draws(claim)]  # fmt: skip


def _told(event: ClaimEvent, own: int | None, said: Saying) -> Told:
    who = role_words(event.role, said.lang)
    if event.account_id is not None and event.account_id == own:
        who = said.word("by_you")
    what = capital(say(ACTIONS[event.action], said.lang))
    return Told(Happened(what, moment(event.at, said.lang), who),
                showing.changes(event=event, lang=said.lang))  # fmt: skip


@require_safe
@signing.family_required
def statement(request: HttpRequest, reference: str) -> HttpResponse:
    """The statement of the year of a bill. Raises NotFound."""
    by, at, lang = shared.by(request), now(), saying().lang
    claim = queries.unread(reference=reference, by=by, at=at)
    shown = statements.show(person=claim.person, year=claim.year, by=by, lang=lang, at=at)
    return file(shown, f"{claim.year}.pdf")
