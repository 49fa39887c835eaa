"""The service's addresses."""

from django.urls import include, path

from firstcard.core.views import healthz
from firstcard.guidance.api import api

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("api/v1/", api.urls),
    path("", include("firstcard.guidance.urls")),
]

handler400 = "firstcard.core.errors.bad_request"
handler403 = "firstcard.core.errors.forbidden"
handler404 = "firstcard.core.errors.not_found"
handler500 = "firstcard.core.errors.server_error"
