"""What the routes of cases have in common: who asks, which case, in which version, once."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import datetime
from http import HTTPStatus
from typing import TypeVar

from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from firstcard.accounts import signing
from firstcard.casework import queries
from firstcard.casework.api.replies import case_view
from firstcard.casework.models import Case
from firstcard.casework.refusals import StaleCase, no_case
from firstcard.core import idempotency
from firstcard.core.actors import Actor
from firstcard.core.refusals import Refusal
from firstcard.guidance.api.problems import Refused, respond
from firstcard.policy.format import Text
from firstcard.policy.situation import FieldError

Ready = TypeVar("Ready")
_TAG = re.compile(r'"([0-9]{1,9})"')
_MOST = 2_147_483_647  # of a row's number
_NO_MATCH = Text("Send If-Match with the ETag of the case as you read it.",
                 "请在If-Match中提供读取时的ETag。")  # fmt: skip
_WRONG = Text("A parameter cannot be used; see errors.", "参数无法使用，详见errors。")


class VersionMissing(Refusal):
    """The request does not say which version of the case it was made for."""

    code = "if-match-missing"
    status = HTTPStatus.PRECONDITION_REQUIRED


class VersionPassed(Refusal):
    """The case has changed since the version of If-Match."""

    code = "stale-case"
    status = HTTPStatus.PRECONDITION_FAILED


def actor(request: HttpRequest) -> Actor:
    """Who asks, by the key."""
    return signing.actor(request)


def now() -> datetime:
    """The instant of the request."""
    return timezone.now()


def case_to_change(request: HttpRequest, reference: str) -> Case:
    """The case in the version of If-Match. The operation itself checks whose it is, and records.

    Raises NotFound, VersionPassed.
    """
    case = queries.unread(reference=reference, by=actor(request))
    if (version := asked_version(request)) is not None and version != case.version:
        raise VersionPassed(StaleCase(version=case.version).text)
    return case


def asked_version(request: HttpRequest) -> int | None:
    """The version that If-Match names; None for none or any. Raises Refused for another form."""
    said = request.headers.get("If-Match", "").strip()
    if said in ("", "*"):
        return None
    found = _TAG.fullmatch(said)
    if found is None:
        raise wrong("If-Match", Text('must be an ETag such as "3"', '应为ETag，例如"3"'))
    return int(found[1])


def needed_version(request: HttpRequest) -> int:
    """The version that If-Match names. Raises VersionMissing."""
    version = asked_version(request)
    if version is None:
        raise VersionMissing(_NO_MATCH)
    return version


def once(request: HttpRequest, operation: Callable[[], HttpResponse]) -> HttpResponse:
    """The operation, once for its Idempotency-Key. If-Match is read before: it must have a form."""
    asked_version(request)
    return idempotency.once(request=request, by=actor(request), operation=operation)


def once_ready(
    request: HttpRequest, ready: Callable[[], Ready], operation: Callable[[Ready], HttpResponse]
) -> HttpResponse:
    """The same where something takes long before (see `idempotency.once_ready`)."""
    asked_version(request)
    return idempotency.once_ready(request=request, by=actor(request), ready=ready,
                                  operation=operation)  # fmt: skip


def with_case(case: Case, body: object = None, *, status: int = 200) -> HttpResponse:
    """A reply with the case's ETag; without a body, the case itself."""
    response = respond(case_view(case, at=now()) if body is None else body, status=status)
    response["ETag"] = f'"{case.version}"'
    return response


def row_number(text: str) -> int:
    """The number of a row in an address. Raises NotFound for what cannot be one."""
    if not (text.isascii() and text.isdigit()) or int(text[:11]) > _MOST or len(text) > 11:
        raise no_case()
    return int(text)


def plain(request: HttpRequest) -> None:
    """Raise Refused for a parameter that no database can look for."""
    for name, value in request.GET.items():
        if "\0" in value:
            raise wrong(name, Text("must not hold a NUL character", "不能含有空字符"))


def wrong(field: str, message: Text, *allowed: str) -> Refused:
    """A parameter that cannot be used."""
    return Refused(HTTPStatus.UNPROCESSABLE_ENTITY, _WRONG, [FieldError(field, message, allowed)])
