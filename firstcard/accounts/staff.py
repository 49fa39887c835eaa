"""Staff accounts: made by an administrator, set up with a link by whom they are for, once.

Nobody but its owner ever knows a staff password or the secret of the app: the link lets its holder
choose both. An administrator makes links only for accounts whose every role lies in the region, and
never for himself; every link is written down.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import IntegrityError, transaction

from firstcard.accounts import passwords, roles, totp
from firstcard.accounts.models import Account, RoleGrant, SetUp
from firstcard.accounts.operations import end_all
from firstcard.accounts.refusals import NotByYourself
from firstcard.accounts.words import WORDS
from firstcard.core import audit, vault
from firstcard.core.actors import SERVICE, Actor
from firstcard.core.refusals import Conflict, Invalid, NotAllowed, NotFound
from firstcard.guidance.today import CHINA
from firstcard.guidance.tokens import new_token, read_token, token_hash
from firstcard.people.identity_numbers import IdentityNumberError, check_citizen_id
from firstcard.people.models import Person
from firstcard.people.numbers import new_persons, person_of
from firstcard.people.permissions import Permission, Role, regions, require
from firstcard.policy.format import Text

LINK_LASTS = timedelta(days=3)
_LOGIN = re.compile(r"[a-z0-9](?:[a-z0-9-]{1,38})[a-z0-9]")
_LONGEST_NAME = 60
CITIZEN_ID = "citizen-id"


@dataclass(frozen=True, slots=True)
class OpenLink:
    """A link that still works: whose, and the secret for the app."""

    account: Account
    secret: bytes
    hashed: bytes


def add(*, by: Actor, login: str, shown_name: str, at: datetime) -> tuple[Account, str]:
    """A new staff account without any role, and its link's token.

    `shown_name`: how families are told who acted. Raises Invalid, NotAllowed.
    """
    mine = regions(actor=by, permission=Permission.GRANT_ROLES)
    if by.kind != "service":
        require(actor=by, permission=Permission.GRANT_ROLES, region=mine[0] if mine else "")
    _check(login, shown_name)
    with transaction.atomic():
        account = _made(login, shown_name)
        _audit(by, "account.add", account, at)
        return account, _link(by, account, at)


def link(*, by: Actor, account: Account, at: datetime) -> str:
    """A new link's token; older links end. Raises NotAllowed, NotByYourself."""
    if by.account == account.pk:
        raise NotByYourself
    for each in roles.current(account=account, at=at):
        require(actor=by, permission=Permission.GRANT_ROLES, region=each.region)
    mine = regions(actor=by, permission=Permission.GRANT_ROLES)
    if by.kind != "service":
        require(actor=by, permission=Permission.GRANT_ROLES, region=mine[0] if mine else "")
    with transaction.atomic():
        return _link(by, account, at)


def open_link(*, token: str, at: datetime) -> OpenLink:
    """What a link opens. Raises NotFound for one that is used, over, or never was."""
    read = read_token(token)
    hashed = token_hash(read) if read else b""
    waiting = SetUp.objects.filter(pk=hashed, used_at=None, expires_at__gt=at,
                                   account__is_active=True)  # fmt: skip
    row = waiting.select_related("account").first()
    if row is None:
        raise NotFound(WORDS["setup_over"])
    secret = vault.unseal(bytes(row.totp), purpose="totp")
    return OpenLink(row.account, secret, hashed)


def set_up(*, token: str, password: str, code: str, at: datetime) -> Account:
    """Give the account its password and app. Older sign-ins and keys end, and the link is used.

    Raises NotFound, WeakPassword, Invalid for a code that the app does not show now.
    """
    opened = open_link(token=token, at=at)
    passwords.check_new(password, names=(opened.account.login,))
    step = totp.step(secret=opened.secret, code=code.strip(), at=at)
    if step is None:
        wrong = WORDS["setup_wrong_code"]
        raise Invalid(wrong, fields={"code": wrong})
    with transaction.atomic():
        if not SetUp.objects.filter(pk=opened.hashed, used_at=None).update(used_at=at):
            raise NotFound(WORDS["setup_over"])
        return _take(opened, password, step, at)


