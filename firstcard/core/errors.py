"""Error pages, and problems (RFC 9457) for the API."""

import re
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.template.loader import render_to_string

_API = re.compile(r"/api(/|$)")
_RETRY_SECONDS = "10"
PROBLEM = "application/problem+json"


def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 400."""
    return _answer(request, HTTPStatus.BAD_REQUEST)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 403."""
    return _answer(request, HTTPStatus.FORBIDDEN)


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """Answer 403 to a form whose token is missing or too old."""
    return _answer(request, HTTPStatus.FORBIDDEN)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Answer 404."""
    return _answer(request, HTTPStatus.NOT_FOUND)


def server_error(request: HttpRequest) -> HttpResponse:
    """Answer 500."""
    return _answer(request, HTTPStatus.INTERNAL_SERVER_ERROR)


def unavailable(request: HttpRequest) -> HttpResponse:
    """Answer 503: come back in a moment."""
    response = _answer(request, HTTPStatus.SERVICE_UNAVAILABLE)
    response["Retry-After"] = _RETRY_SECONDS
    return response


def is_api(request: HttpRequest) -> bool:
    """Whether a program asks, who is answered with problems, not with pages."""
    return bool(_API.match(request.path))


def problem(status: HTTPStatus) -> HttpResponse:
    """The bare problem of a status."""
    return JsonResponse(
        {"type": "about:blank", "title": status.phrase, "status": status.value},
        status=status,
        content_type=PROBLEM,
    )


def _answer(request: HttpRequest, status: HTTPStatus) -> HttpResponse:
    if is_api(request):
        return problem(status)
    return HttpResponse(render_to_string(f"{status.value}.html", {}, request), status=status)
