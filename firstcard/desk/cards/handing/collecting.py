"""A card is handed out: who stands there and which card it is; then what is on it, and a signature.

The desk fills in the first page. The second one it turns to the family. What was typed on the
first goes along with the second, and is checked again.
"""

from __future__ import annotations

from base64 import b64encode
from datetime import date
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from firstcard.accounts.signing import staff_required
from firstcard.cards import waiting
from firstcard.cards.content import CardData
from firstcard.cards.handing_refusals import NotTaken, Taken, day_text
from firstcard.cards.handing_words import RELATIONS
from firstcard.cards.operations import checking, collecting
from firstcard.cards.operations.collecting import Handover
from firstcard.cards.operations.standing import Stands
from firstcard.casework import signing
from firstcard.core.refusals import Invalid, Refusal
from firstcard.desk.cards import card as card_page
from firstcard.desk.cards import sheet
from firstcard.desk.cards.card import held
from firstcard.desk.cards.enabling.standing import Standing
from firstcard.desk.cards.opening import Opened, opened, to_card
from firstcard.desk.cards.sheet import Ask, Sheet
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.views import pages
from firstcard.desk.words import WORDS
from firstcard.guidance.words import capital

_CARD, _GENUINE = "card_number", "genuine"
_LONGEST = 200
_STEP, _SECOND = "step", "sign"
# The fields of the second page, each with the control to which a mistake leads.
_SECOND_PAGE = {"confirmed": "confirmed", "signature": "signed-paper", "kind": "signed-paper"}


@staff_required
@require_POST
def take(request: HttpRequest, order: str) -> HttpResponse:
    """Take the card, or go on with it. Raises NotFound."""
    found = opened(request, order)
    try:
        collecting.take(card=found.card, by=found.by, at=found.at)
    except Refusal as refusal:
        return card_page.shown(request, found, refusal)
    return redirect("card-collect", order=found.card.order)


@staff_required
@require_POST
def release(request: HttpRequest, order: str) -> HttpResponse:
    """Put the card back. Raises NotFound, NotAllowed."""
    found = opened(request, order)
    collecting.release(card=found.card, by=found.by, at=found.at)
    return to_card(found.card.order, "release")


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def collect(request: HttpRequest, order: str) -> HttpResponse:
    """Both pages. Whoever has not taken the card is led to its own page. Raises NotFound."""
    found = opened(request, order)
    sent = pages.sent(request)
    if request.method == "POST" and sent.get("take") == "yes":
        return _taken_again(request, found, sent)
    try:
        _keep_in_hand(found)
    except Refusal as refusal:
        # A page that was filled in keeps what was typed, and offers to take the card once more.
        if request.method != "POST" or not isinstance(refusal, NotTaken | Taken):
            return card_page.shown(request, found, refusal)
        return _page_again(request, found, sent, refusal)
    if request.method != "POST":
        return _page_again(request, found, sent)
    return _signed(request, found) if sent.get(_STEP) == _SECOND else _checked(request, found)


def _keep_in_hand(found: Opened) -> None:
    """Whoever goes on with a card keeps it for another quarter of an hour."""
    collecting.in_hand(card=found.card, by=found.by, at=found.at)
    collecting.take(card=found.card, by=found.by, at=found.at)


def _taken_again(request: HttpRequest, found: Opened, sent: Any) -> HttpResponse:
    try:
        collecting.take(card=found.card, by=found.by, at=found.at)
    except Refusal as refusal:
        return _page_again(request, found, sent, refusal)
    return _page_again(request, found, sent)


def _page_again(request: HttpRequest, found: Opened, sent: Any,
                refusal: Refusal | None = None) -> HttpResponse:  # fmt: skip
    """The page that was filled in, as far as it was."""
    if sent.get(_STEP) != _SECOND:
        return _first(request, found, refusal)
    if refusal is not None:
        return _first(request, found, refusal)  # without the card in hand, nothing of it is shown
    try:
        relation = _ready(request, found)
    except Refusal as why:
        return _first(request, found, why)
    return _second(request, found, relation)


def _checked(request: HttpRequest, found: Opened) -> HttpResponse:
    """The first page was sent."""
    try:
        relation = _ready(request, found)
    except Refusal as refusal:
        return _first(request, found, refusal)
    return _second(request, found, relation, fresh=True)


def _ready(request: HttpRequest, found: Opened) -> str:
    """As what somebody collects, after every check of the first page."""
    stands = _standing(found).read(request.POST)
    return checking.ready(
        card=found.card, identity=stands.identity, authority=stands.authority, shown=stands.shown,
        number=request.POST.get(_CARD, "")[:_LONGEST],
        genuine=request.POST.get(_GENUINE) == "yes", by=found.by, at=found.at)  # fmt: skip


