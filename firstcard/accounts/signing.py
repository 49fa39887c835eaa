"""Who asks: the actor of a request, and views that want one.

The session holds a random token, the database its hash. Every request looks whether that sign-in
still stands: ended, over, idle for too long, of a deactivated account, without a role that counts,
or of a demo account outside demo mode, it is nobody's, at once.
"""

from __future__ import annotations

import hashlib
import secrets
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import wraps
from http import HTTPStatus
from typing import Any, cast
from urllib.parse import urlencode, urlsplit

from django.conf import settings
from django.http import HttpRequest, HttpResponseBase
from django.middleware.csrf import rotate_token
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme

from firstcard.accounts import unsent
from firstcard.accounts.models import Account, SignedIn
from firstcard.core.actors import PUBLIC, Actor, Grant
from firstcard.core.refusals import NotAllowed
from firstcard.core.rows import chosen
from firstcard.people.permissions import Role
from firstcard.policy.format import Text

# OWASP ASVS 5.0, 7.3: by how long one is idle, and at the latest.
IDLE = {False: timedelta(hours=2), True: timedelta(minutes=30)}  # by whether it is staff
LASTS = {False: timedelta(hours=12), True: timedelta(hours=10)}
FRESH = timedelta(minutes=15)
_SEEN_EVERY = timedelta(minutes=1)
_SESSION = "signed-in"
_CACHE = "_alive"

_OF_KEY = """
JOIN accounts_apitoken k ON k.account_id = t.id
WHERE k.token_hash = %s AND k.ended_at IS NULL AND k.expires_at > %s
"""
_BY_NUMBER = "WHERE t.id = %s"
_GRANTS = """
(SELECT json_agg(json_build_array(g.role, g.region, o.code) ORDER BY g.id)
 FROM accounts_rolegrant g LEFT JOIN people_office o ON o.id = g.office_id
 WHERE g.account_id = t.id AND g.since <= %s AND (g.until IS NULL OR g.until > %s))
"""

View = Callable[..., HttpResponseBase]
_STAFF_ONLY = Text("This page is for staff. Sign in with your staff account.",
                   "此页面供工作人员使用，请用工作账号登录。")  # fmt: skip
_FAMILY_ONLY = Text(
    "This page is for families. Staff use the desk, and their own telephone for their own child.",
    "此页面供家庭用户使用。工作人员请到工作台；办理自己孩子的事，请用自己的手机号登录。",
)


@dataclass(frozen=True, slots=True)
class Alive:
    """A sign-in, or an API token, that stands at this moment."""

    actor: Actor
    account: Account
    token_hash: bytes
    started_at: datetime


def actor(request: HttpRequest) -> Actor:
    """Who asks; PUBLIC where nobody is signed in. Read once a request."""
    found = alive(request)
    return found.actor if found else PUBLIC


def alive(request: HttpRequest) -> Alive | None:
    """The sign-in behind a request; None where there is none. Read once a request."""
    if not hasattr(request, _CACHE):
        token = request.session.get(_SESSION) if hasattr(request, "session") else None
        setattr(request, _CACHE, _look_up(request, token, timezone.now()) if token else None)
    return cast(Alive | None, getattr(request, _CACHE))


def says_signed_in(request: HttpRequest) -> bool:
    """Whether this browser says so; for links alone, as the database is not asked."""
    return hasattr(request, "session") and _SESSION in request.session


def new_token() -> str:
    """256 random bits."""
    return secrets.token_urlsafe(32)


def token_hash(token: str) -> bytes:
    """What the database knows a token by."""
    return hashlib.sha256(token.encode()).digest()


def begin(request: HttpRequest, *, token: str) -> bool:
    """Sign this browser in with the token of a new sign-in; what it told before stays.

    Whether a form waits that the same account sent here when its last sign-in was over.
    """
    before = request.session.get(_SESSION)
    request.session[_SESSION] = token
    rotate_token(request)
    if hasattr(request, _CACHE):
        delattr(request, _CACHE)
    return before is not None and unsent.pass_on(
        before=token_hash(before), after=token_hash(token))  # fmt: skip


def leave(request: HttpRequest) -> None:
    """Take everything off this browser: the sign-in, and what was told here."""
    request.session.flush()
    rotate_token(request)
    setattr(request, _CACHE, None)


def admit(request: HttpRequest, found: Alive) -> None:
    """Answer this request for whom another door has recognised."""
    setattr(request, _CACHE, found)


