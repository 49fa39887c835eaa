"""The family app."""

from django.apps import AppConfig


class FamilyConfig(AppConfig):
    """The family's pages: apply, follow the case, see what is held."""

    name = "firstcard.family"
    label = "family"