def _signed(request: HttpRequest, found: Opened) -> HttpResponse:
    """The second page was sent."""
    try:
        relation = _ready(request, found)
    except Refusal as refusal:
        return _first(request, found, refusal)
    try:
        stands = _standing(found).read(request.POST)
        collecting.collect(card=found.card, handover=_handover(request, stands), by=found.by,
                           at=found.at)  # fmt: skip
    except Invalid as refusal:
        return _second(request, found, relation, refusal)
    except Refusal as refusal:
        return card_page.shown(request, opened(request, found.card.order), refusal)
    return to_card(found.card.order, "collect")


def _handover(request: HttpRequest, stands: Stands) -> Handover:
    kind = next((each for each in signing.KINDS if each == request.POST.get("signed")), None)
    if kind is None:
        raise Invalid(WORDS["collect_no_kind"], fields={"kind": WORDS["collect_no_kind"]})
    signature = b""
    if kind == "typed":
        signature = request.POST.get("signature", "").strip()[:_LONGEST].encode()
    if kind == "drawn" and request.POST.get("drawn", ""):
        picture = signing.drawn(sent=request.POST["drawn"])
        if picture is None:
            wrong = WORDS["collect_drawing_wrong"]
            raise Invalid(wrong, fields={"signature": wrong})
        signature = picture
    return Handover(
        identity=stands.identity, authority=stands.authority, shown=stands.shown,
        card_number=request.POST.get(_CARD, "")[:_LONGEST],
        genuine=request.POST.get(_GENUINE) == "yes",
        confirmed=request.POST.get("confirmed") == "yes", kind=kind, signature=signature,
    )  # fmt: skip


def _standing(found: Opened) -> Standing:
    return Standing(card=found.card, document=waiting.COLLECTION, on=found.on, tongue=found.tongue)


def _form(found: Opened) -> Sheet:
    """The first page's form."""
    word, standing = found.tongue.word, _standing(found)
    return Sheet(
        title=word("collect_title"), lead=word("collect_lead"), button=word("collect_button"),
        asks=[*standing.asks(),
              Ask(name=_CARD, label=word("collect_card"), hint=word("collect_card_hint")),
              Ask(name=_GENUINE, label=word("collect_genuine"), many=True,
                  options=[("yes", word("collect_genuine_yes"))])],
        folded=standing.letter(), fold=word("stand_letter"))  # fmt: skip


def _first(request: HttpRequest, found: Opened, refusal: Refusal | None = None) -> HttpResponse:
    return sheet.shown(request, found, _form(found), refusal, template="collect",
                       lost=isinstance(refusal, NotTaken | Taken),
                       held=held(found))  # fmt: skip


def _second(request: HttpRequest, found: Opened, relation: str, refusal: Refusal | None = None, *,
            fresh: bool = False) -> HttpResponse:  # fmt: skip
    """What is on the card, for the family to compare; `fresh`: nothing was typed on it yet."""
    tongue, typed = found.tongue, {} if fresh else pages.sent(request)
    data = collecting.printed(card=found.card, by=found.by, at=found.at)
    told = pages.mistakes(refusal, _SECOND_PAGE, "confirmed")
    title = tongue.word("confirm_title")
    response = pages.page(
        request, "cards/confirm", title, heading=title, card=found.card, typed=typed,
        rows=_rows(data, tongue), photo=b64encode(data.photo).decode(), **told,
        first_page=_passed_on(request, found), who=tongue.word(
            "confirm_who", name=request.POST.get("name", ""),
            relation=tongue.say(RELATIONS[relation])), chosen=typed.get("signed", "paper"),
        held=held(found))  # fmt: skip
    if refusal is not None:
        response.status_code = refusal.status
    return response


def _passed_on(request: HttpRequest, found: Opened) -> list[tuple[str, str]]:
    """What was typed on the first page, which goes along."""
    form = _form(found)
    names = [each.name for each in [*form.asks, *form.folded]]
    return [(name, request.POST[name][:_LONGEST]) for name in names if request.POST.get(name)]


def _rows(data: CardData, tongue: Tongue) -> list[tuple[str, str]]:
    """What is printed on the card, whole."""
    day = tongue.say(day_text(date.fromisoformat(data.born_on))) if data.born_on else ""
    found = [("printed_name", data.name), ("printed_sex", tongue.word(f"sex_{data.sex}")),
             ("printed_born_on", day), ("printed_number", data.number)]  # fmt: skip
    return [(tongue.word(name), capital(value)) for name, value in found if value]
