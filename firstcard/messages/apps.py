"""The messages app."""

from django.apps import AppConfig


class MessagesConfig(AppConfig):
    """Messages to families: written with what they tell of, sent afterwards."""

    name = "firstcard.messages"
    label = "messages"
