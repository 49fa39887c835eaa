"""Reads of cases. Whoever reads a whole case is written into the audit trail, with the read."""

from __future__ import annotations

import hmac
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from django.db import transaction
from django.db.models import Count, Q, QuerySet

from firstcard.casework import access, clocks, words
from firstcard.casework.content import draft_of
from firstcard.casework.draft import Draft
from firstcard.casework.models import Case, CaseEvent
from firstcard.casework.references import read_reference
from firstcard.casework.refusals import no_case
from firstcard.casework.states import HOLDERS, CaseState, Who
from firstcard.core import audit, limits
from firstcard.core.actors import PUBLIC, Actor
from firstcard.core.refusals import NotFound
from firstcard.core.rows import one
from firstcard.guidance import packs_store
from firstcard.guidance.today import CHINA
from firstcard.people.models import Office
from firstcard.people.permissions import Permission, regions
from firstcard.people.regions import within
from firstcard.policy.region_codes import NATION

IN_OFFICE = tuple(state.value for state, who in HOLDERS.items() if who is Who.OFFICE)
OPEN_AT_DESK = (*IN_OFFICE, CaseState.RETURNED.value)
# An identity may be put right after an approval too: that waits for a second person as well.
WITH_SECOND_PERSON = (*OPEN_AT_DESK, CaseState.APPROVED.value)
_LONGEST = 19  # digits of a row's number
_HOUR = 60 * 60
_MOST_FROM, _MOST_OF = 30, 10  # tries an hour: from one address; of one reference, from all of them


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """What a worklist shows; empty means all.

    `light`: by the promised day, "late" or "soon" (which includes late). `taken`: "mine", "free"
    or "others". `want`: "insured" or "card".
    """

    states: Sequence[str] = ()
    office: str = ""
    region: str = ""
    light: Literal["", "soon", "late"] = ""
    taken: Literal["", "mine", "free", "others"] = ""
    want: Literal["", "insured", "card"] = ""
    second_person: bool = False
    reference: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Row:
    """One case of a worklist: no name and no number of anybody."""

    case: Case
    light: clocks.Light


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """A page of a worklist; `after` asks for the next one, "" at the end."""

    rows: tuple[Row, ...]
    after: str


def worklist(
    *, by: Actor, filters: Filters, limit: int, at: datetime, after: str = ""
) -> Page:  # fmt: skip
    """Open cases of one's regions, the earliest promised day first, those without one last.

    `after`: what the page before gave. Nothing for who may see no worklist.
    """
    today = at.astimezone(CHINA).date()
    rows = _filtered(_within(by), filters, by, today, at)
    rows = _from(rows, after).select_related("office", "taken_by").order_by("due_on", "pk")
    found = list(rows[: limit + 1])
    more = found[:limit][-1] if len(found) > limit else None
    shown = tuple(Row(case=c, light=clocks.light(case=c, on=today)) for c in found[:limit])
    return Page(rows=shown, after=f"{more.due_on or ''}:{more.pk}" if more else "")


def _within(by: Actor) -> QuerySet[Case]:
    """The cases of the regions in which somebody sees worklists."""
    if by.kind == "service":
        return Case.objects.all()
    held = regions(actor=by, permission=Permission.SEE_WORKLIST)
    return Case.objects.filter(within(held))


def _filtered(rows: QuerySet[Case], filters: Filters, by: Actor, today: date,
              at: datetime) -> QuerySet[Case]:  # fmt: skip
    usual = WITH_SECOND_PERSON if filters.second_person else OPEN_AT_DESK
    rows = rows.filter(state__in=filters.states or usual)
    if filters.office:
        rows = rows.filter(office__code=filters.office)
    if filters.region:
        rows = rows.filter(within((filters.region,)))
    if filters.want:
        rows = rows.filter(Q(wants_card=True) if filters.want == "card"
                           else Q(wants_enrolment=True))  # fmt: skip
    if filters.second_person:
        rows = rows.filter(needs_second_person=True)
    if filters.reference:
        rows = rows.filter(reference=read_reference(filters.reference) or "")
    return rows.filter(_taken(filters.taken, by, at), _by_light(filters.light, today))


def _taken(which: str, by: Actor, at: datetime) -> Q:
    held = Q(taken_until__gt=at)
    if which == "mine":
        return held & Q(taken_by=by.account)
    if which == "others":
        return held & ~Q(taken_by=by.account)
    return ~held | Q(taken_until=None) if which == "free" else Q()


def _by_light(light: str, today: date) -> Q:
    if light == "late":
        return Q(due_on__lt=today)
    return Q(due_on__lte=soon_until(today)) if light == "soon" else Q()


def soon_until(today: date) -> date:
    """Promised days up to this one are near, by the national rule."""
    return clocks.near_until(on=today, region=NATION, book=packs_store.current())


