"""Signing in and out. Limits and codes count before the transaction of what they allow."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

import structlog
from django.conf import settings
from django.db import IntegrityError, transaction

from firstcard.accounts import codes, consents, notices, passwords, signing, totp
from firstcard.accounts.models import Account, ApiToken, RoleGrant, SetUp, SignedIn
from firstcard.accounts.refusals import TelephoneTaken, WrongSignIn, WrongTelephone
from firstcard.core import audit, limits
from firstcard.core.actors import Actor
from firstcard.messages.operations import post
from firstcard.people import telephones
from firstcard.people.permissions import Role
from firstcard.policy.region_codes import NATION

_QUARTER_HOUR, _HOUR = 15 * 60, 60 * 60
# For one account from one address; for one account from all of them (so that a stranger far away
# cannot lock somebody out at once); for one address and all accounts.
_MOST_HERE, _MOST_ANYWHERE, _MOST_OF_ADDRESS = 8, 60, 40
_log = structlog.get_logger("firstcard.accounts")


@dataclass(frozen=True, slots=True)
class Started:
    """A new sign-in: its account, and the token for the browser's session."""

    account: Account
    token: str


def send_code(*, telephone: str, address: str, lang: str, at: datetime) -> str:
    """Send a code for signing in to whatever number was typed. Returns it, for demo mode alone.

    The answer is the same whether there is an account or not. Raises WrongTelephone, TooMany.
    """
    number = read_telephone(telephone)
    return codes.send(telephone=number, purpose="sign-in", address=address, lang=lang, at=at)


def sign_in_with_code(
    *, telephone: str, code: str, address: str, lang: str, at: datetime
) -> Started:
    """Sign a family in. The first time, its account is made, and the notice it saw recorded.

    Raises WrongTelephone, WrongCode, CodeOver, TooMany, WrongSignIn for an account that is closed.
    """
    number = read_telephone(telephone)
    codes.check(telephone=number, purpose="sign-in", code=code, address=address, at=at)
    with transaction.atomic():
        account = _family(number, lang=lang, at=at)
        return _start(account, second_factor=False, how="code", at=at)


def sign_in_with_password(*, telephone: str, password: str, address: str, at: datetime) -> Started:
    """Sign a family in that has set a password. Raises WrongTelephone, WrongSignIn, TooMany."""
    number = read_telephone(telephone)
    _count(number, address, at)
    account = Account.objects.filter(telephone_index=telephones.index(number)).first()
    if not passwords.fits(account=account, password=password) or account is None:
        _log.warning("sign-in refused", how="password")
        raise WrongSignIn
    started = _start(account, second_factor=False, how="password", at=at)
    _forget(number, address)
    return started


def sign_in_staff(*, login: str, password: str, code: str, address: str, at: datetime) -> Started:
    """Sign staff in with all three. Raises WrongSignIn, which does not say what was wrong, TooMany.

    A wrong password does not use up the code, nor does a right one show itself by it.
    """
    name = login.strip()[:80].casefold()
    _count(name, address, at)
    account = Account.objects.filter(login=name, is_staff_member=True).first()
    fits = passwords.fits(account=account, password=password)
    if account is None or not fits or not totp.use(account=account, code=code.strip(), at=at):
        _log.warning("sign-in refused", how="staff")
        raise WrongSignIn(staff=True)
    started = _start(account, second_factor=True, how="staff", at=at)
    _forget(name, address)
    return started


def sign_out(*, by: Actor, token_hash: bytes, at: datetime) -> None:
    """End one sign-in, at once. One that has ended has ended."""
    with transaction.atomic():
        if SignedIn.objects.filter(pk=token_hash, account=by.account, ended_at=None).update(
            ended_at=at
        ):
            _audit(by, "account.sign-out", at)


def sign_out_everywhere(*, by: Actor, at: datetime) -> int:
    """End every sign-in and every key of whoever asks; says how many sign-ins."""
    with transaction.atomic():
        ended = end_all(account_id=by.account or 0, at=at)
        _audit(by, "account.sign-out-everywhere", at)
    return ended


def set_password(*, by: Actor, account: Account, password: str, at: datetime) -> None:
    """Give a family's account a password, or another one; every sign-in and key ends with it.

    Raises WeakPassword. The door has made sure that the sign-in is fresh.
    """
    number = telephones.opened(bytes(account.telephone)) if account.telephone else account.login
    passwords.check_new(password, names=(number,))
    with transaction.atomic():
        account.set_password(password)
        account.save(update_fields=["password"])
        _tell(account, at)
        end_all(account_id=account.pk, at=at)
        _audit(by, "account.set-password", at)


def send_code_to_new(*, telephone: str, address: str, lang: str, at: datetime) -> str:
    """Send a code to the number that an account is to have. Returns it, for demo mode alone.

    The answer is the same for a number that another account has. Raises WrongTelephone, TooMany.
    """
    number = read_telephone(telephone)
    return codes.send(telephone=number, purpose="telephone", address=address, lang=lang, at=at)


