"""Tracking without signing in: by reference and a second fact, limited against guessing."""

from __future__ import annotations

import unicodedata

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from firstcard.casework import queries
from firstcard.casework.references import read_reference
from firstcard.core import limits
from firstcard.core.refusals import NotFound, TooMany
from firstcard.family.forms import Form, Problem, box, mark, typed
from firstcard.family.views import shared
from firstcard.family.views.cases import drawn
from firstcard.family.words import WORDS, filled, word
from firstcard.guidance.today import now
from firstcard.guidance.views import frame
from firstcard.guidance.words import say

_EXAMPLE = "FC-7K3M-9QX2-H"
_LONGEST = 40


@require_http_methods(["GET", "HEAD", "POST"])
def track(request: HttpRequest) -> HttpResponse:
    """The form; and below it how the case stands. Reading is all it does, so no redirect."""
    form, problems = typed(request), list[Problem]()
    context: dict[str, object] = {}
    if frame.with_mistakes(request) or "shown" in form:
        problems = _wrong(form)
        if not problems:
            context, problems = _found(request, form)
    return _page(request, form, problems, context)


def _second(form: Form) -> str:
    """A date however it is written, or four signs."""
    text = unicodedata.normalize("NFKC", form.get("second", "")[:_LONGEST]).strip().upper()
    parts = text.replace("年", "-").replace("月", "-").replace("日", "")
    for sign in "/. ":
        parts = parts.replace(sign, "-")
    numbers = parts.split("-")
    if len(numbers) == 3 and all(each.isascii() and each.isdigit() for each in numbers):
        return f"{int(numbers[0]):04}-{int(numbers[1]):02}-{int(numbers[2]):02}"
    if len(text) == 8 and text.isascii() and text.isdigit():
        return f"{text[:4]}-{text[4:6]}-{text[6:]}"
    return text


def _wrong(form: Form) -> list[Problem]:
    problems = []
    if read_reference(form.get("reference", "")[:_LONGEST]) is None:
        problems.append(Problem("reference", filled("track_reference_missing", example=_EXAMPLE)))
    if not form.get("second", "").strip():
        problems.append(Problem("second", WORDS["track_second_missing"]))
    return problems


def _found(request: HttpRequest, form: Form) -> tuple[dict[str, object], list[Problem]]:
    reference = str(read_reference(form["reference"][:_LONGEST]))
    try:
        queries.limit_tracking(reference=reference, address=limits.address(request))
        found = queries.by_reference_and_fact(
            reference=reference, second=_second(form), at=now())  # fmt: skip
    except (NotFound, TooMany) as refusal:
        return {"status": refusal.status}, [Problem("reference", refusal.text)]
    return {"case": found.case, **drawn(found.case)}, []


def _page(request: HttpRequest, form: Form, problems: list[Problem],
          context: dict[str, object]) -> HttpResponse:  # fmt: skip
    lang = frame.language()
    controls = [
        box("reference", "track_reference", form, lang, autocomplete="off"),
        box("second", "track_second", form, lang, hint="track_second_hint"),
    ]
    controls[0].hint = word("track_reference_hint", lang, example=_EXAMPLE)
    mark(controls, problems, lang)
    status = context.pop("status", None)
    page = shared.page(request, "track", word("track_title", lang), controls=controls,
                       summary=[(p.control, say(p.text, lang)) for p in problems],
                       **context)  # fmt: skip
    if isinstance(status, int) and status == TooMany.status:
        page.status_code = status
    return page
