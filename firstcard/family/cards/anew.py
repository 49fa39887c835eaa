"""A new card for one that a family has: its time ends, the photo is old, or the record changed."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods

from firstcard.cards.attending import AGENT, own, rule_of
from firstcard.cards.models import Card
from firstcard.cards.operations import renewing
from firstcard.cards.states import IN_THE_MAKING, Making
from firstcard.casework import photos
from firstcard.core.refusals import Invalid, Refusal
from firstcard.core.uploads import MOST_BYTES, takes_files
from firstcard.family.cards import using
from firstcard.family.cards.saying import Saying
from firstcard.family.cards.views import address, of_a_card, renewable, renewable_from, saying
from firstcard.family.views import shared
from firstcard.guidance.today import now, today

_MEGABYTE = 1024 * 1024


@takes_files(most=1)
@require_http_methods(["GET", "HEAD", "POST"])
@of_a_card
def renew(request: HttpRequest, card: Card) -> HttpResponseBase:
    """Ordered at home where the packs let it, with a new photo if there is one.

    Sent twice, one is ordered. What is refused is said on the page.
    """
    if card.making != Making.COLLECTED:
        return redirect(address(card))
    made, refused = _being_made(card), ""
    if made is None and request.method == "POST":
        try:
            made = _ordered(request, card)
        except Refusal as why:
            refused = _why(why, saying())
    return redirect(address(made)) if made is not None else _page(request, card, refused)


def _being_made(card: Card) -> Card | None:
    return Card.objects.filter(person=card.person_id, making__in=IN_THE_MAKING).first()


def _ordered(request: HttpRequest, card: Card) -> Card:
    """Renewed in its time, else made anew for what has changed."""
    by, at, upload = shared.by(request), now(), request.FILES.get("file")
    photo = None
    if upload is not None and not isinstance(upload, list):
        photo = photos.for_a_card(upload=upload, region=card.region, by=by, at=at)
    if renewable(card, today()):
        return renewing.renew_own(card=card, by=by, at=at, photo=photo)
    return renewing.change_own(card=card, by=by, at=at, photo=photo)


def _why(why: Refusal, said: Saying) -> str:
    fields = why.fields if isinstance(why, Invalid) else {}
    return said.text(next(iter(fields.values()), why.text))


def _page(request: HttpRequest, card: Card, refused: str) -> HttpResponse:
    said, on = saying(), today()
    rule = rule_of(document=renewing.DOCUMENT, region=card.region, on=on)
    live = using.in_use(card) or renewable(card, on)
    agent = own(card=card, by=shared.by(request), on=on).relation == AGENT
    can = live and not agent and rule is not None and "online" in (rule.channels or ())
    name = "renew_title" if renewable(card, on) else "change_title"
    cost = said.word("renew_cost", cost=said.cost(rule.fee if rule else None))
    return shared.page(
        request, "cards/renew", said.word(name), card=card, back=address(card), can=can, cost=cost,
        heading=said.word(name), lines=_lines(card, said), in_use=using.in_use(card),
        in_time=renewable(card, on), refused=refused,
        summary=[("file", refused)] if refused and can else [],
        hint=said.word("photo_hint", most=MOST_BYTES // _MEGABYTE))  # fmt: skip


def _lines(card: Card, said: Saying) -> list[str]:
    """Until when the old card is valid, and from when it can be renewed."""
    if card.valid_until is None:
        return [said.word("card_valid_unknown")]
    over, begins = card.ended_on is not None, renewable_from(card)
    lines = [said.word("renew_ended" if over else "renew_until", day=said.day(card.valid_until))]
    if begins is not None and begins > today():
        lines.append(said.word("renew_from", day=said.day(begins)))
    return lines
