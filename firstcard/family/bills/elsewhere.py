"""A family registers treatment elsewhere, told before what it means; sees what holds; ends it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstcard.accounts import signing
from firstcard.cards.attending import rule_of
from firstcard.core.refusals import Invalid, Refusal
from firstcard.family.bills.asking import chosen, whole
from firstcard.family.bills.elsewhere_words import ELSEWHERE
from firstcard.family.cards.saying import Saying
from firstcard.family.cards.views import saying
from firstcard.family.views import shared
from firstcard.guidance.forms import fields as asked
from firstcard.guidance.forms.fields import DATE_PARTS, Field, Form, FormError, Option, first
from firstcard.guidance.today import now, today
from firstcard.guidance.views import frame
from firstcard.people.models import Person
from firstcard.policy.format import Text
from firstcard.policy.region_codes import NATION
from firstcard.settlement import families
from firstcard.settlement.models import TreatmentElsewhere
from firstcard.settlement.operations import elsewhere
from firstcard.settlement.refusals import not_found

_DAY = timedelta(1)
_CONTROLS = {"place": "place-search", "since": "since-year", "on": "on-year"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """What was asked: who, where, from which day."""

    person: Person
    place: str
    since: date


@dataclass(frozen=True, slots=True)
class Row:
    """One registration. `end`: what the link to ending it says, empty where it is over."""

    number: int
    name: str
    place: str
    days: str
    state: str
    end: str


@require_safe
@signing.family_required
def registrations(request: HttpRequest) -> HttpResponse:
    """What it is for, in the packs' words, and everything that is registered."""
    said, people = saying(), _people(request)
    found = elsewhere.own(by=shared.by(request), at=now()) if people else []
    done = f"away_done_{request.GET.get('done', '')[:20]}"
    return shared.page(
        request, "bills/elsewhere", said.word("away_title"), people=people,
        rows=[_row(each, said) for each in found], notes=_notes(people, said),
        done=said.word(done) if done in ELSEWHERE else "", back=reverse("bills"))  # fmt: skip


def _people(request: HttpRequest) -> list[Person]:
    return [each for each in families.people(by=shared.by(request), on=today())
            if each.enrolments.exists()]  # fmt: skip


def _notes(people: Sequence[Person], said: Saying) -> list[str]:
    """What the packs say of it where the first of them is insured."""
    enrolment = people[0].enrolments.order_by("-pk").first() if people else None
    region = enrolment.region if enrolment is not None else NATION
    rule = rule_of(document=elsewhere.DOCUMENT, region=region, on=today())
    summary = said.book.head(elsewhere.DOCUMENT, said.book.chain(region)).summary
    texts = [summary, *(each.text for each in (rule.notes if rule is not None else ()))]
    return [said.text(each) for each in texts if each is not None]


def _row(row: TreatmentElsewhere, said: Saying) -> Row:
    state, ends = _state(row)
    return Row(row.pk, row.person.name, _place(row.place, said), _days(row.since, row.until, said),
               said.word(state), said.word(ends) if ends else "")  # fmt: skip


def _state(row: TreatmentElsewhere) -> tuple[str, str]:
    """The words for how it stands, and for what can be done."""
    if row.until is not None and row.until < row.since:
        return "away_taken_back", ""
    if row.until is not None and row.until < today():
        return "away_over", ""
    if row.since > today():
        return "away_later", "away_take_back"
    return "away_holds", "away_end"


def _place(code: str, said: Saying) -> str:
    return said.book.divisions.full_name(code, said.lang)


def _days(since: date, until: date | None, said: Saying) -> str:
    if until is None or until < since:
        return said.word("away_open", since=said.day(since)) if until is None else said.day(since)
    if until == since:
        return said.word("away_day", since=said.day(since))
    return said.word("away_days", since=said.day(since), until=said.day(until))


@require_http_methods(["GET", "HEAD", "POST"])
@signing.family_required
def new(request: HttpRequest) -> HttpResponse:
    """Ask it; say what it means; record it when that is confirmed. What was typed stays."""
    people, typed = _people(request), frame.typed(request)
    form = typed if typed is not None else _on("since", today())
    errors: list[FormError] = []
    if people and _is_answered(request, form):
        errors, told = _read(form, people)
        if told is not None:
            try:
                return _told(request, form, told)
            except Refusal as refusal:
                errors = _refused(refusal)
    return _form(request, form, people, errors)


def _is_answered(request: HttpRequest, form: Form) -> bool:
    """Whether to read the form: not while a place is searched for or something is changed."""
    if first(form, "change") or frame.searched(frame.book(), form, frame.language()):
        return False
    return frame.with_mistakes(request) or bool(first(form, "checked"))


def _on(name: str, day: date) -> Form:
    parts = zip(DATE_PARTS, (day.year, day.month, day.day), strict=True)
    return {f"{name}-{part}": [str(value)] for part, value in parts}


