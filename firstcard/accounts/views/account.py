"""One's own account: what it is, its password, its sign-ins."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstcard.accounts import operations, queries, signing, tokens
from firstcard.accounts.models import Account
from firstcard.accounts.signing import Alive
from firstcard.accounts.views import pages
from firstcard.accounts.views.pages import Box, said
from firstcard.core.actors import Actor
from firstcard.core.refusals import NotAllowed, Refusal
from firstcard.guidance.presenters.speech import Speaker, names_of
from firstcard.guidance.today import CHINA
from firstcard.guidance.views import frame
from firstcard.people import telephones
from firstcard.people.permissions import Permission, regions
from firstcard.policy.format import Text

_NEW = Box("password", "setup_new", "setup_new_hint", filled="new-password", longest=128,
           secret=True)  # fmt: skip
Row = tuple[str, str, bool]  # what it is, its value, whether that is a name in any language
_STAFF_BY_LINK = Text("Staff get a new password with a link from their administrator.",
                      "工作账号的密码请通过管理员提供的链接重设。")  # fmt: skip


@signing.required
@require_safe
def account(request: HttpRequest) -> HttpResponse:
    """What this account is, and what one can do here."""
    found = here(request)
    others = queries.other_sign_ins(account=found.account, but=found.token_hash, at=timezone.now())
    number = {0: "none", 1: "one"}.get(others, "n")
    keys = bool(tokens.standing(account=found.account, at=timezone.now()))
    return pages.page(
        request, "account", said("me_title"), rows=_rows(request, found), keys=keys,
        everywhere=others or keys,
        others_said=said(f"me_others_{number}", n=others), links=_links(found),
        done=_done(request))  # fmt: skip


@signing.required
@require_POST
def everywhere(request: HttpRequest) -> HttpResponse:
    """End every sign-in of this account, this one too, and its keys."""
    operations.sign_out_everywhere(by=signing.actor(request), at=timezone.now())
    signing.leave(request)
    return redirect(reverse("signed-out") + "?everywhere")


@sensitive_post_parameters("password")
@signing.fresh_required
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest) -> HttpResponse:
    """Set a password; every other device is signed out, and keys end."""
    found, refusal = here(request), None
    if found.account.is_staff_member:
        raise NotAllowed(_STAFF_BY_LINK)
    if request.method == "POST":
        try:
            return _set_password(request, found)
        except Refusal as why:
            refusal = why
    drawn = pages.drawn((_NEW,), pages.typed(request), refusal)
    return pages.page(request, "password", said("password_title"), back="/account/",
                      title_shown=said("password_title"), **drawn)  # fmt: skip


def here(request: HttpRequest) -> Alive:
    """The sign-in of a request that is signed in."""
    found = signing.alive(request)
    assert found is not None  # the view is guarded
    return found


def speaker() -> Speaker:
    """Says dates and places in the page's language."""
    return Speaker(frame.language(), names_of(frame.book()))


def _set_password(request: HttpRequest, found: Alive) -> HttpResponse:
    at = timezone.now()
    operations.set_password(by=found.actor, account=found.account, at=at,
                            password=request.POST.get("password", ""))  # fmt: skip
    started = operations.start_again(account=found.account, second_factor=False, at=at)
    signing.begin(request, token=started.token)
    return redirect("/account/?password-set")


def _done(request: HttpRequest) -> str:
    """What the page before has done."""
    words = {"password-set": "password_done", "telephone-changed": "telephone_done"}
    return next((said(word) for name, word in words.items() if name in request.GET), "")


def _rows(request: HttpRequest, found: Alive) -> list[Row]:
    started = found.started_at.astimezone(CHINA)
    since = f"{speaker().day(started.date())} {started:%H:%M}"
    return [*_names(found.account), *_roles(found.actor), (said("me_since"), since, False)]


def _names(account: Account) -> list[Row]:
    if account.telephone is None:
        return [(said("me_login"), account.login, True),
                (said("roles_shown"), account.shown_name, True)]  # fmt: skip
    number = telephones.opened(bytes(account.telephone))
    return [(said("me_telephone"), telephones.masked(number), False)]


def _roles(actor: Actor) -> list[Row]:
    places, lang = frame.book().divisions, frame.language()
    held = [f"{said(f'role_{each.role}')} · {places.full_name(each.region, lang)}"
            for each in actor.grants if each.role != "parent"]  # fmt: skip
    return [(said("me_roles"), each, False) for each in held]


def _links(found: Alive) -> list[tuple[str, str]]:
    if found.account.is_staff_member:
        links = [("me_desk", "/desk/")]
        if regions(actor=found.actor, permission=Permission.GRANT_ROLES):
            links.append(("me_people", "/account/roles/"))
    else:
        change = "_change" if found.account.has_usable_password() else ""
        links = [("me_cases", "/cases/"), ("me_held", "/account/held/"),
                 ("me_consents", "/account/consents/"),
                 (f"me_password{change}", "/account/password/"),
                 ("me_telephone_change", "/account/telephone/")]  # fmt: skip
    links.append(("me_keys", "/account/keys/"))
    return [(said(name), address) for name, address in links]
