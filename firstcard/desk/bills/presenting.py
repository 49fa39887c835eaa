"""A bill is presented: what it would come to is looked at first, then it is settled."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstcard.accounts.signing import actor, staff_required
from firstcard.core import look
from firstcard.core.actors import Actor
from firstcard.core.refusals import Invalid, Refusal
from firstcard.core.uploads import TooLargeFile, takes_files
from firstcard.desk.bills import boxes, form, lines
from firstcard.desk.bills.form import Mistakes, Typed
from firstcard.desk.bills.views import at_office, here, which
from firstcard.desk.bills.words import BILLS
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.views import pages
from firstcard.people.models import Office
from firstcard.settlement import credentials, showing
from firstcard.settlement.amounts import Settlement
from firstcard.settlement.models import Claim
from firstcard.settlement.operations import settling

_MORE = 3


@dataclass
class Page:
    """What the page shows: what was typed, what is wrong with it, what it would come to."""

    typed: dict[str, str]
    refusal: Refusal | None = None
    places: list[lines.Place] = field(default_factory=list)
    found: Settlement | None = None
    changed: bool = False


@takes_files()
@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def new(request: HttpRequest) -> HttpResponse:
    """Type a bill, look at it, settle it. Raises NotFound, TooMany."""
    by, at = actor(request), pages.now()
    office, mine = here(request, by)
    shown = Page(typed=dict(pages.sent(request)))
    does = _does(request, shown)
    if does == "more":
        shown.typed["rows"] = str(lines.rows_of(shown.typed) + _MORE)
    elif does == "file":
        _take_file(request, shown)
    elif does in ("look", "settle"):
        claim = _try(does, shown, office, by, at)
        if claim is not None:
            return redirect(f"{reverse('desk-bill', args=[claim.reference])}?done=settled")
    return _drawn(request, shown, office, which(office, mine, pages.tongue()))


def _does(request: HttpRequest, shown: Page) -> str:
    """What is to be done: nothing on a first visit; a page in another look only looks again."""
    if look.of(request).redrawn:
        return "look" if shown.typed.get("seen") or "mistakes" in shown.typed else ""
    if request.method != "POST":
        return ""
    if request.FILES.get("file") is not None:
        return "file"
    does = request.POST.get("do", "")
    return does if does in ("more", "file", "settle") else "look"


def _take_file(request: HttpRequest, shown: Page) -> None:
    file = request.FILES.get("file")
    try:
        if file is None:
            raise Invalid(BILLS["bills_no_file"], fields={"file": BILLS["bills_no_file"]})
        data = None if isinstance(file, TooLargeFile) else file.read(lines.LARGEST + 1)
        form.take_file(shown.typed, data)
    except Invalid as refusal:
        shown.refusal = refusal


def _try(does: str, shown: Page, office: Office, by: Actor, at: datetime) -> Claim | None:
    """Look at a bill, and settle it where that was asked for and it is still what was seen."""
    try:
        typed = form.read(shown.typed)
        shown.places = typed.places
        credentials.count(shown=typed.shown, by=by, at=at)
        shown.found = _looked(typed, office, by, at)
        shown.changed = does == "settle" and shown.typed.get("seen") != seen(shown.found)
        if does != "settle" or shown.changed:
            return None
        return settling.settle(office=office, shown=typed.shown, presented=typed.presented, by=by,
                               at=at)  # fmt: skip
    except Refusal as refusal:
        shown.refusal, shown.found = refusal, None
        return None


def _looked(typed: Typed, office: Office, by: Actor, at: datetime) -> Settlement:
    return settling.presettle(office=office, shown=typed.shown, presented=typed.presented, by=by,
                              at=at)  # fmt: skip


def seen(found: Settlement) -> str:
    """By which a page knows again what was looked at."""
    person = found.person
    return f"{found.total}-{found.fund_total}-{person.account}-{person.mutual_aid}-{person.cash}"


def _drawn(request: HttpRequest, shown: Page, office: Office, where: dict[str, Any]
           ) -> HttpResponse:  # fmt: skip
    tongue = pages.tongue()
    wrong = form.mistakes(shown.refusal, shown.places) if shown.refusal else Mistakes()
    view = showing.told(found=shown.found, lang=tongue.lang) if shown.found else None
    response = pages.page(
        request, "bills/new", tongue.word("bills_new"), bill=view,
        cash=tongue.word("bills_cash", amount=view.paid_from[-1][1]) if view else "",
        seen=seen(shown.found) if shown.found else "", changed=shown.changed,
        summary=list(_summary(shown, wrong, tongue)), typed=shown.typed,
        csv_wrong=[tongue.say(each) for each in wrong.boxes.get("csv", [])],
        file_wrong=[tongue.say(each) for each in wrong.boxes.get("file", [])],
        needed=", ".join(lines.NEEDED),
        columns=", ".join(lines.OTHERS),
        more=lines.rows_of(shown.typed) < lines.MOST_ROWS,
        **boxes.drawn(shown.typed, wrong, tongue),
        list=at_office("desk-bills", office), **where)  # fmt: skip
    if shown.refusal is not None:
        response.status_code = shown.refusal.status
    return response


def _summary(shown: Page, wrong: Mistakes, tongue: Tongue) -> Iterator[tuple[str, str]]:
    """Everything that is wrong, each with the id of its box."""
    for text in wrong.other:
        yield form.FIRST, tongue.say(text)
    for control, texts in wrong.boxes.items():
        for text in texts:
            yield control, tongue.say(text)
