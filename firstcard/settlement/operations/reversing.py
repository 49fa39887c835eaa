"""A settled bill is taken back: by the institution that settled it, or by the agency."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstcard.core.actors import Actor
from firstcard.enrolment.changing import locked_person
from firstcard.settlement import moving, queries, running, telling
from firstcard.settlement.models import Claim
from firstcard.settlement.places import not_own_family
from firstcard.settlement.refusals import invalid
from firstcard.settlement.running import Why
from firstcard.settlement.states import ClaimAction, permission

_LONGEST = 500


@transaction.atomic
def reverse(*, claim: Claim, reason: str, by: Actor, at: datetime) -> Claim:
    """Count a bill no more: what it used up and drew is there again, later bills are settled again.

    Raises NotFound for whoever may not see it, NotAllowed, Invalid, NotNow where it is not settled.
    """
    queries.may(claim=claim, by=by, permission=permission(ClaimAction.REVERSE))
    not_own_family(person=claim.person, by=by)
    if not reason.strip() or len(reason) > _LONGEST:
        raise invalid("no-reason", field="reason")
    person = locked_person(claim.person)
    claim = Claim.objects.select_related("settlement", "office").get(pk=claim.pk)
    line = moving.line_for(claim=claim, action=ClaimAction.REVERSE)
    running.take_away(person=person, claim=claim, why=Why(by=by, at=at, about=claim))
    event = moving.apply(claim=claim, line=line, by=by, at=at, settlement=None,
                         detail={"reason": reason})  # fmt: skip
    telling.tell(claim=claim, event=event, at=at)
    return claim
