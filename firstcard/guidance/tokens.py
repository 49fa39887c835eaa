"""Tokens of kept plans: 128 random bits, written so that one can read them out. Pure."""

import hashlib
import re
import secrets
import unicodedata

_BITS = 128
_DIGITS = "0123456789abcdefghjkmnpqrstvwxyz"  # without i, l, o and u
_LOOK_ALIKE = str.maketrans({"i": "1", "l": "1", "o": "0"})
# Blanks, and the hyphens and dashes of a Chinese keyboard or a text program.
_BETWEEN = re.compile(r"[\s\u200b-\u200d\ufeff\-\u2010-\u2015\u2212]+")
_IN_ADDRESS = re.compile(r"/kept/([^/?#]+)", re.IGNORECASE)
_LONGEST = 300  # characters of an address that is pasted
_LENGTH = 26  # digits of 5 bits that hold 128 bits
_GROUP = 5
_GROUPS = 5  # the last one has a digit more


def new_token() -> str:
    """A new token in groups, such as 5kq3v-7m2pd-x9c4n-8rtw6-0abcde."""
    return _written(secrets.randbits(_BITS))


def read_token(text: str) -> str | None:
    """The token that was meant, however it was typed; None if it cannot be one."""
    plain = unicodedata.normalize("NFKC", text[:80]).lower()
    digits = _BETWEEN.sub("", plain).translate(_LOOK_ALIKE)
    if len(digits) != _LENGTH or not set(digits) <= set(_DIGITS):
        return None
    number = 0
    for digit in digits:
        number = number * len(_DIGITS) + _DIGITS.index(digit)
    return _written(number) if number < 1 << _BITS else None


def typed_token(text: str) -> str | None:
    """The token that was typed, or that stands in an address of a plan pasted whole; else None."""
    plain = unicodedata.normalize("NFKC", text[:_LONGEST])
    found = _IN_ADDRESS.search(plain)
    return read_token(found[1] if found else plain)


def token_hash(token: str) -> bytes:
    """What the database knows a token by (SHA-256, 32 bytes)."""
    return hashlib.sha256(token.encode()).digest()


def _written(number: int) -> str:
    digits = "".join(_DIGITS[number >> 5 * place & 31] for place in reversed(range(_LENGTH)))
    starts = [_GROUP * group for group in range(_GROUPS)]
    ends = [*starts[1:], _LENGTH]
    return "-".join(digits[start:end] for start, end in zip(starts, ends, strict=True))
