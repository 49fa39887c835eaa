"""A bill that the hospital did not settle: handed in with its papers, checked, and paid back.

Who hands it in at the counter or enters its items and who decides on it are two persons. The family
has paid already, so no personal account is drawn on.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction

from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.rows import chosen, many, new_number, write_together
from firstcard.enrolment.changing import day_of, locked_person
from firstcard.people.models import Office, Person
from firstcard.people.permissions import Permission, regions, require
from firstcard.policy.format import Text
from firstcard.settlement import (
    checks,
    content,
    credentials,
    handing,
    moving,
    queries,
    running,
    telling,
)
from firstcard.settlement.amounts import Settlement
from firstcard.settlement.credentials import Shown
from firstcard.settlement.models import MANUAL, WAITING, Agreement, Claim
from firstcard.settlement.operations import institutions, settling
from firstcard.settlement.operations.settling import Ready
from firstcard.settlement.places import not_own_family
from firstcard.settlement.presented import Presented
from firstcard.settlement.refusals import invalid, not_allowed
from firstcard.settlement.running import Why
from firstcard.settlement.states import HELD, ClaimAction, permission

_LONGEST = 500
NOT_WARNED = {"warned_at": None, "escalated_at": None, "missed_at": None}
_ENTERED = ("number", "region", "place", "case", "care", "admitted_on", "discharged_on", "year",
            "deductible_year", "content", "sealed_for", "told")  # fmt: skip
_HELD = "WHERE t.office_id = %s AND t.period @> %s::date"


@dataclass(frozen=True, slots=True, kw_only=True)
class Treated:
    """Where the treatment was: `name` and `level` where the register does not know them."""

    code: str
    name: Text | None = None
    level: str = ""


@transaction.atomic
def hand_in(
    *, treated: Treated, shown: Shown, presented: Presented, papers: Collection[str], region: str,
    by: Actor, at: datetime,
) -> Claim:  # fmt: skip
    """Take a bill at the agency's counter, with all papers that the packs ask for.

    `papers`: ids of the needs that were shown. `region`: of the counter. The same bill again is the
    one that is there. Raises NotAllowed, NotValid, NotEntitled, PresentedAlready; Invalid with all
    that is missing.
    """
    require(actor=by, permission=permission(ClaimAction.HAND_IN), region=region)
    person = credentials.patient(shown=shown, region=region, on=day_of(at), at=at)
    not_own_family(person=person, by=by)
    person = locked_person(person)
    office = _office(treated)
    there = settling.presented_before(office=office, presented=presented, person=person,
                                      origin=MANUAL)  # fmt: skip
    if there is not None:
        return there
    ready = _checked(treated, office, person, shown, presented, at)
    require(actor=by, permission=permission(ClaimAction.HAND_IN), region=ready.claim.place)
    wanted = handing.papers(region=ready.claim.region, on=day_of(at))
    handing.all_shown(wanted=wanted, shown=frozenset(papers))
    return _taken(ready.claim, papers, by, at)


def _office(treated: Treated) -> Office:
    """The institution, recorded where it is new."""
    region = institutions.region_of(treated.code)
    known = Office.objects.filter(code=treated.code).first()
    if known is not None:
        return known
    if treated.name is None:
        raise invalid("no-name", field="institution.name")
    return Office.objects.create(
        code=treated.code, name_zh=treated.name.zh, name_en=treated.name.en, region=region,
        kind=institutions.KINDS[treated.code[0]], sample=False)  # fmt: skip


@transaction.atomic
def enter(
    *, claim: Claim, treated: Treated, presented: Presented, by: Actor, at: datetime
) -> Claim:
    """Type what a bill is of from its papers, or put right what was typed; nothing is decided.

    Raises NotFound, NotAllowed, NotNow, NotEntitled, PresentedAlready; Invalid with all that is
    wrong.
    """
    claim = _open(claim, ClaimAction.ENTER, by)
    line = moving.line_for(claim=claim, action=ClaimAction.ENTER)
    office = _office(treated)
    others = [each for each in many(Claim, office_id=office.pk, number=presented.number)
              if each.state in HELD and each.pk != claim.pk]  # fmt: skip
    if others:
        raise settling.already(others)
    shown = Shown(kind=claim.identified_by, number="")
    ready = _checked(treated, office, claim.person, shown, presented, at)
    require(actor=by, permission=permission(ClaimAction.ENTER), region=ready.claim.place)
    told = {name: getattr(ready.claim, name) for name in _ENTERED}
    settling.apply_once(
        claim=claim, line=line, by=by, at=at, office_id=office.pk, **told,
        detail={"lines": len(ready.bill.lines),
                "total": sum(each.amount for each in ready.bill.lines)})  # fmt: skip
    return claim


@transaction.atomic
def preview(*, claim: Claim, by: Actor, at: datetime) -> Settlement | None:
    """What a bill that waits would come to now; None before its items are entered. Recorded.

    Raises NotFound, Invalid.
    """
    queries.may(claim=claim, by=by, permission=Permission.SEE_BILL)
    if not claim.content or claim.state not in WAITING:
        return None
    audit.record(by=by, action="bill.presettle", subject=f"bill:{claim.reference}",
                 case=claim.case, person=claim.person_id, at=at)  # fmt: skip
    return running.preview(person=claim.person, claim=claim, bill=content.bill_of(claim), at=at)


def _checked(
    treated: Treated, office: Office, person: Person, shown: Shown, presented: Presented,
    at: datetime,
) -> Ready:  # fmt: skip
    on = checks.day_that_counts(region=office.region, admitted_on=presented.admitted_on,
                                discharged_on=presented.discharged_on)  # fmt: skip
    ready = settling.checked(office=office, level=_level(treated, office, on), person=person,
                             shown=shown.kind, presented=presented, at=at)  # fmt: skip
    ready.claim.origin = MANUAL
    return ready


def _level(treated: Treated, office: Office, on: date) -> str:
    """By its agreement of that day, suspended or not; else as the counter says."""
    found = [row for row, _ in chosen(Agreement, _HELD, [office.pk, on])]
    if found:
        return found[0].level
    if treated.level not in institutions.LEVELS:
        allowed = ", ".join(institutions.LEVELS)
        raise invalid("no-level", field="institution.level", allowed=allowed)
    return treated.level


def _taken(claim: Claim, papers: Collection[str], by: Actor, at: datetime) -> Claim:
    line = moving.line_for(claim=claim, action=ClaimAction.HAND_IN)
    claim.papers, claim.handed_in_by_id = sorted(papers), by.account
    for name, value in handing.started(region=claim.region, on=day_of(at)).items():
        setattr(claim, name, value)
    claim.pk = new_number(Claim)
    moving.begin(claim=claim, line=line, by=by, at=at)
    return claim


@transaction.atomic
def send_back(
    *, claim: Claim, missing: Collection[str], note: str, by: Actor, at: datetime
) -> Claim:
    """Name, at once, all papers that do not do; the clock stands while the family has it.

    A second time only papers that were named the first time. Raises NotFound, Invalid, NotNow.
    """
    claim = _open(claim, ClaimAction.SEND_BACK, by)
    wanted = [each.id for each in handing.papers(region=claim.region, on=day_of(at))]
    named, told = set(missing), _told_before(claim)
    if not named or named - set(wanted):
        raise invalid("unknown-paper", field="missing", allowed=", ".join(wanted))
    if told and named - told:
        raise invalid("not-asked-before", field="missing", allowed=", ".join(sorted(told)))
    line = moving.line_for(claim=claim, action=ClaimAction.SEND_BACK)
    stopped = handing.paused(clock=claim.clock, due_on=claim.due_on, on=day_of(at))
    event = moving.apply(claim=claim, line=line, by=by, at=at, missing=sorted(named), **stopped,
                         detail={"missing": sorted(named), "note": note[:_LONGEST]})  # fmt: skip
    telling.tell(claim=claim, event=event, at=at)
    return claim


def _told_before(claim: Claim) -> set[str]:
    events = claim.events.filter(action=ClaimAction.SEND_BACK.value)
    return {name for event in events for name in event.detail["missing"]}


@transaction.atomic
def complete(*, claim: Claim, papers: Collection[str], by: Actor, at: datetime) -> Claim:
    """Take what was missing; the rest of the clock counts from now on.

    Raises NotFound, Invalid with what is still missing, NotNow.
    """
    claim = _open(claim, ClaimAction.HAND_IN, by)
    line = moving.line_for(claim=claim, action=ClaimAction.HAND_IN)
    wanted = [each for each in handing.papers(region=claim.region, on=day_of(at))
              if each.id in claim.missing]  # fmt: skip
    handing.all_shown(wanted=wanted, shown=frozenset(papers))
    moving.apply(claim=claim, line=line, by=by, at=at, missing=[], **NOT_WARNED,
                 **handing.resumed(clock=claim.clock, on=day_of(at)))  # fmt: skip
    return claim


@transaction.atomic
def pay_back(*, claim: Claim, by: Actor, at: datetime) -> Claim:
    """Settle it: what the fund pays is paid back. By somebody who did not hand it in.

    Raises NotFound, NotAllowed, NotEntitled, Invalid, NotNow.
    """
    claim = _open(claim, ClaimAction.PAY_BACK, by)
    _not_by_oneself(claim, by)
    line = moving.line_for(claim=claim, action=ClaimAction.PAY_BACK)
    if not claim.content:
        raise invalid("not-entered", field="lines")
    on = checks.day_that_counts(region=claim.region, admitted_on=claim.admitted_on,
                                discharged_on=claim.discharged_on)  # fmt: skip
    checks.cover_on(person=claim.person, on=on)
    claim.settled_at = at
    row, years = running.add(person=claim.person, claim=claim, bill=content.bill_of(claim),
                             why=Why(by=by, at=at, about=claim))  # fmt: skip
    write_together(*years)
    event = moving.apply(claim=claim, line=line, by=by, at=at, settlement=row, settled_at=at,
                         detail=settling.sums(row))  # fmt: skip
    telling.tell(claim=claim, event=event, at=at)
    return claim


@transaction.atomic
def refuse(*, claim: Claim, reason: str, by: Actor, at: datetime) -> Claim:
    """Say why the fund does not pay. By somebody who did not hand it in.

    Raises NotFound, NotAllowed, Invalid, NotNow.
    """
    claim = _open(claim, ClaimAction.REFUSE, by)
    _not_by_oneself(claim, by)
    if not reason.strip() or len(reason) > _LONGEST:
        raise invalid("no-reason", field="reason")
    line = moving.line_for(claim=claim, action=ClaimAction.REFUSE)
    event = moving.apply(claim=claim, line=line, by=by, at=at, detail={"reason": reason})
    telling.tell(claim=claim, event=event, at=at)
    return claim


def _open(claim: Claim, action: ClaimAction, by: Actor) -> Claim:
    """The claim as it is now, with its person held, for whoever may do this."""
    queries.may(claim=claim, by=by, permission=permission(action))
    not_own_family(person=claim.person, by=by)
    locked_person(claim.person)
    return Claim.objects.select_related("person", "office", "settlement").get(pk=claim.pk)


def _not_by_oneself(claim: Claim, by: Actor) -> None:
    if by.account is not None and may_not_decide(claim=claim, account=by.account):
        raise not_allowed("own-claim")


def may_not_decide(*, claim: Claim, account: int) -> bool:
    """Whether somebody took the bill in or entered its items, now or before."""
    entered = claim.events.filter(action=ClaimAction.ENTER.value, account=account)
    return account == claim.handed_in_by_id or entered.exists()


def listed(*, by: Actor, after: int, limit: int) -> list[Claim]:
    """The bills that wait where somebody sees the worklist, the first due first: no names.

    `after`: how many come before. What families have to complete comes last.
    """
    return queries.waiting_in(regions(actor=by, permission=Permission.SEE_WORKLIST),
                              after=after, limit=limit)  # fmt: skip


def waiting(*, by: Actor, region: str) -> list[Claim]:
    """The bills that an agency has to decide on in a region, the first due first: no names.

    Raises NotAllowed.
    """
    require(actor=by, permission=Permission.SEE_WORKLIST, region=region)
    return queries.waiting(region=region)
