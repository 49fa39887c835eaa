"""References that people read out: short, random, without letters that look alike. Pure."""

import secrets

_SIGNS = "23456789ABCDEFGHJKMNPQRSTWXYZ"  # 29, a prime; without 0 O 1 I L U V
_LENGTH = 9


def new(*, prefix: str) -> str:
    """A random one, such as FC-7K3M-9QX2-H: 39 bits and a check sign."""
    signs = "".join(secrets.choice(_SIGNS) for _ in range(_LENGTH - 1))
    return _written(prefix, signs + _check(signs))


def read(text: str, *, prefix: str) -> str | None:
    """The reference as it is written; None where it cannot be one (a slip shows in the check)."""
    signs = "".join(c for c in text.upper() if c.isascii() and c.isalnum())
    signs = signs.removeprefix(prefix)
    if len(signs) != _LENGTH or not set(signs) <= set(_SIGNS):
        return None
    if _check(signs[:-1]) != signs[-1]:
        return None
    return _written(prefix, signs)


def _written(prefix: str, signs: str) -> str:
    return f"{prefix}-{signs[:4]}-{signs[4:8]}-{signs[8:]}"


def _check(signs: str) -> str:
    # Modulo a prime: any one wrong sign, and any two that changed places, are found.
    total = sum((place + 1) * _SIGNS.index(sign) for place, sign in enumerate(signs))
    return _SIGNS[total % len(_SIGNS)]
