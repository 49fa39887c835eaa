"""The start page: where the family lives, a question, or the whole plan."""

from collections.abc import Sequence

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstcard.guidance.forms import question_fields
from firstcard.guidance.forms.fields import Field, FormError, first, read, shown
from firstcard.guidance.forms.kept import Kept
from firstcard.guidance.search import QueryError
from firstcard.guidance.today import today
from firstcard.guidance.views import asking, frame
from firstcard.guidance.words import word
from firstcard.policy.book import RuleBook


@require_http_methods(["GET", "HEAD", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """What this is, and the ways in; one form, so that nothing typed or chosen is passed over."""
    told, rules, lang = frame.told(request), frame.book(), frame.language()
    fields = () if "place" in told.answers else _fields(told, rules)
    form = frame.typed(request) or {}
    search = frame.searched(rules, form, lang)
    errors: Sequence[FormError] = ()
    if frame.with_mistakes(request) and search is None:
        address, errors = _onward(request, told, fields)
        if address and request.method == "POST":
            return redirect(address)
    drawing = frame.drawing(rules, form, fields, errors, search)
    return frame.page(
        request, "start", word("start_title", lang), controls=drawing.draw(fields),
        summary=drawing.summary(), query=asking.typed_question(request),
        resume=len(told.answers) > 1, forget=bool(told.answers),
        ask_error=dict(drawing.summary()).get("q", ""),
        topics=asking.topics_for(told, rules), **asking.place_words(told, rules, "/place/"),
    )  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def place(request: HttpRequest, to: str = "start", id: str = "") -> HttpResponse:
    """Where the family lives, asked by itself; then back to where it was asked."""
    told, rules, lang = frame.told(request), frame.book(), frame.language()
    fields, back = _fields(told, rules), reverse(to, args=(id,) if id else ())
    form = frame.typed(request)
    if form is None:
        form = shown(told.answers.get("place", {}))
    search = frame.searched(rules, form, lang)
    errors: Sequence[FormError] = ()
    if frame.with_mistakes(request) and search is None:
        errors = _settle(request, told, fields)
        if not errors and request.method == "POST":
            return redirect(back)
    drawing = frame.drawing(rules, form, fields, errors, search)
    return frame.page(request, "question", word("place_title", lang), one=True, back=back,
                      heading=word("place_title", lang), why=word("place_why", lang),
                      controls=drawing.draw(fields), summary=drawing.summary())  # fmt: skip


def _fields(told: Kept, rules: RuleBook) -> tuple[Field, ...]:
    return question_fields.fields("place", answers=told.answers, rules=rules, on=today())


def _onward(request: HttpRequest, told: Kept,
            fields: Sequence[Field]) -> tuple[str, Sequence[FormError]]:  # fmt: skip
    """Where the form leads: to the plan, to what was asked for, or back with the place settled."""
    form = frame.sent(request)
    missing = _settle(request, told, fields) if fields else ()
    if first(form, "go") == "plan":
        return reverse("check"), ()
    if first(form, "go") == "ask" or first(form, "q"):
        try:
            asking.keep_question(request)
        except QueryError as error:
            return "", [FormError("q", error.text)]
        return reverse("answers"), ()
    return "" if missing else reverse("start"), missing


def _settle(request: HttpRequest, told: Kept, fields: Sequence[Field]) -> Sequence[FormError]:
    """Keep the place that was chosen; or what is missing."""
    rules = frame.book()
    reading = read(fields, frame.sent(request), on=today(), places=rules.divisions)
    if not reading.errors and request.method == "POST":
        told.save_answer("place", reading.values, rules.facts.facts)
        frame.keep(request, told)
    return reading.errors
