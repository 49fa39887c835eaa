"""What families are told of their bills: written with what happened, sent once it is certain.

That a bill was settled is seen at the counter; what happens behind a family's back is told.
"""

from __future__ import annotations

from datetime import datetime

from firstcard.cards.attending import accounts_of
from firstcard.enrolment.changing import day_of
from firstcard.messages.operations import post
from firstcard.settlement.models import Claim, ClaimEvent
from firstcard.settlement.states import ClaimAction, Remark

TEMPLATES = {
    Remark.SETTLE_AGAIN.value: "bill-settled-again",
    ClaimAction.REVERSE.value: "bill-reversed",
    ClaimAction.SEND_BACK.value: "bill-papers-missing",
    ClaimAction.PAY_BACK.value: "bill-paid-back",
    ClaimAction.REFUSE.value: "bill-refused",
    Remark.MISS.value: "bill-late",
}


def tell(*, claim: Claim, event: ClaimEvent, at: datetime) -> None:
    """To everybody who acts for the patient and has an account. Nobody is told of a dead child."""
    template = TEMPLATES[event.action]
    for account, is_dead in accounts_of(person=claim.person_id, on=day_of(at)):
        if not is_dead:
            post(key=f"{claim.reference} {template} {event.pk} {account.pk}", to=account,
                 template=template, params={}, case=claim.case, at=at)  # fmt: skip
