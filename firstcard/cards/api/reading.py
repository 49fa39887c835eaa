"""Reading cards over HTTP. Each read of a card is written into the audit trail."""

from __future__ import annotations

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse

from firstcard.accounts.api_auth import bearer
from firstcard.accounts.doors import actor, now, plain, wrong
from firstcard.cards import collectors, figures, notices, offices, queries, receipts, waiting
from firstcard.cards.api.bodies import CardSearch
from firstcard.cards.api.doors import card_to_change, day, named_office, with_card
from firstcard.cards.api.replies import (
    CardList,
    CredentialList,
    DeliveryList,
    NeedList,
    NeedView,
    PaceView,
    account_view,
    card_view,
    credential_view,
    delivery_view,
    history_view,
    printed_view,
)
from firstcard.cards.api.router import router
from firstcard.cards.collectors import name_of_need
from firstcard.cards.content import CardData
from firstcard.cards.handing_words import RELATIONS
from firstcard.cards.models import Card
from firstcard.cards.operations import collecting, enabling, printing, renewing
from firstcard.cards.operations.sending import BY_POST
from firstcard.cards.refusals import not_found
from firstcard.cards.waiting import COLLECTION
from firstcard.core.refusals import NotFound
from firstcard.guidance.api.bodies import read_as
from firstcard.guidance.api.describing import reads, sends, writes
from firstcard.guidance.api.problems import language, respond
from firstcard.guidance.words import Lang
from firstcard.policy.format import Text

_ONE = Text("send one of them", "三者填其一")
_ONE_OF = Text("must be one of the listed values", "应为所列值之一")
STEPS = {"collection": COLLECTION, "renewal": renewing.DOCUMENT,
         **{axis.value: document for axis, document in enabling.DOCUMENTS.items()}}  # fmt: skip
_NEEDED: list[dict[str, Any]] = [
    {"name": "relation", "in": "query", "required": True,
     "schema": {"type": "string", "enum": list(RELATIONS)}},
    {"name": "step", "in": "query",
     "schema": {"type": "string", "enum": list(STEPS), "default": "collection"}},
]  # fmt: skip
_BRANCH = [{"name": "branch", "in": "query", "schema": {"type": "string"}}]
_LANG = [{"name": "lang", "in": "query", "schema": {"type": "string", "enum": ["zh", "en"]}}]


def _card_at_desk(request: HttpRequest, order: str) -> Card:
    """The same, also for a hospital, which sees only cards that it may enable."""
    try:
        return read_card(request, order)
    except NotFound:
        return queries.card_to_enable(order=order, by=actor(request), at=now())


def read_card(request: HttpRequest, order: str) -> Card:
    """The card, for whoever may see it; the read is recorded. Raises NotFound."""
    return queries.card_for(order=order, by=actor(request), at=now())


@router.get("/cards", auth=bearer, operation_id="listCards", summary="One's own cards",
            openapi_extra=reads("CardList"))  # fmt: skip
def list_cards(request: HttpRequest) -> HttpResponse:
    """Every card of the children for whom one acts, and one's own."""
    at = now()
    found = queries.own_cards(by=actor(request), at=at)
    return respond(CardList([card_view(card, at=at) for card in found]))


_SEARCHED = writes("CardView", body="CardSearch", match=None)
_SEARCHED["parameters"] = []


@router.post("/cards/search", auth=bearer, operation_id="findCard", summary="Find a card",
             openapi_extra=_SEARCHED)  # fmt: skip
def find_card(request: HttpRequest) -> HttpResponse:
    """For staff of its region; that somebody looked is recorded. No number stands in an address."""
    body, by, at = read_as(request, CardSearch), actor(request), now()
    if sum(map(bool, (body.said, body.card_number, body.identity))) != 1:
        raise wrong("$", _ONE, "said", "card_number", "identity")
    if body.identity:
        number = body.identity.number
        return with_card(collecting.find_by_identity(kind=body.identity.kind, number=number, by=by,
                                                     at=at))  # fmt: skip
    if body.card_number:
        return with_card(queries.card_by_number(number=body.card_number, by=by, at=at))
    return with_card(collecting.find(said=body.said, by=by, at=at))


@router.get("/cards/{order}", auth=bearer, operation_id="getCard", summary="Show a card",
            openapi_extra=reads("CardView"))  # fmt: skip
def get_card(request: HttpRequest, order: str) -> HttpResponse:
    """Where it is, who holds it, until when it is promised, and which of its sides work."""
    return with_card(_card_at_desk(request, order))


@router.get("/cards/{order}/history", auth=bearer, operation_id="getCardHistory",
            summary="What happened to a card", openapi_extra=reads("CardHistory"))  # fmt: skip
def get_card_history(request: HttpRequest, order: str) -> HttpResponse:
    """Every event of its three axes, in order."""
    card = read_card(request, order)
    return with_card(card, history_view(card, queries.history(card=card)))


@router.get("/cards/{order}/pace", auth=bearer, operation_id="getPace",
            summary="How long others took", openapi_extra=reads("PaceView"))  # fmt: skip
def get_pace(request: HttpRequest, order: str) -> HttpResponse:
    """404 where they are fewer than 20, or the card waits no more."""
    card = read_card(request, order)
    found = figures.pace(card=card, on=day())
    if found is None:
        raise not_found("no-pace")
    return with_card(card, PaceView(found.days, found.of, found.day, list(found.took)))


@router.get("/cards/{order}/credentials", auth=bearer, operation_id="getCredentials",
            summary="What stands beside a card",
            openapi_extra=reads("CredentialList"))  # fmt: skip
