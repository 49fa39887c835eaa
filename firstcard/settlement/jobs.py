"""What is done for bills again and again."""

from __future__ import annotations

from datetime import datetime, timedelta

from firstcard.core.periodic import periodic
from firstcard.settlement.operations import reminding


@periodic(name="settlement.clocks", every=timedelta(minutes=1))
def clocks(*, at: datetime) -> None:
    """Remind agencies of the bills that families handed in."""
    reminding.remind(at=at)
