"""The enrolment app."""

from django.apps import AppConfig


class EnrolmentConfig(AppConfig):
    """Who is insured, from when, and what is owed and paid for it."""

    name = "firstcard.enrolment"
    label = "enrolment"
