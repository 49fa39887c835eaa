"""The settlement app."""

from django.apps import AppConfig


class SettlementConfig(AppConfig):
    """Institutions, bills, what the fund and the family pay, and the year's accumulators."""

    name = "firstcard.settlement"
    label = "settlement"
