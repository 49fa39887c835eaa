"""What the core cleans away."""

from datetime import datetime, timedelta

from firstcard.core import limits
from firstcard.core.models import GivenReply
from firstcard.core.periodic import periodic

REPLIES_KEPT = timedelta(days=1)
ATTEMPTS_KEPT = timedelta(days=2)  # longer than any window in which attempts are counted


@periodic(name="core.replies", every=timedelta(hours=1))
def replies(*, at: datetime) -> int:
    """Delete replies that no program will ask for again; says how many."""
    return GivenReply.objects.filter(created_at__lt=at - REPLIES_KEPT).delete()[0]


@periodic(name="core.attempts", every=timedelta(hours=1))
def attempts(*, at: datetime) -> int:
    """Delete counts of attempts that are over; says how many."""
    return limits.clean(before=at - ATTEMPTS_KEPT)
