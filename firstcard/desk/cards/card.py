"""The page of one card, which all desks share: all of it, and what whoever looks may do next."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe

from firstcard.accounts.signing import staff_required
from firstcard.core.refusals import Refusal
from firstcard.desk.cards.actions import actions
from firstcard.desk.cards.opening import Opened, opened
from firstcard.desk.cards.presenting import card_view
from firstcard.desk.views import pages
from firstcard.desk.words import WORDS


@staff_required
@require_safe
def card(request: HttpRequest, order: str) -> HttpResponse:
    """A card for staff of its region. Raises NotFound."""
    return shown(request, opened(request, order))


def shown(request: HttpRequest, found: Opened, refusal: Refusal | None = None) -> HttpResponse:
    """The page, with what was refused said at its top."""
    tongue = found.tongue
    done = f"card_done_{request.GET.get('done', '')[:20]}"
    response = pages.page(
        request, "cards/card", f"{tongue.word('card_title')} {found.card.order}",
        version=found.card.version, held=held(found), mine=_mine(found),
        done="" if refusal or done not in WORDS else tongue.word(done),
        card=card_view(card=found.card, by=found.by, tongue=tongue, on=found.on),
        actions=actions(card=found.card, by=found.by, tongue=tongue),
        **pages.mistakes(refusal, {}, "do"))  # fmt: skip
    if refusal is not None:
        response.status_code = refusal.status
    return response


def held(found: Opened) -> str:
    """Who is handing the card out, and until when at most; "" where nobody is."""
    card, tongue = found.card, found.tongue
    if card.taken_until is None or card.taken_until <= found.at or card.taken_by is None:
        return ""
    time = tongue.time(card.taken_until)
    if _mine(found):
        return tongue.word("card_held_mine", time=time)
    return tongue.word("card_held_other", time=time,
                       who=card.taken_by.shown_name or card.taken_by.login)  # fmt: skip


def _mine(found: Opened) -> bool:
    card = found.card
    return (card.taken_until is not None and card.taken_until > found.at
            and card.taken_by_id == found.by.account)  # fmt: skip
