"""What a page answers when its plan is gone or out of reach, or an operation refused to act."""

from collections.abc import Callable

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from firstcard.core import errors, problems
from firstcard.core.refusals import Refusal
from firstcard.guidance.operations import TooMuchToKeep
from firstcard.guidance.queries import KeptGone
from firstcard.guidance.views import kept, refused

_log = structlog.get_logger("firstcard.kept")


class KeptPlans:
    """Turns what the database says of kept plans into pages that help."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hand the request on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """A page for a plan that is gone, or for a database that is away; None for the rest."""
        if isinstance(exception, KeptGone):
            return kept.left(request)
        if isinstance(exception, TooMuchToKeep):
            return errors.bad_request(request)
        if isinstance(exception, (OperationalError, InterfaceError)) and not errors.is_api(request):
            _log.error("database away", reason=type(exception).__name__)
            return kept.away(request)
        return None


class Refusals:
    """Turns a refusal that a view lets through into a page, or below /api into a problem."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponseBase]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponseBase:
        """Hand the request on."""
        return self._get_response(request)

    def process_exception(self, request: HttpRequest, exception: Exception) -> HttpResponse | None:
        """What was refused, why, and what would be right; None for what is no refusal."""
        if not isinstance(exception, Refusal):
            return None
        if errors.is_api(request):
            return problems.refused(request, exception)
        return refused.page(request, exception)
