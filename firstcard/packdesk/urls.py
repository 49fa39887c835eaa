"""Addresses of the pages on packs. Names in them are looked up among what is loaded."""

from django.urls import path

from firstcard.packdesk import views

urlpatterns = [
    path("", views.packs, name="policy-packs"),
    path("<str:pack>/", views.pack, name="policy-pack"),
    path("<str:pack>/documents/<str:document>/", views.document, name="policy-document"),
    path("<str:pack>/documents/<str:document>/graph/", views.graph, name="policy-graph"),
    path("<str:pack>/laws/", views.laws, name="policy-laws"),
    path("<str:pack>/work/", views.work, name="policy-work"),
    path("<str:pack>/diff/", views.diff, name="policy-diff"),
]
