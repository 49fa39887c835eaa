"""The worklist. Filters stand in the address; nothing of anybody does."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_safe

from firstcard.accounts.signing import actor, staff_required
from firstcard.casework import queries
from firstcard.casework.references import read_reference
from firstcard.core.actors import Actor
from firstcard.desk.presenters import worklist as present
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.queries.offices import offices_of
from firstcard.desk.views import pages
from firstcard.enrolment.inquiries import to_clear_up
from firstcard.people.models import Office
from firstcard.people.permissions import Permission, regions

PAGE = 50
_LONGEST = 60
_CHOICES = {
    "state": tuple(str(state) for state in present.OPEN_STATES),
    "light": ("soon", "late"),
    "want": ("insured", "card"),
    "taken": ("mine", "free", "others"),
    "second": ("yes",),
}


@dataclass(frozen=True, slots=True)
class Picker:
    """One filter as a list to choose from."""

    name: str
    label: str
    options: list[tuple[str, str, bool]]


@staff_required
@require_safe
def worklist(request: HttpRequest) -> HttpResponse:
    """Open cases, the earliest promised day first. Who sees none is led to what they may see."""
    by, at, tongue = actor(request), pages.now(), pages.tongue()
    if not regions(actor=by, permission=Permission.SEE_WORKLIST):
        return redirect(pages.home_of(by) or "account")
    typed = request.GET.get("reference", "").strip()[:_LONGEST]
    if written := read_reference(typed) if typed else None:
        return redirect("desk-case", reference=written)
    offices = offices_of(by=by)
    chosen, unknown = _chosen(request, offices)
    found = queries.worklist(by=by, filters=_filters(chosen), limit=PAGE, at=at,
                             after=request.GET.get("after", "")[:_LONGEST])  # fmt: skip
    summary = [("reference", tongue.word("reference_wrong"))] if typed else []
    return pages.page(
        request, "worklist", tongue.word("worklist"), heading=tongue.word("worklist"),
        done=tongue.word("done_forward") if request.GET.get("done") == "forward" else "",
        rows=present.rows(found, tongue, by, at), typed_reference=typed, summary=summary,
        bars=present.bars(queries.counts(by=by, at=at), tongue), unknown=unknown,
        twice=_insured_twice(by), pickers=_pickers(chosen, offices, tongue), filtered=bool(chosen),
        next=f"?{urlencode({**chosen, 'after': found.after})}" if found.after else "",
        next_said=tongue.word("next_page", n=PAGE), first=f"?{urlencode(chosen)}",
        further="after" in request.GET)  # fmt: skip


def _insured_twice(by: Actor) -> list[str]:
    """References of the enrolments of which another region says that the child is insured there."""
    return [each.case for each in to_clear_up(by=by) if each.case]


def _chosen(request: HttpRequest, offices: list[Office]) -> tuple[dict[str, str], bool]:
    """The filters of the address that are known, and whether there were others."""
    known: dict[str, tuple[str, ...]] = {**_CHOICES, "office": tuple(o.code for o in offices)}
    given = {name: request.GET[name] for name in known if request.GET.get(name)}
    chosen = {name: value for name, value in given.items() if value in known[name]}
    return chosen, chosen != given


def _filters(chosen: dict[str, Any]) -> queries.Filters:
    state = chosen.get("state")
    return queries.Filters(
        states=(state,) if state else (), office=chosen.get("office", ""),
        light=chosen.get("light", ""), taken=chosen.get("taken", ""),
        want=chosen.get("want", ""), second_person="second" in chosen)  # fmt: skip


def _pickers(chosen: dict[str, str], offices: list[Office], tongue: Tongue) -> list[Picker]:
    said = {
        "state": {str(s): tongue.state(s) for s in present.OPEN_STATES},
        "light": {name: tongue.word(f"pick_{name}") for name in _CHOICES["light"]},
        "want": {name: tongue.word(f"want_{name}") for name in _CHOICES["want"]},
        "taken": {name: tongue.word(f"taken_{name}") for name in _CHOICES["taken"]},
        "office": {office.code: tongue.office(office) for office in offices},
    }
    return [Picker(name, tongue.word(f"filter_{name}"),
                   [(value, text, chosen.get(name) == value) for value, text in options.items()])
            for name, options in said.items()]  # fmt: skip
