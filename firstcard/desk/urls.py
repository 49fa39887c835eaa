"""Addresses of the offices' pages. References alone stand in them, never a name or a number."""

from django.urls import URLPattern, path

from firstcard.desk.views import (
    actions,
    case,
    corrections,
    forwarding,
    images,
    proposing,
    refusing,
    returning,
    worklist,
)

_CASE = "cases/<str:reference>/"
urlpatterns: list[URLPattern] = [
    path("", worklist.worklist, name="desk"),
    path("corrections/", corrections.waiting, name="corrections"),
    path("corrections/<int:number>/", corrections.one, name="correction"),
    path(_CASE, case.case, name="desk-case"),
    path(f"{_CASE}take/", actions.take, name="desk-take"),
    path(f"{_CASE}release/", actions.release, name="desk-release"),
    path(f"{_CASE}accept/", actions.accept, name="desk-accept"),
    path(f"{_CASE}approve/", actions.approve, name="desk-approve"),
    path(f"{_CASE}return/", returning.send_back, name="desk-return"),
    path(f"{_CASE}refuse/", refusing.refuse, name="desk-refuse"),
    path(f"{_CASE}forward/", forwarding.forward, name="desk-forward"),
    path(f"{_CASE}propose/", proposing.propose, name="desk-propose"),
    path(f"{_CASE}proposals/<int:number>/", actions.decide, name="desk-decide"),
    path(f"{_CASE}papers/<int:number>/", images.paper, name="desk-paper"),
    path(f"{_CASE}papers/<int:number>/judge/", actions.judge, name="desk-judge"),
    path(f"{_CASE}papers/<int:number>/<int:side>/", images.page, name="desk-page"),
]
