"""Opens the centre of an address for whoever makes cards there, and frames its pages."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse

from firstcard.accounts.signing import actor
from firstcard.cards import centre_queries, clock
from firstcard.cards.places import CENTRE
from firstcard.core.actors import Actor
from firstcard.core.refusals import Refusal
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.views import pages
from firstcard.desk.words import WORDS
from firstcard.people.models import Office

_TABS = (("batches", "card-board"), ("files", "card-files"), ("differences", "card-differences"),
         ("dispatch", "card-dispatch"), ("post", "card-to-post"),
         ("stock", "card-stock"))  # fmt: skip


@dataclass(frozen=True, slots=True)
class AtCentre:
    """A card centre as one member of its staff sees it at a moment."""

    centre: Office
    by: Actor
    at: datetime
    tongue: Tongue

    @property
    def on(self) -> date:
        """The day in China."""
        return clock.day_of(self.at)


def at_centre(request: HttpRequest, code: str) -> AtCentre:
    """The centre of a code. Raises NotFound."""
    by = actor(request)
    return of(centre_queries.centre(code=code, by=by), by)


def of(centre: Office, by: Actor) -> AtCentre:
    """The same for a centre that is known already."""
    return AtCentre(centre, by, pages.now(), pages.tongue())


def page(
    request: HttpRequest, found: AtCentre, template: str, title: str, *, tab: str,
    refusal: Refusal | None = None, **context: Any,
) -> HttpResponse:  # fmt: skip
    """A page of a centre with its tabs; what was done before is said, or what was refused."""
    done = f"cc_done_{request.GET.get('done', '')[:20]}"
    shown = {"summary": [], "done": ""} if refusal else {
        "summary": [], "done": found.tongue.word(done) if done in WORDS else ""}  # fmt: skip
    response = pages.page(
        request, f"cards/{template}", title, centre=found.centre,
        centre_name=found.tongue.office(found.centre), tabs=_tabs(found, tab),
        **{**shown, "heading": title, **context})  # fmt: skip
    if refusal is not None:
        response.status_code = refusal.status
    return response


def _tabs(found: AtCentre, tab: str) -> list[tuple[str, str, str, bool]]:
    """Words, how many wait there, address, whether it is this page; a branch has none."""
    if found.centre.kind != CENTRE:
        return []
    waiting = {
        "differences": centre_queries.findings(centre=found.centre, settled=False).count()
        + centre_queries.bad_lines(centre=found.centre).count(),
        "dispatch": centre_queries.to_dispatch(centre=found.centre).count(),
        "post": centre_queries.to_post(centre=found.centre).count(),
    }  # fmt: skip
    return [(found.tongue.word(f"cc_tab_{name}"),
             f"{waiting[name]:,}" if waiting.get(name) else "",
             reverse(address, args=[found.centre.code]), name == tab)
            for name, address in _TABS]  # fmt: skip


def back(address: str, key: str, done: str) -> str:
    """The address of a page that says what was done."""
    return f"{reverse(address, args=[key])}?done={done}"
