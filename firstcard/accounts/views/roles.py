"""The administrator's pages: staff of the region, their roles, a new member of staff."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from firstcard.accounts import roles, signing, staff
from firstcard.accounts.models import Account, RoleGrant
from firstcard.accounts.views import pages
from firstcard.accounts.views.account import here, speaker
from firstcard.accounts.views.pages import Box, said
from firstcard.accounts.words import WORDS
from firstcard.core.refusals import Invalid, Refusal
from firstcard.guidance.forms.fields import Form, first
from firstcard.guidance.today import CHINA
from firstcard.guidance.views import frame
from firstcard.people.models import Office
from firstcard.people.permissions import Permission, Role, regions, require
from firstcard.policy.region_codes import lies_in

_REGION = (Box("region", "roles_region", "roles_region_hint", "numeric", longest=6),)
_NEW = (Box("login", "new_login", "new_login_hint"), Box("shown", "new_shown", longest=60))


@signing.staff_required
@require_safe
def everybody(request: HttpRequest) -> HttpResponse:
    """Everybody whose roles one may change."""
    at = timezone.now()
    rows = [_row(each, roles.current(account=each, at=at))
            for each in roles.staff(by=signing.actor(request), at=at)]  # fmt: skip
    return pages.page(request, "roles", said("roles_title"), rows=rows, back="/account/")


@signing.staff_required
@signing.fresh_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, account: int) -> HttpResponse:
    """One account's roles: grant, end, close, or make a new link."""
    by = signing.actor(request)
    found = roles.staff_account(by=by, account_id=account, at=timezone.now())
    refusal, token = None, ""
    if request.method == "POST":
        try:
            done = _ACTIONS.get(request.POST.get("do", "grant"), _grant)(request, found)
            if not done:
                return redirect("role", account=account)
            token = done
        except Refusal as why:
            refusal = why
    return _page(request, found, refusal, token)


@signing.staff_required
@signing.fresh_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """A new member of staff; the link is shown on the answer alone."""
    by, refusal, form = signing.actor(request), None, pages.typed(request)
    if not regions(actor=by, permission=Permission.GRANT_ROLES):
        require(actor=by, permission=Permission.GRANT_ROLES, region="")
    if request.method == "POST":
        try:
            login, shown = first(form, "login"), first(form, "shown")
            account, token = staff.add(by=by, login=login, shown_name=shown, at=timezone.now())
            return _page(request, account, None, token)
        except Refusal as why:
            refusal = why
    return pages.page(request, "new_staff", said("new_title"), title_shown=said("new_title"),
                      back="/account/roles/", **pages.drawn(_NEW, form, refusal))  # fmt: skip


def _page(
    request: HttpRequest, found: Account, refusal: Refusal | None, token: str
) -> HttpResponse:
    found.refresh_from_db()
    form, held = pages.typed(request), roles.current(account=found, at=timezone.now())
    title, by = said("roles_one", login=found.login), here(request).actor
    link = request.build_absolute_uri(f"/sign-in/set-up/{token}/") if token else ""
    return pages.page(
        request, "role", title, title_shown=title, back="/account/roles/", link=link,
        link_said=said("roles_link", login=found.login), closed=not found.is_active,
        row=_row(found, held), own=by.account == found.pk, role_choices=_roles(form),
        office_choices=_offices(request, form), account=found.pk,
        **pages.drawn(_REGION, form, refusal))  # fmt: skip


def _grant(request: HttpRequest, account: Account) -> str:
    form = pages.typed(request)
    region, code = first(form, "region"), first(form, "office")
    if region not in frame.book().divisions:
        wrong = WORDS["roles_wrong_region"]
        raise Invalid(wrong, fields={"region": wrong})
    office = Office.objects.filter(code=code).first() if code else None
    if code and office is None:
        wrong = WORDS["roles_wrong_office"]
        raise Invalid(wrong, fields={"office": wrong})
    roles.grant(by=signing.actor(request), account=account, role=first(form, "role"),
                region=region, office=office, at=timezone.now())  # fmt: skip
    return ""


def _end(request: HttpRequest, account: Account) -> str:
    number = request.POST.get("grant", "")
    held = roles.current(account=account, at=timezone.now())
    grant = next((each for each in held if str(each.pk) == number), None)
    if grant:  # one that has ended has ended
        roles.end(by=signing.actor(request), grant=grant, at=timezone.now())
    return ""


def _close(request: HttpRequest, account: Account) -> str:
    roles.deactivate(by=signing.actor(request), account=account, at=timezone.now())
    return ""


def _link(request: HttpRequest, account: Account) -> str:
    return staff.link(by=signing.actor(request), account=account, at=timezone.now())


_ACTIONS: dict[str, Callable[[HttpRequest, Account], str]] = {
    "grant": _grant, "end": _end, "close": _close, "link": _link}  # fmt: skip


def _row(account: Account, held: list[RoleGrant]) -> dict[str, Any]:
    return {"id": account.pk, "login": account.login, "shown": account.shown_name,
            "closed": not account.is_active, "roles": [_held(each) for each in held]}  # fmt: skip


def _held(grant: RoleGrant) -> dict[str, Any]:
    lang = frame.language()
    place = frame.book().divisions.full_name(grant.region, lang)
    day = speaker().day(grant.since.astimezone(CHINA).date())
    return {"id": grant.pk, "role": said(f"role_{grant.role}"), "place": place,
            "office": _office(grant.office) if grant.office else "",
            "since": said("roles_since", day=day)}  # fmt: skip


def _office(office: Office) -> str:
    return office.name_zh if frame.language() == "zh" else office.name_en


def _roles(form: Form) -> list[tuple[str, str, bool]]:
    chosen = first(form, "role")
    return [(each.value, said(f"role_{each}"), each == chosen)
            for each in Role if each is not Role.PARENT]  # fmt: skip


def _offices(request: HttpRequest, form: Form) -> list[tuple[str, str, bool]]:
    mine = regions(actor=signing.actor(request), permission=Permission.GRANT_ROLES)
    chosen = first(form, "office")
    return [(each.code, _office(each), each.code == chosen)
            for each in Office.objects.order_by("region", "code")
            if any(lies_in(each.region, region) for region in mine)]  # fmt: skip
