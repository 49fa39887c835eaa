"""The cards app."""

from django.apps import AppConfig


class CardsConfig(AppConfig):
    """Every card from its order to its end: where it is, who holds it, what works on it."""

    name = "firstcard.cards"
    label = "cards"
