"""Bills of an enrolment: written by the packs' tables, settled by what was paid."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any

from django.db.backends.postgresql.psycopg_any import DateRange

from firstcard.core.rows import insert
from firstcard.enrolment import coverage, premiums
from firstcard.enrolment.changing import account_of, situation_of
from firstcard.enrolment.models import Enrolment, PremiumBill
from firstcard.policy.book import RuleBook
from firstcard.policy.years import Insurance


def pack_of(*, book: RuleBook, region: str) -> str:
    """The pack whose rules hold in a region, with its digest."""
    pack = book.reference(book.chain(region)[-1])
    return f"{pack.id}@{pack.digest}"


def rules_for(
    *, book: RuleBook, enrolment: Enrolment, situation: Mapping[str, Any], on: date
) -> Insurance:
    """The rules of a day for the child of an enrolment."""
    return coverage.insurance(book=book, situation=situation, region=enrolment.place,
                              applied_on=enrolment.applied_on, on=on)  # fmt: skip


def write(
    *, enrolment: Enrolment, years: Iterable[int], rules: Insurance, situation: Mapping[str, Any],
    at: datetime,
) -> list[PremiumBill]:  # fmt: skip
    """The bills of these years, each with the best subsidy; a year without premium is settled."""
    made = []
    for year in years:
        due = premiums.due(rules=rules, year=year, groups=premiums.groups_of(situation))
        bill = PremiumBill(
            enrolment=enrolment, year=year, amount_fen=due.amount_fen, group=due.group, ask=due.ask,
            basis=list(due.basis), due_on=due.due_on, due_is_final=due.due_is_final,
            rules_on=rules.on, pack=pack_of(book=rules.book, region=enrolment.place), written_at=at,
        )  # fmt: skip
        insert(bill)
        if due.amount_fen == 0:
            settle(bill=bill, book=rules.book, situation=situation)
        made.append(bill)
    return made


def settle(
    *, bill: PremiumBill, book: RuleBook, situation: Mapping[str, Any] | None = None
) -> None:
    """Bring a bill to what its payments say: whether it is paid, since when, and what it covers.

    The order in which payments are told of makes no difference. A first covered day that the
    office has said itself is kept.
    """
    settled_on = account_of(bill).settled_on
    if settled_on == bill.settled_on:
        return
    told = bool(bill.answered_by) and bill.covered_from is not None
    bill.settled_on = settled_on
    if settled_on is not None and not told:
        _cover(bill, book, situation or situation_of(bill.enrolment), settled_on)
    bill.save()
    reach_back(bill.enrolment, bill.covered_from)


def _cover(bill: PremiumBill, book: RuleBook, situation: Mapping[str, Any], paid_on: date) -> None:
    enrolment = bill.enrolment
    found = coverage.cover(
        book=book, situation=situation, region=enrolment.place, applied_on=enrolment.applied_on,
        year=bill.year, paid_on=paid_on,
        told_on=bill.rules_on if bill.due_on and paid_on <= bill.due_on else None,
    )  # fmt: skip
    bill.cover_rule, bill.cover_ask = found.rule, found.ask
    bill.cover_basis = list(found.basis)
    bill.covered_from = bill.covered_until = None
    if found.from_ is not None and found.until is not None and found.from_ <= found.until:
        bill.covered_from, bill.covered_until = found.from_, found.until


def reach_back(enrolment: Enrolment, covered_from: date | None) -> None:
    """Let the period begin where the cover does, as far as no other enrolment holds there."""
    period = enrolment.period
    if covered_from is None or period.isempty or covered_from >= period.lower:
        return
    lower = max(covered_from, last_end(enrolment, before=period.lower) or covered_from)
    enrolment.period = DateRange(lower, period.upper)
    enrolment.save(update_fields=["period"])


def last_end(enrolment: Enrolment, *, before: date) -> date | None:
    """The first free day after the person's other enrolments that ended by a day."""
    others = Enrolment.objects.filter(person=enrolment.person_id).exclude(pk=enrolment.pk)
    ends = [each.period.upper for each in others if not each.period.isempty]
    return max((end for end in ends if end is not None and end <= before), default=None)