def by_api_token(*, token: str, at: datetime) -> Alive | None:
    """Who acts with an API token; None for one that does not stand."""
    hashed = token_hash(token)
    return _alive(_OF_KEY, [hashed, at], token=hashed, started_at=at, at=at)


def actor_of(account: Account, *, at: datetime) -> Actor | None:
    """Who an account is at a moment; None where it has no role that counts."""
    found = _alive(_BY_NUMBER, [account.pk], token=b"", started_at=at, at=at)
    return found.actor if found else None


def required(view: View) -> View:
    """Only for who is signed in; others sign in first and come back."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        return view(request, *args, **kwargs) if alive(request) else _first(request, "sign-in")

    return guarded


def family_required(view: View) -> View:
    """Only for a family's account. Raises NotAllowed for staff."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = alive(request)
        if found is None:
            return _first(request, "sign-in")
        if found.account.is_staff_member:
            raise NotAllowed(_FAMILY_ONLY)
        return view(request, *args, **kwargs)

    return guarded


def staff_required(view: View) -> View:
    """Only for staff, with their second factor. Raises NotAllowed for families."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = alive(request)
        if found is None:
            return _first(request, "sign-in-staff")
        if not found.account.is_staff_member:
            raise NotAllowed(_STAFF_ONLY)
        return view(request, *args, **kwargs)

    return guarded


def fresh_required(view: View) -> View:
    """Only for who signed in a short while ago; others sign in again: for what hurts most."""

    @wraps(view)
    def guarded(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        found = alive(request)
        if found and timezone.now() - found.started_at <= FRESH:
            return view(request, *args, **kwargs)
        staff = bool(found and found.account.is_staff_member)
        return _first(request, "sign-in-staff" if staff else "sign-in", again=bool(found))

    return guarded


def safe_next(request: HttpRequest, address: str, *, default: str) -> str:
    """Where to go on to: only an address of this service."""
    inside = url_has_allowed_host_and_scheme(
        address, allowed_hosts=None, require_https=request.is_secure()
    )
    return address if inside and address.startswith("/") else default


def _first(request: HttpRequest, door: str, *, again: bool = False) -> HttpResponseBase:
    here = request.get_full_path()
    if request.method not in ("GET", "HEAD"):
        here = _form_of(request)
        if token := request.session.get(_SESSION):
            unsent.keep(request, token_hash=token_hash(token))
    query = {"next": here, **({"again": "yes"} if again else {})}
    response = redirect(f"{reverse(door)}?{urlencode(query)}")
    if request.method not in ("GET", "HEAD"):
        response.status_code = HTTPStatus.SEE_OTHER
    return response


def _form_of(request: HttpRequest) -> str:
    """The page whose form was sent: it is opened again after signing in."""
    came_from = urlsplit(request.headers.get("Referer", ""))
    return came_from.path if came_from.netloc == request.get_host() else request.path


def _look_up(request: HttpRequest, token: str, at: datetime) -> Alive | None:
    row = (SignedIn.objects.filter(token_hash=token_hash(token), ended_at=None, expires_at__gt=at)
           .select_related("account").first())  # fmt: skip
    if row is None or row.seen_at <= at - IDLE[row.account.is_staff_member]:
        return None
    if row.account.is_staff_member and not row.second_factor:
        return None
    found = _alive(_BY_NUMBER, [row.account_id], token=bytes(row.token_hash),
                   started_at=row.started_at, at=at)  # fmt: skip
    if found is None:
        return None
    if row.seen_at <= at - _SEEN_EVERY:
        SignedIn.objects.filter(pk=row.pk).update(seen_at=at)
        request.session.modified = True  # the cookie lives on with it
    return found


def _alive(
    source: str, values: Sequence[Any], *, token: bytes, started_at: datetime, at: datetime
) -> Alive | None:
    """The account that a query finds, with the roles that count at a moment.

    Families' roles are of families, staff's of staff.
    """
    found = chosen(Account, source, [at, at, *values], also=_GRANTS)
    account, held = found[0] if found else (None, None)
    if account is None or not account.is_active or (account.demo and not settings.DEMO):
        return None
    grants = tuple(Grant(role=role, region=region, office=office or "")
                   for role, region, office in held or ()
                   if (role == Role.PARENT) is not account.is_staff_member)  # fmt: skip
    if not grants:
        return None
    who = Actor(kind="person", account=account.pk, name=account.shown_name, grants=grants)
    return Alive(who, account, token, started_at)
