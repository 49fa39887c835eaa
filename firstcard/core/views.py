"""Whether the service is well."""

from collections.abc import Callable, Mapping

from django.db import DatabaseError, InterfaceError, connection
from django.http import HttpRequest, JsonResponse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_safe

# What a part says of itself; None while it cannot serve.
Part = Callable[[], object | None]


def health(*, parts: Mapping[str, Part]) -> Callable[[HttpRequest], JsonResponse]:
    """Return the view that says how the database and the other parts are.

    It answers 200 while all can serve, 503 otherwise, and never raises.
    """

    @never_cache
    @require_safe
    def healthz(request: HttpRequest) -> JsonResponse:
        said = {name: part() for name, part in parts.items()}
        database = _database_answers()
        well = database and None not in said.values()
        body = {"status": "ok" if well else "degraded", "database": "ok" if database else "away"}
        shown = {name: "away" if one is None else one for name, one in said.items()}
        return JsonResponse(body | shown, status=200 if well else 503)

    return healthz


def _database_answers() -> bool:
    try:
        with connection.cursor() as cursor:
            cursor.execute("SELECT 1")
            return bool(cursor.fetchone() == (1,))
    except (DatabaseError, InterfaceError):
        connection.close()
        return False
