"""Tells the family of what happened, in the transaction in which it happened."""

from __future__ import annotations

from datetime import date, datetime

from firstcard.casework.content import draft_of
from firstcard.casework.models import Case, CaseEvent
from firstcard.messages import operations as messages
from firstcard.people import telephones

_TEMPLATES = {
    "submit": "application-received", "resubmit": "application-mended",
    "return": "application-returned", "accept": "application-accepted",
    "forward": "application-forwarded", "approve": "application-approved",
    "refuse": "application-refused", "withdraw": "application-withdrawn",
    "miss": "application-late",
}  # fmt: skip
# Where the rules know no time in which the office must answer.
_UNDATED = {"submit": "application-received-undated", "resubmit": "application-mended-undated"}


def tell(*, case: Case, event: CaseEvent, at: datetime) -> None:
    """Post the message of an event, if it has one, to whoever applied."""
    template = _TEMPLATES.get(event.action)
    to = _recipient(case) if template else None
    if template is None or to is None:
        return
    params: dict[str, str | date] = {"reference": case.reference}
    if event.action in _UNDATED:
        if case.due_on is None:
            template = _UNDATED[event.action]
        else:
            params["date"] = case.due_on
    messages.post(key=f"{case.reference} {event.pk}", to=to, template=template, params=params,
                  at=at, case=case.reference)  # fmt: skip


def _recipient(case: Case) -> messages.Recipient | None:
    """The family's account; at a counter, without one, the telephone that was given."""
    if case.applicant is not None and case.applicant.telephone is not None:
        return case.applicant
    draft = draft_of(case)
    adult = draft.adult(draft.applicant) if draft.applicant else None
    if adult is None or not adult.telephone:
        return None
    number = telephones.read(adult.telephone)
    if number is None:  # a landline: nothing can be written to it
        return None
    return messages.Number(telephone=telephones.sealed(number), language=case.language)
