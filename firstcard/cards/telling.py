"""What families are told of their card: written with it, sent once it is certain."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from firstcard.cards.attending import accounts_of
from firstcard.cards.models import Card
from firstcard.guidance.today import CHINA
from firstcard.messages.operations import post


def tell(
    *, card: Card, template: str, at: datetime, about: int | str = "", **gaps: Any
) -> None:  # fmt: skip
    """To everybody who acts for the owner and has an account; the same news is told once.

    `about` tells apart news with one template: an event's number, a day.
    """
    for account in accounts_of(person=card.person_id, on=at.astimezone(CHINA).date()):
        post(key=f"{card.order} {template} {about} {account.pk}", to=account, template=template,
             params=gaps, case=card.case, at=at)  # fmt: skip
