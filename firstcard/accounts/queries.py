"""Reads of accounts."""

from __future__ import annotations

from datetime import datetime

from firstcard.accounts.models import Account, Consent, SignedIn
from firstcard.accounts.signing import IDLE


def other_sign_ins(*, account: Account, but: bytes, at: datetime) -> int:
    """How many other browsers are signed in to an account at a moment."""
    idle = at - IDLE[account.is_staff_member]
    rows = SignedIn.objects.filter(account=account, ended_at=None, expires_at__gt=at,
                                   seen_at__gt=idle)  # fmt: skip
    return rows.exclude(pk=but).count()


def ledger(*, account: Account) -> list[Consent]:
    """What an account was shown and agreed to, newest first."""
    return list(account.consents.select_related("child").order_by("-pk"))
