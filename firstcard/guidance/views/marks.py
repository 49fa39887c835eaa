"""What a family marks on its plan: papers that are ready, steps that are done, and undoing it."""

import re
from collections.abc import Sequence
from dataclasses import replace
from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from firstcard.guidance.forms import questions
from firstcard.guidance.forms.fields import DATE_PARTS, Field, Form, FormError, first, read
from firstcard.guidance.forms.kept import Kept
from firstcard.guidance.planning import plan_for
from firstcard.guidance.presenters.speech import Speaker, names_of
from firstcard.guidance.presenters.steps import StepPresenter
from firstcard.guidance.presenters.trips import Trips, trips
from firstcard.guidance.today import today
from firstcard.guidance.views import conflicts, frame
from firstcard.guidance.words import WORDS, word
from firstcard.policy.book import RuleBook
from firstcard.policy.plan import Plan, Step
from firstcard.policy.region_codes import NATION
from firstcard.policy.situation import SituationError

_ISO = re.compile(r"(\d{4})-(\d{2})-(\d{2})")
_DAY = Field("day", "date", WORDS["done_day"], missing=WORDS["done_missing"])


@require_http_methods(["GET", "HEAD", "POST"])
def ticks(request: HttpRequest) -> HttpResponse:
    """Which papers are ready: all boxes of the plan's page at once, and which were ticked there.

    Only what differs between the two was ticked or taken away here: on another phone of the same
    kept plan others may have been ticked since this page was drawn.
    """
    told, rules = frame.told(request), frame.book()
    if request.method != "POST" or "place" not in told.answers:
        return redirect("plan")
    shown = [paper.tick for paper in _trips(told, rules).to_take]
    ready, was = (set(request.POST.getlist(name)) for name in ("tick", "was"))
    stay = [tick for tick in told.ticks if tick not in was - ready]
    told.ticks = list(dict.fromkeys([*stay, *(tick for tick in shown if tick in ready - was)]))
    frame.keep(request, told)
    if "X-Quiet" in request.headers:
        return HttpResponse(status=204)
    return redirect(_at(first(frame.sent(request), "at")))


@require_http_methods(["GET", "HEAD", "POST"])
def done(request: HttpRequest) -> HttpResponse:
    """One step is done, on a day: the plan is made again without it."""
    form = frame.typed(request)
    told, rules = frame.told(request), frame.book()
    if form is None or "place" not in told.answers:
        return redirect("plan")
    plan = _plan(told, rules)
    step = next((each for each in plan.steps if each.id == first(form, "step")), None)
    if step is None:  # marked already, in another window
        return redirect("plan")
    form = _with_day(form, step)
    field = _day_field(step, told)
    reading = read([field], form, on=today(), places=rules.divisions)
    if reading.errors or request.method != "POST":
        errors = reading.errors if frame.with_mistakes(request) else ()
        return _day_page(request, plan, step, form, errors)
    before = _number(trips(plan=plan), step)
    for name in _names(plan, step):
        told.held[name] = str(reading.values["day"])
    try:
        left = len(_trips(told, rules).trips)
    except SituationError as error:
        return conflicts.page(request, error, rules)
    frame.keep(request, told)
    return redirect(_at(f"trip-{min(before, left)}" if left else "next"))


@require_http_methods(["GET", "HEAD", "POST"])
def undo(request: HttpRequest) -> HttpResponse:
    """What was marked as done is not."""
    told = frame.told(request)
    if request.method == "POST" and told.held.pop(first(frame.sent(request), "done"), None) \
            is not None:  # fmt: skip
        frame.keep(request, told)
    return redirect(_at("done" if told.held else "next"))


def done_names(*, told: Kept, rules: RuleBook, speaker: Speaker) -> list[tuple[str, str]]:
    """What was marked as done: its name in the form, and in words with its day."""
    chain = rules.chain(questions.region(told.answers) or NATION)
    entries = []
    for name, day in told.held.items():
        held = questions.held_by(name, day)
        if held["id"] not in rules.documents:
            continue
        head = rules.head(rules.documents[held["id"]], chain)
        title = speaker.say(head.step or head.name)
        if "year" in held:
            title = speaker.word("step_of_year", title=title, year=held["year"])
        if "child" in held:
            title = speaker.word("done_child", title=title, n=held["child"])
        if day:
            title = speaker.word("done_entry", title=title,
                                 day=speaker.day(date.fromisoformat(day)))  # fmt: skip
        entries.append((name, title))
    return entries


def _plan(told: Kept, rules: RuleBook) -> Plan:
    return plan_for(book=rules, data=told.situation(on=today()), on=today())


def _trips(told: Kept, rules: RuleBook) -> Trips:
    return trips(plan=_plan(told, rules))


def _day_field(step: Step, told: Kept) -> Field:
    """The day; what is done for a child was not done before it was born."""
    for_child = any(person.kind == "child" for person in step.for_)
    return replace(_DAY, least=told.first_born_on) if for_child else _DAY


def _with_day(form: Form, step: Step) -> Form:
    """The day as three parts, however it was sent."""
    found = _ISO.fullmatch(first(form, f"day.{step.id}"))
    if found is None:
        return form
    parts = zip(DATE_PARTS, found.groups(), strict=True)
    return {**form, **{f"day-{name}": [str(int(text))] for name, text in parts}}


def _names(plan: Plan, step: Step) -> list[str]:
    """What is held then: of all children, or of those that the step is for."""
    numbers = [person.number for person in step.for_ if person.kind == "child"]
    if len(numbers) in (0, plan.children):
        return [questions.held_name(step.document, step.year)]
    return [questions.held_name(step.document, step.year, number) for number in numbers]


def _number(found: Trips, step: Step) -> int:
    """The trip that the step belongs to, from 1; the first where it is the office's own."""
    return next((number for number, trip in enumerate(found.trips, start=1)
                 if step in trip.steps or step in trip.waits), 1)  # fmt: skip


def _at(anchor: str) -> str:
    known = re.fullmatch(r"trip-\d{1,2}|trips|done|next", anchor)
    return f"/plan/#{anchor if known else 'trips'}"


def _day_page(request: HttpRequest, plan: Plan, step: Step, form: Form,
              errors: Sequence[FormError]) -> HttpResponse:  # fmt: skip
    lang, rules = frame.language(), frame.book()
    speaker = Speaker(lang, names_of(rules))
    presenter = StepPresenter(steps=plan.steps, children=plan.children, speaker=speaker)
    drawing = frame.drawing(rules, form, [_DAY], errors)
    title = word("done_day_of", lang, title=presenter.titles[step.id])
    return frame.page(request, "done", title, heading=title, controls=drawing.draw([_DAY]),
                      summary=drawing.summary(), step=step.id, back="/plan/")  # fmt: skip
