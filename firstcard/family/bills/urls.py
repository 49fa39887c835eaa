"""Addresses below /bills/: by the reference of a bill, never by a name or a number."""

from django.urls import path

from firstcard.family.bills import views

urlpatterns = [
    path("", views.bills, name="bills"),
    path("<str:reference>/", views.bill, name="own-bill"),
    path("<str:reference>/year.pdf", views.statement, name="own-bill-year"),
]
