"""Reads from the database."""

from dataclasses import dataclass
from datetime import datetime

import structlog
from django.conf import settings

from firstcard.guidance import kept_content
from firstcard.guidance.kept_content import Content
from firstcard.guidance.models import KeptPlan
from firstcard.guidance.sealing import CannotOpen, unseal
from firstcard.guidance.tokens import token_hash

_log = structlog.get_logger("firstcard.kept")


class KeptGone(Exception):
    """No plan is kept under this token: never was, is over, was deleted, or cannot be opened."""


@dataclass(frozen=True, slots=True, kw_only=True)
class OpenedPlan:
    """A kept plan, opened."""

    token: str
    content: Content
    version: int
    expires_at: datetime


def kept_plan(*, token: str, at: datetime) -> OpenedPlan:
    """The plan kept under the token. Raises KeptGone."""
    row = KeptPlan.objects.filter(pk=token_hash(token), expires_at__gt=at).first()
    return opened(row, token=token)


def opened(row: KeptPlan | None, *, token: str) -> OpenedPlan:
    """A row opened with its token. Raises KeptGone."""
    if row is None:
        raise KeptGone
    accepted = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
    try:
        data = unseal(bytes(row.sealed), token=token, secrets=accepted)
    except CannotOpen:
        # The address is right, the secret is not: for the operator to know.
        _log.error("a kept plan was sealed under a secret that is not known any more")
        raise KeptGone from None
    return OpenedPlan(token=token, content=kept_content.decoded(data), version=row.version,
                      expires_at=row.expires_at)  # fmt: skip
