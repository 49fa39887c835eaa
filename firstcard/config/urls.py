"""The service's addresses."""

from django.urls import include, path

from firstcard.cards import api as cards
from firstcard.casework import api as cases
from firstcard.config.lag import lag
from firstcard.core.views import health
from firstcard.enrolment import api as enrolments
from firstcard.guidance import packs_store
from firstcard.guidance.api.routes import api
from firstcard.policy.reading import PackError
from firstcard.policy.store import StoreError
from firstcard.settlement import api as bills

for part in (cases, enrolments, cards, bills):
    for router in part.ROUTERS:
        api.add_router("", router)
    api.add_structs(part.STRUCTS)


def _packs() -> object | None:
    try:
        return packs_store.health()
    except (PackError, StoreError, OSError):
        return None


urlpatterns = [
    path("healthz", health(parts={"packs": _packs, "worker": lag}), name="healthz"),
    path("api/v1/", api.urls),
    path("policy/", include("firstcard.packdesk.urls")),
    path("desk/", include("firstcard.desk.urls")),
    path("account/held/", include("firstcard.family.held_urls")),
    path("cards/", include("firstcard.family.cards.urls")),
    path("bills/", include("firstcard.family.bills.urls")),
    path("", include("firstcard.accounts.urls")),
    path("", include("firstcard.family.urls")),
    path("", include("firstcard.guidance.urls")),
]

handler400 = "firstcard.core.errors.bad_request"
handler403 = "firstcard.core.errors.forbidden"
handler404 = "firstcard.core.errors.not_found"
handler500 = "firstcard.core.errors.server_error"
