"""Addresses below /cards/: by the order of a card, never by a name or a number."""

from django.urls import path

from firstcard.family.cards import anew, deeds, getting, views

_CARD = "<str:order>/"

urlpatterns = [
    path("", views.cards, name="cards"),
    path(_CARD, views.card, name="own-card"),
    path(_CARD + "receipt.pdf", views.receipt, name="own-card-receipt"),
    path(_CARD + "delivery/", getting.delivery, name="own-card-delivery"),
    path(_CARD + "arrived/", getting.arrived, name="own-card-arrived"),
    path(_CARD + "notice/", getting.notice, name="own-card-notice"),
    path(_CARD + "notice.pdf", getting.notice_pdf, name="own-card-notice-pdf"),
    path(_CARD + "enable/", deeds.enable, name="own-card-enable"),
    path(_CARD + "password/", deeds.password, name="own-card-password"),
    path(_CARD + "beside/", deeds.beside, name="own-card-beside"),
    path(_CARD + "beside/let-go/", deeds.let_go, name="own-card-let-go"),
    path(_CARD + "renew/", anew.renew, name="own-card-renew"),
]
