"""Putting an exception or a correction of an identity to a second person."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods

from firstcard.accounts.signing import staff_required
from firstcard.casework import operations
from firstcard.casework.draft import Number, NumberKind
from firstcard.casework.refusals import OtherRecord
from firstcard.casework.states import CaseState
from firstcard.core import look
from firstcard.core.refusals import Invalid, Refusal
from firstcard.desk.presenters.papers import PapersPresenter
from firstcard.desk.presenters.records import ComparedView, compared_view
from firstcard.desk.queries import papers
from firstcard.desk.queries.records import compared
from firstcard.desk.views import pages
from firstcard.desk.views.opening import Opened, back, for_writing, opened
from firstcard.desk.views.returning import LONGEST_NOTE
from firstcard.desk.words import WORDS
from firstcard.people.identity_numbers import (
    IdentityNumberError,
    check_birth_certificate_number,
    check_citizen_id,
)
from firstcard.policy.format import Text

_LONGEST = 200
_KINDS: tuple[NumberKind, ...] = ("citizen-id", "birth-certificate", "residence-permit", "passport")
_SEXES = ("1", "2")
_CONTROLS = {"kind": "kind-exception", "reason": "reason", "waive": "kind-exception",
             "change": "name", "born_on": "born_on", "number": "number"}  # fmt: skip


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, reference: str) -> HttpResponse:
    """The page that asks what and why, and the proposal."""
    if request.method != "POST":
        return _shown(request, opened(request, reference))
    found = for_writing(request, reference)
    try:
        kind, change = _read(request, found)
        reason = request.POST.get("reason", "").strip()[:LONGEST_NOTE]
        if not reason:
            raise _wrong("reason", "propose_no_reason")
        operations.propose(case=found.case, by=found.by, kind=kind, reason=reason, change=change,
                           at=found.at)  # fmt: skip
    except Refusal as refusal:
        return _shown(request, found, refusal)
    return back(found.case.reference, "propose")


def _read(
    request: HttpRequest, found: Opened
) -> tuple[Literal["exception", "identity"], dict[str, Any]]:
    """The kind and the change that were asked for. Raises Invalid."""
    kind = "identity" if _identity_alone(found) else request.POST.get("kind")
    if kind == "exception":
        waive = [each[:_LONGEST] for each in request.POST.getlist("waive")]
        if not waive:
            raise _wrong("waive", "propose_no_paper")
        return "exception", {"waive": waive}
    if kind != "identity":
        raise _wrong("kind", "propose_no_kind")
    change = _change(request.POST, found.on)
    if not change:
        raise _wrong("change", "propose_no_change")
    return "identity", change


def _change(form: Mapping[str, str], on: date) -> dict[str, Any]:
    change: dict[str, Any] = {}
    if name := form.get("name", "").strip()[:_LONGEST]:
        change["name"] = name
    if form.get("sex") in _SEXES:
        change["sex"] = int(form["sex"])
    if born := form.get("born_on", "").strip():
        change["born_on"] = _day(born, on)
    if number := form.get("number", "").strip()[:_LONGEST]:
        kind = form.get("number_kind", "")
        change["number"] = {"kind": kind if kind in _KINDS else _KINDS[0],
                            "number": _number(kind, number, on)}  # fmt: skip
        if form.get("same_child") == "yes":
            change["same_child"] = True
    return change


def _identity_alone(found: Opened) -> bool:
    """Papers are asked for until a case is decided, an identity holds on."""
    return found.case.state == CaseState.APPROVED


def _day(text: str, on: date) -> str:
    try:
        found = date.fromisoformat(text)
    except ValueError:
        raise _wrong("born_on", "date_wrong") from None
    if found > on:
        raise _wrong("born_on", "date_wrong")
    return found.isoformat()


def _number(kind: str, text: str, on: date) -> str:
    """A number in its written form. Raises Invalid, naming the likely slip."""
    try:
        if kind == "birth-certificate":
            return check_birth_certificate_number(text)
        if kind in _KINDS[2:]:
            return text.upper()
        return check_citizen_id(text, on=on).text
    except IdentityNumberError as error:
        said = Text(error.message["en"], error.message["zh"])
        raise Invalid(said, fields={"number": said}) from None


def _wrong(field: str, name: str) -> Invalid:
    return Invalid(WORDS[name], fields={field: WORDS[name]})


def _shown(request: HttpRequest, found: Opened, refusal: Refusal | None = None) -> HttpResponse:
    tongue, typed = found.tongue, pages.sent(request)
    again = request.method == "POST" or look.of(request).redrawn
    ticked = request.POST.getlist("waive") if again else []
    alone = _identity_alone(found)
    wrong = pages.mistakes(refusal, _CONTROLS, "name" if alone else "kind-exception")
    beside = _compared(found, typed, refusal)
    response = pages.page(
        request, "propose", tongue.word("propose_title"), heading=tongue.word("propose_title"),
        case=found.case, version=found.version, typed=typed,
        summary=wrong["summary"], wrong=wrong["wrong"], identity_alone=alone,
        waivable=[] if alone else _waivable(found, ticked), compared=beside,
        joins=beside is not None or typed.get("same_child") == "yes",
        kinds=[(each, tongue.word(f"kind_{each}"), typed.get("number_kind") == each)
               for each in _KINDS],
        sexes=[(each, tongue.word(f"sex_{each}"), typed.get("sex") == each) for each in _SEXES],
        most=LONGEST_NOTE)  # fmt: skip
    if refusal is not None:
        response.status_code = refusal.status
    return response


def _compared(found: Opened, typed: Mapping[str, str],
              refusal: Refusal | None) -> ComparedView | None:  # fmt: skip
    """This child beside the record that has the number, once somebody has proposed the number."""
    if not isinstance(refusal, OtherRecord):
        return None
    kind = next((each for each in _KINDS if each == typed.get("number_kind")), _KINDS[0])
    number = Number(kind, _number(kind, typed.get("number", "").strip()[:_LONGEST], found.on))
    return compared_view(compared(case=found.case, number=number, by=found.by, at=found.at),
                         found.tongue)  # fmt: skip


def _waivable(found: Opened, ticked: list[str]) -> list[tuple[str, str, bool]]:
    """The papers that could be done without: by the id of their need."""
    drawn = PapersPresenter(found.case, found.tongue, found.on)
    asked = papers.asked(case=found.case, draft=found.draft, on=found.on)
    needs = {each.wanted.need: drawn.name(each) for each in asked.papers
             if each.wanted and each.wanted.required}  # fmt: skip
    return [(need, name, need in ticked) for need, name in needs.items()]
