"""What is sent to the API: JSON, bounded, and nothing that no database can keep."""

from __future__ import annotations

from http import HTTPStatus
from typing import Annotated, Any, TypeVar

import msgspec
from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest
from msgspec import Meta, Struct

from firstcard.guidance.api.body_words import explained
from firstcard.guidance.api.problems import Refused
from firstcard.guidance.planning import decoded
from firstcard.policy.format import Text

MOST_BYTES = 64 * 1024
_NUL = (b"\0", b"\\u0000")
T = TypeVar("T")
Short = Annotated[str, Meta(max_length=200)]
Words = Annotated[str, Meta(max_length=2000)]


class Body(Struct, frozen=True, forbid_unknown_fields=True, kw_only=True):
    """A body with known keys alone."""


def read_json(request: HttpRequest) -> Any:
    """The body as JSON. Raises Refused: 400, 413 or 415."""
    return _decoded(_raw(request, MOST_BYTES))


def _decoded(raw: bytes) -> Any:
    try:
        return decoded(raw)
    except RecursionError:
        raise _not_json("it is nested too deeply", "嵌套层数过多") from None
    except (msgspec.DecodeError, UnicodeDecodeError) as error:
        raise _not_json(str(error), "内容有误") from None


def read_as(request: HttpRequest, form: type[T], *, most: int = MOST_BYTES) -> T:
    """The body as a Struct. Raises Refused: 400, 413, 415, or 422 with the field at fault.

    `most`: bytes, where a route takes more than others do.
    """
    data = _decoded(_raw(request, most))
    return _as(data, request.body, form)


def read_part(request: HttpRequest, name: str, form: type[T]) -> T:
    """A part of a form, which is JSON, as a Struct; raises in the same way."""
    raw = request.POST.get(name, "").encode()
    if len(raw) > MOST_BYTES:
        raise _too_large()
    return _as(_decoded(raw), raw, form)


def _as(data: Any, raw: bytes, form: type[T]) -> T:
    if any(nul in raw for nul in _NUL):
        raise _not_json("it has a NUL character", "含有空字符")
    try:
        return msgspec.convert(data, form)
    except msgspec.ValidationError as error:
        details = Text("A field cannot be used; see errors.", "有字段无法使用，详见 errors。")
        wrong = explained(error, form)
        raise Refused(HTTPStatus.UNPROCESSABLE_ENTITY, details, [wrong]) from None


def _raw(request: HttpRequest, most: int) -> bytes:
    if (request.content_type or "").lower() != "application/json":
        raise Refused(
            HTTPStatus.UNSUPPORTED_MEDIA_TYPE,
            Text("Send the body as application/json.", "请以 application/json 发送。"),
        )
    try:
        if most > MOST_BYTES and not hasattr(request, "_body"):
            # Django's own bound is one for all routes; this one has been read within its own.
            request._body = request.read(most + 1)
        raw = request.body
    except RequestDataTooBig:
        raw = b" " * (most + 1)
    if len(raw) > most:
        raise _too_large(most)
    return raw


def _too_large(most: int = MOST_BYTES) -> Refused:
    kib = most // 1024
    return Refused(HTTPStatus.REQUEST_ENTITY_TOO_LARGE,
                   Text(f"A body has at most {kib} KiB.", f"正文不得超过 {kib} KiB。"))  # fmt: skip


def _not_json(en: str, zh: str) -> Refused:
    return Refused(
        HTTPStatus.BAD_REQUEST, Text(f"The body is not JSON: {en}.", f"正文不是 JSON：{zh}。")
    )
