"""The page of one case: papers beside fields, differences, clock, history, what can be done."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from firstcard.accounts.signing import staff_required
from firstcard.casework import access, queries
from firstcard.casework.models import Case
from firstcard.core import audit
from firstcard.core.refusals import Refusal
from firstcard.desk.presenters import history, tasks
from firstcard.desk.presenters.clock import clock_view
from firstcard.desk.presenters.fields import FieldsPresenter
from firstcard.desk.presenters.papers import PapersPresenter
from firstcard.desk.queries import papers
from firstcard.desk.queries.differences import differences
from firstcard.desk.views import content, insurance, pages
from firstcard.desk.views.opening import Opened, opened
from firstcard.desk.words import WORDS

_EARLIER = 5  # earlier applications shown


@staff_required
@require_safe
def case(request: HttpRequest, reference: str) -> HttpResponse:
    """A case for whoever may read it whole. Raises NotFound."""
    return shown(request, opened(request, reference))


def shown(request: HttpRequest, found: Opened, refusal: Refusal | None = None) -> HttpResponse:
    """The page, with what was refused said at its top."""
    case, tongue = found.case, found.tongue
    done = f"done_{request.GET.get('done', '')[:20]}"
    response = pages.page(
        request, "case", tongue.word("case_title"), case=case, version=found.version,
        done="" if refusal or done not in WORDS else tongue.word(done),
        state=tongue.state(case.state), want=tongue.wants(case), facts=_facts(found),
        clock=clock_view(case, tongue, found.on), tasks=_tasks(found), **_held(found),
        **insurance.summary(found),
        **_content(request, found), **pages.mistakes(refusal, {}, "do"))  # fmt: skip
    if refusal is not None:
        response.status_code = refusal.status
    return response


def _tasks(found: Opened) -> list[tuple[tasks.Task, str]]:
    return [(each, found.tongue.word(each.name))
            for each in tasks.tasks(case=found.case, by=found.by)]  # fmt: skip


def _facts(found: Opened) -> list[tuple[str, str]]:
    case, tongue = found.case, found.tongue
    facts = [("at_office", tongue.office(case.office)), ("in_region", tongue.region(case.region)),
             ("channel", tongue.word(f"channel_{case.channel}"))]  # fmt: skip
    if case.submitted_at is not None:
        facts.append(("handed_in_at", tongue.moment(case.submitted_at)))
    return [(tongue.word(name), value) for name, value in facts if value]


def _held(found: Opened) -> dict[str, Any]:
    """Who has the case, and whether it can be taken or let go of."""
    case, word = found.case, found.tongue.word
    can = tasks.can_be_taken(case=case, by=found.by)
    if case.taken_until is None or case.taken_until <= found.at:
        return {"held": word("held_nobody") if can else "", "takes": can, "releases": False}
    time = found.tongue.time(case.taken_until)
    if case.taken_by_id == found.by.account:
        return {"held": word("held_mine", time=time), "takes": False, "releases": can}
    holder = case.taken_by
    who = (holder.shown_name or holder.login) if holder else ""
    return {"held": word("held_other", who=who, time=time), "takes": False, "releases": False,
            "held_by_other": True}  # fmt: skip


def _content(request: HttpRequest, found: Opened) -> dict[str, Any]:
    case, tongue, on = found.case, found.tongue, found.on
    whole = _whole_numbers(request, found)
    fields = FieldsPresenter(case, found.draft, tongue, whole=whole)
    unlike = differences(case=case, draft=found.draft, on=on)
    drawn = PapersPresenter(case, tongue, on)
    asked = papers.asked(case=case, draft=found.draft, on=on)
    names = {**dict(fields.names()), **{each.id: drawn.name(each) for each in asked.papers}}
    needs = {each.wanted.need: drawn.name(each) for each in asked.papers if each.wanted}
    happened = queries.history(case)
    return {
        "whole": whole, "fields": fields.views(unlike),
        "differences": [fields.line(each) for each in unlike], "papers": drawn.views(asked.papers),
        "wants_photo": asked.photo is not None,
        "photo": content.photo_shown(found), "has_form": case.submitted_at is not None,
        "defects": history.defects(case, names, tongue),
        "proposals": history.proposals(case, found.by, needs, tongue, found.at),
        "examines": tasks.examines(case=case, by=found.by),
        "events": history.events(happened, tongue), "because": history.outcome(
            case, happened, tongue), "earlier": _earlier(found),
    }  # fmt: skip


def _whole_numbers(request: HttpRequest, found: Opened) -> bool:
    """Whether numbers are shown whole; who asks for that is written down."""
    if request.GET.get("numbers") != "whole":
        return False
    audit.record(by=found.by, action="case.read-numbers", subject=f"case:{found.case.reference}",
                 case=found.case.reference, person=found.case.child_id, at=found.at)  # fmt: skip
    return True


def _earlier(found: Opened) -> list[tuple[str, str]]:
    """Other applications for the same child that may be opened: reference and state."""
    if found.case.child_id is None:
        return []
    others = Case.objects.filter(child=found.case.child_id).exclude(pk=found.case.pk)
    return [(each.reference, found.tongue.state(each.state))
            for each in others.order_by("-pk")[:_EARLIER]
            if access.may_read(case=each, by=found.by)]  # fmt: skip
