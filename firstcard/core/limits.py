"""Counts attempts at what can be guessed: codes, passwords, references, links.

Call `hit` before the transaction of what it guards: a refusal inside would take the count back.
The database holds no telephone, address or reference, only a keyed hash of it.
"""

from __future__ import annotations

import ipaddress
from datetime import datetime, timedelta

from django.conf import settings
from django.db import connection
from django.http import HttpRequest
from django.utils import timezone

from firstcard.core import vault
from firstcard.core.models import Attempt
from firstcard.core.refusals import TooMany
from firstcard.policy.format import Text

_IPV6_NETWORK = 64  # bits: what one household or one phone is given
_COUNT = """
INSERT INTO core_attempt (bucket, count, since) VALUES (%(bucket)s, 1, %(at)s)
ON CONFLICT (bucket) DO UPDATE SET
  count = CASE WHEN core_attempt.since <= %(over)s THEN 1 ELSE core_attempt.count + 1 END,
  since = CASE WHEN core_attempt.since <= %(over)s THEN %(at)s ELSE core_attempt.since END
RETURNING count, since
"""


def hit(*, purpose: str, who: str, most: int, seconds: int, at: datetime | None = None) -> None:
    """Count one attempt of `who`; from the first one on, `most` are let through in `seconds`.

    Raises TooMany, which says when to come back. Attempts at once are counted one by one.
    """
    at = at or timezone.now()
    window = timedelta(seconds=seconds)
    with connection.cursor() as cursor:
        cursor.execute(_COUNT, {"bucket": _bucket(purpose, who), "at": at, "over": at - window})
        count, since = cursor.fetchone()
    if count > most:
        raise _too_many(since + window - at)


def forget(*, purpose: str, who: str) -> None:
    """Count from nothing again: whoever it is has shown that it was no guessing."""
    Attempt.objects.filter(pk=_bucket(purpose, who)).delete()


def clean(*, before: datetime) -> int:
    """Delete counts that began before a moment; says how many."""
    return Attempt.objects.filter(since__lt=before).delete()[0]


def address(request: HttpRequest) -> str:
    """The network address that a request is counted for; of IPv6 the network.

    Behind the operator's own proxy it is the last one named in X-Forwarded-For, which the proxy
    itself wrote; without such a proxy that header is anybody's word, and not read.
    """
    said = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        said = request.META.get("HTTP_X_FORWARDED_FOR", "").rpartition(",")[2].strip() or said
    try:
        found = ipaddress.ip_address(said)
    except ValueError:
        return "unknown"
    if isinstance(found, ipaddress.IPv6Address) and not found.ipv4_mapped:
        return str(ipaddress.ip_network((found, _IPV6_NETWORK), strict=False))
    return str(getattr(found, "ipv4_mapped", None) or found)


def _bucket(purpose: str, who: str) -> bytes:
    return vault.index(f"{purpose} {who}", purpose="limit")


def _too_many(wait: timedelta) -> TooMany:
    minutes = max(1, -(-int(wait.total_seconds()) // 60))
    if minutes == 1:
        return TooMany(Text("Too many attempts. Wait a minute, then try again.",
                            "尝试次数过多，请一分钟后再试。"))  # fmt: skip
    return TooMany(Text(f"Too many attempts. Wait {minutes} minutes, then try again.",
                        f"尝试次数过多，请{minutes}分钟后再试。"))  # fmt: skip
