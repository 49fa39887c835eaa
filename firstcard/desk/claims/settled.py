"""The bills that were settled for the patients of a region: rows, sums, and the same as CSV."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from firstcard.accounts.signing import actor, staff_required
from firstcard.core.actors import Actor
from firstcard.desk.forms.typed import day_of
from firstcard.desk.presenters.counter import BoxView
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.views import pages
from firstcard.desk.views.dashboard import csv_bytes
from firstcard.guidance.today import CHINA, today
from firstcard.guidance.words import capital
from firstcard.settlement import listing
from firstcard.settlement.bill import yuan
from firstcard.settlement.listing import Filters, Sums
from firstcard.settlement.models import MANUAL, Claim
from firstcard.settlement.words import STATES

ROWS = 50
_LONGEST = 20
_HEADS = ("settled_col_reference", "settled_institution", "settled_col_day", "settled_col_origin",
          "settled_state", "settled_col_patient", "settled_total", "settled_fund",
          "settled_family")  # fmt: skip


@dataclass(frozen=True, slots=True)
class Row:
    """One bill; of its patient the first sign of the name alone."""

    reference: str
    href: str
    cells: list[str]


@staff_required
@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """By institution, days and state, some at a time. Raises NotAllowed."""
    by, tongue = actor(request), pages.tongue()
    chosen, wrong = _filters(request)
    known = listing.institutions(by=by)
    found = listing.settled(by=by, filters=chosen, at=pages.now(), limit=ROWS + 1,
                            before=_number(request.GET.get("before", "")))  # fmt: skip
    query = _query(chosen)
    older = urlencode({**query, "before": found[ROWS - 1].pk}) if len(found) > ROWS else ""
    return pages.page(
        request, "claims/settled", tongue.word("settled_title"), older=f"?{older}" if older else "",
        boxes=_boxes(request, chosen, known, wrong, tongue), rows=[
            _row(each, tongue) for each in found[:ROWS]], sums=_sums(by, chosen, tongue),
        heads=[tongue.word(name) for name in _HEADS], first=f"?{urlencode(query)}",
        further="before" in request.GET,
        table=f"{reverse('desk-settled-table')}?{urlencode(query)}",
        table_words=tongue.word("settled_csv", n=listing.MOST),
        summary=[("since", tongue.word("settled_wrong_days"))] if wrong else [])  # fmt: skip


@staff_required
@require_safe
def table(request: HttpRequest) -> HttpResponse:
    """The same as a file: no cell is a formula, names are shortened. Raises NotAllowed."""
    by, tongue = actor(request), pages.tongue()
    chosen, _ = _filters(request)
    found = listing.settled(by=by, filters=chosen, at=pages.now(), limit=listing.MOST)
    rows = [[tongue.word(name) for name in _HEADS], *(_row(each, tongue).cells for each in found)]
    response = HttpResponse(csv_bytes(rows), content_type="text/csv; charset=utf-8")
    response["Content-Disposition"] = (
        f'attachment; filename="firstcard-bills-{chosen.since}-{chosen.until}.csv"')  # fmt: skip
    response["Cache-Control"] = "no-store"
    return response


def _filters(request: HttpRequest) -> tuple[Filters, bool]:
    """What the address asks for, this month where it says no days; whether the days are wrong."""
    given = {name: request.GET.get(name, "").strip()[:_LONGEST]
             for name in ("since", "until", "institution", "state")}  # fmt: skip
    on = today()
    since = day_of(given["since"]) if given["since"] else on.replace(day=1)
    until = day_of(given["until"]) if given["until"] else on
    wrong = since is None or until is None or since > until
    state = given["state"] if given["state"] in {str(each) for each in listing.STATES} else ""
    code = given["institution"] if given["institution"].isalnum() else ""
    if since is None or until is None or wrong:
        since, until = on.replace(day=1), on
    return Filters(since=since, until=until, institution=code, state=state), wrong


def _query(chosen: Filters) -> dict[str, str]:
    return {"since": chosen.since.isoformat(), "until": chosen.until.isoformat(),
            "institution": chosen.institution, "state": chosen.state}  # fmt: skip


def _boxes(request: HttpRequest, chosen: Filters, known: Sequence[tuple[str, str, str]],
           wrong: bool, tongue: Tongue) -> list[BoxView]:  # fmt: skip
    word, said = tongue.word, tongue.word("settled_wrong_days") if wrong else ""
    day: Mapping[str, date] = {"since": chosen.since, "until": chosen.until}
    days = [BoxView(name, word(f"settled_{name}"),
                    request.GET.get(name, "")[:_LONGEST] if wrong else day[name].isoformat(),
                    said if name == "since" else "", mode="numeric") for name in day]  # fmt: skip
    offices = [(code, f"{_named(zh, en, tongue)} ({code})", code == chosen.institution)
               for code, zh, en in known]  # fmt: skip
    states = [(str(each), capital(tongue.say(STATES[each])), each == chosen.state)
              for each in listing.STATES]  # fmt: skip
    return [BoxView("institution", word("settled_institution"), chosen.institution,
                    options=offices or [("", word("settled_any"), True)],
                    choose=word("settled_any")), *days,
            BoxView("state", word("settled_state"), chosen.state, options=states,
                    choose=word("settled_any"))]  # fmt: skip


def _named(zh: str, en: str, tongue: Tongue) -> str:
    return zh if tongue.lang == "zh" else capital(en)


def _row(claim: Claim, tongue: Tongue) -> Row:
    row, word = claim.settlement, tongue.word
    on = (claim.settled_at or claim.presented_at).astimezone(CHINA).date()
    origin = "manual" if claim.origin == MANUAL else "counter"
    amounts = [yuan(each) for each in (row.total, row.fund_total, row.person_total)] if row else [
        "", "", ""]  # fmt: skip
    name = "desk-claim" if claim.origin == MANUAL else "desk-bill"
    return Row(claim.reference, reverse(name, args=[claim.reference]), [
        claim.reference, tongue.office(claim.office), on.isoformat(),
        word(f"settled_origin_{origin}"), capital(tongue.say(STATES[claim.state])),
        short(claim.person.name), *amounts])  # fmt: skip


def short(name: str) -> str:
    """A name with all but its first sign hidden."""
    return f"{name[:1]}**" if name else ""


def _sums(by: Actor, chosen: Filters, tongue: Tongue) -> list[list[str]]:
    """By institution, and all of it last."""
    found = listing.sums(by=by, filters=chosen)
    if not found:
        return []
    return [
        *(_sum(_named(each.name_zh, each.name_en, tongue), each) for each in found),
        [
            tongue.word("settled_all"),
            str(sum(each.number for each in found)),
            *(yuan(sum(getattr(each, name) for each in found)) for name in _AMOUNTS),
        ],
    ]


_AMOUNTS = ("total", "fund_total", "person_total")


def _sum(name: str, each: Sums) -> list[str]:
    return [name, str(each.number), *(yuan(getattr(each, amount)) for amount in _AMOUNTS)]


def _number(text: str) -> int | None:
    known = text.isascii() and text.isdigit() and len(text) < len("10000000000")
    return int(text) if known else None
