"""The casework app."""

from django.apps import AppConfig


class CaseworkConfig(AppConfig):
    """Applications as cases: drafts, papers, signatures, examination, decision, clocks."""

    name = "firstcard.casework"
    label = "casework"
