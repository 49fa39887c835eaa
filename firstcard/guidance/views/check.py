"""The pages up to the plan: six questions, check of the answers, goals, about."""

from collections.abc import Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from firstcard.guidance.forms import question_fields, questions
from firstcard.guidance.forms.controls import Drawing
from firstcard.guidance.forms.fields import Field, FormError, options_of, read, shown
from firstcard.guidance.forms.kept import Kept
from firstcard.guidance.presenters.check_answers import answer_rows
from firstcard.guidance.presenters.goals import goal_groups
from firstcard.guidance.today import today
from firstcard.guidance.views import asking, frame
from firstcard.guidance.words import say, word
from firstcard.policy.region_codes import NATION


@require_safe
def about(request: HttpRequest) -> HttpResponse:
    """Sources, certainty, privacy."""
    return frame.page(request, "about", word("about_title", frame.language()))


@require_safe
def check(request: HttpRequest) -> HttpResponse:
    """Go to the first open question, or to the answers."""
    return _onward(frame.told(request))


@require_http_methods(["GET", "HEAD", "POST"])
def question(request: HttpRequest, name: str) -> HttpResponse:
    """One question: shown, searched in, or answered."""
    if name not in questions.ORDER:
        raise Http404
    told, rules = frame.told(request), frame.book()
    if not _may_be_asked(name, told):
        return _onward(told)
    fields = question_fields.fields(name, answers=told.answers, rules=rules, on=today())
    form = frame.typed(request)
    if form is None:
        form = shown(told.answers_with_held().get(name, {}))
    search = frame.searched(rules, form, frame.language())
    errors: list[FormError] = []
    if frame.with_mistakes(request) and search is None:
        reading = read(fields, form, on=today(), places=rules.divisions)
        if not reading.errors and request.method == "POST":
            offered = {option.id for option in options_of(fields)}
            told.save_answer(name, reading.values, rules.facts.facts, offered)
            frame.keep(request, told)
            return _onward(told)
        errors = reading.errors
    drawing = frame.drawing(rules, form, fields, errors, search)
    return _question_page(request, name, told, drawing, fields)


@require_safe
def answers(request: HttpRequest) -> HttpResponse:
    """Every answer, each with a way to change it."""
    told, rules, lang = frame.told(request), frame.book(), frame.language()
    if questions.first_open(told.answers):
        return _onward(told)
    rows = answer_rows(told=told, rules=rules, lang=lang, on=today())
    return frame.page(request, "check_answers", word("answers_title", lang), rows=rows,
                      back=f"/check/{questions.order(told.answers)[-1]}/")  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def goals(request: HttpRequest) -> HttpResponse:
    """Everything one can ask for; what is ticked becomes the plan's goals."""
    told, rules, lang = frame.told(request), frame.book(), frame.language()
    region = questions.region(told.answers) or NATION
    summary: list[tuple[str, str]] = []
    ticked = told.want or list(rules.want(region))
    typed = frame.typed(request)
    if typed is not None:
        known = set(rules.documents.values())
        ticked = [name for name in typed.get("want", ()) if name in known]
    usual = "usual" in request.POST
    if request.method == "POST" and (ticked or usual):
        told.want = [] if usual else ticked
        frame.keep(request, told)
        return redirect("plan") if "place" in told.answers else _onward(told)
    if frame.with_mistakes(request) and not ticked:
        summary = [("want-first", word("goals_missing", lang))]
    groups = goal_groups(book=rules, region=region, ticked=ticked, lang=lang)
    return frame.page(request, "goals", word("goals_title", lang), groups=groups, summary=summary,
                      back="/plan/" if "place" in told.answers else "/",
                      chosen=bool(told.want))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def clear(request: HttpRequest) -> HttpResponse:
    """Forget every answer; only when told to, not when a browser comes back to the address."""
    if request.method == "POST":
        frame.forget(request)
        asking.forget_question(request)
    return redirect("start")


def _question_page(request: HttpRequest, name: str, told: Kept, drawing: Drawing,
                   fields: Sequence[Field]) -> HttpResponse:  # fmt: skip
    wording, lang = question_fields.WORDING[name], frame.language()
    title = say(wording.title, lang)
    number = questions.order(told.answers).index(name) + 1
    return frame.page(request, "question", title, heading=title, why=say(wording.why, lang),
                      controls=drawing.draw(fields), summary=drawing.summary(),
                      back=_back(name, told), one=len(fields) == 1,
                      caption=word("question_of", lang, n=number))  # fmt: skip


def _may_be_asked(name: str, told: Kept) -> bool:
    """No question before those that it builds on."""
    asked = questions.order(told.answers)
    first_open = questions.first_open(told.answers)
    if name not in asked:
        return False
    return first_open is None or asked.index(name) <= asked.index(first_open)


def _onward(told: Kept) -> HttpResponse:
    following = questions.first_open(told.answers)
    return redirect("question", name=following) if following else redirect("check-answers")


def _back(name: str, told: Kept) -> str:
    if questions.first_open(told.answers) is None:
        return "/check/answers/"
    previous = questions.before(name, told.answers)
    return f"/check/{previous}/" if previous else "/"
