"""Addresses of branch, social security desk and hospital."""

from django.urls import URLPattern, path

from firstcard.desk.cards.enabling import branch, first, functions, renewal

_CARD = "<str:order>/"
OF_NO_CARD: list[URLPattern] = [
    path("branch/", branch.branch, name="card-branch"),
    path("number/", functions.by_number, name="card-by-number"),
    path("first/", first.first, name="card-first"),
]
OF_A_CARD: list[URLPattern] = [
    path(f"{_CARD}print/", branch.print_card, name="card-print"),
    path(f"{_CARD}print/photo/", branch.photo, name="card-print-photo"),
    path(f"{_CARD}print/spoiled/", branch.spoiled, name="card-spoiled"),
    path(f"{_CARD}account/", functions.account, name="card-account"),
    path(f"{_CARD}enable/", functions.enable, name="card-enable"),
    path(f"{_CARD}enable-bank/", functions.enable_bank, name="card-enable-bank"),
    path(f"{_CARD}password/", functions.password, name="card-password"),
    path(f"{_CARD}password-bank/", functions.password_bank, name="card-password-bank"),
    path(f"{_CARD}temporary/", renewal.temporary, name="card-temporary"),
    path(f"{_CARD}renew/", renewal.renew, name="card-renew"),
    path(f"{_CARD}change/", renewal.change, name="card-change"),
]
