"""Keys for programs: made, shown once, ended."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST

from firstcard.accounts import signing, tokens
from firstcard.accounts.models import ApiToken
from firstcard.accounts.views import pages
from firstcard.accounts.views.account import here, speaker
from firstcard.accounts.views.pages import Box, said
from firstcard.core.refusals import Refusal
from firstcard.guidance.forms.fields import first
from firstcard.guidance.today import CHINA

_BOXES = (Box("name", "keys_name", longest=80),
          Box("days", "keys_days", "keys_days_hint", "numeric", longest=3,
              gaps={"most": tokens.LONGEST_DAYS}))  # fmt: skip
_HASH_HEX = 64


@signing.fresh_required
@require_http_methods(["GET", "HEAD", "POST"])
def keys(request: HttpRequest) -> HttpResponse:
    """The keys of this account, and a form for a new one, which is shown on the answer alone."""
    found, refusal, made = here(request), None, ""
    if request.method == "POST":
        try:
            made = _make(request)
        except Refusal as why:
            refusal = why
    drawn = pages.drawn(_BOXES, {} if made else pages.typed(request), refusal)
    rows = [_row(each) for each in tokens.standing(account=found.account, at=timezone.now())]
    return pages.page(request, "keys", said("keys_title"), title_shown=said("keys_title"),
                      back="/account/", made=made, rows=rows, **drawn)  # fmt: skip


@signing.required
@require_POST
def end(request: HttpRequest) -> HttpResponse:
    """End one of them. Raises NotFound for what is no key of this account."""
    found, said_hash = here(request), request.POST.get("key", "")
    try:
        hashed = bytes.fromhex(said_hash[:_HASH_HEX])
    except ValueError:
        hashed = b""
    tokens.end(by=found.actor, account=found.account, hashed=hashed, at=timezone.now())
    return redirect("keys")


def _make(request: HttpRequest) -> str:
    found, form = here(request), pages.typed(request)
    days = first(form, "days")
    return tokens.make(by=found.actor, account=found.account, name=first(form, "name"),
                       days=int(days) if days.isascii() and days.isdigit() else 0,
                       at=timezone.now())  # fmt: skip


def _row(token: ApiToken) -> dict[str, Any]:
    day = speaker().day(token.expires_at.astimezone(CHINA).date())
    return {"name": token.name, "until": said("keys_until", day=day),
            "key": bytes(token.token_hash).hex()}  # fmt: skip
