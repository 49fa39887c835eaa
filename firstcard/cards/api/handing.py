"""What offices do over HTTP with cards that arrive, wait, are handed out, go on or come back."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from firstcard.accounts.api_auth import bearer
from firstcard.accounts.doors import actor, now, once
from firstcard.cards.api.bodies import (
    AuthorityBody,
    CameBack,
    HandoverBody,
    IdentityBody,
    ParcelAgain,
    PassedOn,
    RejectedCard,
    ScannedCard,
)
from firstcard.cards.api.doors import (
    card_to_change,
    moved,
    named_office,
    office_at,
    with_card,
)
from firstcard.cards.api.replies import collection_view
from firstcard.cards.api.router import router
from firstcard.cards.collectors import Authority, Identity
from firstcard.cards.operations import arriving, collecting, keeping, posting, rejecting
from firstcard.guidance.api.bodies import read_as
from firstcard.guidance.api.describing import writes


@router.post("/offices/{code}/arrivals", auth=bearer, operation_id="scanCard",
             summary="Take in a card where it arrives",
             openapi_extra=writes("CardView", body="ScannedCard", match=None))  # fmt: skip
def scan_card(request: HttpRequest, code: str) -> HttpResponse:
    """Scanned again, it is there already. One that belongs elsewhere: 409 `misdirected`."""
    body = read_as(request, ScannedCard)

    def scan() -> HttpResponse:
        office = office_at(code)
        return with_card(arriving.scan(order=body.order, office=office, by=actor(request),
                                       at=now()))  # fmt: skip

    return once(request, scan)


@router.post("/cards/{order}/take", auth=bearer, operation_id="takeCard",
             summary="Take it to hand it out, for a quarter of an hour",
             openapi_extra=writes("CardView"))  # fmt: skip
def take_card(request: HttpRequest, order: str) -> HttpResponse:
    """Others cannot hand it out meanwhile; taken again, the time begins anew."""
    return moved(request, order, lambda card: collecting.take(
        card=card, by=actor(request), at=now()))  # fmt: skip


@router.post("/cards/{order}/release", auth=bearer, operation_id="releaseCard",
             summary="Let go of it", openapi_extra=writes("CardView"))  # fmt: skip
def release_card(request: HttpRequest, order: str) -> HttpResponse:
    """Of a card that somebody else has, nothing changes."""
    return moved(request, order, lambda card: collecting.release(
        card=card, by=actor(request), at=now()))  # fmt: skip


@router.post("/cards/{order}/collection", auth=bearer, operation_id="collectCard",
             summary="Hand it out",
             openapi_extra=writes("CollectionView", body="HandoverBody", status=201))  # fmt: skip
def collect_card(request: HttpRequest, order: str) -> HttpResponse:
    """Once, by the desk that has taken it; an older card is out of use from this moment."""
    body = read_as(request, HandoverBody)

    def collect() -> HttpResponse:
        card = card_to_change(request, order)
        made = collecting.collect(card=card, handover=_handover(body), by=actor(request), at=now())
        return with_card(card, collection_view(made), status=HTTPStatus.CREATED)

    return once(request, collect)


def _handover(body: HandoverBody) -> collecting.Handover:
    return collecting.Handover(
        identity=identity_of(body.identity), shown=frozenset(body.shown),
        card_number=body.card_number, genuine=body.genuine, confirmed=body.confirmed,
        kind=body.kind, signature=body.content.encode(),
        authority=authority_of(body.authority) if body.authority else None,
    )  # fmt: skip


def identity_of(body: IdentityBody) -> Identity:
    """The document as the operations take it."""
    return Identity(kind=body.kind, number=body.number, name=body.name,
                    valid_until=body.valid_until)  # fmt: skip


def authority_of(body: AuthorityBody) -> Authority:
    """The letter of authority as the operations take it."""
    return Authority(given_by=identity_of(body.given_by), until=body.until)


@router.post("/cards/{order}/reject", auth=bearer, operation_id="rejectCard",
             summary="Take it back because it is wrong",
             openapi_extra=writes("CardView", body="RejectedCard", status=201))  # fmt: skip
def reject_card(request: HttpRequest, order: str) -> HttpResponse:
    """The reply is the new card: it keeps the place in line of this one."""
    body = read_as(request, RejectedCard)

    def reject() -> HttpResponse:
        card = card_to_change(request, order)
        made = rejecting.reject(card=card, wrong=body.wrong, right=None, by=actor(request),
                                at=now())  # fmt: skip
        return with_card(made, status=HTTPStatus.CREATED)

    return once(request, reject)


@router.post("/cards/{order}/forward", auth=bearer, operation_id="forwardCard",
             summary="Pass it on to another office",
             openapi_extra=writes("CardView", body="PassedOn"))  # fmt: skip
def forward_card(request: HttpRequest, order: str) -> HttpResponse:
    """Of a card that waits here, or of one that has come out at a wrong office."""
    body = read_as(request, PassedOn)
    return moved(request, order, lambda card: keeping.forward(
        card=card, to=named_office(body.to, field="to"), by=actor(request), at=now(),
        found_at=named_office(body.found_at, field="found_at") if body.found_at else None,
    ))  # fmt: skip


@router.post("/cards/{order}/seal", auth=bearer, operation_id="sealCard",
             summary="Put it away", openapi_extra=writes("CardView"))  # fmt: skip
def seal_card(request: HttpRequest, order: str) -> HttpResponse:
    """After the packs' day; the family is told how to get it back."""
    return moved(request, order, lambda card: keeping.seal(
        card=card, by=actor(request), at=now()))  # fmt: skip


@router.post("/cards/{order}/unseal", auth=bearer, operation_id="unsealCard",
             summary="Take it out again", openapi_extra=writes("CardView"))  # fmt: skip
def unseal_card(request: HttpRequest, order: str) -> HttpResponse:
    """It waits for its family again; that of a dead child is stopped instead."""
    return moved(request, order, lambda card: keeping.unseal(
        card=card, by=actor(request), at=now()))  # fmt: skip


@router.post("/cards/{order}/come-back", auth=bearer, operation_id="takeBackParcel",
             summary="Take in a parcel that came back",
             openapi_extra=writes("CardView", body="CameBack"))  # fmt: skip
def take_back_parcel(request: HttpRequest, order: str) -> HttpResponse:
    """The family is told, and chooses anew."""
    body = read_as(request, CameBack)
    return moved(request, order, lambda card: posting.come_back(
        card=card, office=named_office(body.office, field="office"), why=body.why,
        by=actor(request), at=now()))  # fmt: skip


@router.post("/cards/{order}/post-again", auth=bearer, operation_id="postCardAgain",
             summary="Post a card that came back",
             openapi_extra=writes("CardView", body="ParcelAgain"))  # fmt: skip
def post_card_again(request: HttpRequest, order: str) -> HttpResponse:
    """To the address that is known, or another one."""
    body = read_as(request, ParcelAgain)
    return moved(request, order, lambda card: posting.post_again(
        card=card, tracking=body.tracking, address=body.address, by=actor(request),
        at=now()))  # fmt: skip


@router.post("/cards/{order}/keep", auth=bearer, operation_id="keepCard",
             summary="Keep a card that came back for collection",
             openapi_extra=writes("CardView"))  # fmt: skip
def keep_card(request: HttpRequest, order: str) -> HttpResponse:
    """It waits at the office from now on."""
    return moved(request, order, lambda card: posting.keep(
        card=card, by=actor(request), at=now()))  # fmt: skip
