"""A clerk types what a bill is of, with its papers beside the boxes; nothing is decided by it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstcard.accounts.signing import actor, staff_required
from firstcard.core.refusals import Invalid, Refusal
from firstcard.core.uploads import TooLargeFile, takes_files
from firstcard.desk.bills import boxes, form, lines
from firstcard.desk.bills.form import Mistakes
from firstcard.desk.bills.words import BILLS
from firstcard.desk.claims import papers
from firstcard.desk.forms.typed import Boxes
from firstcard.desk.presenters.counter import BoxView
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.views import pages
from firstcard.guidance.words import capital
from firstcard.people.permissions import Permission
from firstcard.policy.format import Text
from firstcard.settlement import content, queries
from firstcard.settlement.bill import as_written
from firstcard.settlement.models import Claim
from firstcard.settlement.operations import claiming
from firstcard.settlement.operations.claiming import Treated
from firstcard.settlement.operations.institutions import LEVELS

_MORE = 3
# By the field that a refusal names, the box; others are those of a bill at the counter.
_BOXES = {"code": "institution", "institution.name": "name", "institution.level": "level",
          "level": "level"}  # fmt: skip


@takes_files()
@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def items(request: HttpRequest, reference: str) -> HttpResponse:
    """Type them, or put right what was typed. Raises NotFound."""
    by, at, claim = actor(request), pages.now(), papers.opened(request, reference)
    queries.may(claim=claim, by=by, permission=Permission.EXAMINE)
    typed, refusal = dict(pages.sent(request)) or _entered(claim), None
    places: list[lines.Place] = []
    does = request.POST.get("do", "save") if request.method == "POST" else ""
    try:
        if request.FILES.get("file") is not None or does == "file":
            _take_file(request, typed)
        elif does == "more":
            typed["rows"] = str(lines.rows_of(typed) + _MORE)
        elif does:
            read = Boxes(typed)
            code = read.words("institution", missing="items_no_code")
            presented, places = form.read_bill(read)
            name = typed.get("name", "").strip()
            treated = Treated(code=code.upper(), level=typed.get("level", ""),
                              name=Text(name, name) if name else None)  # fmt: skip
            claiming.enter(claim=claim, treated=treated, presented=presented, by=by, at=at)
            return redirect(f"{reverse('desk-claim', args=[claim.reference])}?done=items")
    except Refusal as error:
        refusal = error
    return _drawn(request, claim, typed, refusal, places)


def _take_file(request: HttpRequest, typed: dict[str, str]) -> None:
    file = request.FILES.get("file")
    if file is None or isinstance(file, list):
        raise Invalid(BILLS["bills_no_file"], fields={"file": BILLS["bills_no_file"]})
    data = None if isinstance(file, TooLargeFile) else file.read(lines.LARGEST + 1)
    form.take_file(typed, data)


def _entered(claim: Claim) -> dict[str, str]:
    """What is known of the bill, as it would be typed."""
    office = claim.office
    typed = {"institution": office.code if office is not None else "", "number": claim.number,
             "care": claim.care, "admitted_on": claim.admitted_on.isoformat(),
             "discharged_on": claim.discharged_on.isoformat()}  # fmt: skip
    if not claim.content:
        return typed
    bill = content.bill_of(claim)
    whole: dict[str, Any] = as_written(bill)
    rows: list[dict[str, Any]] = whole["lines"]
    typed |= {"referral": bill.referral, "cause": bill.cause, "rows": str(len(rows)),
              "level": bill.institution.class_}  # fmt: skip
    if len(rows) > lines.MOST_ROWS:
        return typed | {"csv": lines.csv_of(rows), "rows": ""}
    return typed | {lines.box(number, name): str(row[name]) for number, row in enumerate(rows)
                    for name in lines.COLUMNS if row.get(name) not in (None, "")}  # fmt: skip


def _drawn(request: HttpRequest, claim: Claim, typed: Mapping[str, str], refusal: Refusal | None,
           places: list[lines.Place]) -> HttpResponse:  # fmt: skip
    tongue = pages.tongue()
    wrong = form.mistakes(refusal, places) if refusal else Mistakes()
    _place(wrong, refusal)
    drawn = boxes.drawn(typed, wrong, tongue)
    response = pages.page(
        request, "claims/items", tongue.word("items_title"), claim=claim, typed=typed,
        papers=papers.views(claim, tongue), summary=_summary(wrong, tongue),
        csv_wrong=[tongue.say(each) for each in wrong.boxes.get("csv", [])],
        file_wrong=[tongue.say(each) for each in wrong.boxes.get("file", [])],
        needed=", ".join(lines.NEEDED), columns=", ".join(lines.OTHERS),
        more=lines.rows_of(typed) < lines.MOST_ROWS,
        unlisted=bool(typed.get("name") or {"name", "level"} & set(wrong.boxes)),
        where=_box("institution", "items_institution", typed, wrong, tongue,
                   "items_institution_hint"),
        named=[_box("name", "items_name", typed, wrong, tongue), _level(typed, wrong, tongue)],
        about=_renamed(drawn.pop("about"), tongue), **drawn)  # fmt: skip
    if refusal is not None:
        response.status_code = refusal.status
    return response


def _place(wrong: Mistakes, refusal: Refusal | None) -> None:
    """Bring what is about the institution to its boxes."""
    for name, text in (refusal.fields if refusal else {}).items():
        if name in _BOXES or name in ("institution", "credential"):
            wrong.boxes.setdefault(_BOXES.get(name, "institution"), []).append(text)
            if text in wrong.other:
                wrong.other.remove(text)
    for hidden in (form.SHOWN, form.FIRST):  # there is no such box here
        wrong.other.extend(wrong.boxes.pop(hidden, []))


def _renamed(about: list[BoxView], tongue: Tongue) -> list[BoxView]:
    """The number is the one on the receipt: it is not the clerk's own."""
    first, *rest = about
    return [BoxView(first.id, tongue.word("items_number"), first.value, first.error), *rest]


def _box(id: str, label: str, typed: Mapping[str, str], wrong: Mistakes, tongue: Tongue,
         hint: str = "") -> BoxView:  # fmt: skip
    texts = wrong.boxes.get(id, [])
    return BoxView(
        id,
        tongue.word(label),
        typed.get(id, ""),
        tongue.say(texts[0]) if texts else "",
        tongue.word(hint) if hint else "",
    )


def _level(typed: Mapping[str, str], wrong: Mistakes, tongue: Tongue) -> BoxView:
    box = _box("level", "items_level", typed, wrong, tongue)
    values = tongue.book.bill_facts.facts["institution.class"].values or ()
    options = [(each.id, capital(tongue.say(each.name)), each.id == box.value)
               for each in values if each.id in LEVELS]  # fmt: skip
    return BoxView(box.id, box.label, box.value, box.error, options=options,
                   choose=tongue.word("bills_not_chosen"))  # fmt: skip


def _summary(wrong: Mistakes, tongue: Tongue) -> list[tuple[str, str]]:
    """Everything that is wrong, each with the id of its box."""
    said = [("institution", tongue.say(text)) for text in wrong.other]
    return said + [(control, tongue.say(text)) for control, texts in wrong.boxes.items()
                   for text in texts]  # fmt: skip
