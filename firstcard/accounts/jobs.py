"""What accounts clean away."""

from datetime import datetime, timedelta

from firstcard.accounts import operations
from firstcard.core.periodic import periodic

KEPT = timedelta(days=30)  # after their end, for whoever asks when they were signed in


@periodic(name="accounts.over", every=timedelta(hours=1))
def over(*, at: datetime) -> int:
    """Delete sign-ins, codes and links that were over for long; says how many."""
    return operations.clean(before=at - KEPT)
