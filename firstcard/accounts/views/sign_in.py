"""Signing in: a family by code or password, staff by all three; and signing out.

The telephone that a code was sent to lies sealed in the session, as that cookie is only signed: who
sees it reads nothing. The code itself lies there in demo mode alone, sealed too.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstcard.accounts import demo, notices, operations, signing, unsent
from firstcard.accounts.operations import Started
from firstcard.accounts.views import carried, pages
from firstcard.accounts.views.pages import Box, said
from firstcard.core import limits
from firstcard.core.refusals import Refusal
from firstcard.guidance.forms.fields import first
from firstcard.guidance.views import frame
from firstcard.people.permissions import Role

_TELEPHONE, _DEMO_CODE = "sign-in-telephone", "sign-in-demo-code"
_TELEPHONE_BOX = Box("telephone", "in_telephone", "in_telephone_hint", "tel", "tel")
_PASSWORD = Box("password", "in_password", filled="current-password", longest=128, secret=True)
CODE = Box("code", "code_label", "code_hint", "numeric", "one-time-code", longest=12)
_STAFF = (
    Box("login", "staff_login", filled="username", longest=80),
    _PASSWORD,
    Box("code", "staff_code", "staff_code_hint", "numeric", "one-time-code", longest=12),
)
_AT_DESK = frozenset(Role) - {Role.PARENT, Role.ADMINISTRATOR}
_any_method = require_http_methods(["GET", "HEAD", "POST"])


@_any_method
def sign_in(request: HttpRequest) -> HttpResponse:
    """Ask for the telephone, with the notice first, and send a code."""
    if _is_in(request):
        return _onward(request)
    refusal = None
    if request.method == "POST":
        try:
            _send(request, first(pages.typed(request), "telephone"))
            return redirect(_with_next(request, "sign-in-code"))
        except Refusal as why:
            refusal = why
    ways = [("in_by_password", "sign-in-password"), ("in_staff", "sign-in-staff")]
    lead = said("in_again" if "again" in request.GET else "in_lead")
    return _asked(request, "in_title", (_TELEPHONE_BOX,), refusal, ways, button="in_send",
                  lead=lead, notice=pages.notice(notices.SIGNING_IN))  # fmt: skip


@_any_method
def enter_code(request: HttpRequest) -> HttpResponse:
    """Ask for the code that was sent; or send another one."""
    number = carried.get(request, _TELEPHONE)
    if number is None:
        return redirect(_with_next(request, "sign-in"))
    refusal = None
    if request.method == "POST":
        try:
            if "again" in request.POST:
                _send(request, number)
                return redirect(_with_next(request, "sign-in-code"))
            return _enter(request, _by_code(request, number))
        except Refusal as why:
            refusal = why
    drawn = pages.drawn((CODE,), pages.typed(request), refusal)
    page = pages.page(
        request, "code", said("code_title"), title_shown=said("code_title"), **drawn,
        lead=said("code_sent", telephone=number), back=_with_next(request, "sign-in"),
        demo_code=carried.get(request, _DEMO_CODE) if settings.DEMO else None,
        other=_with_next(request, "sign-in"), button=said("in_enter"))  # fmt: skip
    return pages.refused(page, refusal)


@sensitive_post_parameters("password")
@_any_method
def by_password(request: HttpRequest) -> HttpResponse:
    """Sign a family in that has set a password."""
    form = request.POST
    ways = [("in_password_forgotten", "sign-in"), ("in_staff", "sign-in-staff")]
    return _door(
        request, lambda: operations.sign_in_with_password(
            telephone=form.get("telephone", ""), password=form.get("password", ""),
            address=limits.address(request), at=timezone.now()),
        "in_password_title", (_TELEPHONE_BOX, _PASSWORD), ways)  # fmt: skip


@sensitive_post_parameters("password", "code")
@_any_method
def staff(request: HttpRequest) -> HttpResponse:
    """Sign staff in, with name, password and the code of their app on one page."""
    form = request.POST
    shown: dict[str, Any] = {}
    if "ready" in request.GET:
        shown["lead"] = said("setup_ready")
    if settings.DEMO:
        code = demo.code(at=timezone.now())
        logins = [(each.name, said(f"role_{each.role}")) for each in demo.logins()[1:]]
        shown |= {"demo_logins": logins,
                 "demo_password": demo.PASSWORD, "demo_code": code,
                 "demo_parent": said("staff_demo_parent", telephone=demo.FAMILY)}  # fmt: skip
    return _door(
        request, lambda: operations.sign_in_staff(
            login=form.get("login", ""), password=form.get("password", ""),
            code=form.get("code", ""), address=limits.address(request), at=timezone.now()),
        "staff_title", _STAFF, [("in_family", "sign-in")], **shown)  # fmt: skip


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """End this sign-in and take everything off this device."""
    found = signing.alive(request)
    if found:
        operations.sign_out(by=found.actor, token_hash=found.token_hash, at=timezone.now())
    signing.leave(request)
    return redirect("signed-out")


@signing.required
@require_safe
def send_again(request: HttpRequest) -> HttpResponse:
    """What was typed before the last sign-in was over, ready to be sent."""
    found = signing.alive(request)
    waiting = unsent.of(token_hash=found.token_hash) if found else None
    if waiting is None:
        return _onward(request)
    typed = [(name, text) for name, texts in waiting.fields.items() for text in texts]
    return pages.page(request, "send_again", said("again_title"), path=waiting.path, typed=typed,
                      onward=_onward(request).url)  # fmt: skip


@require_safe
def signed_out(request: HttpRequest) -> HttpResponse:
    """Say so."""
    return pages.page(
        request, "signed_out", said("out_title"), everywhere="everywhere" in request.GET
    )


def _door(
    request: HttpRequest,
    enter: Callable[[], Started],
    title: str,
    boxes: tuple[Box, ...],
    ways: list[tuple[str, str]],
    **shown: Any,
) -> HttpResponse:
    """A page that signs in with what is typed on it."""
    if _is_in(request):
        return _onward(request)
    refusal = None
    if request.method == "POST":
        try:
            return _enter(request, enter())
        except Refusal as why:
            refusal = why
    return _asked(request, title, boxes, refusal, ways, **shown)


def _asked(
    request: HttpRequest,
    title: str,
    boxes: tuple[Box, ...],
    refusal: Refusal | None,
    ways: list[tuple[str, str]],
    *,
    button: str = "in_enter",
    **shown: Any,
) -> HttpResponse:
    drawn = pages.drawn(boxes, pages.typed(request), refusal)
    links = [(said(name), _with_next(request, door)) for name, door in ways]
    page = pages.page(request, "sign_in", said(title), title_shown=said(title), ways=links,
                      button=said(button), **drawn, **shown)  # fmt: skip
    return pages.refused(page, refusal)


def _send(request: HttpRequest, telephone: str) -> None:
    code = operations.send_code(telephone=telephone, address=limits.address(request),
                                lang=frame.language(), at=timezone.now())  # fmt: skip
    carried.put(request, _TELEPHONE, operations.read_telephone(telephone))
    if settings.DEMO:
        carried.put(request, _DEMO_CODE, code)


def _by_code(request: HttpRequest, number: str) -> Started:
    code = first(pages.typed(request), "code").replace(" ", "")
    return operations.sign_in_with_code(
        telephone=number, code=code, address=limits.address(request), lang=frame.language(),
        at=timezone.now())  # fmt: skip


def _enter(request: HttpRequest, started: Started) -> HttpResponse:
    carried.drop(request, _TELEPHONE, _DEMO_CODE)
    before = signing.alive(request)
    waits = signing.begin(request, token=started.token)
    if before:
        operations.sign_out(by=before.actor, token_hash=before.token_hash, at=timezone.now())
    return redirect(_with_next(request, "send-again")) if waits else _onward(request)


def _is_in(request: HttpRequest) -> bool:
    """Whether there is nothing to do here. Who is asked to sign in again is asked."""
    return signing.alive(request) is not None and "again" not in request.GET


def _onward(request: HttpRequest) -> HttpResponseRedirect:
    address, found = request.GET.get("next", ""), signing.alive(request)
    at_desk = found is not None and any(each.role in _AT_DESK for each in found.actor.grants)
    default = "/desk/" if at_desk else reverse("account")
    return HttpResponseRedirect(signing.safe_next(request, address, default=default))


def _with_next(request: HttpRequest, door: str) -> str:
    query = {name: request.GET[name] for name in ("next", "again") if name in request.GET}
    return reverse(door) + (f"?{urlencode(query)}" if query else "")
