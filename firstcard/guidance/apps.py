"""The guidance app."""

from django.apps import AppConfig


class GuidanceConfig(AppConfig):
    """Plans, answers, and plans that families keep."""

    name = "firstcard.guidance"
    label = "guidance"
