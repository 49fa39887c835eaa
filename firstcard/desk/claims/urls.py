"""Addresses of bills that were handed in. References stand in them, nothing personal."""

from django.urls import path

from firstcard.desk.claims import deciding, items, listing, one, papers, settled

_ONE = "<str:reference>/"
urlpatterns = [
    path("", listing.claims, name="desk-claims"),
    path("settled/", settled.page, name="desk-settled"),
    path("settled.csv", settled.table, name="desk-settled-table"),
    path(_ONE, one.claim, name="desk-claim"),
    path(f"{_ONE}items/", items.items, name="desk-claim-items"),
    path(f"{_ONE}missing/", deciding.missing, name="desk-claim-missing"),
    path(f"{_ONE}brought/", deciding.brought, name="desk-claim-brought"),
    path(f"{_ONE}refuse/", deciding.refuse, name="desk-claim-refuse"),
    path(f"{_ONE}pay/", deciding.pay, name="desk-claim-pay"),
    path(f"{_ONE}papers/<int:number>/", papers.paper, name="desk-claim-paper"),
    path(f"{_ONE}papers/<int:number>/<int:side>/", papers.page, name="desk-claim-page"),
]
