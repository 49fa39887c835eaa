"""The start of an application: what for, with what was told already; and its list of tasks."""

from __future__ import annotations

import secrets

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstcard.accounts import consents, notices, signing
from firstcard.casework import authorisations, operations, queries
from firstcard.casework.models import Case
from firstcard.casework.states import CaseState
from firstcard.family import copying
from firstcard.family.application import Application, for_child
from firstcard.family.forms import Form, Problem, choice, mark, typed
from firstcard.family.presenters.check import Check
from firstcard.family.presenters.tasks import TaskList
from firstcard.family.views import shared
from firstcard.family.words import WORDS, word
from firstcard.guidance.forms import kept, questions
from firstcard.guidance.forms.kept import Kept
from firstcard.guidance.presenters.check_answers import answer_rows
from firstcard.guidance.today import now, today
from firstcard.guidance.views import frame
from firstcard.guidance.words import say
from firstcard.policy.region_codes import NATION
from firstcard.policy.situation import SituationError

WANTS = {"both": ("insured", "card"), "insured": ("insured",), "card": ("card",)}
_LONGEST_KEY = 64


@require_http_methods(["GET", "HEAD", "POST"])
@signing.family_required
def start(request: HttpRequest) -> HttpResponse:
    """What to apply for. A form that is sent twice begins one application."""
    told = frame.told(request)
    region = questions.region(told.answers)
    if questions.first_open(told.answers) or region in (None, NATION) or _not_born(told):
        return _first_the_plan(request, told)
    problems: list[Problem] = []
    form = typed(request) if frame.typed(request) is not None else {"want": _usual(told)}
    if frame.with_mistakes(request):
        if form.get("want") in WANTS:
            if request.method == "POST":
                return _begun(request, told, str(region), WANTS[form["want"]])
        else:
            problems = [Problem("want-both", WORDS["want_missing"])]
    return _start_page(request, told, form, problems)


@require_safe
@shared.filling
def tasks(request: HttpRequest, application: Application) -> HttpResponse:
    """The list of tasks."""
    if application.case.state == CaseState.RETURNED:
        return redirect("apply-mend", reference=application.case.reference)
    lang = frame.language()
    listed = TaskList(application=application, lang=lang,
                      second=authorisations.standing(case=application.case, at=now()))  # fmt: skip
    done, all_ = listed.counts()
    return shared.page(request, "tasks", word("tasks_title", lang), case=application.case,
                       sections=listed.sections(), walls=_walls(application), back="/cases/",
                       counted=word("tasks_done_n", lang, done=done, all=all_))  # fmt: skip


@require_safe
@shared.filling
def told(request: HttpRequest, application: Application) -> HttpResponse:
    """What was told for the plan, each with a way to change it for this application."""
    lang = frame.language()
    cards = Check(application=application, lang=lang).cards()
    rows = next((card.rows for card in cards if card.id == "plan"), [])
    return shared.page(request, "told", word("told_change", lang), rows=rows,
                       back=shared.tasks_address(application))  # fmt: skip


@require_POST
@shared.filling
def insurance_alone(request: HttpRequest, application: Application) -> HttpResponse:
    """Go on without the card."""
    case = copying.insurance_alone(application=application, by=shared.by(request), at=now())
    _told_what_we_do(request, case)
    return redirect("apply-tasks", reference=case.reference)


@require_POST
@signing.family_required
def next_child(request: HttpRequest, reference: str) -> HttpResponse:
    """Begin with the next of several children."""
    application = shared.opened(request, reference)
    if application.child_number >= application.told.number:
        return redirect("case", reference=reference)
    case = copying.next_child(application=application, by=shared.by(request), at=now())
    _told_what_we_do(request, case)
    return redirect("apply-tasks", reference=case.reference)


def _walls(application: Application) -> list[str]:
    """What keeps this family from handing in, whatever it fills in; and what it can do."""
    lang, asked = frame.language(), application.asked
    if isinstance(asked, SituationError):
        why = [say(error.message, lang) for error in asked.errors]
        return [word("facts_wrong", lang, why=" ".join(why))]
    no_way = any(not any(way.possible for way in choice.ways) for choice in asked.choices)
    found = [word("unreachable", lang)] if asked.unreachable or no_way else []
    return [*found, word("closed", lang)] if asked.closed else found


def _begun(request: HttpRequest, told: Kept, region: str, want: tuple[str, ...]) -> HttpResponse:
    key = request.POST.get("key", "")[:_LONGEST_KEY] or secrets.token_hex(16)
    own = for_child(told, number=1) if told.number > 1 else told
    with transaction.atomic():
        case = operations.start(
            by=shared.by(request), key=key, want=want, region=region, language=frame.language(),
            situation=kept.as_data(own), at=now())  # fmt: skip
        _told_what_we_do(request, case)
    return redirect("apply-tasks", reference=case.reference)


def _told_what_we_do(request: HttpRequest, case: Case) -> None:
    """Write down that the notice was shown before the first datum, once a case."""
    account, notice = shared.account(request), notices.APPLYING
    if not consents.given(account=account, notice=notice, case=case.reference):
        consents.record(by=shared.by(request), account=account, notice=notice, given=True,
                        case=case.reference, at=now())  # fmt: skip


def _usual(told: Kept) -> str:
    """Both where the child has a number; the insurance alone where it has none yet."""
    has = told.situation(on=today()).get("child.has_citizen_id")
    return "both" if has is True else "insured"


def _not_born(told: Kept) -> bool:
    return "child.born_on" not in told.situation(on=today())


def _start_page(request: HttpRequest, told: Kept, form: Form,
                problems: list[Problem]) -> HttpResponse:  # fmt: skip
    lang = frame.language()
    control = choice("want", "start_want", form, lang, [
        (each, WORDS[f"want_{each}"], WORDS[f"want_{each}_hint"]) for each in WANTS])  # fmt: skip
    mark([control], problems, lang)
    rows = answer_rows(told=told, rules=frame.book(), lang=lang, on=today())
    notice = notices.APPLYING
    open_ = [case for case in queries.own_cases(by=shared.by(request))
             if case.state == CaseState.DRAFT]  # fmt: skip
    return shared.page(
        request, "start", word("start_title", lang), control=control, rows=rows, back="/plan/",
        key=form.get("key") or secrets.token_hex(16), notice_title=say(notice.title, lang),
        notice_lines=[say(line, lang) for line in notice.lines], open_cases=open_,
        summary=[(problem.control, say(problem.text, lang)) for problem in problems],
    )  # fmt: skip


def _first_the_plan(request: HttpRequest, told: Kept) -> HttpResponse:
    why, address, words = _what_first(told)
    lang = frame.language()
    return shared.page(request, "first_the_plan", word("start_title", lang), why=word(why, lang),
                       go=address, go_words=word(words, lang),
                       open_cases=queries.own_cases(by=shared.by(request)))  # fmt: skip


def _what_first(told: Kept) -> tuple[str, str, str]:
    """Why an application cannot begin yet, where to go first, and the words of that link."""
    if questions.first_open(told.answers):
        return "start_no_plan_why", reverse("check"), "start_no_plan_go"
    if questions.region(told.answers) in (None, NATION):
        return "start_no_place", reverse("question", args=["place"]), "start_no_place_go"
    return "not_born", reverse("plan"), "to_plan"
