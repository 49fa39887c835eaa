"""Passwords: what is good enough, and the same time for a wrong one as for no account."""

from __future__ import annotations

from functools import lru_cache

from django.contrib.auth.hashers import check_password, make_password
from django.contrib.auth.password_validation import CommonPasswordValidator

from firstcard.accounts.models import Account
from firstcard.accounts.refusals import WeakPassword
from firstcard.policy.format import Text

SHORTEST, LONGEST = 10, 128
_FEWEST_SIGNS = 5  # different ones


def check_new(password: str, *, names: tuple[str, ...]) -> None:
    """Raise WeakPassword for one that is easily guessed. `names`: telephone or login name."""
    if len(password) < SHORTEST:
        raise WeakPassword(Text(f"Use at least {SHORTEST} characters. A few words in a row are "
                                "easy to remember.",
                                f"密码至少{SHORTEST}个字符。几个词连在一起容易记住。"))  # fmt: skip
    if len(password) > LONGEST:
        raise WeakPassword(Text(f"Use at most {LONGEST} characters.",
                                f"密码最多{LONGEST}个字符。"))  # fmt: skip
    if _is_guessed(password.lower(), names):
        raise WeakPassword(Text("This password is too easy to guess. Choose another one.",
                                "这个密码太容易被猜到，请换一个。"))  # fmt: skip


def fits(*, account: Account | None, password: str) -> bool:
    """Whether it is the account's password. Without account or password it takes as long."""
    own = account.password if account and account.has_usable_password() else ""
    matches = check_password(password[:LONGEST], own or _nobodys())
    return bool(own) and matches


def _is_guessed(password: str, names: tuple[str, ...]) -> bool:
    if len(set(password)) < _FEWEST_SIGNS or password in _known():
        return True
    return any(len(name) > 2 and name.lower() in password for name in names)


@lru_cache(maxsize=1)
def _nobodys() -> str:
    return make_password("nobody has this password")


@lru_cache(maxsize=1)
def _known() -> frozenset[str]:
    return frozenset(CommonPasswordValidator().passwords)
