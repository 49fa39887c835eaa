"""Which methods an address answers: HEAD beside GET, and a problem for every other one."""

from __future__ import annotations

from collections.abc import Callable
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, HttpResponseNotAllowed
from ninja import NinjaAPI

from firstcard.guidance.api.problems import Refused, answer
from firstcard.policy.format import Text

METHODS = ("GET", "HEAD", "POST", "PUT", "PATCH", "DELETE", "OPTIONS", "TRACE")
View = Callable[..., HttpResponse]


def _not_allowed(allowed: tuple[str, ...]) -> View:
    def refuse(request: HttpRequest, **names: str) -> HttpResponse:
        methods = Text(
            f"Allowed here: {', '.join(allowed)}.", f"可用的方法：{'、'.join(allowed)}。"
        )
        response = answer(request, Refused(HTTPStatus.METHOD_NOT_ALLOWED, methods))
        response["Allow"] = HttpResponseNotAllowed(allowed)["Allow"]
        return response

    return refuse


def close(api: NinjaAPI, path: str, view: View, method: str) -> None:
    """HEAD beside GET, and a problem instead of a bare line for every other method."""
    allowed = ("GET", "HEAD") if method == "GET" else (method,)
    if method == "GET":
        api.api_operation(["HEAD"], path, include_in_schema=False)(view)
    others = [name for name in METHODS if name not in allowed]
    name = f"refuse_{view.__name__}"
    api.api_operation(others, path, include_in_schema=False, url_name=name)(_refusal(path, allowed))


def _refusal(path: str, allowed: tuple[str, ...]) -> View:
    refuse = _not_allowed(allowed)
    if "{document}" in path:

        def two(request: HttpRequest, id: str, document: str) -> HttpResponse:
            return refuse(request)

        return two
    if "{id}" in path:

        def one(request: HttpRequest, id: str) -> HttpResponse:
            return refuse(request)

        return one

    def none(request: HttpRequest) -> HttpResponse:
        return refuse(request)

    return none
