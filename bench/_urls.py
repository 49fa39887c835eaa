"""The service's addresses, and empty ones behind the same middleware: the floors."""

from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.csrf import csrf_exempt

from firstcard.config.urls import urlpatterns as service


def empty(request: HttpRequest) -> HttpResponse:
    """Answer nothing."""
    return HttpResponse(b"", content_type="application/json")


@csrf_exempt
def three_rows(request: HttpRequest) -> HttpResponse:
    """One durable transaction of three rows: what any write must cost at least."""
    with transaction.atomic(), connection.cursor() as cursor:
        for number in range(3):
            cursor.execute("INSERT INTO bench_row (number, said) VALUES (%s, %s)", [number, "row"])
    return HttpResponse(b"", content_type="application/json")


urlpatterns = [path("bench/empty", empty), path("bench/three-rows", three_rows), *service]
handler400 = "firstcard.core.errors.bad_request"
handler403 = "firstcard.core.errors.forbidden"
handler404 = "firstcard.core.errors.not_found"
handler500 = "firstcard.core.errors.server_error"
