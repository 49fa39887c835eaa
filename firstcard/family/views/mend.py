"""An application that was sent back: what to mend, and only that."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from firstcard.casework.states import CaseState
from firstcard.family.application import Application
from firstcard.family.presenters.mend import to_mend
from firstcard.family.views import shared
from firstcard.family.words import word
from firstcard.guidance.views import frame


@require_safe
@shared.filling
def mend(request: HttpRequest, application: Application) -> HttpResponse:
    """Each thing that was named, with its reason and the way to mend it."""
    if application.case.state != CaseState.RETURNED:
        return redirect("apply-tasks", reference=application.case.reference)
    lang = frame.language()
    things = to_mend(application=application, lang=lang)
    open_ = sum(each.is_paper and not each.again for each in things)
    return shared.page(
        request, "mend", word("mend_title", lang), case=application.case, things=things,
        open=word("mend_still", lang, n=open_) if open_ else "",
        back=f"/cases/{application.case.reference}/")  # fmt: skip
