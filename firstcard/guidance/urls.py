"""Addresses of the pages. None carries an answer."""

from django.urls import path

from firstcard.guidance.views import check, look, plan

urlpatterns = [
    path("", check.start, name="start"),
    path("check/", check.check, name="check"),
    path("check/answers/", check.answers, name="check-answers"),
    path("check/<slug:name>/", check.question, name="question"),
    path("plan/", plan.plan, name="plan"),
    path("plan/adjust/", plan.adjust, name="adjust"),
    path("ask/<str:fact>/", plan.ask, name="ask"),
    path("goals/", check.goals, name="goals"),
    path("clear/", check.clear, name="clear"),
    path("about/", check.about, name="about"),
    path("language/", look.back, name="language"),
]
