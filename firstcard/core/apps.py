"""The core app."""

from django.apps import AppConfig


class CoreConfig(AppConfig):
    """Page frame, error pages, health."""

    name = "firstcard.core"
    label = "core"
