"""Addresses of the pages. None carries an answer."""

from django.urls import path
from django.views.i18n import set_language

from firstcard.guidance import plan_views, views

urlpatterns = [
    path("", views.start, name="start"),
    path("check/", views.check, name="check"),
    path("check/answers/", views.answers, name="answers"),
    path("check/<slug:name>/", views.question, name="question"),
    path("plan/", plan_views.plan, name="plan"),
    path("plan/adjust/", plan_views.adjust, name="adjust"),
    path("ask/<str:fact>/", plan_views.ask, name="ask"),
    path("goals/", views.goals, name="goals"),
    path("clear/", views.clear, name="clear"),
    path("about/", views.about, name="about"),
    path("language/", set_language, name="language"),
]
