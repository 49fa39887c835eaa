"""The people app."""

from django.apps import AppConfig


class PeopleConfig(AppConfig):
    """Persons, their numbers and guardians; offices; permissions."""

    name = "firstcard.people"
    label = "people"
