"""The second factor of staff: a code of an app, by RFC 6238 (SHA-1, six digits, 30 seconds)."""

from __future__ import annotations

import os
from datetime import datetime

from cryptography.hazmat.primitives.hashes import SHA1
from cryptography.hazmat.primitives.twofactor import InvalidToken
from cryptography.hazmat.primitives.twofactor.totp import TOTP

from firstcard.accounts.models import Account
from firstcard.core import vault

_PURPOSE = "totp"
_SECRET_BYTES = 20
_DIGITS, _STEP_SECONDS = 6, 30
_SLACK = (0, -1, 1)  # steps: clocks of phones are some seconds off
ISSUER = "Firstcard"


def new_secret() -> bytes:
    """A random one."""
    return os.urandom(_SECRET_BYTES)


def sealed(secret: bytes) -> bytes:
    """As it lies in the database."""
    return vault.seal(secret, purpose=_PURPOSE)


def code(*, secret: bytes, at: datetime) -> str:
    """The code of a moment."""
    return _totp(secret).generate(int(at.timestamp())).decode()


def address(*, secret: bytes, login: str) -> str:
    """The otpauth address that an app reads from a QR code."""
    return _totp(secret).get_provisioning_uri(login, ISSUER)


def step(*, secret: bytes, code: str, at: datetime) -> int | None:
    """The time step whose code this is; None where it is of none near this moment."""
    if not (code.isascii() and code.isdigit() and len(code) == _DIGITS):
        return None
    now = int(at.timestamp()) // _STEP_SECONDS
    return next((now + off for off in _SLACK if _is(secret, code, now + off)), None)


def use(*, account: Account, code: str, at: datetime) -> bool:
    """Use up a code of an account's app: true once, and never again for it or an older one."""
    if account.totp is None:
        return False
    secret = vault.unseal(bytes(account.totp), purpose=_PURPOSE)
    found = step(secret=secret, code=code, at=at)
    if found is None:
        return False
    mine = Account.objects.filter(pk=account.pk, totp_used__lt=found)
    return bool(mine.update(totp_used=found))


def _is(secret: bytes, code: str, step: int) -> bool:
    try:
        _totp(secret).verify(code.encode(), step * _STEP_SECONDS)
    except InvalidToken:
        return False
    return True


def _totp(secret: bytes) -> TOTP:
    return TOTP(secret, _DIGITS, SHA1(), _STEP_SECONDS)  # noqa: S303 - what the apps speak
