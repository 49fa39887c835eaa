"""A bill at the counter: what it would come to, and settling it.

Each check has a refusal of its own, in this order: who may settle here, the institution's
agreement, what was shown, the days of the bill, the insurance, the bill itself, the rules.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import IntegrityError, transaction

from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.rows import many
from firstcard.enrolment.changing import day_of, situation_of
from firstcard.enrolment.models import Enrolment
from firstcard.enrolment.premiums import groups_of
from firstcard.enrolment.words import day_text, filled
from firstcard.people.models import Office, Person
from firstcard.settlement import bill as form
from firstcard.settlement import checks, content, credentials, looking, moving, running
from firstcard.settlement.amounts import Settlement
from firstcard.settlement.credentials import Shown
from firstcard.settlement.models import COUNTER, Agreement, Claim, ClaimSettlement
from firstcard.settlement.places import acting_at, name_of
from firstcard.settlement.presented import About, Presented, bill_of, told
from firstcard.settlement.refusals import PresentedAlready, invalid
from firstcard.settlement.running import Why
from firstcard.settlement.states import HELD, ClaimAction, permission
from firstcard.settlement.words import REFUSED, STATES

_MOST_NUMBER = 60
PHARMACY, INPATIENT = "pharmacy", "inpatient"


@dataclass(frozen=True, slots=True, kw_only=True)
class Ready:
    """A bill that passed every check: who is meant, and the bill's row, which is not written."""

    person: Person
    claim: Claim
    bill: form.Bill


@transaction.atomic
def presettle(
    *, office: Office, shown: Shown, presented: Presented, by: Actor, at: datetime
) -> Settlement:
    """What a bill would come to now. Nothing is written but that somebody looked.

    Raises as `settle`; PresentedAlready is left to that.
    """
    acting_at(by=by, office=office, permission=permission(ClaimAction.SETTLE))
    agreement = _open(office, presented)
    person = credentials.patient(shown=shown, region=office.region, on=day_of(at), at=at)
    rare = looking.rare(person=person, office=office, number=presented.number,
                        discharged_on=presented.discharged_on, by=by)  # fmt: skip
    ready = checked(office=office, level=agreement.level, person=person, shown=shown.kind,
                    presented=presented, at=at)  # fmt: skip
    found = running.preview(person=ready.person, claim=ready.claim, bill=ready.bill, at=at,
                            alone=rare.alone, held=rare.years)  # fmt: skip
    audit.record(by=by, action="bill.presettle", subject=f"institution:{office.code}",
                 case=ready.claim.case, person=ready.person.pk, at=at)  # fmt: skip
    return found


def settle(
    *, office: Office, shown: Shown, presented: Presented, by: Actor, at: datetime
) -> Claim:  # fmt: skip
    """Settle a bill: what the fund pays is final, what comes after it is settled again.

    The same bill again is the one that is there. Raises NotAllowed, NotOpen, NotValid,
    NotEntitled, Invalid, PresentedAlready.
    """
    with transaction.atomic():
        return settle_within(office=office, shown=shown, presented=presented, by=by, at=at)


def settle_within(
    *, office: Office, shown: Shown, presented: Presented, by: Actor, at: datetime
) -> Claim:  # fmt: skip
    """The same within the caller's transaction, all of which has to end where this raises."""
    acting_at(by=by, office=office, permission=permission(ClaimAction.SETTLE))
    agreement = _open(office, presented)
    person = credentials.held_patient(shown=shown, region=office.region, on=day_of(at), at=at)
    rare = looking.rare(person=person, office=office, number=presented.number,
                        discharged_on=presented.discharged_on, by=by)  # fmt: skip
    if rare.presented:
        there = presented_before(office=office, presented=presented, person=person, origin=COUNTER)
        if there is not None:
            return there
    ready = checked(office=office, level=agreement.level, person=person, shown=shown.kind,
                    presented=presented, at=at)  # fmt: skip
    claim = ready.claim
    line = moving.line_for(claim=claim, action=ClaimAction.SETTLE)
    claim.settled_at = at
    claim.pk, number = rare.numbers
    row, years = running.add(person=person, claim=claim, bill=ready.bill, alone=rare.alone,
                             held=rare.years, why=Why(by=by, at=at, about=claim))  # fmt: skip
    row.pk = number
    moving.begin(claim=claim, line=line, by=by, at=at, settlement=row, years=years,
                 detail=sums(row))  # fmt: skip
    return claim


def sums(row: ClaimSettlement) -> dict[str, int]:
    """What history and audit say of a settlement; fen."""
    return {"fund_total": row.fund_total, "person_total": row.person_total}


