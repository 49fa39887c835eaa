"""Addresses below /bills/: by the reference of a bill, never by a name or a number."""

from django.urls import path

from firstcard.family.bills import asking, elsewhere, papers, views

urlpatterns = [
    path("", views.bills, name="bills"),
    path("new/", asking.new, name="own-bill-new"),
    path("elsewhere/", elsewhere.registrations, name="own-elsewhere"),
    path("elsewhere/new/", elsewhere.new, name="own-elsewhere-new"),
    path("elsewhere/<int:number>/end/", elsewhere.end, name="own-elsewhere-end"),
    path("<str:reference>/", views.bill, name="own-bill"),
    path("<str:reference>/papers/", papers.papers, name="own-bill-papers"),
    path("<str:reference>/papers/<slug:need>/", papers.paper, name="own-bill-paper"),
    path("<str:reference>/scans/<int:number>/remove/", papers.remove, name="own-bill-remove"),
    path("<str:reference>/scans/<int:number>/<int:side>.jpg", papers.page, name="own-bill-page"),
    path("<str:reference>/withdraw/", papers.withdraw, name="own-bill-withdraw"),
    path("<str:reference>/year.pdf", views.statement, name="own-bill-year"),
]
