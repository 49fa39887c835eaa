"""The accounts app."""

from django.apps import AppConfig


class AccountsConfig(AppConfig):
    """Who signs in: families by telephone, staff by password and second factor; roles; consents."""

    name = "firstcard.accounts"
    label = "accounts"
