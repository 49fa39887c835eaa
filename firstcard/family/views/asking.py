"""One question a page, and what was told for the plan, changed for this application alone."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods
from msgspec.structs import replace

from firstcard.casework.draft import Draft
from firstcard.casework.refusals import StaleCase
from firstcard.casework.states import CaseState
from firstcard.family import mending, questions
from firstcard.family.application import Application, prefilled
from firstcard.family.forms import Form, Problem, Wrong, mark, typed
from firstcard.family.questions.base import Question
from firstcard.family.views import shared
from firstcard.family.words import WORDS, word
from firstcard.guidance.forms import kept, question_fields
from firstcard.guidance.forms import questions as plan_questions
from firstcard.guidance.forms.fields import FormError, options_of, read, shown
from firstcard.guidance.forms.kept import Kept
from firstcard.guidance.views import frame
from firstcard.guidance.words import say
from firstcard.policy.planner import situation_of
from firstcard.policy.situation import SituationError


@require_http_methods(["GET", "HEAD", "POST"])
@shared.filling
def question(request: HttpRequest, application: Application, name: str,
             to: str = "tasks") -> HttpResponse:  # fmt: skip
    """One question; `to`: where its answer leads back to, "tasks" or "check"."""
    asked = questions.ALL.get(name)
    if asked is None:
        raise Http404
    if not asked.asked(application) or not mending.may_change(application, asked.field):
        return redirect(shared.tasks_address(application))
    form = asked.form(application)
    problems: tuple[Problem, ...] = ()
    fix = ""
    if frame.typed(request) is not None:
        form = typed(request)
    if frame.with_mistakes(request):
        try:
            draft = asked.read(application, form)
            if request.method == "POST":
                shared.save(request, application, draft)
                return redirect(_onward(application.with_draft(draft), asked, to))
        except Wrong as wrong:
            problems, fix = wrong.problems, wrong.fix
        except StaleCase:
            application = shared.opened(request, application.case.reference)
            problems = (Problem(_first_control(asked, application, form), WORDS["stale"]),)
    return _page(request, application, asked, form, problems, fix, to)


def _page(request: HttpRequest, application: Application, asked: Question, form: Form,
          problems: tuple[Problem, ...], fix: str, to: str) -> HttpResponse:  # fmt: skip
    lang = frame.language()
    controls = asked.controls(application, form, lang)
    mark(controls, problems, lang)
    why, further = asked.why(application), asked.ways_on(application, problems)
    base = reverse("apply-tasks", args=[application.case.reference])
    return shared.page(
        request, "question", say(asked.title(application), lang), controls=controls,
        heading=say(asked.title(application), lang),
        why=say(why, lang) if why else "", one=len(controls) == 1, fix=fix,
        fix_words=word("name_use", lang, name=fix), version=application.case.version,
        summary=[(problem.control, say(problem.text, lang)) for problem in problems],
        ways_on=[(base + path, say(text, lang)) for path, text in further],
        only_insurance=_card_is_in_the_way(problems), case=application.case,
        caption=say(WORDS[f"task_{questions.group_of(asked.id)}"], lang),
        back=_back(application, to))  # fmt: skip


def _card_is_in_the_way(problems: tuple[Problem, ...]) -> bool:
    return any(problem.about == "card" for problem in problems)


def _first_control(asked: Question, application: Application, form: Form) -> str:
    control = asked.controls(application, form, "zh")[0]
    ways = getattr(control, "ways", ())
    return str(ways[0].id if ways else control.name)


def _back(application: Application, to: str) -> str:
    if to == "check":
        return reverse("apply-check", args=[application.case.reference])
    return shared.tasks_address(application)


def _onward(application: Application, asked: Question, to: str) -> str:
    """The next open question of the group; else back to where it was asked from."""
    following = questions.first_open(application, questions.group_of(asked.id))
    if following is None or application.case.state == CaseState.RETURNED:
        return _back(application, to)
    name = "apply-check-question" if to == "check" else "apply-question"
    return reverse(name, args=[application.case.reference, following.id])


@require_http_methods(["GET", "HEAD", "POST"])
@shared.filling
def told(request: HttpRequest, application: Application, name: str,
         to: str = "tasks") -> HttpResponse:  # fmt: skip
    """One question of the plan, changed for this application; the plan itself stays as it was."""
    family, rules = application.told, application.book
    if name not in plan_questions.order(family.answers) or name == "place":
        return redirect("apply-told", reference=application.case.reference)
    if not mending.may_change(application, f"told.{name}"):
        return redirect(shared.tasks_address(application))
    fields = question_fields.fields(name, answers=family.answers, rules=rules, on=application.on)
    form = frame.typed(request)
    if form is None:
        form = shown(family.answers_with_held().get(name, {}))
    search = frame.searched(rules, form, frame.language())
    errors: list[FormError] = []
    if frame.with_mistakes(request) and search is None:
        reading = read(fields, form, on=application.on, places=rules.divisions)
        errors = reading.errors
        if not errors:
            offered = {option.id for option in options_of(fields)}
            family.save_answer(name, reading.values, rules.facts.facts, offered)
            errors = _clash(application, family, fields[0].control)
        if not errors and request.method == "POST":
            return _told_saved(request, application, family, to)
    wording = question_fields.WORDING[name]
    drawing = frame.drawing(rules, form, fields, errors, search)
    return frame.page(
        request, "question", say(wording.title, frame.language()),
        heading=say(wording.title, frame.language()), why=say(wording.why, frame.language()),
        controls=drawing.draw(fields), summary=drawing.summary(), one=len(fields) == 1,
        caption=word("told_change", frame.language()), back=_back(application, to))  # fmt: skip


def _clash(application: Application, family: Kept, control: str) -> list[FormError]:
    data = family.situation(on=application.on)
    try:
        situation_of(book=application.book, data=data, on=application.on)
    except SituationError as error:
        return [FormError(control, each.message) for each in error.errors[:1]]
    return []


def _told_saved(request: HttpRequest, application: Application, family: Kept,
                to: str) -> HttpResponse:  # fmt: skip
    shared.save(request, application, _with_told(application, family))
    following = plan_questions.first_open(family.answers)
    if following:
        name = "apply-check-told" if to == "check" else "apply-told-question"
        return redirect(name, reference=application.case.reference, name=following)
    return redirect(_back(application, to))


def _with_told(application: Application, family: Kept) -> Draft:
    """The draft after something told has changed: what was filled in from it follows."""
    facts = family.situation(on=application.on)
    born = str(facts.get("child.born_on") or "")
    child = replace(application.draft.child, born_on=born)
    stated = tuple(
        each
        for each in application.draft.adults
        if each.known or facts.get(f"parents.{each.relation}.known") is False
    )
    draft = replace(application.draft, situation=kept.as_data(family), child=child, adults=stated)
    return prefilled(draft, account=None, facts=facts)