def _fields(people: Sequence[Person]) -> list[Field]:
    whose = tuple(Option(f"p{each.pk}", Text(each.name, each.name)) for each in people)
    return [
        Field("person", "radios", ELSEWHERE["away_child"], ELSEWHERE["away_child_missing"],
              options=whose),
        Field("place", "place", ELSEWHERE["away_place"], ELSEWHERE["away_place_missing"],
              hint=ELSEWHERE["away_place_hint"]),
        Field("since", "date", ELSEWHERE["away_since"], ELSEWHERE["away_since_missing"],
              hint=ELSEWHERE["away_since_hint"], future=True),
    ]  # fmt: skip


def _read(form: Form, people: Sequence[Person]) -> tuple[list[FormError], Told | None]:
    """Every mistake at once, or what was told."""
    found = asked.read(_fields(people), whole(form, people), on=today(),
                       places=frame.book().divisions)  # fmt: skip
    if found.errors:
        return list(found.errors), None
    return [], Told(person=chosen(form, people), place=str(found.values["place"]),
                    since=date.fromisoformat(str(found.values["since"])))  # fmt: skip


def _told(request: HttpRequest, form: Form, told: Told) -> HttpResponse:
    """Record it where it was confirmed, else say what it means. Raises Refusal."""
    what: dict[str, Any] = {"person": told.person, "place": told.place, "since": told.since,
                            "by": shared.by(request), "at": now()}  # fmt: skip
    if request.method == "POST" and first(form, "register"):
        elsewhere.register(**what, until=None)
        return redirect(f"{reverse('own-elsewhere')}?done=registered")
    return _check(request, told, elsewhere.last_day(**what))


def _check(request: HttpRequest, told: Told, until: date | None) -> HttpResponse:
    said = saying()
    held = (said.word("away_effect_open") if until is None
            else said.word("away_effect_until", until=said.day(until)))  # fmt: skip
    sent = {"person": f"p{told.person.pk}", "place": told.place, "checked": "yes",
            **{name: value[0] for name, value in _on("since", told.since).items()}}  # fmt: skip
    return shared.page(
        request, "bills/elsewhere_check", said.word("away_check"), told=told, sent=sent,
        place=_place(told.place, said), days=_days(told.since, until, said),
        effects=[said.word("away_effect_counts"), held, said.word("away_effect_end")],
        notes=_notes([told.person], said)[1:], back=reverse("own-elsewhere"))  # fmt: skip


def _refused(refusal: Refusal) -> list[FormError]:
    if isinstance(refusal, Invalid) and refusal.fields:
        return [FormError(_CONTROLS.get(name, "place-search"), text)
                for name, text in refusal.fields.items()]  # fmt: skip
    return [FormError("place-search", refusal.text)]


def _form(request: HttpRequest, form: Form, people: Sequence[Person],
          errors: Sequence[FormError]) -> HttpResponse:  # fmt: skip
    said, fields = saying(), _fields(people) if people else []
    search = frame.searched(frame.book(), form, frame.language())
    drawing = frame.drawing(frame.book(), form, fields, errors, search)
    controls = drawing.draw(fields)
    return shared.page(
        request, "bills/elsewhere_new", said.word("away_new"), people=people,
        controls=controls[1:], child=controls[0] if len(people) > 1 else None,
        summary=drawing.summary(), back=reverse("own-elsewhere"))  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signing.family_required
def end(request: HttpRequest, number: int) -> HttpResponse:
    """Set the last day; before the first one, take it back. Raises NotFound."""
    row = next((each for each in elsewhere.own(by=shared.by(request), at=now())
                if each.pk == number), None)  # fmt: skip
    if row is None:
        raise not_found("no-person")
    _, ends = _state(row)
    if not ends:
        return redirect("own-elsewhere")
    back = ends == "away_take_back"
    typed = frame.typed(request)
    form = typed if typed is not None else _on("on", today())
    errors, on = ([], row.since - _DAY) if back else _last(request, form)
    if request.method == "POST" and on is not None:
        try:
            elsewhere.end(number=row.pk, on=on, by=shared.by(request), at=now())
        except Refusal as refusal:
            errors = _refused(refusal)
        else:
            done = "back" if back else "ended"
            return redirect(f"{reverse('own-elsewhere')}?done={done}")
    return _ending(request, row, form, errors, back=back)


def _last(request: HttpRequest, form: Form) -> tuple[list[FormError], date | None]:
    if not frame.with_mistakes(request):
        return [], None
    found = asked.read([_LAST], form, on=today(), places=frame.book().divisions)
    day = found.values.get(_LAST.name)
    return list(found.errors), date.fromisoformat(str(day)) if day and not found.errors else None


_LAST = Field("on", "date", ELSEWHERE["away_last"], ELSEWHERE["away_last_missing"],
              hint=ELSEWHERE["away_last_hint"], future=True)  # fmt: skip


def _ending(request: HttpRequest, row: TreatmentElsewhere, form: Form,
            errors: Sequence[FormError], *, back: bool) -> HttpResponse:  # fmt: skip
    said, drawing = saying(), frame.drawing(frame.book(), form, [_LAST], errors)
    return shared.page(
        request, "bills/elsewhere_end",
        said.word("away_back_title" if back else "away_end_title"), row=_row(row, said),
        what=said.word("away_back_what" if back else "away_end_what"), taking_back=back,
        controls=[] if back else drawing.draw([_LAST]), summary=drawing.summary(),
        back=reverse("own-elsewhere"))  # fmt: skip
