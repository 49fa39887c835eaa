"""How routes that need a key describe themselves in the OpenAPI document. Pure."""

from __future__ import annotations

from typing import Any

Json = dict[Any, Any]
PROBLEM = "application/problem+json"
_BOTH = {
    400: "The body is not JSON, a parameter is wrong, or the Idempotency-Key is missing.",
    401: "No key, or one that does not stand.",
    403: "Whoever asks may not do this, or not here.",
    404: "There is no such thing, or not for whoever asks.",
}
_WRITING = {
    409: "The state has moved on, or the first request with this key is still running.",
    412: "It has changed since the ETag of If-Match.",
    413: "The body is too large.",
    415: "The body has another type than is taken.",
    422: "A field cannot be used, or the key was sent with another body.",
    428: "If-Match is missing.",
    429: "Too many attempts.",
    503: "Files cannot be taken at this moment.",
}
_KEY = {
    "name": "Idempotency-Key", "in": "header", "required": True,
    "schema": {"type": "string", "minLength": 1, "maxLength": 255, "pattern": "^[!-~]+$"},
    "description": "New for each request, the same when it is sent again.",
}  # fmt: skip


def if_match(*, required: bool) -> Json:
    """The header that says how the case was when it was read."""
    return {
        "name": "If-Match", "in": "header", "required": required,
        "schema": {"type": "string", "pattern": '^("[0-9]{1,9}"|\\*)$'},
        "description": "The ETag of what is changed, as it was read.",
    }  # fmt: skip


def reads(name: str, *, parameters: list[Json] | None = None, more: tuple[int, ...] = ()) -> Json:
    """A GET that answers a Struct of that name."""
    return {"parameters": parameters or [],
            "responses": {200: _json(name), **_problems(*_BOTH, 422, *more)}}  # fmt: skip


def sends(media: str, *, parameters: list[Json] | None = None, more: tuple[int, ...] = ()) -> Json:
    """A GET that answers a file."""
    content = {media: {"schema": {"type": "string", "format": "binary"}}}
    return {"parameters": parameters or [],
            "responses": {200: {"description": "The file.", "content": content},
                          **_problems(*_BOTH, 422, *more)}}  # fmt: skip


def writes(
    name: str, *, body: str | None = None, status: int = 200, match: bool | None = False
) -> Json:
    """A request that writes once and answers a Struct of that name.

    `body`: the Struct that is sent. `match`: whether If-Match is required; None where the route
    takes none.
    """
    headers = [_KEY] if match is None else [_KEY, if_match(required=match)]
    found: Json = {"parameters": headers,
                   "responses": {status: _json(name), **_problems(*_BOTH, *_WRITING)}}  # fmt: skip
    if body:
        found["requestBody"] = {
            "required": True, "content": {"application/json": {"schema": _ref(body)}}}  # fmt: skip
    return found


def takes_file(name: str, *, status: int = 201, match: bool | None = False) -> Json:
    """A request that brings one file, as `file` of a form."""
    return takes_files(name, names=("file",), status=status, match=match)


def takes_files(
    name: str, *, names: tuple[str, ...], status: int = 201, match: bool | None = None,
    told: bool = False,
) -> Json:  # fmt: skip
    """A request that brings several files, as these parts of a form.

    `told`: with a part of that name that is JSON.
    """
    parts: Json = {each: {"type": "string", "format": "binary"} for each in names}
    if told:
        parts["told"] = {"type": "string", "contentMediaType": "application/json"}
    form = {"type": "object", "required": list(parts), "additionalProperties": False,
            "properties": parts}  # fmt: skip
    content = {"multipart/form-data": {"schema": form}}
    return {**writes(name, status=status, match=match),
            "requestBody": {"required": True, "content": content}}  # fmt: skip


def _problems(*statuses: int) -> Json:
    said, content = _BOTH | _WRITING, {PROBLEM: {"schema": _ref("ProblemDetail")}}
    found: Json = {}
    for each in statuses:
        found |= {each: {"description": said[each], "content": content}}
    return found


def _json(name: str) -> Json:
    return {"description": "Done.", "content": {"application/json": {"schema": _ref(name)}}}


def _ref(name: str) -> Json:
    return {"$ref": f"#/components/schemas/{name}"}
