"""What casework does again and again."""

from __future__ import annotations

from datetime import datetime, timedelta

from firstcard.casework import operations
from firstcard.core.periodic import periodic


@periodic(name="casework.clocks", every=timedelta(minutes=1))
def clocks(*, at: datetime) -> None:
    """Remind offices of their promises."""
    operations.remind(at=at)
