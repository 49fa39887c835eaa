"""Blank cards of the made-up centre and branch."""

from __future__ import annotations

from datetime import datetime

from firstcard.cards.operations import stock
from firstcard.casework.population.staff import Staff
from firstcard.people.models import Office

_BLANKS = {"card-centre": 5000, "bank": 500}
_SPOILED, _DESTROYED = 4, 3


def blanks(*, office: Office, people: Staff, at: datetime) -> None:
    """The first time: blank cards are delivered; some were spoiled, and most of those destroyed."""
    if stock.level(office=office).received:
        return
    by = people.bank if office.kind == "bank" else people.centre
    stock.receive(office=office, count=_BLANKS[office.kind], about="DEMO-1", by=by, at=at)
    stock.spoil(office=office, count=_SPOILED, about="DEMO-1", by=by, at=at)
    stock.destroy(office=office, count=_DESTROYED, about="DEMO-1", by=by, at=at)
