"""What is done for cards again and again."""

from __future__ import annotations

from datetime import datetime, timedelta

from firstcard.cards.operations import reminding
from firstcard.core.periodic import periodic


@periodic(name="cards.clocks", every=timedelta(minutes=1))
def clocks(*, at: datetime) -> None:
    """Remind card centres of their promises."""
    reminding.remind(at=at)
