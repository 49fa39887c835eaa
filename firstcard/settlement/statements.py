"""The statement of one person's year as PDF/UA-1: every bill a line, sums, the year's accumulators.

It says as of when it is; the same moment and bills give the same bytes. Names of institutions and
of the patient are on it, no identity number.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import datetime
from pathlib import Path
from typing import Any

from django.db import transaction

from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.enrolment.changing import day_of
from firstcard.enrolment.words import day_text
from firstcard.guidance.paper import typesetter
from firstcard.guidance.paper.pairs import both
from firstcard.guidance.today import CHINA
from firstcard.guidance.words import Lang, say
from firstcard.guidance.words import word as common
from firstcard.people.models import Person
from firstcard.policy.format import Text
from firstcard.settlement import queries
from firstcard.settlement.bill import yuan
from firstcard.settlement.models import Claim
from firstcard.settlement.places import name_of
from firstcard.settlement.refusals import not_found
from firstcard.settlement.showing_words import WORDS
from firstcard.settlement.states import ClaimState
from firstcard.settlement.words import STATES

_FOLDER = Path(__file__).resolve().parent
_SUMS = ("total", "fund_total", "person_total", "account", "mutual_aid", "cash")
_ADDED = {"pool_paid": "year_pool", "serious_paid": "year_serious",
          "assistance_paid": "year_assistance", "remainder": "year_remainder",
          "deductible_used": "year_deductible"}  # fmt: skip


@transaction.atomic
def show(*, person: Person, year: int, by: Actor, lang: Lang, at: datetime) -> bytes:
    """The statement, for whoever acts for the person; recorded. Raises NotFound."""
    if not queries.acts(person=person.pk, by=by, on=day_of(at)):
        raise not_found("no-person")
    rows = (
        Claim.objects.filter(person=person, year=year)
        .exclude(state=ClaimState.DRAFT.value)
        .select_related("office", "settlement")
    )
    claims = list(rows.order_by("discharged_on", "pk"))
    if not claims:
        raise not_found()
    audit.record(by=by, action="bill.statement", subject=f"person:{person.pk}", person=person.pk,
                 detail={"year": year}, at=at)  # fmt: skip
    content = _content(person, year, claims, lang, at)
    return typesetter.pdf(template="statement", folder=_FOLDER, content=content, lang=lang, now=at)


def _content(person: Person, year: int, claims: list[Claim], lang: Lang,
             at: datetime) -> dict[str, Any]:  # fmt: skip
    title = _of_year("statement", year)
    service = common("service", lang)
    return {
        "lang": lang, "service": service, "title": say(title, lang),
        "foot": f"{say(title, lang)} · {service}", "heading": both(title, lang),
        "rows": [{"label": both(WORDS[name], lang), "value": both(value, lang)}
                 for name, value in (("statement_of", _same(person.name)),
                                     ("statement_at", _moment(at)))],
        "columns": [both(WORDS[name], lang) for name in
                    ("statement_bill", "statement_total", "funds", "family")],
        "bills": [_bill(each, lang) for each in claims],
        "sums_heading": both(WORDS["statement_sums"], lang), "sums": list(_sums(claims, lang)),
        "year_heading": both(_of_year("statement_year", year), lang),
        "year": list(_year(person, year, lang)), "note": both(WORDS["statement_note"], lang),
    }  # fmt: skip


def _bill(claim: Claim, lang: Lang) -> dict[str, Any]:
    """One line. What does not hold has no amounts, and says why."""
    row = claim.settlement
    amounts = [yuan(each) for each in (row.total, row.fund_total, row.person_total)] if row else []
    place = name_of(claim.office) if claim.office is not None else _same("")
    return {"day": both(day_text(claim.discharged_on), lang), "place": both(place, lang),
            "reference": claim.reference, "amounts": amounts,
            "state": both(STATES[claim.state], lang)}  # fmt: skip


def _sums(claims: Iterable[Claim], lang: Lang) -> Iterable[dict[str, Any]]:
    settled = [each.settlement for each in claims if each.settlement is not None]
    for name in _SUMS:
        amount = sum(getattr(row, name) for row in settled)
        if amount or name in ("total", "fund_total", "person_total"):
            yield {"label": both(WORDS[f"sum_{name}"], lang), "value": yuan(amount)}


def _year(person: Person, year: int, lang: Lang) -> Iterable[dict[str, Any]]:
    found = next((each for each in queries.years(person=person) if each.year == year), None)
    added = found.added if found is not None else {}
    for key, name in _ADDED.items():
        yield {"label": both(WORDS[name], lang), "value": yuan(added.get(key, 0))}
    yield {"label": both(WORDS["year_admissions"], lang),
           "value": str(added.get("admissions", 0))}  # fmt: skip


def _of_year(name: str, year: int) -> Text:
    text = WORDS[name]
    return Text(text.en.format(year=year), text.zh.format(year=year))


def _moment(at: datetime) -> Text:
    here, on = at.astimezone(CHINA), day_text(day_of(at))
    return Text(f"{on.en}, {here:%H:%M}", f"{on.zh}{here:%H:%M}")


def _same(text: str) -> Text:
    return Text(text, text)
