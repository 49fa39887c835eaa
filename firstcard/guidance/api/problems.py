"""What the API answers when it cannot do what was asked: problems after RFC 9457."""

from __future__ import annotations

from collections.abc import Sequence
from http import HTTPStatus
from typing import Any

import msgspec
from django.http import HttpRequest, HttpResponse
from django.utils.translation import get_language_from_request
from msgspec import Struct

from firstcard.guidance.words import Lang
from firstcard.policy.format import Text
from firstcard.policy.situation import FieldError

CONTENT_TYPE = "application/problem+json"


class FieldProblem(Struct, frozen=True):
    """One field at fault: what would be right, in the language asked for and in both."""

    field: str
    message: str
    messages: Text
    allowed: list[str]


class ProblemDetail(Struct, frozen=True, omit_defaults=True):
    """A problem after RFC 9457. `detail` is in the language of Accept-Language.

    `code` names what an operation refused, for programs.
    """

    type: str
    title: str
    status: int
    code: str | None = None
    detail: str | None = None
    details: Text | None = None
    errors: list[FieldProblem] = []


class Refused(Exception):
    """A request that cannot be answered; the door turns it into a problem."""

    def __init__(
        self, status: HTTPStatus, details: Text, errors: Sequence[FieldError] = ()
    ) -> None:
        super().__init__(details.en)
        self.status = status
        self.details = details
        self.errors = tuple(errors)


def answer(request: HttpRequest, refused: Refused) -> HttpResponse:
    """The problem as a response."""
    lang = language(request)
    problem = ProblemDetail(
        type="about:blank",
        title=refused.status.phrase,
        status=refused.status.value,
        detail=getattr(refused.details, lang),
        details=refused.details,
        errors=[
            FieldProblem(e.field, getattr(e.message, lang), e.message, list(e.allowed))
            for e in refused.errors
        ],
    )
    return respond(problem, status=refused.status.value, content_type=CONTENT_TYPE, lang=lang)


def respond(
    body: Any, *, status: int = 200, content_type: str = "application/json", lang: str = ""
) -> HttpResponse:
    """A Struct (or bytes that are JSON already) as a response that nobody keeps."""
    content = body if isinstance(body, bytes) else msgspec.json.encode(body)
    response = HttpResponse(content, status=status, content_type=content_type)
    response["Cache-Control"] = "no-store"
    if lang:
        response["Content-Language"] = "zh-Hans" if lang == "zh" else "en"
        response["Vary"] = "Accept-Language"
    return response


def language(request: HttpRequest) -> Lang:
    """`en` or `zh`, as Accept-Language prefers."""
    return "en" if get_language_from_request(request).startswith("en") else "zh"
