"""The service's addresses, and an empty one behind the same middleware: the floor."""

from django.http import HttpRequest, HttpResponse
from django.urls import path

from firstcard.config.urls import urlpatterns as service


def empty(request: HttpRequest) -> HttpResponse:
    """Answer nothing."""
    return HttpResponse(b"", content_type="application/json")


urlpatterns = [path("bench/empty", empty), *service]
handler400 = "firstcard.core.errors.bad_request"
handler403 = "firstcard.core.errors.forbidden"
handler404 = "firstcard.core.errors.not_found"
handler500 = "firstcard.core.errors.server_error"
