"""Addresses of bills at the desk. References stand in them, nothing personal."""

from django.urls import path

from firstcard.desk.bills import one, presenting, views

urlpatterns = [
    path("", views.bills, name="desk-bills"),
    path("new/", presenting.new, name="desk-bill-new"),
    path("<str:reference>/", one.bill, name="desk-bill"),
    path("<str:reference>/reverse/", one.reverse, name="desk-bill-reverse"),
]
