"""How long families wait: counts of all applications within somebody's regions.

Everything is counted in the database, and leaves this module by days, not by case.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db.models import Count, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import TruncDate

from firstcard.casework.models import Case, CaseEvent
from firstcard.casework.states import CaseState
from firstcard.core.actors import Actor
from firstcard.guidance.today import CHINA
from firstcard.people.models import Office
from firstcard.people.permissions import Permission, regions, require
from firstcard.people.regions import within
from firstcard.policy.region_codes import NATION

Days = dict[int, int]
_OPEN = (CaseState.SUBMITTED, CaseState.RETURNED, CaseState.ACCEPTED)
_DECIDED = (CaseState.APPROVED, CaseState.REFUSED)


@dataclass(frozen=True, slots=True, kw_only=True)
class OfficeFigures:
    """One office: open, past their day, decided, and decided cases by days."""

    office: Office
    open: int
    late: int
    decided: int
    days: Days


@dataclass(frozen=True, slots=True, kw_only=True)
class Figures:
    """The raw counts. `examine`, `decide`, `whole`: cases by the days that a stage took.

    `age`: open cases by days since they were handed in. `papers`: cases by number of papers.
    """

    handed_in: int
    at_counter: int
    sent_back: int
    papers: Days
    examine: Days
    decide: Days
    whole: Days
    age: Days
    open_late: int
    decided_late: int
    offices: tuple[OfficeFigures, ...]


def figures(*, by: Actor, days: int, at: datetime) -> Figures:
    """Of what was handed in within so many days; open cases of any age. Raises NotAllowed."""
    held = regions(actor=by, permission=Permission.SEE_DASHBOARD)
    if not held:
        require(actor=by, permission=Permission.SEE_DASHBOARD, region=NATION)
    mine = Case.objects.filter(within(held)).exclude(submitted_at=None)
    recent = mine.filter(submitted_at__gt=at - timedelta(days=days))
    today = at.astimezone(CHINA).date()
    open_ = mine.filter(state__in=_OPEN)
    decided = recent.filter(state__in=_DECIDED)
    counted = recent.aggregate(
        handed_in=Count("pk"), at_counter=Count("pk", filter=Q(channel="counter")),
        sent_back=Count("pk", filter=Q(Exists(_events("return")))))  # fmt: skip
    accepted = _events("accept").order_by("pk").values("at")[:1]
    examined = recent.annotate(accepted_at=Subquery(accepted)).exclude(accepted_at=None)
    return Figures(
        **counted, papers=_papers(recent), whole=_between(decided, "submitted_at", "decided_at"),
        examine=_between(examined, "submitted_at", "accepted_at"),
        decide=_between(examined.filter(state__in=_DECIDED), "accepted_at", "decided_at"),
        age=_ages(open_, today), open_late=open_.filter(due_on__lt=today).count(),
        decided_late=decided.annotate(_on=_day("decided_at")).filter(_on__gt=F("due_on")).count(),
        offices=_offices(mine, decided, today))  # fmt: skip


def _day(field: str) -> TruncDate:
    return TruncDate(field, tzinfo=CHINA)


def _events(action: str) -> QuerySet[CaseEvent]:
    return CaseEvent.objects.filter(case=OuterRef("pk"), action=action)


def _between(cases: QuerySet[Case], begun: str, ended: str) -> Days:
    """How many cases have so many days between two instants, by their days in China."""
    pairs = cases.annotate(_from=_day(begun), _to=_day(ended)).values_list("_from", "_to")
    found: Days = {}
    for start, end, n in pairs.annotate(n=Count("pk")).order_by():
        found[(end - start).days] = found.get((end - start).days, 0) + n
    return found


def _ages(cases: QuerySet[Case], today: date) -> Days:
    days = cases.annotate(_from=_day("submitted_at")).values_list("_from")
    return {(today - day).days: n for day, n in days.annotate(n=Count("pk")).order_by()}


def _papers(cases: QuerySet[Case]) -> Days:
    handed_in = Count("papers", filter=Q(papers__removed_at=None))
    return dict(Counter(cases.annotate(n=handed_in).values_list("n", flat=True)))


def _offices(mine: QuerySet[Case], decided: QuerySet[Case],
             today: date) -> tuple[OfficeFigures, ...]:  # fmt: skip
    rows = {row["office"]: row for row in mine.values("office").annotate(
        open=Count("pk", filter=Q(state__in=_OPEN)),
        late=Count("pk", filter=Q(state__in=_OPEN, due_on__lt=today))).order_by()}  # fmt: skip
    known = Office.objects.filter(pk__in=rows).order_by("region", "code")
    return tuple(_office(each, rows[each.pk]["open"], rows[each.pk]["late"], decided)
                 for each in known)  # fmt: skip


def _office(office: Office, open_: int, late: int, decided: QuerySet[Case]) -> OfficeFigures:
    days = _between(decided.filter(office=office), "submitted_at", "decided_at")
    return OfficeFigures(office=office, open=open_, late=late,
                         decided=sum(days.values()), days=days)  # fmt: skip