def change_telephone(
    *, by: Actor, account: Account, telephone: str, code: str, address: str, at: datetime
) -> None:
    """Give a family's account another number, which has received the code.

    The old number is told, and every sign-in and key ends. The door has made sure that the sign-in
    is fresh. Raises WrongTelephone, WrongCode, CodeOver, TooMany, and TelephoneTaken, which only
    who holds the number can learn.
    """
    number = read_telephone(telephone)
    codes.check(telephone=number, purpose="telephone", code=code, address=address, at=at)
    try:
        with transaction.atomic():
            _tell(account, at)
            account.telephone = telephones.sealed(number)
            account.telephone_index = telephones.index(number)
            account.save(update_fields=["telephone", "telephone_index"])
            end_all(account_id=account.pk, at=at)
            _audit(by, "account.change-telephone", at)
    except IntegrityError:
        raise TelephoneTaken from None


def _tell(account: Account, at: datetime) -> None:
    """Tell a family, at the number it has so far, that the way it signs in was changed."""
    post(key=f"account {account.pk} changed {at.isoformat()}", to=account,
         template="account-changed", params={}, at=at)  # fmt: skip


def start_again(*, account: Account, second_factor: bool, at: datetime) -> Started:
    """A new sign-in for who has just shown who it is, as after a new password."""
    return _start(account, second_factor=second_factor, how="again", at=at)


def end_all(*, account_id: int, at: datetime) -> int:
    """End every sign-in of an account, and its keys: who had got in may have made one.

    Says how many sign-ins. Inside the caller's transaction.
    """
    ApiToken.objects.filter(account=account_id, ended_at=None).update(ended_at=at)
    return SignedIn.objects.filter(account=account_id, ended_at=None).update(ended_at=at)


def clean(*, before: datetime) -> int:
    """Delete sign-ins, codes and links that were over before a moment; says how many."""
    over = SignedIn.objects.filter(expires_at__lt=before).delete()[0]
    over += SetUp.objects.filter(expires_at__lt=before).delete()[0]
    return over + codes.clean(before=before)


def read_telephone(text: str) -> str:
    """A number as it is kept. Raises WrongTelephone."""
    number = telephones.read(text)
    if number is None:
        raise WrongTelephone
    return number


def _family(number: str, *, lang: str, at: datetime) -> Account:
    """The family's account, made where there is none. Two first sign-ins at once make one."""
    index = telephones.index(number)
    found = Account.objects.filter(telephone_index=index).first()
    if found:
        return found
    try:
        with transaction.atomic():
            return _new_family(number, index, lang=lang, at=at)
    except IntegrityError:
        return Account.objects.get(telephone_index=index)


def _new_family(number: str, index: bytes, *, lang: str, at: datetime) -> Account:
    account = Account(
        login=f"family-{secrets.token_hex(12)}", telephone=telephones.sealed(number),
        telephone_index=index, language=lang)  # fmt: skip
    account.set_unusable_password()
    account.save()
    RoleGrant.objects.create(account=account, role=Role.PARENT, region=NATION, since=at)
    by = Actor(kind="person", account=account.pk)
    consents.record(by=by, account=account, notice=notices.SIGNING_IN, given=True, at=at)
    return account


@transaction.atomic
def _start(account: Account, *, second_factor: bool, how: str, at: datetime) -> Started:
    by = signing.actor_of(account, at=at)
    if by is None or (account.demo and not settings.DEMO):
        _log.warning("sign-in refused", how=how, why="no role")
        raise WrongSignIn(staff=account.is_staff_member)
    token = signing.new_token()
    until = at + signing.LASTS[account.is_staff_member]
    SignedIn.objects.create(
        token_hash=signing.token_hash(token), account=account, started_at=at, seen_at=at,
        expires_at=until, second_factor=second_factor)  # fmt: skip
    Account.objects.filter(pk=account.pk).update(last_login=at)
    _audit(by, "account.sign-in", at, how=how)
    return Started(account, token)


def _count(who: str, address: str, at: datetime) -> None:
    limits.hit(purpose="sign-in of address", who=address, most=_MOST_OF_ADDRESS,
               seconds=_QUARTER_HOUR, at=at)  # fmt: skip
    limits.hit(purpose="sign-in here", who=f"{who} {address}", most=_MOST_HERE,
               seconds=_QUARTER_HOUR, at=at)  # fmt: skip
    limits.hit(purpose="sign-in", who=who, most=_MOST_ANYWHERE, seconds=_HOUR, at=at)


def _forget(who: str, address: str) -> None:
    limits.forget(purpose="sign-in here", who=f"{who} {address}")


def _audit(by: Actor, action: str, at: datetime, **detail: str) -> None:
    audit.record(by=by, action=action, subject=f"account:{by.account}", detail=detail, at=at)
