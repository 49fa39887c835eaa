"""What the pages of the desk share: their frame, its menu, and what was typed."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone

from firstcard.accounts.signing import actor
from firstcard.core import look
from firstcard.core.actors import Actor
from firstcard.core.refusals import Refusal
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.words import vocabulary
from firstcard.guidance.views import frame
from firstcard.guidance.words import LANGS
from firstcard.people.permissions import Permission, regions

_WORDS = {lang: vocabulary(lang) for lang in LANGS}
_MENU = (
    ("menu_worklist", "desk", Permission.SEE_WORKLIST),
    ("menu_counter", "desk-counter", Permission.APPLY_AT_COUNTER),
    ("menu_branch", "card-branch", Permission.ISSUE_AT_ONCE),
    ("menu_cards", "card-desk", Permission.HAND_OUT),
    ("menu_corrections", "corrections", Permission.ANSWER_CORRECTIONS),
    ("menu_by_number", "card-by-number", Permission.ENABLE_CARD),
    ("menu_bills", "desk-bills", Permission.SETTLE_BILL),
    ("menu_claims", "desk-claims", Permission.SEE_WORKLIST),
    ("menu_centre", "card-centres", Permission.MAKE_CARDS),
    ("menu_hotline", "desk-hotline", Permission.SEE_CASE_BY_REFERENCE),
    ("menu_dashboard", "desk-dashboard", Permission.SEE_DASHBOARD),
    ("menu_card_figures", "card-figures", Permission.SEE_DASHBOARD),
    ("menu_audit", "desk-audit", Permission.SEE_AUDIT),
)


def tongue() -> Tongue:
    """Says things in the page's language."""
    return Tongue(frame.language(), frame.book())


def now() -> datetime:
    """This instant, for operations."""
    return timezone.now()


def page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    """A page of the desk. `title` is in the page's language."""
    shared: dict[str, Any] = {
        "t": _WORDS[frame.language()], "menu": menu(actor(request), request.path)}  # fmt: skip
    return frame.page(request, f"desk/{template}", title, **shared, **context)


def menu(by: Actor, here: str) -> list[tuple[str, str, bool]]:
    """The pages that somebody may open: words, address, whether it is this one."""
    words = _WORDS[frame.language()]
    found = [(words[name], reverse(address)) for name, address, permission in _MENU
             if regions(actor=by, permission=permission)]  # fmt: skip
    return [(said, address, address == here) for said, address in found]


def home_of(by: Actor) -> str | None:
    """The first page that somebody may open; None for who may open none."""
    return next((reverse(address) for _, address, permission in _MENU
                 if regions(actor=by, permission=permission)), None)  # fmt: skip


def sent(request: HttpRequest) -> Mapping[str, str]:
    """What was typed on this page, also where it is only drawn again; empty on a first visit."""
    if request.method == "POST" or look.of(request).redrawn:
        return {name: str(request.POST.get(name, "")) for name in request.POST}
    return {}


def mistakes(refusal: Refusal | None, ids: Mapping[str, str], first: str) -> dict[str, Any]:
    """The summary of what is wrong, each with the id of its control, and the texts by field.

    `ids`: by the name of a field, the id of its control. `first`: where the rest leads to.
    """
    if refusal is None:
        return {"summary": [], "wrong": {}}
    say = tongue().say
    wrong = {name: say(text) for name, text in refusal.fields.items()}
    summary = [(ids.get(name, first), text) for name, text in wrong.items()]
    if not summary or say(refusal.text) not in wrong.values():
        summary = [(first, say(refusal.text)), *summary]
    return {"summary": summary, "wrong": wrong}