def tie(*, by: Actor, account: Account, number: str, at: datetime) -> None:
    """Say who the holder of a staff account is, by citizen ID number; the same again: no effect.

    Then nobody decides on what their own family applied for from a private account. Raises
    NotAllowed, Invalid, and Conflict where the account or the person is tied to another one.
    """
    if by.kind != "service":
        raise NotAllowed(WORDS["tie_operators"])
    read = _number(number, at)
    with transaction.atomic():
        person = person_of(kind=CITIZEN_ID, number=read)
        if person is None:
            named = Person(name=account.shown_name or account.login)
            person = new_persons(named=[(named, (CITIZEN_ID, read))])[0][0]
        locked = Account.objects.select_for_update().get(pk=account.pk)
        if locked.person_id == person.pk:
            return
        if locked.person_id is not None:
            raise Conflict(WORDS["tie_other_person"])
        _tie(locked, person)
        audit.record(by=by, action="account.tie", subject=f"account:{account.pk}",
                     person=person.pk, at=at)  # fmt: skip


def _number(number: str, at: datetime) -> str:
    try:
        return check_citizen_id(number, on=at.astimezone(CHINA).date()).text
    except IdentityNumberError as error:
        text = Text(error.message["en"], error.message["zh"])
        raise Invalid(text, fields={"number": text}) from None


def _tie(account: Account, person: Person) -> None:
    account.person = person
    try:
        with transaction.atomic():
            account.save(update_fields=["person"])
    except IntegrityError:
        raise Conflict(WORDS["tie_other_account"]) from None


def first_administrator(*, login: str, shown_name: str, region: str, at: datetime) -> str:
    """An administrator where there is none who could make one; the link's token. For operators."""
    with transaction.atomic():
        account, token = add(by=SERVICE, login=login, shown_name=shown_name, at=at)
        RoleGrant.objects.create(account=account, role=Role.ADMINISTRATOR, region=region, since=at)
        audit.record(by=SERVICE, action="role.grant", subject=f"account:{account.pk}", at=at,
                     detail={"role": Role.ADMINISTRATOR.value, "region": region})  # fmt: skip
    return token


def _check(login: str, shown_name: str) -> None:
    wrong = {}
    if not _LOGIN.fullmatch(login):
        wrong["login"] = WORDS["new_login_hint"]
    if not 0 < len(shown_name.strip()) <= _LONGEST_NAME:
        wrong["shown"] = WORDS["new_wrong_shown"]
    if wrong:
        raise Invalid(next(iter(wrong.values())), fields=wrong)


def _made(login: str, shown_name: str) -> Account:
    account = Account(login=login, shown_name=shown_name.strip(), is_staff_member=True)
    account.set_unusable_password()
    try:
        with transaction.atomic():
            account.save()
    except IntegrityError:
        taken = WORDS["new_taken"]
        raise Invalid(taken, fields={"login": taken}) from None
    return account


def _link(by: Actor, account: Account, at: datetime) -> str:
    token = new_token()
    SetUp.objects.filter(account=account, used_at=None, expires_at__gt=at).update(expires_at=at)
    SetUp.objects.create(token_hash=token_hash(token), account=account, expires_at=at + LINK_LASTS,
                         totp=totp.sealed(totp.new_secret()))  # fmt: skip
    _audit(by, "account.link", account, at)
    return token


def _take(opened: OpenLink, password: str, step: int, at: datetime) -> Account:
    account = opened.account
    account.set_password(password)
    account.totp, account.totp_used = totp.sealed(opened.secret), step
    account.save(update_fields=["password", "totp", "totp_used"])
    end_all(account_id=account.pk, at=at)
    by = Actor(kind="person", account=account.pk, name=account.shown_name)
    _audit(by, "account.set-up", account, at)
    return account


def _audit(by: Actor, action: str, account: Account, at: datetime) -> None:
    audit.record(by=by, action=action, subject=f"account:{account.pk}", at=at)
