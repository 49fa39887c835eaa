"""The desk app."""

from django.apps import AppConfig


class DeskConfig(AppConfig):
    """The pages of the offices: worklist, case, counter, hotline, dashboard."""

    name = "firstcard.desk"
    label = "desk"
