"""Writes to the database: a plan is kept, changed, forgotten."""

from collections.abc import Callable
from datetime import datetime, time, timedelta

from django.conf import settings
from django.db import transaction

from firstcard.guidance import kept_content
from firstcard.guidance.kept_content import Content
from firstcard.guidance.models import LARGEST_SEALED_BYTES, KeptPlan
from firstcard.guidance.queries import KeptGone, OpenedPlan, kept_plan, opened
from firstcard.guidance.sealing import seal
from firstcard.guidance.today import CHINA
from firstcard.guidance.tokens import token_hash

# As long as the newborn window, the longest limit that most families have. Counted again from each
# change: a plan in use must not vanish, and one that nobody changes any more is done with.
KEPT_DAYS = 90
_EXPIRED_AT_ONCE = 100  # rows deleted by one request

__all__ = ["KEPT_DAYS", "KeptGone", "TooMuchToKeep", "change", "forget", "keep", "kept_until"]


class TooMuchToKeep(Exception):
    """More was told than one kept plan may hold."""


def kept_until(at: datetime) -> datetime:
    """When a plan kept or changed at this moment is over: at the end of a day in China."""
    last = at.astimezone(CHINA).date() + timedelta(days=KEPT_DAYS)
    return datetime.combine(last + timedelta(days=1), time(), tzinfo=CHINA)


@transaction.atomic
def keep(*, token: str, content: Content, at: datetime) -> OpenedPlan:
    """Keep a plan under a new token. Sent twice, it is kept once, as it was sent first.

    Deletes some of the plans that are over. Raises TooMuchToKeep, KeptGone.
    """
    _delete_expired(at)
    row = KeptPlan(token_hash=token_hash(token), sealed=_sealed(content, token), created_at=at,
                   expires_at=kept_until(at))  # fmt: skip
    KeptPlan.objects.bulk_create([row], ignore_conflicts=True)
    return kept_plan(token=token, at=at)


@transaction.atomic
def change(*, token: str, by: Callable[[Content], Content], at: datetime) -> OpenedPlan:
    """Change a kept plan; what changes nothing is not written. Raises KeptGone, TooMuchToKeep.

    `by` gets the plan as it is now. The row is locked meanwhile: of two changes at once the second
    starts from what the first one wrote, so neither is lost.
    """
    rows = KeptPlan.objects.select_for_update()
    row = rows.filter(pk=token_hash(token), expires_at__gt=at).first()
    before = opened(row, token=token)
    after = by(before.content)
    if after == before.content:
        return before
    plan = OpenedPlan(
        token=token, content=after, version=before.version + 1, expires_at=kept_until(at)
    )
    KeptPlan.objects.filter(pk=token_hash(token)).update(
        sealed=_sealed(after, token), version=plan.version, expires_at=plan.expires_at
    )
    return plan


def forget(*, token: str) -> None:
    """Delete a kept plan, for everybody. One that is gone already is gone."""
    KeptPlan.objects.filter(pk=token_hash(token)).delete()


def _sealed(content: Content, token: str) -> bytes:
    sealed = seal(kept_content.encoded(content), token=token, secret=settings.SECRET_KEY)
    if len(sealed) > LARGEST_SEALED_BYTES:
        raise TooMuchToKeep
    return sealed


def _delete_expired(at: datetime) -> None:
    over = KeptPlan.objects.filter(expires_at__lte=at).order_by("expires_at")
    locked = over.select_for_update(skip_locked=True).values_list("pk", flat=True)
    KeptPlan.objects.filter(pk__in=list(locked[:_EXPIRED_AT_ONCE])).delete()