def _from(rows: QuerySet[Case], after: str) -> QuerySet[Case]:
    """What comes after a cursor: a promised day (or none) and a row's number."""
    day, _, number = after.partition(":")
    if not number.isascii() or not number.isdigit() or len(number) > _LONGEST:
        return rows
    later = Q(pk__gt=int(number))
    if not day:
        return rows.filter(later, due_on=None)
    try:
        due = date.fromisoformat(day)
    except ValueError:
        return rows
    return rows.filter(Q(due_on__gt=due) | Q(due_on=due) & later | Q(due_on=None))


@transaction.atomic
def case_for(*, reference: str, by: Actor, at: datetime) -> Case:
    """The case of a reference, for whoever may at least follow it; the read is recorded.

    The hotline gets the case for its state and history: `draft_for` refuses it the rest. Raises
    NotFound, whether there is none or it is not theirs.
    """
    written = read_reference(reference)
    case = _whole(written) if written else None
    if case is None or not access.may_follow(case=case, by=by):
        raise no_case()
    audit.record(by=by, action="case.read", subject=f"case:{case.reference}", case=case.reference,
                 person=case.child_id, at=at)  # fmt: skip
    return case


def unread(*, reference: str, by: Actor) -> Case:
    """The case for an operation that itself records what it does. Raises NotFound."""
    written = read_reference(reference)
    case = one(Case, reference=written) if written else None
    if case is None or not access.may_follow(case=case, by=by):
        raise no_case()
    if case.office_id is not None:
        case.office = one(Office, id=case.office_id)
    return case


def _whole(reference: str) -> Case | None:
    rows = Case.objects.select_related("office", "taken_by", "clock", "photo", "child", "applicant")
    return rows.filter(reference=reference).first()


def draft_for(*, case: Case, by: Actor) -> Draft:
    """What was filled in. Raises NotFound for who may only follow the case, as the hotline."""
    access.readable(case=case, by=by)
    return draft_of(case)


def history(case: Case) -> list[CaseEvent]:
    """Everything that happened, in order."""
    return list(case.events.select_related("office").order_by("pk"))


def own_cases(*, by: Actor) -> list[Case]:
    """The cases of the account that asks, the newest first."""
    if by.account is None:
        return []
    return list(Case.objects.filter(applicant=by.account).select_related("office").order_by("-pk"))


@dataclass(frozen=True, slots=True, kw_only=True)
class Counts:
    """How many open cases of one's regions are in which state, and how near their day."""

    by_state: dict[str, int]
    late: int
    soon: int
    mine: int
    second_person: int


def counts(*, by: Actor, at: datetime) -> Counts:
    """The bars above a worklist."""
    today = at.astimezone(CHINA).date()
    rows = _within(by).filter(state__in=OPEN_AT_DESK)
    by_state = dict(rows.values_list("state").annotate(n=Count("pk")).order_by())
    found = rows.aggregate(
        late=Count("pk", filter=Q(due_on__lt=today)),
        soon=Count("pk", filter=Q(due_on__gte=today, due_on__lte=soon_until(today))),
        mine=Count("pk", filter=Q(taken_by=by.account, taken_until__gt=at)),
    )  # fmt: skip
    second = _within(by).filter(state__in=WITH_SECOND_PERSON, needs_second_person=True).count()
    return Counts(by_state={s: by_state.get(s, 0) for s in OPEN_AT_DESK}, second_person=second,
                  **found)  # fmt: skip


@dataclass(frozen=True, slots=True, kw_only=True)
class Tracked:
    """What tracking without signing in shows: how the case stands, and nothing of anybody."""

    case: Case
    events: tuple[CaseEvent, ...]


def limit_tracking(*, reference: str, address: str) -> None:
    """Count an attempt to track, of all doors together: by address, and by what may be a reference.

    Raises TooMany.
    """
    limits.hit(purpose="track from", who=address, most=_MOST_FROM, seconds=_HOUR)
    if (written := read_reference(reference)) is not None:
        limits.hit(purpose="track", who=written, most=_MOST_OF, seconds=_HOUR)


@transaction.atomic
def by_reference_and_fact(*, reference: str, second: str, at: datetime) -> Tracked:
    """The case of a reference for whoever knows the child's date of birth too (ISO day), or the
    last four signs of the child's number.

    Call `limit_tracking` before. Raises NotFound, whatever did not fit.
    """
    written = read_reference(reference)
    case = _whole(written) if written else None
    if case is None or not _knows(draft_of(case), second):
        raise NotFound(words.REFUSED["no-number-fits"])
    audit.record(by=PUBLIC, action="case.track", subject=f"case:{case.reference}",
                 case=case.reference, person=case.child_id, at=at)  # fmt: skip
    return Tracked(case=case, events=tuple(history(case)))


def _knows(draft: Draft, second: str) -> bool:
    given = second.strip().upper()
    facts = [draft.child.born_on, draft.child.number.number[-4:] if draft.child.number else ""]
    return any(fact and hmac.compare_digest(fact.encode(), given.encode()) for fact in facts)
