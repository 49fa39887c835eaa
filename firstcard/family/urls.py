"""Addresses of the family's pages. One carries the token of a link; none a name or a number."""

from django.urls import path

from firstcard.family.views import (
    asking,
    cases,
    done,
    mend,
    papers,
    photo,
    second_parent,
    signing_off,
    start,
    track,
)

_APPLY = "apply/<str:reference>/"

urlpatterns = [
    path("apply/", start.start, name="apply"),
    path(_APPLY, start.tasks, name="apply-tasks"),
    path(_APPLY + "question/<slug:name>/", asking.question, name="apply-question"),
    path(_APPLY + "check/question/<slug:name>/", asking.question, {"to": "check"},
         name="apply-check-question"),
    path(_APPLY + "told/", start.told, name="apply-told"),
    path(_APPLY + "told/<slug:name>/", asking.told, name="apply-told-question"),
    path(_APPLY + "check/told/<slug:name>/", asking.told, {"to": "check"},
         name="apply-check-told"),
    path(_APPLY + "check/", signing_off.check, name="apply-check"),
    path(_APPLY + "consequences/", signing_off.consequences, name="apply-consequences"),
    path(_APPLY + "consents/", signing_off.agree, name="apply-consents"),
    path(_APPLY + "sign/", signing_off.sign, name="apply-sign"),
    path(_APPLY + "form.pdf", signing_off.form, name="apply-form"),
    path(_APPLY + "done/", done.done, name="apply-done"),
    path(_APPLY + "done/promise.ics", done.ics, name="apply-ics"),
    path(_APPLY + "done/form.pdf", done.form, name="apply-signed-form"),
    path(_APPLY + "insurance-alone/", start.insurance_alone, name="apply-insurance-alone"),
    path(_APPLY + "next-child/", start.next_child, name="apply-next-child"),
    path("cases/", cases.cases, name="cases"),
    path("cases/<str:reference>/", cases.case, name="case"),
    path(_APPLY + "paper/<slug:document>/<slug:of>/", papers.paper, name="apply-paper"),
    path(_APPLY + "papers/<int:number>/remove/", papers.remove, name="apply-paper-remove"),
    path(_APPLY + "papers/<int:paper>/<int:number>.jpg", papers.page, name="apply-page"),
    path(_APPLY + "photo/", photo.photo, name="apply-photo"),
    path(_APPLY + "photo/remove/", photo.remove, name="apply-photo-remove"),
    path(_APPLY + "photo/photo.jpg", photo.picture, name="apply-photo-picture"),
    path(_APPLY + "second-parent/", second_parent.second, name="apply-second"),
    path("agree/", second_parent.agree, name="agree"),
    path("agree/thanks/", second_parent.thanks, name="agree-thanks"),
    path("agree/gone/", second_parent.gone, name="agree-gone"),
    path("agree/<str:code>/", second_parent.address, name="agree-address"),
    path(_APPLY + "mend/", mend.mend, name="apply-mend"),
    path("cases/<str:reference>/withdraw/", cases.withdraw, name="case-withdraw"),
    path("track/", track.track, name="track"),
]  # fmt: skip
