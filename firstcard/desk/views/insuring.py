"""What is done to a child's insurance, each on a page of its own: a payment, an answer, the end,
the number that came later. Whoever may not do it sees no form."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, cast

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstcard.accounts.signing import staff_required
from firstcard.core.refusals import Refusal
from firstcard.desk.forms.typed import Boxes
from firstcard.desk.presenters.counter import BoxView
from firstcard.desk.presenters.insurance import paying
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.queries import insurance
from firstcard.desk.views import pages
from firstcard.desk.views.insurance import to_page
from firstcard.desk.views.opening import Opened, opened
from firstcard.enrolment import operations
from firstcard.enrolment.models import PremiumBill
from firstcard.enrolment.operations import Reason
from firstcard.enrolment.queries import unknown_of
from firstcard.enrolment.refusals import SecondRecord, conflict
from firstcard.people.permissions import Permission, require

REASONS: tuple[Reason, ...] = ("death", "move")


@dataclass(frozen=True, slots=True, kw_only=True)
class Asked:
    """One box of a form: its name, its words, an example, what is typed there.

    `options`: to choose one from, each with its words.
    """

    name: str
    label: str
    hint: str = ""
    mode: str = "text"
    options: list[tuple[str, str]] = field(default_factory=list)


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet:
    """A page with one form: its words in the page's language, and its boxes."""

    title: str
    lead: str
    button: str
    boxes: list[Asked]
    stands: Any = None
    more: str = ""
    deletes: bool = False


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def payment(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """A payment that the tax side reports. Raises NotFound, NotAllowed."""
    found = opened(request, reference)
    bill = insurance.bill(case=found.case, number=number, by=found.by)
    require(actor=found.by, permission=Permission.RECORD_PAYMENT, region=bill.enrolment.place)
    sheet = _payment(bill, found.tongue)
    if request.method != "POST":
        return _shown(request, found, sheet)
    try:
        boxes = Boxes(request.POST)
        said = boxes.words("reference", missing="payment_no_reference")
        fen, day = boxes.yuan("amount_fen"), boxes.day("paid_on")
        boxes.check()
        operations.record_payment(bill=bill, reference=said, amount_fen=fen, paid_on=day,
                                  by=found.by, at=found.at)  # fmt: skip
    except Refusal as refusal:
        return _shown(request, found, sheet, refusal)
    return to_page(found, "payment")


def _payment(bill: PremiumBill, tongue: Tongue) -> Sheet:
    word = tongue.word
    return Sheet(
        title=word("payment_title", year=bill.year), lead=word("payment_lead"),
        button=word("payment_button"), stands=paying(bill, tongue),
        boxes=[Asked(name="reference", label=word("payment_reference")),
               Asked(name="amount_fen", label=word("payment_amount"), hint=word("amount_example"),
                     mode="decimal"),
               Asked(name="paid_on", label=word("payment_day"), hint=word("date_example"),
                     mode="numeric")])  # fmt: skip


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """What the office says that no rule does. Raises NotFound, NotAllowed."""
    found = opened(request, reference)
    bill = insurance.bill(case=found.case, number=number, by=found.by)
    require(actor=found.by, permission=Permission.DECIDE, region=bill.enrolment.place)
    sent = pages.sent(request)
    # What was asked for when the page was made; an answer that came twice is told from a new one.
    of = "cover" if "covered_from" in sent else "amount" if "amount_fen" in sent else unknown_of(
        bill=bill)  # fmt: skip
    sheet = _answer(bill, of, found.tongue)
    if request.method != "POST":
        known = conflict("not-unknown") if not unknown_of(bill=bill) else None
        return _shown(request, found, sheet, known)
    try:
        boxes = Boxes(request.POST)
        fen = boxes.yuan("amount_fen") if of == "amount" else None
        day = boxes.day("covered_from") if of == "cover" else None
        source = boxes.words("source", missing="answer_no_source")
        boxes.check()
        operations.answer(bill=bill, amount_fen=fen, covered_from=day, source=source, by=found.by,
                          at=found.at)  # fmt: skip
    except Refusal as refusal:
        return _shown(request, found, sheet, refusal)
    return to_page(found, "answer")


def _answer(bill: PremiumBill, of: str, tongue: Tongue) -> Sheet:
    word = tongue.word
    of = of or "amount"
    ask = bill.cover_ask if of == "cover" else bill.ask
    what = (Asked(name="covered_from", label=word("answer_first_day"), hint=word("date_example"),
                  mode="numeric") if of == "cover"
            else Asked(name="amount_fen", label=word("payment_amount"), hint=word("amount_example"),
                       mode="decimal"))  # fmt: skip
    return Sheet(
        title=word(f"answer_title_{of}", year=bill.year), lead=word(f"answer_lead_{of}"),
        button=word("answer_button"), stands=paying(bill, tongue),
        more=word("answer_asked", office=tongue.asked(ask)) if ask else "",
        boxes=[what, Asked(name="source", label=word("answer_source"),
                           hint=word("answer_source_hint"))])  # fmt: skip


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def end(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Its end by death or move. Raises NotFound, NotAllowed."""
    found = opened(request, reference)
    enrolment = insurance.enrolment(case=found.case, number=number, by=found.by)
    require(actor=found.by, permission=Permission.END_ENROLMENT, region=enrolment.place)
    sheet = _end(found.tongue, found.tongue.region(enrolment.region))
    if request.method != "POST":
        return _shown(request, found, sheet)
    try:
        boxes = Boxes(request.POST)
        reason = boxes.one_of("reason", REASONS, missing="end_no_reason")
        day = boxes.day("on")
        boxes.check()
        operations.end(enrolment=enrolment, reason=cast(Reason, reason), on=day, by=found.by,
                       at=found.at)  # fmt: skip
    except Refusal as refusal:
        return _shown(request, found, sheet, refusal)
    return to_page(found, "end")


def _end(tongue: Tongue, place: str) -> Sheet:
    word = tongue.word
    reasons = [(str(each), word(f"end_{each}")) for each in REASONS]
    return Sheet(
        title=word("end_title", region=place), lead=word("end_lead"), button=word("end_button"),
        deletes=True,
        boxes=[Asked(name="reason", label=word("end_reason"), options=reasons),
               Asked(name="on", label=word("end_on"), mode="numeric",
                     hint=word("end_on_hint", example=word("date_example")))])  # fmt: skip


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def identify(request: HttpRequest, reference: str) -> HttpResponse:
    """The citizen ID number that came later. Raises NotFound, NotAllowed."""
    found = opened(request, reference)
    child = insurance.child_of(case=found.case)
    require(actor=found.by, permission=Permission.EXAMINE, region=found.case.region)
    sheet = _identify(found.tongue)
    if request.method != "POST":
        return _shown(request, found, sheet)
    try:
        boxes = Boxes(request.POST)
        number = boxes.words("number", missing="identify_no_number")
        boxes.check()
        operations.identify(person=child, number=number, by=found.by, at=found.at)
    except Refusal as refusal:
        return _shown(request, found, sheet, refusal, leads=_leads(found, refusal))
    return to_page(found, "identify")


def _identify(tongue: Tongue) -> Sheet:
    word = tongue.word
    return Sheet(title=word("identify_title"), lead=word("identify_lead"),
                 button=word("identify_button"),
                 boxes=[Asked(name="number", label=word("identify_number"))])  # fmt: skip


def _leads(found: Opened, refusal: Refusal) -> tuple[str, str] | None:
    """Where it goes on when the number is another record's, or another number is there."""
    has_other = not insurance.lacks_citizen_id(case=found.case)
    if not isinstance(refusal, SecondRecord) and not has_other:
        return None
    word = "identify_propose" if isinstance(refusal, SecondRecord) else "identify_correct"
    return found.tongue.word(word), reverse("desk-propose", args=[found.case.reference])


def _shown(
    request: HttpRequest, found: Opened, sheet: Sheet, refusal: Refusal | None = None, *,
    leads: tuple[str, str] | None = None,
) -> HttpResponse:  # fmt: skip
    typed, first = pages.sent(request), sheet.boxes[0]
    control = f"{first.name}-{first.options[0][0]}" if first.options else first.name
    ids = {each.name: each.name for each in sheet.boxes} | {first.name: control}
    told = pages.mistakes(refusal, ids, control)
    response = pages.page(
        request, "insurance_form", sheet.title, heading=sheet.title, case=found.case, sheet=sheet,
        summary=told["summary"], leads=leads,
        boxes=[_box(each, typed, told["wrong"]) for each in sheet.boxes])  # fmt: skip
    if refusal is not None:
        response.status_code = refusal.status
    return response


def _box(asked: Asked, typed: Any, wrong: dict[str, str]) -> BoxView:
    value = str(typed.get(asked.name, ""))
    options = [(each, words, each == value) for each, words in asked.options]
    return BoxView(asked.name, asked.label, value, wrong.get(asked.name, ""), asked.hint,
                   asked.mode, options)  # fmt: skip
