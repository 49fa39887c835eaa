"""Telephone numbers: read as people type them, shown masked. Pure but for the sealing.

A mainland mobile number is written in its eleven digits; any other one as + and its country's code.
"""

from __future__ import annotations

import re
import unicodedata

from firstcard.core import vault

_PURPOSE = "telephone"
_BETWEEN = re.compile(r"[\s\-‐-―().·]+")
_MAINLAND = re.compile(r"(?:\+86|0086)?(1[3-9]\d{9})")
_ABROAD = re.compile(r"(?:\+|00)([1-9]\d{6,14})")
_LONGEST = 40


def read(text: str) -> str | None:
    """The number that was meant; None if it cannot be one."""
    digits = _BETWEEN.sub("", unicodedata.normalize("NFKC", text[:_LONGEST]))
    if not digits.isascii():
        return None
    if found := _MAINLAND.fullmatch(digits):
        return found[1]
    found = _ABROAD.fullmatch(digits)
    return f"+{found[1]}" if found and not found[1].startswith("86") else None


def masked(number: str) -> str:
    """With its beginning and its last four digits, as 138****0001."""
    return f"{number[:3]}****{number[-4:]}"


def sealed(number: str) -> bytes:
    """As it lies in the database."""
    return vault.seal(number.encode(), purpose=_PURPOSE)


def opened(sealed: bytes) -> str:
    """The number again. Raises vault.CannotOpen."""
    return vault.unseal(sealed, purpose=_PURPOSE).decode()


def index(number: str) -> bytes:
    """What an account is found by."""
    return vault.index(number, purpose=_PURPOSE)
