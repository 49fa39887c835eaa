"""A card with something wrong on it is taken back at the desk, and a new one ordered in its place.

The new card says what the owner's record says: a desk puts no name and no number onto a card.
"""

from __future__ import annotations

from collections.abc import Collection

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_http_methods
from msgspec import structs

from firstcard.accounts.signing import staff_required
from firstcard.cards import content
from firstcard.cards.content import CardData
from firstcard.cards.handing_words import WRONG
from firstcard.cards.operations import collecting, rejecting
from firstcard.casework import photos
from firstcard.core.refusals import Invalid, Refusal
from firstcard.desk.cards import card as card_page
from firstcard.desk.cards import sheet
from firstcard.desk.cards.opening import Opened, opened, to_card
from firstcard.desk.cards.sheet import Ask, Sheet
from firstcard.desk.words import WORDS
from firstcard.guidance.words import capital

_PHOTO = "photo"


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def reject(request: HttpRequest, order: str) -> HttpResponse:
    """Asks what is wrong, for whoever has taken the card. Raises NotFound."""
    found = opened(request, order)
    try:
        collecting.in_hand(card=found.card, by=found.by, at=found.at)
        collecting.take(card=found.card, by=found.by, at=found.at)
    except Refusal as refusal:
        return card_page.shown(request, found, refusal)
    if request.method != "POST":
        return sheet.shown(request, found, _form(found))
    wrong = frozenset(request.POST.getlist("wrong"))
    try:
        made = rejecting.reject(card=found.card, wrong=wrong, by=found.by, at=found.at,
                                right=_right(request, found, wrong))  # fmt: skip
    except Refusal as refusal:
        return sheet.shown(request, found, _form(found), refusal)
    return to_card(made.order, "reject")


def _right(request: HttpRequest, found: Opened, wrong: Collection[str]) -> CardData | None:
    """The card's data with the new picture; None where the picture is not what is wrong."""
    if _PHOTO not in wrong:
        return None
    upload = request.FILES.get(_PHOTO)
    if upload is None:
        raise Invalid(WORDS["reject_no_photo"], fields={_PHOTO: WORDS["reject_no_photo"]})
    card = found.card
    picture = photos.for_a_card(upload=upload, region=card.region, by=found.by, at=found.at)
    return structs.replace(content.opened(data=card.data, order=card.order), photo=picture)


def _form(found: Opened) -> Sheet:
    tongue = found.tongue
    options = [(code, capital(tongue.say(text))) for code, text in WRONG.items()]
    word = tongue.word
    return Sheet(
        title=word("reject_title"), lead=word("reject_lead"), button=word("reject_button"),
        deletes=True, notes=[word("reject_record")],
        asks=[Ask(name="wrong", label=word("reject_wrong"), many=True, options=options),
              Ask(name=_PHOTO, label=word("reject_photo"), hint=word("reject_photo_hint"),
                  file=True)])  # fmt: skip
