"""Addresses of the pages of cards. Orders and numbers of batches stand in them, nothing personal.

Pages of no one card come first; those of one card begin with its order.
"""

from django.urls import URLPattern, path

from firstcard.desk.cards import card
from firstcard.desk.cards.enabling import urls as enabling
from firstcard.desk.cards.handing import arriving, collecting, moving, office, prints, rejecting
from firstcard.desk.cards.making import urls as making
from firstcard.desk.cards.officer.views import OFFICER

_CARD = "<str:order>/"
urlpatterns: list[URLPattern] = [
    # The office.
    path("", office.desk, name="card-desk"),
    path("arrivals/", arriving.arrivals, name="card-arrivals"),
    path("shelves/<str:name>/", office.shelf, name="card-shelf"),
    # An officer.
    *OFFICER,
    # A branch, a social security desk, a hospital.
    *enabling.OF_NO_CARD,
    *making.OF_A_CENTRE,
    # One card.
    path(_CARD, card.card, name="card-card"),
    path(f"{_CARD}take/", collecting.take, name="card-take"),
    path(f"{_CARD}release/", collecting.release, name="card-release"),
    path(f"{_CARD}collect/", collecting.collect, name="card-collect"),
    path(f"{_CARD}reject/", rejecting.reject, name="card-reject"),
    path(f"{_CARD}notice.pdf", prints.notice, name="card-notice"),
    path(f"{_CARD}receipt.pdf", prints.receipt, name="card-receipt"),
    path(f"{_CARD}arrive/", moving.arrive, name="card-arrive"),
    path(f"{_CARD}forward/", moving.forward, name="card-forward"),
    path(f"{_CARD}seal/", moving.seal, name="card-seal"),
    path(f"{_CARD}unseal/", moving.unseal, name="card-unseal"),
    path(f"{_CARD}keep/", moving.keep, name="card-keep"),
    path(f"{_CARD}deliver/", moving.deliver, name="card-deliver"),
    path(f"{_CARD}come-back/", moving.come_back, name="card-come-back"),
    path(f"{_CARD}post-again/", moving.post_again, name="card-post-again"),
    *enabling.OF_A_CARD,
]
