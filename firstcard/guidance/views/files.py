"""What a family takes along: the plan and the letter to print, the dates for its calendar.

No file's name says anything of the family, and none stays in a shared store.
"""

from collections.abc import Callable, Iterable, Mapping
from datetime import date
from typing import Any
from urllib.parse import quote

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from firstcard.guidance import calendar_file, queries
from firstcard.guidance.forms import kept
from firstcard.guidance.forms.kept import Kept
from firstcard.guidance.paper import letter
from firstcard.guidance.paper.files import plan_pdf
from firstcard.guidance.planning import plan_for
from firstcard.guidance.presenters import changes
from firstcard.guidance.presenters.speech import names_of
from firstcard.guidance.queries import KeptGone, OpenedPlan
from firstcard.guidance.today import now, today
from firstcard.guidance.tokens import read_token
from firstcard.guidance.views import conflicts, frame, keeping
from firstcard.guidance.words import word
from firstcard.policy.book import RuleBook
from firstcard.policy.plan import Plan, Step
from firstcard.policy.situation import SituationError

_PDF = "application/pdf"
_ICS = "text/calendar; charset=utf-8"


def offers(*, plan: Plan, rules: RuleBook) -> dict[str, bool]:
    """Which files parts/take_along.html offers beside the plan itself."""
    return {"calendar": bool(calendar_file.entries(plan)),
            "letter": offers_letter(rules=rules, region=plan.region, steps=plan.steps)}  # fmt: skip


def offers_letter(*, rules: RuleBook, region: str, steps: Iterable[Step]) -> bool:
    """Whether somebody else can go for some of the steps, with the pack's letter."""
    return letter.offered(book=rules, region=region, steps=steps) is not None


@require_safe
def pdf(request: HttpRequest) -> HttpResponse:
    """The plan on A4."""
    return _made(request, _pdf)


@require_safe
def ics(request: HttpRequest) -> HttpResponse:
    """The plan's dates."""
    return _made(request, _ics)


@require_safe
def subscription(request: HttpRequest, code: str) -> HttpResponse:
    """The dates of a kept plan, for a calendar program that fetches them again and again."""
    rules = frame.book()
    try:
        opened = queries.kept_plan(token=read_token(code) or "", at=now())
        plan = _plan(kept.from_data(opened.content.told), rules)
    except KeptGone:
        # Not for the middleware: the plan of this session is another one.
        return redirect("kept-gone")
    except SituationError:
        # What cannot be true together is said there; here no page may show the token.
        return redirect("plan")
    made = _calendar(plan, rules, opened.content.calendar, opened)
    response = _file(made, _ICS, "calendar", "ics")
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    return response


@require_safe
def authority(request: HttpRequest) -> HttpResponse:
    """The letter with which somebody else goes, also before the family has said so."""
    return _made(request, _authority)


def _made(request: HttpRequest,
          make: Callable[[HttpRequest, Kept, RuleBook], HttpResponse]) -> HttpResponse:  # fmt: skip
    """A file of the plan; without answers the way to them, in a conflict the page that says so."""
    told, rules = frame.told(request), frame.book()
    if "place" not in told.answers:
        return redirect("check")
    try:
        return make(request, told, rules)
    except SituationError as error:
        return conflicts.page(request, error, rules)


def _pdf(request: HttpRequest, told: Kept, rules: RuleBook) -> HttpResponse:
    made = plan_pdf(plan=_plan(told, rules), lang=frame.language(), names=names_of(rules),
                    calendar_id=frame.calendar_id(request), now=now(),
                    address=frame.kept_address(request), ticks=told.ticks)  # fmt: skip
    return _file(made, _PDF, "plan", "pdf")


def _ics(request: HttpRequest, told: Kept, rules: RuleBook) -> HttpResponse:
    plan, name, opened = _plan(told, rules), frame.calendar_id(request), keeping.opened(request)
    if opened is not None:
        return _file(_calendar(plan, rules, name, opened), _ICS, "calendar", "ics")
    before = keeping.dates_before(request)
    keeping.hand_out_dates(request, changes.seen_of(plan, before=before).dates)
    return _file(_calendar(plan, rules, name, None, before), _ICS, "calendar", "ics")


def _calendar(plan: Plan, rules: RuleBook, name: str, kept_plan: OpenedPlan | None,
              before: Mapping[str, date] = {}) -> bytes:  # fmt: skip
    """The dates, and those that were dates `before` or in the kept plan and are none any more."""
    gone = changes.from_data(kept_plan.content.seen).dates if kept_plan else before
    return calendar_file.calendar_bytes(
        plan=plan, lang=frame.language(), names=names_of(rules), now=now(), calendar_id=name,
        sequence=kept_plan.version if kept_plan else 0, gone=gone,
        reminders=rules.reminders(plan.region))  # fmt: skip


def _authority(request: HttpRequest, told: Kept, rules: RuleBook) -> HttpResponse:
    offer = letter.offered_anyway(book=rules, data=_data(told), on=today())
    if offer is None:
        return redirect("plan")
    made = letter.letter_pdf(offer=offer, lang=frame.language(), now=now())
    return _file(made, _PDF, "letter", "pdf")


def _data(told: Kept) -> dict[str, Any]:
    return told.situation(on=today())


def _plan(told: Kept, rules: RuleBook) -> Plan:
    return plan_for(book=rules, data=_data(told), on=today())


def _file(content: bytes, kind: str, name: str, ending: str) -> HttpResponse:
    """Named in ASCII, and in the family's language for programs that can."""
    spoken = quote(f"{word(f'file_{name}', frame.language())}-{today():%Y-%m-%d}.{ending}")
    response = HttpResponse(content, content_type=kind)
    response["Content-Disposition"] = (
        f"attachment; filename=\"{name}-{today():%Y-%m-%d}.{ending}\"; filename*=UTF-8''{spoken}"
    )
    response["Cache-Control"] = "no-store"
    return response
