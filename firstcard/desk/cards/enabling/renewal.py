"""A new card for one whose time ends or that says something else; the temporary credential."""

from __future__ import annotations

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstcard.accounts.signing import staff_required
from firstcard.cards import queries, validity, waiting
from firstcard.cards.attending import rule_of
from firstcard.cards.models import Card, Credential
from firstcard.cards.operations import credentials, renewing, standing
from firstcard.cards.states import TEMPORARY
from firstcard.casework import photos
from firstcard.core.refusals import Refusal
from firstcard.core.uploads import takes_files
from firstcard.desk.cards import card as card_page
from firstcard.desk.cards import sheet
from firstcard.desk.cards.enabling.presenting import differences, owner, temporary_rows
from firstcard.desk.cards.enabling.standing import Standing
from firstcard.desk.cards.opening import Opened, opened, to_card
from firstcard.desk.cards.sheet import Ask, Sheet
from firstcard.desk.views import pages
from firstcard.people.permissions import Permission, require


@takes_files(most=1)
@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def renew(request: HttpRequest, order: str) -> HttpResponse:
    """A card whose time ends is made anew. Raises NotFound, NotAllowed."""
    found = _asked(request, order)
    if request.method != "POST":
        return _renew_page(request, found)
    try:
        stands = _standing(found).read(request.POST)
        new = standing.renew(card=found.card, stands=stands, photo=_picture(request, found),
                             by=found.by, at=found.at)  # fmt: skip
    except Refusal as refusal:
        return _renew_page(request, found, refusal)
    return to_card(new.order, "renew")


def _renew_page(request: HttpRequest, found: Opened,
                refusal: Refusal | None = None) -> HttpResponse:  # fmt: skip
    word = found.tongue.word
    return sheet.shown(request, found, Sheet(
        title=word("renew_title"), lead=word("renew_lead"), button=word("renew_button"),
        notes=[owner(found.card, found.tongue), *_times(found), *_fee(found)],
        asks=[*_standing(found).asks(), _photo(found)]), refusal)  # fmt: skip


def _times(found: Opened) -> list[str]:
    card, day, word = found.card, found.tongue.day, found.tongue.word
    begins = validity.renewable_from(
        card=card, made_on=waiting.day(card.made_at or card.ordered_at)
    )
    return [*([word("renew_until", day=day(card.valid_until))] if card.valid_until else []),
            *([word("renew_begins", day=day(begins))] if begins else [])]  # fmt: skip


def _fee(found: Opened) -> list[str]:
    """What the packs say that a new card costs, or whom to ask."""
    rule = rule_of(document=renewing.DOCUMENT, region=found.card.region, on=found.on)
    fee = rule.fee if rule is not None else None
    if fee is not None and fee.amount is not None:
        fen = int(fee.amount.replace(".", ""))
        return [found.tongue.word("renew_fee", amount=found.tongue.money(fen))]
    if fee is not None and fee.unknown is not None:
        return [found.tongue.word("renew_fee_ask", office=found.tongue.asked(fee.unknown))]
    return []


@takes_files(most=1)
@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def change(request: HttpRequest, order: str) -> HttpResponse:
    """A card that should say something else is made anew. Raises NotFound, NotAllowed."""
    found = _asked(request, order)
    if request.method != "POST":
        return _change_page(request, found)
    try:
        stands = _standing(found).read(request.POST)
        new = standing.change_data(card=found.card, stands=stands, by=found.by, at=found.at,
                                   photo=_picture(request, found))  # fmt: skip
    except Refusal as refusal:
        return _change_page(request, found, refusal)
    return to_card(new.order, "renew")


def _change_page(request: HttpRequest, found: Opened,
                 refusal: Refusal | None = None) -> HttpResponse:  # fmt: skip
    word = found.tongue.word
    said = renewing.compared(card=found.card, by=found.by, at=found.at)
    told = Sheet(
        title=word("change_title"), lead=word("change_lead"), button=word("renew_button"),
        notes=[] if said.differs else [word("change_none")],
        asks=[*_standing(found).asks(), _photo(found)])  # fmt: skip
    correct = reverse("desk-propose", args=[found.card.case]) if found.card.case else ""
    return sheet.shown(request, found, told, refusal, template="change", correct=correct,
                       rows=differences(said, found.tongue))  # fmt: skip


def _asked(request: HttpRequest, order: str) -> Opened:
    found = opened(request, order)
    require(actor=found.by, permission=Permission.APPLY_AT_COUNTER, region=found.card.region)
    return found


def _standing(found: Opened) -> Standing:
    return Standing(card=found.card, document=renewing.DOCUMENT, on=found.on, tongue=found.tongue)


def _photo(found: Opened) -> Ask:
    word = found.tongue.word
    return Ask(name="photo", label=word("renew_photo"), hint=word("renew_photo_hint"), file=True)


def _picture(request: HttpRequest, found: Opened) -> bytes | None:
    """The new picture in the card's form; None where none was chosen."""
    upload = request.FILES.get("photo")
    if not isinstance(upload, UploadedFile):
        return None
    return photos.for_a_card(upload=upload, region=found.card.region, by=found.by, at=found.at)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def temporary(request: HttpRequest, order: str) -> HttpResponse:
    """The temporary credential: given once, printed as often as wanted. Raises NotFound."""
    found = opened(request, order)
    require(actor=found.by, permission=Permission.HAND_OUT, region=found.card.region)
    if request.method == "POST":
        try:
            credentials.stand_in(card=found.card, by=found.by, at=found.at)
        except Refusal as refusal:
            return card_page.shown(request, found, refusal)
        return redirect("card-temporary", order=found.card.order)
    given = _given(found)
    word = found.tongue.word
    if given is None:
        return sheet.shown(request, found, Sheet(
            title=word("temporary_title"), lead=word("temporary_lead"), asks=(),
            notes=_said(found), button=word("temporary_button")))  # fmt: skip
    return pages.page(
        request, "cards/temporary", word("temporary_title"), card=found.card, serial=given.serial,
        rows=temporary_rows(given, found.card, found.tongue), notes=_said(found))  # fmt: skip


def _given(found: Opened) -> Credential | None:
    """The one that stands for this card now."""
    return next((each.credential for each in queries.credentials_of(
        person=found.card.person, at=found.at) if each.kind == TEMPORARY
        and each.state == "active" and each.credential.card_id == found.card.pk), None)  # fmt: skip


def _said(found: Opened) -> list[str]:
    """What the packs say of it: what it is for is a local rule."""
    rule = rule_of(document=TEMPORARY, region=found.card.region, on=found.on)
    return [found.tongue.say(each.text) for each in (rule.notes if rule is not None else ())]


def renewable(card: Card) -> bool:
    """Whether a card's time is near its end today, so that it can be renewed."""
    made_on = waiting.day(card.made_at or card.ordered_at)
    begins = validity.renewable_from(card=card, made_on=made_on)
    return begins is not None and begins <= waiting.day(pages.now())
