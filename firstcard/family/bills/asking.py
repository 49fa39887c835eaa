"""A family begins to hand in a bill that it paid itself: whose it is, where and when it was."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstcard.accounts import signing
from firstcard.core.refusals import Invalid, Refusal
from firstcard.family.bills.asking_words import ASKING
from firstcard.family.cards.views import saying
from firstcard.family.forms import Box
from firstcard.family.views import shared
from firstcard.guidance.forms import fields as asked
from firstcard.guidance.forms.fields import Field, Form, FormError, Option, first
from firstcard.guidance.today import now, today
from firstcard.guidance.views import frame
from firstcard.guidance.words import WORDS, capital
from firstcard.people.models import Office, Person
from firstcard.policy.format import Text
from firstcard.policy.region_codes import NATION
from firstcard.settlement import families, handing
from firstcard.settlement.operations import asking
from firstcard.settlement.operations.asking import Told
from firstcard.settlement.queries import KINDS
from firstcard.settlement.words import REFUSED

_CARE = ("inpatient", "outpatient")
_LAST = "discharged_on"
_CONTROLS = {"hospital": "hospital", "care": "care-inpatient", "admitted_on": "admitted_on-year",
             _LAST: f"{_LAST}-year"}  # fmt: skip
_SUGGESTED = 40


@require_http_methods(["GET", "HEAD", "POST"])
@signing.family_required
def new(request: HttpRequest) -> HttpResponse:
    """Ask it, then lead to the papers. What was typed stays where something is wrong."""
    people = [each for each in families.people(by=shared.by(request), on=today())
              if each.enrolments.exists()]  # fmt: skip
    form = frame.typed(request) or {}
    errors: list[FormError] = []
    if people and frame.with_mistakes(request):
        errors, told = _read(form, people)
        if request.method == "POST" and told is not None:
            try:
                claim = asking.start(person=chosen(form, people), told=told,
                                     by=shared.by(request), at=now())  # fmt: skip
            except Refusal as refusal:
                errors = list(_refused(refusal, people))
            else:
                return redirect("own-bill-papers", claim.reference)
    return _page(request, form, people, errors)


def _fields(people: Sequence[Person]) -> list[Field]:
    """Whose; of what kind; from when until when."""
    whose = tuple(Option(f"p{each.pk}", Text(each.name, each.name)) for each in people)
    care = tuple(Option(each, ASKING[f"ask_care_{each}"]) for each in _CARE)
    return [
        Field("person", "radios", ASKING["ask_child"], REFUSED["no-child"], options=whose),
        Field("care", "radios", ASKING["ask_care"], REFUSED["no-care"], options=care),
        Field("admitted_on", "date", ASKING["ask_first"], ASKING["ask_first_missing"],
              hint=WORDS["date_hint"]),
        Field(_LAST, "date", ASKING["ask_last"], hint=ASKING["ask_last_hint"]),
    ]  # fmt: skip


def _read(form: Form, people: Sequence[Person]) -> tuple[list[FormError], Told | None]:
    """Every mistake at once, or what was told."""
    found = asked.read(_fields(people), whole(form, people), on=today(),
                       places=frame.book().divisions)  # fmt: skip
    errors = list(found.errors)
    hospital = first(form, "hospital")
    if not hospital:
        errors.append(FormError("hospital", REFUSED["no-hospital"]))
    if errors:
        order = ("person", "hospital", "care", "admitted", "discharged")
        return sorted(errors, key=lambda each: order.index(
            next(name for name in order if each.control.startswith(name)))), None  # fmt: skip
    values = {name: str(value) for name, value in found.values.items()}
    since = date.fromisoformat(values["admitted_on"])
    until = date.fromisoformat(values[_LAST]) if values.get(_LAST) else since
    return [], Told(hospital=hospital, care=values["care"], admitted_on=since, discharged_on=until,
                    town=first(form, "town"), office=_known(hospital))  # fmt: skip


def whole(form: Form, people: Sequence[Person]) -> Form:
    """The only child is chosen already."""
    return {**form, "person": [f"p{people[0].pk}"]} if len(people) == 1 else form


def chosen(form: Form, people: Sequence[Person]) -> Person:
    """Of whom it is, by a form in which that was answered."""
    told = first(whole(form, people), "person")
    return next(each for each in people if f"p{each.pk}" == told)


def _known(name: str) -> Office | None:
    """The institution of that name, where there is exactly one."""
    same = list(_institutions().filter(Q(name_zh=name) | Q(name_en=name))[:2])
    return same[0] if len(same) == 1 else None


def _institutions() -> QuerySet[Office]:
    return Office.objects.filter(kind__in=KINDS, agreements__isnull=False).distinct()


def _refused(refusal: Refusal, people: Sequence[Person]) -> list[FormError]:
    if isinstance(refusal, Invalid) and refusal.fields:
        return [FormError(_CONTROLS.get(name, "hospital"), text)
                for name, text in refusal.fields.items()]  # fmt: skip
    return [FormError("admitted_on-year", refusal.text)]


def _page(request: HttpRequest, form: Form, people: Sequence[Person],
          errors: Sequence[FormError]) -> HttpResponse:  # fmt: skip
    said = saying()
    drawing = frame.drawing(frame.book(), form, _fields(people) if people else [], errors)
    controls = drawing.draw(_fields(people)) if people else []
    wrong = {error.control: said.text(error.message) for error in errors}
    return shared.page(
        request, "bills/ask", said.word("ask_title"), people=people, controls=controls[1:],
        child=controls[0] if len(people) > 1 else None, boxes=_boxes(form, wrong),
        summary=drawing.summary(), suggested=_suggested(), back=reverse("bills"),
        papers=[capital(said.text(each.name)) for each in handing.scanned(
            region=NATION, on=today())])  # fmt: skip


def _boxes(form: Form, wrong: Mapping[str, str]) -> list[Box]:
    said = saying()
    boxes = [Box("hospital", said.word("ask_hospital"), hint=said.word("ask_hospital_hint")),
             Box("town", said.word("ask_town"))]  # fmt: skip
    for each in boxes:
        each.value, each.error = first(form, each.name), wrong.get(each.name, "")
    return boxes


def _suggested() -> list[str]:
    """Names of institutions, so that few have to be typed."""
    name = "name_en" if frame.language() == "en" else "name_zh"
    return list(_institutions().order_by(name).values_list(name, flat=True)[:_SUGGESTED])
