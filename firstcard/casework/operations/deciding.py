"""The decision: approved, or refused with reasons, their basis, and what can be done against it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from msgspec import to_builtins

from firstcard.casework import clocks, grounds, requirements
from firstcard.casework.completeness import wants
from firstcard.casework.content import draft_of
from firstcard.casework.models import Case
from firstcard.casework.moving import apply, look_up
from firstcard.casework.operations import carding
from firstcard.casework.refusals import conflict, invalid
from firstcard.casework.states import CaseAction
from firstcard.core.actors import Actor
from firstcard.enrolment.operations import register
from firstcard.guidance import packs_store
from firstcard.guidance.today import CHINA
from firstcard.people.models import Person
from firstcard.policy.format import Text


@dataclass(frozen=True, slots=True, kw_only=True)
class Refused:
    """One reason of a refusal: a code of the packs' `handling.refusals`, and words beside it."""

    reason: str
    note: str = ""


@transaction.atomic
def approve(*, case: Case, by: Actor, at: datetime) -> Case:
    """Approve: insurance is registered, the card ordered, as wanted, in the same transaction.

    Raises NotFound, NotAllowed, Decided (who was first, and when), Taken, NotNow, Conflict while
    an exception or a correction waits for a second person, AlreadyInsured (where, since when),
    AlreadyMaking, HasCard, Died.
    """
    line = look_up(case=case, action=CaseAction.APPROVE, by=by)
    if case.needs_second_person:
        raise conflict("open-proposal")
    changes = clocks.stop(case=case, on=_day(at))
    apply(case=case, line=line, by=by, at=at, decided_at=at, **changes)
    if case.wants_enrolment:
        _register(case, by, at)
    if case.wants_card:
        carding.order_for(case=case, by=by, at=at)
    return case


def _register(case: Case, by: Actor, at: datetime) -> None:
    """The 90 days, and every other time of the family's, end when the case was first handed in."""
    assert case.child_id is not None and case.submitted_at is not None
    applied_on = _day(case.submitted_at)
    situation = requirements.nested_situation(
        draft=draft_of(case), want=wants(case), region=case.region, on=applied_on)  # fmt: skip
    register(case_reference=case.reference, person=Person(pk=case.child_id), region=case.region,
             situation=situation, applied_on=applied_on, by=by, at=at)  # fmt: skip


@transaction.atomic
def refuse(*, case: Case, by: Actor, reasons: Sequence[Refused], at: datetime) -> Case:
    """Refuse, with reasons and their basis; the remedies of the law go with it.

    Raises NotFound, NotAllowed, Invalid (no reason, an unknown one, one that needs words), Decided,
    Taken, NotNow.
    """
    line = look_up(case=case, action=CaseAction.REFUSE, by=by)
    detail = _grounds(reasons, case.region, _day(at))
    changes = clocks.stop(case=case, on=_day(at))
    apply(case=case, line=line, by=by, at=at, decided_at=at, detail=detail, **changes)
    return case


def _grounds(reasons: Sequence[Refused], region: str, on: date) -> dict[str, Any]:
    if not reasons:
        raise invalid("reasons-needed")
    book = packs_store.current()
    known = {ground.id: ground for ground in grounds.refusals(book=book, region=region)}
    wrong: dict[str, Text] = {}
    for each in reasons:
        wrong |= grounds.wrong(known.get(each.reason), reason=each.reason, note=each.note)
    if wrong:
        raise invalid("reasons-needed", fields=wrong)
    return {
        "reasons": [{"reason": each.reason, "note": each.note.strip(),
                     "basis": to_builtins(known[each.reason].basis)} for each in reasons],
        "remedies": to_builtins(grounds.remedies(book=book, region=region, on=on)),
    }  # fmt: skip


def _day(at: datetime) -> date:
    return at.astimezone(CHINA).date()
