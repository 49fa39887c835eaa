"""One application at the counter: filled in on one page, as far as it goes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstcard.accounts.signing import staff_required
from firstcard.casework import completeness, operations, requirements
from firstcard.casework.draft import Draft
from firstcard.casework.refusals import StaleCase
from firstcard.casework.requirements import Chosen
from firstcard.casework.states import HOLDERS, CaseState, Who
from firstcard.core import look
from firstcard.core.refusals import Invalid, Refusal
from firstcard.desk.forms import counter, facts
from firstcard.desk.presenters.counter import CounterPresenter
from firstcard.desk.views import content, pages
from firstcard.desk.views.opening import Opened, for_writing, opened
from firstcard.desk.words import WORDS
from firstcard.guidance.forms.fields import FormError
from firstcard.guidance.views import frame
from firstcard.people.permissions import Permission, require
from firstcard.policy.situation import SituationError


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """The form of one case, kept as far as it is filled in. Raises NotFound, NotAllowed."""
    found = (for_writing if request.method == "POST" else opened)(request, reference)
    require(actor=found.by, permission=Permission.APPLY_AT_COUNTER, region=found.case.region)
    if HOLDERS[CaseState(found.case.state)] is not Who.FAMILY:
        return redirect("desk-case", reference=found.case.reference)
    if request.method != "POST" or frame.searched(
            found.tongue.book, frame.sent(request), found.tongue.lang):  # fmt: skip
        return shown(request, found)
    try:
        draft = _read(request, found)
        operations.save(case=found.case, by=found.by, draft=draft, version=found.case.version,
                        at=found.at)  # fmt: skip
    except Refusal as refusal:
        return shown(request, found, refusal)
    return redirect(f"{reverse('desk-counter-case', args=[found.case.reference])}?done=keep")


def _read(request: HttpRequest, found: Opened) -> Draft:
    """What was typed as a draft. Raises Invalid."""
    situation = found.draft.situation
    form = pages.sent(request)
    if facts.speaks(found.draft):
        told = facts.told(case=found.case, draft=found.draft, form=frame.sent(request),
                          rules=found.tongue.book, on=found.on)  # fmt: skip
        if told.errors:
            wrong = {each.control: each.message for each in told.errors}
            raise Invalid(told.errors[0].message, fields=wrong)
        situation = facts.as_situation(found.draft, told.answers)
    return counter.read(form=form, draft=found.draft, situation=situation, on=found.on)


def shown(request: HttpRequest, found: Opened, refusal: Refusal | None = None) -> HttpResponse:
    """The page, with everything typed still there."""
    tongue, case = found.tongue, found.case
    drawn_again = request.method == "POST" or look.of(request).redrawn
    form: Mapping[str, str] = counter.typed_of(found.draft)
    if drawn_again:
        form = pages.sent(request)
    told = pages.mistakes(refusal, {}, "child.name")
    told["summary"] = _with_own_ids(told["summary"], refusal)
    draw = CounterPresenter(case, form, told["wrong"], tongue)
    want = completeness.wants(case)
    done = f"done_{request.GET.get('done', '')[:20]}"
    # A later change by somebody else is said once; what was typed is kept over it on purpose.
    stale = isinstance(refusal, StaleCase)
    response = pages.page(
        request, "counter_case", tongue.word("counter_case"), case=case,
        version=refusal.version if isinstance(refusal, StaleCase) else case.version, stale=stale,
        heading=tongue.word("counter_case"), want=tongue.wants(case),
        done="" if refusal or done not in WORDS else tongue.word(done),
        summary=told["summary"], groups=draw.groups(), controls=_facts(request, found, refusal),
        delivery=draw.delivery() if case.wants_card else None,
        ways=draw.ways(_choices(found)), consequences=draw.consequences(want),
        read=form.get("consequences") == "yes", missing=draw.missing(
            completeness.missing(case=case, on=found.on, draft=found.draft)),
        **content.papers_and_signature(found))  # fmt: skip
    if refusal is not None:
        response.status_code = refusal.status
    return response


def _with_own_ids(summary: list[tuple[str, str]], refusal: Refusal | None) -> list[Any]:
    """Here the names of fields are the ids of their controls."""
    if refusal is None:
        return summary
    say = pages.tongue().say
    return [(name, say(text)) for name, text in refusal.fields.items()] or summary


def _facts(request: HttpRequest, found: Opened, refusal: Refusal | None) -> list[Any]:
    """The plan's own questions; none where the facts came from somewhere else."""
    if not facts.speaks(found.draft):
        return []
    rules, lang = found.tongue.book, found.tongue.lang
    answers = facts.answers_of(found.case, found.draft)
    again = frame.typed(request)
    form = again if again is not None else facts.form_of(answers)
    errors = [FormError(name, text) for name, text in refusal.fields.items()] if refusal else []
    search = frame.searched(rules, form, lang) if again is not None else None
    fields = facts.fields(answers=answers, rules=rules, on=found.on)
    return frame.drawing(rules, form, fields, errors, search).draw(fields)


def _choices(found: Opened) -> tuple[Chosen, ...]:
    try:
        return requirements.asked(
            draft=found.draft, want=completeness.wants(found.case), region=found.case.region,
            on=found.on).choices  # fmt: skip
    except SituationError:
        return ()  # said among what is missing
