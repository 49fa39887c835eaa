"""Made-up accounts for trying the service out. Their passwords are known to everybody.

They are made in demo mode only, and where a database outlives it they cannot sign in.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache

from django.conf import settings
from django.contrib.auth.hashers import make_password
from django.db import transaction

from firstcard.accounts import totp
from firstcard.accounts.demo_logins import FAMILY, PASSWORD, STAFF
from firstcard.accounts.models import Account, RoleGrant
from firstcard.accounts.refusals import OnlyDemo
from firstcard.people import telephones
from firstcard.people.models import Office
from firstcard.people.permissions import Role
from firstcard.policy.region_codes import NATION

TOTP_SECRET = b"for demonstration!!!"
_REGION = "410100"  # where the made-up offices and families are


@dataclass(frozen=True, slots=True)
class DemoLogin:
    """How to sign in as somebody: telephone or name, and the role."""

    name: str
    role: Role


def logins() -> tuple[DemoLogin, ...]:
    """All of them, the parent first."""
    return (DemoLogin(FAMILY, Role.PARENT),
            *(DemoLogin(login, role) for login, role, _ in STAFF))  # fmt: skip


def code(*, at: datetime) -> str:
    """The second factor of every demo account at a moment."""
    return totp.code(secret=TOTP_SECRET, at=at)


def make(*, at: datetime, offices: dict[str, Office] | None = None) -> tuple[DemoLogin, ...]:
    """Make the accounts that are not there yet. Raises OnlyDemo outside demo mode.

    `offices`: by login name, the desk at which a role is held.
    """
    if not settings.DEMO:
        raise OnlyDemo
    with transaction.atomic():
        family(telephone=FAMILY, at=at)
        for login, role, shown in STAFF:
            _staff(login, role, shown, (offices or {}).get(login), at)
    return logins()


def family(*, telephone: str, at: datetime) -> Account:
    """A made-up family's account, made where it is not there. Raises OnlyDemo."""
    if not settings.DEMO:
        raise OnlyDemo
    index = telephones.index(telephone)
    account, new = Account.objects.get_or_create(telephone_index=index, defaults={
        "login": f"family-demo-{telephone}", "telephone": telephones.sealed(telephone),
        "demo": True})  # fmt: skip
    if new:
        account.set_unusable_password()
        account.save(update_fields=["password"])
        RoleGrant.objects.create(account=account, role=Role.PARENT, region=NATION, since=at)
    return account


def member(*, login: str, role: Role, region: str, shown: str, at: datetime) -> Account:
    """Somebody who works in another region, made where they are not there. Raises OnlyDemo."""
    if not settings.DEMO:
        raise OnlyDemo
    with transaction.atomic():
        _staff(login, role, shown, None, at, region=region)
    return Account.objects.get(login=login)


def _staff(
    login: str, role: Role, shown: str, office: Office | None, at: datetime,
    *, region: str = _REGION,
) -> None:  # fmt: skip
    account, new = Account.objects.get_or_create(login=login, defaults={
        "shown_name": shown, "is_staff_member": True, "demo": True,
        "totp": totp.sealed(TOTP_SECRET)})  # fmt: skip
    if new:
        account.password = _hashed()
        account.save(update_fields=["password"])
        RoleGrant.objects.create(
            account=account, role=role, region=region, office=office, since=at)  # fmt: skip


@lru_cache(maxsize=1)
def _hashed() -> str:
    return make_password(PASSWORD)
