"""The worklist as it is drawn: rows, bars, filters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urlencode

from django.urls import reverse

from firstcard.casework import clocks
from firstcard.casework.models import Case
from firstcard.casework.queries import Counts, Page, Row
from firstcard.casework.states import CaseState
from firstcard.core.actors import Actor
from firstcard.desk.presenters.tongue import Tongue
from firstcard.people.permissions import Permission, allowed

OPEN_STATES = (CaseState.SUBMITTED, CaseState.RETURNED, CaseState.ACCEPTED)


@dataclass(frozen=True, slots=True)
class RowView:
    """One case of the list."""

    reference: str
    href: str
    due: str
    light: str  # fine, soon, late, none, over: also the class that colours it
    light_said: str
    note: str
    state: str
    want: str
    office: str
    taken: str
    until: str
    second: bool


@dataclass(frozen=True, slots=True)
class Bar:
    """One count: words, number, its length in percent of the longest, where it leads."""

    kind: str
    words: str
    number: int
    width: float
    href: str


def light_of(case: Case, light: clocks.Light) -> str:
    """The clock's light, told apart from a clock that stands and one that is over."""
    if case.state not in OPEN_STATES:
        return "over"
    return light if case.due_on is not None else "none"


def rows(page: Page, tongue: Tongue, by: Actor, at: datetime) -> list[RowView]:
    """The rows of one page; a case leads to its page for whoever may open it."""
    return [_row(each, tongue, by, at) for each in page.rows]


def _row(row: Row, tongue: Tongue, by: Actor, at: datetime) -> RowView:
    case = row.case
    light = light_of(case, row.light)
    held = case.taken_by if case.taken_until and case.taken_until > at else None
    return RowView(
        case.reference, reverse("desk-case", args=[case.reference])
        if allowed(actor=by, permission=Permission.SEE_CASE, region=case.region) else "",
        tongue.day(case.due_on) if case.due_on else "", light, tongue.word(f"light_{light}"),
        "" if case.due_is_final or not case.due_on else tongue.word("provisional"),
        tongue.state(case.state), tongue.wants(case), tongue.office(case.office),
        (held.shown_name or held.login) if held else "",
        tongue.word("taken_until", time=tongue.time(case.taken_until))
        if held and case.taken_until else "", case.needs_second_person)  # fmt: skip


def bars(counts: Counts, tongue: Tongue) -> list[Bar]:
    """The counts, each leading to the cases that it counts."""
    found: list[tuple[str, str, int, dict[str, str]]] = [
        ("late", "light_late", counts.late, {"light": "late"}),
        ("soon", "light_soon", counts.soon, {"light": "soon"}),
        *(
            (str(state), "", counts.by_state.get(state, 0), {"state": str(state)})
            for state in OPEN_STATES
        ),
        ("second", "filter_second", counts.second_person, {"second": "yes"}),
        ("mine", "taken_mine", counts.mine, {"taken": "mine"}),
    ]
    longest = max(1, *(number for _, _, number, _ in found))
    here = reverse("desk")
    return [Bar(kind, tongue.word(name) if name else tongue.state(kind), number,
                round(100 * number / longest, 1), f"{here}?{urlencode(query)}")
            for kind, name, number, query in found]  # fmt: skip
