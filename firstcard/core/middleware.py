"""Around every request: its number, its line in the log, NULs, and a database that is away."""

import secrets
import time
from collections.abc import Callable
from http import HTTPStatus

import structlog
from django.core.exceptions import SuspiciousOperation
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponseBase

from firstcard.core import errors

Handler = Callable[[HttpRequest], HttpResponseBase]
_log = structlog.get_logger("firstcard.request")


def request_log(get_response: Handler) -> Handler:
    """Give each request a number, and log method, path, status and time (milliseconds).

    The path without its query: what people type never reaches the log.
    """

    def handle(request: HttpRequest) -> HttpResponseBase:
        number = secrets.token_hex(6)
        structlog.contextvars.bind_contextvars(request_id=number)
        started = time.perf_counter()
        try:
            response = get_response(request)
            _log.info(
                "request",
                method=request.method,
                path=request.path,
                status=response.status_code,
                ms=round((time.perf_counter() - started) * 1000, 1),
            )
        finally:
            structlog.contextvars.unbind_contextvars("request_id")
        response["X-Request-ID"] = number
        return response

    return handle


def api_problems(get_response: Handler) -> Handler:
    """Make every refusal below /api a problem, whichever part of the frame refused."""

    def handle(request: HttpRequest) -> HttpResponseBase:
        response = get_response(request)
        told = response.get("Content-Type", "").startswith(errors.PROBLEM)
        if response.status_code < HTTPStatus.BAD_REQUEST or told or not errors.is_api(request):
            return response
        problem = errors.problem(HTTPStatus(response.status_code))
        if response.has_header("Allow"):
            problem["Allow"] = response["Allow"]
        return problem

    return handle


class NoNul:
    """Refuse a form or an address with a NUL character: nobody types one, no database keeps it.

    The API says the same in problems of its own. Stands behind what reads forms first (CSRF).
    """

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hand the request on."""
        return self._get_response(request)

    def process_view(self, request: HttpRequest, *_: object) -> None:
        """Raise SuspiciousOperation, which is answered with 400."""
        if errors.is_api(request):
            return
        for form in (request.GET, request.POST):
            if any("\0" in text for name, texts in form.lists() for text in (name, *texts)):
                raise SuspiciousOperation("a NUL character")


class DatabaseAway:
    """Answer 503 with a page of its own while the database does not answer."""

    def __init__(self, get_response: Handler) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hand the request on."""
        return self._get_response(request)

    def process_exception(
        self, request: HttpRequest, exception: Exception
    ) -> HttpResponseBase | None:
        """Turn a lost connection into the 503 page; leave every other error alone."""
        if not isinstance(exception, (OperationalError, InterfaceError)):
            return None
        _log.error("database away", reason=type(exception).__name__)
        return errors.unavailable(request)
