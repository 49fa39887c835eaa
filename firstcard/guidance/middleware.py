"""What a page answers when the plan that its family keeps is gone or out of reach."""

from collections.abc import Callable

import structlog
from django.db import InterfaceError, OperationalError
from django.http import HttpRequest, HttpResponse
from django.http.response import HttpResponseBase

from firstcard.core import errors
from firstcard.guidance.operations import TooMuchToKeep
from firstcard.guidance.queries import KeptGone
from firstcard.guidance.views import kept

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
