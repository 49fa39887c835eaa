"""What of a case's history is told to whom. State, time and who acted are told to all of them."""

from __future__ import annotations

from typing import Any, Literal

from firstcard.casework import access
from firstcard.casework.models import Case, CaseEvent
from firstcard.core.actors import Actor
from firstcard.people.permissions import Permission, allowed

Reader = Literal["desk", "family", "anybody"]
# Not that a record says otherwise than was typed: whoever typed a stranger's number could try out
# names. Nor the numbers of records.
_TO_FAMILY = {
    "return": ("defects",), "forward": ("from", "to"), "refuse": ("reasons", "remedies"),
    "propose": ("kind",), "confirm": ("kind",), "decline": ("kind",),
}  # fmt: skip


def reader(*, case: Case, by: Actor) -> Reader:
    """As what somebody reads a case; whoever may only follow it, as the hotline, as anybody."""
    if not access.may_read(case=case, by=by):
        return "anybody"
    desk = allowed(actor=by, permission=Permission.SEE_CASE, region=case.region)
    return "desk" if desk else "family"


def detail(event: CaseEvent, *, reader: Reader) -> dict[str, Any]:
    """What an event says beside its action, as far as it is the reader's to know."""
    if reader == "desk":
        return dict(event.detail)
    names = _TO_FAMILY.get(event.action, ()) if reader == "family" else ()
    return {name: event.detail[name] for name in names if name in event.detail}
