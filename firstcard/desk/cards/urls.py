"""Addresses of the pages of cards. Orders and numbers of batches stand in them, nothing personal.

Pages of no one card come first; those of one card begin with its order.
"""

from django.urls import URLPattern, path

from firstcard.desk.cards import card

_CARD = "<str:order>/"
urlpatterns: list[URLPattern] = [
    path(_CARD, card.card, name="card-card"),
]
