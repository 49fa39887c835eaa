"""Staff set up their account: the link's token goes into the session, out of the address bar."""

from __future__ import annotations

from base64 import b32encode
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_safe

from firstcard.accounts import staff, totp
from firstcard.accounts.views import pages
from firstcard.accounts.views.pages import Box, said
from firstcard.core import limits
from firstcard.core.refusals import NotFound, Refusal
from firstcard.guidance import qr

_SESSION = "set-up"
_HOUR, _MOST = 60 * 60, 60
_BOXES = (
    Box("password", "setup_new", "setup_new_hint", filled="new-password", longest=128, secret=True),
    Box("code", "staff_code", "staff_code_hint", "numeric", "one-time-code", longest=12),
)


@require_safe
def address(request: HttpRequest, code: str) -> HttpResponse:
    """The address of a link: leads on, and is in no page's address or Referer."""
    request.session[_SESSION] = code[:80]
    response = redirect("set-up")
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "no-store"
    return response


@sensitive_post_parameters("password", "code")
@require_http_methods(["GET", "HEAD", "POST"])
def set_up(request: HttpRequest) -> HttpResponse:
    """Choose a password and connect the app."""
    token, at = request.session.get(_SESSION, ""), timezone.now()
    limits.hit(purpose="set-up link", who=limits.address(request), most=_MOST, seconds=_HOUR, at=at)
    try:
        opened, refusal = staff.open_link(token=token, at=at), None
    except NotFound as why:
        return _over(request, why)
    if request.method == "POST":
        try:
            staff.set_up(token=token, password=request.POST.get("password", ""),
                         code=request.POST.get("code", ""), at=at)  # fmt: skip
            request.session.pop(_SESSION)
            return redirect("/sign-in/staff/?ready=yes")
        except Refusal as why:
            refusal = why
    otpauth = totp.address(secret=opened.secret, login=opened.account.login)
    return pages.page(
        request, "set_up", said("setup_title"), title_shown=said("setup_title"),
        lead=said("setup_lead", login=opened.account.login),
        code=qr.svg(text=otpauth, title=said("setup_code_name")),
        secret=b32encode(opened.secret).decode(),
        **pages.drawn(_BOXES, pages.typed(request), refusal))  # fmt: skip


def _over(request: HttpRequest, why: NotFound) -> HttpResponse:
    page = pages.page(request, "set_up_over", said("setup_over_title"),
                      why=pages.in_page_language(why.text))  # fmt: skip
    page.status_code = HTTPStatus.GONE
    return page