def apply_once(*, claim: Claim, **how: Any) -> None:
    """Move a bill as `moving.apply` does. Raises PresentedAlready, where its number was faster."""
    try:
        with transaction.atomic():
            moving.apply(claim=claim, **how)
    except IntegrityError as error:
        if moving.ONCE not in str(error):
            raise
        office, number = how.get("office_id", claim.office_id), how.get("number", claim.number)
        raise already(many(Claim, office_id=office, number=number)) from None


def _open(office: Office, presented: Presented) -> Agreement:
    on = checks.day_that_counts(region=office.region, admitted_on=presented.admitted_on,
                                discharged_on=presented.discharged_on)  # fmt: skip
    return checks.agreement_on(office=office, on=on)


def presented_before(
    *, office: Office, presented: Presented, person: Person, origin: str
) -> Claim | None:
    """The bill that an institution's number stands for already, if it came in the same way.

    Raises PresentedAlready where it is another one.
    """
    known = [each for each in many(Claim, office_id=office.pk, number=presented.number)
             if each.state in HELD]  # fmt: skip
    if not known:
        return None
    same = bytes(known[0].told) == told(presented=presented, person=person.pk)
    if same and known[0].origin == origin:
        return known[0]
    raise already(known)


def already(known: Sequence[Claim]) -> PresentedAlready:
    """That an institution's number stands for another bill, by those that have it."""
    first = next((each for each in known if each.state in HELD), known[-1])
    return PresentedAlready(filled(
        REFUSED["presented-already"], bill=first.reference, state=STATES[first.state],
        day=day_text(day_of(first.presented_at))))  # fmt: skip


def checked(
    *, office: Office, level: str, person: Person, shown: str, presented: Presented,
    at: datetime,
) -> Ready:  # fmt: skip
    """Everything that is asked of the patient and the bill. Raises as `settle`.

    `level`: the institution's own class.
    """
    if level == PHARMACY and presented.care == INPATIENT:
        raise invalid("pharmacy-inpatient", field="care", institution=name_of(office))
    _check_days(presented, person, at)
    checks.alive(person=person, on=presented.discharged_on)
    on = checks.day_that_counts(region=office.region, admitted_on=presented.admitted_on,
                                discharged_on=presented.discharged_on)  # fmt: skip
    cover = checks.cover_on(person=person, on=on)
    enrolment = cover.enrolment
    checks.check_referral(referral=presented.referral, person=person, office=office,
                          region=enrolment.region, on=on)  # fmt: skip
    level = checks.level_of(office=office, level=level, region=enrolment.region)
    bill = bill_of(presented=presented, about=_about(office, level, person, cover))
    claim = _claim(office, person, enrolment, shown, presented, bill, at)
    return Ready(person=person, claim=claim, bill=bill)


def _check_days(presented: Presented, person: Person, at: datetime) -> None:
    number = presented.number
    if not number.strip() or len(number) > _MOST_NUMBER or not number.isprintable():
        raise invalid("no-number", field="number")
    if presented.discharged_on > day_of(at):
        raise invalid("day-to-come", field="discharged_on")
    if person.born_on is None:
        raise invalid("no-birth", field="credential")
    if presented.admitted_on < person.born_on:
        raise invalid("before-birth", field="admitted_on", born=day_text(person.born_on))


def _about(office: Office, level: str, person: Person, cover: checks.Cover) -> About:
    assert person.born_on is not None, "checked before"
    groups = groups_of(situation_of(cover.enrolment))
    return About(region=cover.enrolment.region, insurance=cover.insurance, institution=office.code,
                 level=level, born_on=person.born_on, groups=tuple(sorted(groups)))  # fmt: skip


def _claim(
    office: Office, person: Person, enrolment: Enrolment, shown: str, presented: Presented,
    bill: form.Bill, at: datetime,
) -> Claim:  # fmt: skip
    days = checks.days_of(region=enrolment.region, admitted_on=presented.admitted_on,
                          discharged_on=presented.discharged_on)  # fmt: skip
    return Claim(
        person=person, office=office, number=presented.number, region=enrolment.region,
        place=enrolment.place, case=enrolment.case, identified_by=shown, care=presented.care,
        admitted_on=presented.admitted_on, discharged_on=presented.discharged_on,
        year=presented.discharged_on.year, deductible_year=days["deductible"].year, state="",
        told=told(presented=presented, person=person.pk), presented_at=at,
        **content.sealed_bill(bill),
    )  # fmt: skip
