"""Officers answer what families want put right."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_safe

from firstcard.accounts import signing
from firstcard.accounts.models import Correction
from firstcard.accounts.views.account import speaker
from firstcard.casework import corrections
from firstcard.casework.held_words import ABOUT, WORDS
from firstcard.core.refusals import Invalid
from firstcard.desk.views import pages
from firstcard.guidance.forms.fields import Form, first
from firstcard.guidance.today import CHINA
from firstcard.guidance.views import frame
from firstcard.guidance.words import LANGS, say

_T = {lang: {name: say(text, lang) for name, text in WORDS.items()} for lang in LANGS}
_DONE = {"yes": True, "no": False}


@signing.staff_required
@require_safe
def waiting(request: HttpRequest) -> HttpResponse:
    """What is to be answered, the oldest first; no name and nobody's words."""
    rows = [_row(each) for each in corrections.waiting(by=signing.actor(request))]
    return _page(request, "corrections", _said("desk_title"), rows=rows, back="/desk/")


@signing.staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, number: int) -> HttpResponse:
    """One request and the form for its answer."""
    by, at, wrong = signing.actor(request), timezone.now(), {}
    row = corrections.get(number=number, by=by, at=at)
    typed = frame.typed(request) or {}
    if request.method == "POST":
        try:
            corrections.answer(correction=row, done=_DONE.get(first(typed, "done")),
                               text=_answer(typed), by=by, at=at)  # fmt: skip
            return redirect("corrections")
        except Invalid as why:
            wrong = {name: say(text, frame.language()) for name, text in why.fields.items()}
    summary = [("done-yes" if name == "done" else name, text) for name, text in wrong.items()]
    return _page(
        request, "correction", _said("desk_one", reference=row.case), row=_row(row),
        wish=corrections.words_of(row), given=corrections.answer_of(row), wrong=wrong,
        summary=summary, answer=_answer(typed), chosen=first(typed, "done"),
        longest=corrections.LONGEST, back=reverse("corrections"))  # fmt: skip


def _answer(form: Form) -> str:
    sent = form.get("answer", ())
    return sent[0].replace("\r\n", "\n").strip() if sent else ""


def _row(row: Correction) -> dict[str, Any]:
    at = row.asked_at.astimezone(CHINA)
    return {"number": row.pk, "reference": row.case, "since": speaker().day(at.date()),
            "about": say(ABOUT[row.about], frame.language())}  # fmt: skip


def _said(name: str, **values: object) -> str:
    text = say(WORDS[name], frame.language())
    return text.format(**values) if values else text


def _page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    return pages.page(request, template, title, c=_T[frame.language()], **context)
