"""What the routes that need a key have in common: who asks, in which version, once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from firstcard.accounts import signing
from firstcard.core import idempotency
from firstcard.core.actors import Actor
from firstcard.core.refusals import Refusal
from firstcard.guidance.api.problems import Refused
from firstcard.policy.format import Text
from firstcard.policy.situation import FieldError

Ready = TypeVar("Ready")
_TAG = re.compile(r'"([0-9]{1,9})"')
_MOST = 2_147_483_647  # of a row's number
_DIGITS = 10
_WRONG = Text("A parameter cannot be used; see errors.", "参数无法使用，详见errors。")


def actor(request: HttpRequest) -> Actor:
    """Who asks, by the key."""
    return signing.actor(request)


def now() -> datetime:
    """The instant of the request."""
    return timezone.now()


def asked_version(request: HttpRequest) -> int | None:
    """The version that If-Match names; None for none or any. Raises Refused for another form."""
    said = request.headers.get("If-Match", "").strip()
    if said in ("", "*"):
        return None
    found = _TAG.fullmatch(said)
    if found is None:
        raise wrong("If-Match", Text('must be an ETag such as "3"', '应为ETag，例如"3"'))
    return int(found[1])


def once(
    request: HttpRequest, operation: Callable[[], HttpResponse],
    undone: Callable[[Refusal], None] | None = None,
) -> HttpResponse:  # fmt: skip
    """The operation, once for its Idempotency-Key. If-Match is read before: it must have a form.

    `undone`: what is done after a refusal (see `idempotency.once`).
    """
    asked_version(request)
    return idempotency.once(request=request, by=actor(request), operation=operation, undone=undone)


def once_ready(
    request: HttpRequest, ready: Callable[[], Ready], operation: Callable[[Ready], HttpResponse]
) -> HttpResponse:
    """The same where something takes long before (see `idempotency.once_ready`)."""
    asked_version(request)
    return idempotency.once_ready(request=request, by=actor(request), ready=ready,
                                  operation=operation)  # fmt: skip


def row_number(text: str) -> int:
    """The number of a row in an address; 0, which no row has, for what cannot be one."""
    if not (text.isascii() and text.isdigit() and len(text) <= _DIGITS):
        return 0
    return int(text) if int(text) <= _MOST else 0


def plain(request: HttpRequest) -> None:
    """Raise Refused for a parameter that no database can look for."""
    for name, value in request.GET.items():
        if "\0" in value:
            raise wrong(name, Text("must not hold a NUL character", "不能含有空字符"))


def wrong(field: str, message: Text, *allowed: str) -> Refused:
    """A parameter that cannot be used."""
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, _WRONG, [FieldError(field, message, allowed)])
