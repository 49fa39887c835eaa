"""Addresses below /account/held/: what is held about a family's child."""

from django.urls import path

from firstcard.family.views import held

urlpatterns = [
    path("", held.everything, name="held"),
    path("<str:reference>/", held.one, name="held-case"),
    path("<str:reference>/download/", held.download, name="held-download"),
]
