"""One-time codes: six digits to a telephone, good for ten minutes, five tries and one use.

What lies in the database is a keyed hash (six digits under a plain one would be read at once from a
copy), bound to telephone and purpose.
"""

from __future__ import annotations

import hmac
import secrets
from datetime import datetime, timedelta
from typing import Literal

import structlog
from django.db import transaction
from django.db.models import F, QuerySet

from firstcard.accounts.models import OneTimeCode
from firstcard.accounts.refusals import CodeOver, WrongCode
from firstcard.core import limits, vault
from firstcard.messages.operations import Number, post
from firstcard.people import telephones

Purpose = Literal["sign-in", "sign", "track", "telephone"]
LASTS = timedelta(minutes=10)  # OWASP ASVS 5.0, 6.5.5
MOST_TRIES = 5
_DIGITS = 6
_HOUR, _DAY = 60 * 60, 24 * 60 * 60
# Together with the tries: at most 50 guesses a day at one telephone's million codes.
_MOST_A_DAY, _MOST_AT_ONCE = 10, 3
_MOST_FROM_AN_ADDRESS = 30
_MOST_TRIES_FROM_AN_ADDRESS = 60
_log = structlog.get_logger("firstcard.accounts")


def send(*, telephone: str, purpose: Purpose, address: str, lang: str, at: datetime) -> str:
    """Send a new code to a telephone; older ones are over. Returns it, for demo mode alone.

    `telephone` as `people.telephones.read` writes it, `address` from `core.limits.address`.
    Raises TooMany.
    """
    limits.hit(purpose="code from", who=address, most=_MOST_FROM_AN_ADDRESS, seconds=_HOUR, at=at)
    limits.hit(purpose=f"code {purpose}", who=telephone, most=_MOST_AT_ONCE,
               seconds=int(LASTS.total_seconds()), at=at)  # fmt: skip
    limits.hit(purpose="codes of a day", who=telephone, most=_MOST_A_DAY, seconds=_DAY, at=at)
    code = f"{secrets.randbelow(10**_DIGITS):0{_DIGITS}}"
    index = telephones.index(telephone)
    with transaction.atomic():
        _waiting(index, purpose, at).update(expires_at=at)
        row = OneTimeCode.objects.create(
            telephone_index=index, purpose=purpose, code_hash=_hash(telephone, purpose, code),
            expires_at=at + LASTS)  # fmt: skip
        _post(row=row, telephone=telephone, code=code, lang=lang, at=at)
    return code


def check(*, telephone: str, purpose: Purpose, code: str, address: str, at: datetime) -> None:
    """Use up the code that was sent. Raises WrongCode, CodeOver, TooMany.

    Call it before the transaction of what it allows: a try counts even where all else is undone.
    """
    count_try(address=address, at=at)
    use(telephone=telephone, purpose=purpose, code=code, at=at)


def count_try(*, address: str, at: datetime) -> None:
    """Count a try from an address. Raises TooMany.

    Before any transaction: everybody of that address would wait for its end.
    """
    limits.hit(purpose="code tried from", who=address, most=_MOST_TRIES_FROM_AN_ADDRESS,
               seconds=_HOUR, at=at)  # fmt: skip


def use(*, telephone: str, purpose: Purpose, code: str, at: datetime) -> None:
    """Use up the code, the try being counted already. Raises WrongCode, CodeOver.

    In a transaction that its refusal does not undo, or the try does not count.
    """
    row = _waiting(telephones.index(telephone), purpose, at).order_by("-pk").first()
    mine = OneTimeCode.objects.filter(pk=row.pk if row else 0, used_at=None)
    # Of tries at the same time each one counts, and none is let in after the fifth.
    if row is None or not mine.filter(tries__lt=MOST_TRIES).update(tries=F("tries") + 1):
        _log.warning("code refused", purpose=purpose, why="over")
        raise CodeOver
    if not hmac.compare_digest(bytes(row.code_hash), _hash(telephone, purpose, code)):
        _log.warning("code refused", purpose=purpose, why="wrong")
        raise WrongCode if row.tries + 1 < MOST_TRIES else CodeOver
    if not mine.update(used_at=at):
        raise CodeOver


def clean(*, before: datetime) -> int:
    """Delete codes that ended before a moment; says how many."""
    return OneTimeCode.objects.filter(expires_at__lt=before).delete()[0]


def _waiting(index: bytes, purpose: str, at: datetime) -> QuerySet[OneTimeCode]:
    return OneTimeCode.objects.filter(
        telephone_index=index, purpose=purpose, used_at=None, expires_at__gt=at
    )


def _hash(telephone: str, purpose: str, code: str) -> bytes:
    return vault.index(f"{telephone} {code}", purpose=f"code {purpose}")


def _post(*, row: OneTimeCode, telephone: str, code: str, lang: str, at: datetime) -> None:
    to = Number(telephone=telephones.sealed(telephone), language="en" if lang == "en" else "zh")
    minutes = int(LASTS.total_seconds()) // 60
    post(key=f"code:{row.pk}", to=to, template=f"code-{row.purpose}",
         params={"code": code, "minutes": minutes}, at=at)  # fmt: skip
