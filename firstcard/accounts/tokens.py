"""Keys with which programs act for an account, with all of its roles and no more."""

from __future__ import annotations

from datetime import datetime, timedelta

from django.db import transaction

from firstcard.accounts.models import Account, ApiToken
from firstcard.accounts.signing import new_token, token_hash
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.refusals import Invalid, NotFound
from firstcard.policy.format import Text

LONGEST_DAYS = 90
_LONGEST_NAME = 80
_MOST = 10
_NAME = Text("Name the program that will use the key.", "请填写使用该密钥的程序名称。")
_DAYS = Text(f"Choose between 1 and {LONGEST_DAYS} days.", f"有效期应为1至{LONGEST_DAYS}天。")
_TOO_MANY = Text(f"You have {_MOST} keys. End one that you no longer need.",
                 f"您已有{_MOST}个密钥，请先停用不再需要的。")  # fmt: skip
_NONE = Text("There is no such key.", "没有这个密钥。")


def make(*, by: Actor, account: Account, name: str, days: int, at: datetime) -> str:
    """A new key; it is returned once and kept by its hash alone. Raises Invalid."""
    _check(name.strip(), days)
    if len(standing(account=account, at=at)) >= _MOST:
        raise Invalid(_TOO_MANY)
    token = new_token()
    with transaction.atomic():
        ApiToken.objects.create(token_hash=token_hash(token), account=account, name=name.strip(),
                                expires_at=at + timedelta(days=days))  # fmt: skip
        _audit(by, "token.make", account, at)
    return token


def standing(*, account: Account, at: datetime) -> list[ApiToken]:
    """The keys that work at a moment, newest first."""
    mine = account.tokens.filter(ended_at=None, expires_at__gt=at)
    return list(mine.order_by("-created_at"))


def end(*, by: Actor, account: Account, hashed: bytes, at: datetime) -> None:
    """End a key at once. Raises NotFound for one that is not the account's."""
    mine = ApiToken.objects.filter(pk=hashed, account=account)
    with transaction.atomic():
        if mine.filter(ended_at=None).update(ended_at=at):
            _audit(by, "token.end", account, at)
        elif not mine.exists():
            raise NotFound(_NONE)


def _check(name: str, days: int) -> None:
    wrong = {}
    if not 0 < len(name) <= _LONGEST_NAME:
        wrong["name"] = _NAME
    if not 1 <= days <= LONGEST_DAYS:
        wrong["days"] = _DAYS
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)


def _audit(by: Actor, action: str, account: Account, at: datetime) -> None:
    audit.record(by=by, action=action, subject=f"account:{account.pk}", at=at)
