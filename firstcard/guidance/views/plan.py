"""The plan's page, its switches, and questions still open: each answer makes a new plan."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from firstcard.guidance.forms import fact_fields, questions
from firstcard.guidance.forms.fields import UNKNOWN, Field, Form, FormError, read, shown
from firstcard.guidance.forms.kept import Kept
from firstcard.guidance.forms.places import place_name
from firstcard.guidance.forms.switches import adjust_fields, adjusted, read_adjusted, switches
from firstcard.guidance.planning import plan_for
from firstcard.guidance.presenters.plan_page import PlanPage, plan_page
from firstcard.guidance.presenters.speech import names_of
from firstcard.guidance.today import today
from firstcard.guidance.views import conflicts, files, frame, kept, marks
from firstcard.guidance.words import word
from firstcard.policy.book import RuleBook
from firstcard.policy.format import Fact
from firstcard.policy.plan import Plan
from firstcard.policy.planner import situation_of
from firstcard.policy.situation import SituationError

# A page plans for today: nobody is asked for another day.
_THE_DAY = "on"


@require_safe
def plan(request: HttpRequest) -> HttpResponse:
    """The plan of what was told so far."""
    told, rules = frame.told(request), frame.book()
    if "place" not in told.answers:
        return redirect("check")
    try:
        made = plan_for(book=rules, data=told.situation(on=today()), on=today())
    except SituationError as error:
        return conflicts.page(request, error, rules)
    page = _page(told, rules, made)
    view = page.plan
    facts = switches(told, rules)
    fields = adjust_fields(facts, born=questions.born_on(told.answers))
    drawing = frame.drawing(rules, adjusted(told, facts, on=today()), fields)
    return frame.page(request, "plan", word("plan_title", frame.language()), plan=view, page=page,
                      done=marks.done_names(told=told, rules=rules, speaker=page.speaker),
                      today=today().isoformat(),
                      asks=[(ask, _ask_address(ask.fact, told)) for ask in view.asks
                            if _can_be_asked(ask.fact, rules)],
                      assumed=[(fact, name) for fact, name in view.assumed
                               if _can_be_asked(fact, rules)],
                      take=files.offers(plan=made, rules=rules),
                      controls=drawing.draw(fields),
                      kept=kept.box(request, told, made))  # fmt: skip


def _page(told: Kept, rules: RuleBook, made: Plan) -> PlanPage:
    data = told.situation(on=today())

    def again(other: Mapping[str, Any]) -> Plan | None:
        try:
            return plan_for(book=rules, data=other, on=today())
        except SituationError:
            return None

    return plan_page(plan=made, data=data, lang=frame.language(), names=names_of(rules),
                     ticks=told.ticks, stations=rules.journey(made.region),
                     comparisons=rules.compare(made.region), make=again)  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
def adjust(request: HttpRequest) -> HttpResponse:
    """The switches: groups, twins, who goes, where to go. They stand on the plan's page."""
    form = frame.typed(request)
    if form is None:  # from the history
        return redirect("plan")
    told, rules = frame.told(request), frame.book()
    facts = switches(told, rules)
    fields = adjust_fields(facts, born=questions.born_on(told.answers))
    errors: list[FormError] = []
    if frame.with_mistakes(request):
        reading = read(fields, form, on=today(), places=rules.divisions)
        errors = list(reading.errors)
        if not errors:
            read_adjusted(told, reading.values, facts, on=today())
            errors = _problems(told, rules, (fields[1:] or fields)[0].control)
    if not errors and request.method == "POST":
        frame.keep(request, told)
        return redirect("plan")
    drawing = frame.drawing(rules, form, fields, errors)
    return frame.page(
        request,
        "adjust",
        word("switches_title", frame.language()),
        controls=drawing.draw(fields),
        summary=drawing.summary(),
        back="/plan/",
    )


@require_http_methods(["GET", "HEAD", "POST"])
def ask(request: HttpRequest, fact: str) -> HttpResponse:
    """Any one fact that a plan asks for."""
    told, rules = frame.told(request), frame.book()
    known = rules.facts.facts.get(fact)
    if known is None or not _can_be_asked(fact, rules):
        raise Http404
    if "place" not in told.answers:
        return redirect("check")
    address = _ask_address(fact, told)
    if address != request.path:
        return redirect(address)
    field = fact_fields.field_for(known, here=place_name(
        rules, questions.region(told.answers)))  # fmt: skip
    form = frame.typed(request)
    if form is None:
        form = _answered(known, told)
    search = frame.searched(rules, form, frame.language())
    errors: Sequence[FormError] = ()
    if frame.with_mistakes(request) and search is None:
        reading = read([field], form, on=today(), places=rules.divisions)
        errors = reading.errors or _take(told, rules, known, reading.values)
        if not errors and request.method == "POST":
            frame.keep(request, told)
            return redirect("plan")
    return _ask_page(request, rules, field, form, errors, search)


def _ask_page(request: HttpRequest, rules: RuleBook, field: Field, form: Form,
              errors: Sequence[FormError], search: Any) -> HttpResponse:  # fmt: skip
    drawing = frame.drawing(rules, form, [field], errors, search)
    controls = drawing.draw([field])
    lang = frame.language()
    return frame.page(request, "question", controls[0].label, heading=controls[0].label,
                      caption=word("ask_title", lang), why="", controls=controls, one=True,
                      summary=drawing.summary(), back="/plan/")  # fmt: skip


def _answered(fact: Fact, told: Kept) -> Form:
    data = told.situation(on=today())
    if fact.id not in data:
        return shown({fact.id: UNKNOWN}) if fact.id in told.facts else {}
    return shown({fact.id: fact_fields.answered(fact, data[fact.id])})


def _take(told: Kept, rules: RuleBook, fact: Fact,
          values: Mapping[str, Any]) -> list[FormError]:  # fmt: skip
    """Add one answer to what was told; the mistakes if it cannot be true with the rest."""
    value = fact_fields.value_for(fact, values, region=questions.region(told.answers))
    if value == UNKNOWN:
        told.facts.pop(fact.id, None)
    else:
        told.facts[fact.id] = value
    field = fact_fields.field_for(fact, here=None)
    return _problems(told, rules, field.control)


def _problems(told: Kept, rules: RuleBook, control: str) -> list[FormError]:
    """Whether what was told can be true together."""
    try:
        situation_of(book=rules, data=told.situation(on=today()), on=today())
    except SituationError as error:
        return [FormError(control, conflicts.said(error, rules))]
    return []


def _can_be_asked(fact: str, rules: RuleBook) -> bool:
    known = rules.facts.facts.get(fact)
    if known is None or known.derived or fact == _THE_DAY:
        return False
    return known.type in fact_fields.ASKABLE


def _ask_address(fact: str, told: Kept) -> str:
    """The question of the six that settles the fact, else a page for this fact alone."""
    for question in questions.order(told.answers):
        if fact in questions.SETTLES[question] and fact not in told.facts:
            return f"/check/{question}/"
    return f"/ask/{fact}/"