def get_credentials(request: HttpRequest, order: str) -> HttpResponse:
    """Temporary credential, medical e-certificate, electronic card."""
    card, by = read_card(request, order), actor(request)
    found = queries.credentials_of(person=card.person, at=now())
    return with_card(card, CredentialList([credential_view(each, by=by) for each in found]))


@router.get("/cards/{order}/delivery", auth=bearer, operation_id="getDeliveries",
            summary="How a card can come to its family",
            openapi_extra=reads("DeliveryList"))  # fmt: skip
def get_deliveries(request: HttpRequest, order: str) -> HttpResponse:
    """The ways that the packs offer, with their days, costs and offices, the nearest first."""
    card = read_card(request, order)
    ways = waiting.deliveries(region=card.region, on=day())
    found = [delivery_view(way, at=offices.near(delivery=way.id, region=card.region, on=day())
                           if way.id != BY_POST else ()) for way in ways]  # fmt: skip
    return with_card(card, DeliveryList(card.delivery, found))


@router.get("/cards/{order}/account", auth=bearer, operation_id="getAccount",
            summary="The bank account behind a card",
            openapi_extra=reads("AccountView"))  # fmt: skip
def get_account(request: HttpRequest, order: str) -> HttpResponse:
    """Which bank, a masked number, since when; 404 while there is none."""
    card = read_card(request, order)
    found = queries.bank_account(card=card)
    if found is None:
        raise not_found("no-account-yet")
    return with_card(card, account_view(found))


@router.get("/cards/{order}/needs", auth=bearer, operation_id="getNeeds",
            summary="What has to be shown at a desk",
            openapi_extra=reads("NeedList", parameters=_NEEDED))  # fmt: skip
def get_needs(request: HttpRequest, order: str) -> HttpResponse:
    """By the packs' rule of a step, for whoever comes in this relation."""
    relation = _chosen(request, "relation", tuple(RELATIONS))
    document = STEPS[_chosen(request, "step", tuple(STEPS), default="collection")]
    card = _card_at_desk(request, order)
    needs = collectors.papers(card=card, relation=relation, on=day(), document=document)
    named = [NeedView(each.id, name_of_need(card=card, need=each)) for each in needs]
    return with_card(card, NeedList(relation, named))


def _chosen(request: HttpRequest, name: str, allowed: tuple[str, ...], *, default: str = "") -> str:
    said = request.GET.get(name, default)
    if said not in allowed:
        raise wrong(name, _ONE_OF, *allowed)
    return said


@router.get("/cards/{order}/printed", auth=bearer, operation_id="getPrinted",
            summary="What is printed on a card",
            openapi_extra=reads("PrintedView", parameters=_BRANCH, more=(409,)))  # fmt: skip
def get_printed(request: HttpRequest, order: str) -> HttpResponse:
    """For the desk that has taken the card, so that the collector can confirm it; with `branch`,
    for the branch that prints it. The look is recorded."""
    card = card_to_change(request, order)
    return with_card(card, printed_view(_data(request, card)))


@router.get("/cards/{order}/picture", auth=bearer, operation_id="getPicture",
            summary="The picture on a card",
            openapi_extra=sends("image/jpeg", parameters=_BRANCH, more=(409,)))  # fmt: skip
def get_picture(request: HttpRequest, order: str) -> HttpResponse:
    """For the same; 404 for a card without one."""
    found = _data(request, card_to_change(request, order))
    if not found.photo:
        raise not_found("no-picture")
    return _file(found.photo, "image/jpeg", "picture.jpg")


def _data(request: HttpRequest, card: Card) -> CardData:
    plain(request)
    branch = request.GET.get("branch", "")
    if not branch:
        return collecting.printed(card=card, by=actor(request), at=now())
    return printing.to_print(card=card, office=named_office(branch, field="branch"),
                             by=actor(request), at=now())  # fmt: skip


@router.get("/cards/{order}/notice", auth=bearer, operation_id="getCardNotice",
            summary="The notice that a card is ready",
            openapi_extra=sends("application/pdf", parameters=_LANG))  # fmt: skip
def get_card_notice(request: HttpRequest, order: str) -> HttpResponse:
    """What to bring, where, until when, with a code by which the desk finds the card; PDF/UA."""
    card = queries.unread(order=order, by=actor(request), at=now())
    lang = _lang(request)
    return _pdf(notices.show(card=card, by=actor(request), lang=lang, at=now()), "notice.pdf")


@router.get("/cards/{order}/receipt", auth=bearer, operation_id="getReceipt",
            summary="The receipt of a collected card",
            openapi_extra=sends("application/pdf", parameters=_LANG))  # fmt: skip
def get_receipt(request: HttpRequest, order: str) -> HttpResponse:
    """As PDF/UA. Its SHA-256 stands in the ETag."""
    card = queries.unread(order=order, by=actor(request), at=now())
    lang = _lang(request)
    return _pdf(receipts.show(card=card, by=actor(request), lang=lang, at=now()), "receipt.pdf")


def _pdf(shown: receipts.Shown, name: str) -> HttpResponse:
    response = _file(shown.pdf, "application/pdf", name)
    response["ETag"] = f'"{shown.sha256}"'
    return response


def _lang(request: HttpRequest) -> Lang:
    said = _chosen(request, "lang", ("zh", "en"), default=language(request))
    return "en" if said == "en" else "zh"


def _file(data: bytes, kind: str, name: str) -> HttpResponse:
    response = respond(data, status=HTTPStatus.OK, content_type=kind)
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response
