"""Addresses of the pages. None carries an answer; one carries the token of a kept plan."""

from django.urls import path

from firstcard.guidance.views import answers, check, files, kept, look, marks, plan, start

urlpatterns = [
    path("", start.start, name="start"),
    path("place/", start.place, name="place"),
    path("place/answers/", start.place, {"to": "answers"}),
    path("place/answers/<slug:id>/", start.place, {"to": "answer"}),
    path("answers/", answers.answers, name="answers"),
    path("answers/<slug:id>/", answers.answer, name="answer"),
    path("answers/<slug:id>/plan/", answers.plan, name="answer-plan"),
    path("check/", check.check, name="check"),
    path("check/answers/", check.answers, name="check-answers"),
    path("check/<slug:name>/", check.question, name="question"),
    path("plan/", plan.plan, name="plan"),
    path("plan/plan.pdf", files.pdf, name="plan-pdf"),
    path("plan/plan.ics", files.ics, name="plan-ics"),
    path("plan/letter.pdf", files.authority, name="letter-pdf"),
    path("plan/ticks/", marks.ticks, name="ticks"),
    path("plan/done/", marks.done, name="done"),
    path("plan/undo/", marks.undo, name="undo"),
    path("plan/adjust/", plan.adjust, name="adjust"),
    path("plan/keep/", kept.keep, name="keep"),
    path("kept/", kept.kept, name="kept"),
    path("kept/open/", kept.open_plan, name="kept-open"),
    path("kept/seen/", kept.seen, name="kept-seen"),
    path("kept/delete/", kept.delete, name="kept-delete"),
    path("kept/deleted/", kept.deleted, name="kept-deleted"),
    path("kept/gone/", kept.gone, name="kept-gone"),
    path("kept/<str:code>/", kept.address, name="kept-address"),
    path("kept/<str:code>/plan.ics", files.subscription, name="kept-ics"),
    path("ask/<str:fact>/", plan.ask, name="ask"),
    path("goals/", check.goals, name="goals"),
    path("clear/", check.clear, name="clear"),
    path("about/", check.about, name="about"),
    path("styleguide/", look.styleguide, name="styleguide"),
    path("language/", look.back, name="language"),
]
