"""What card centres do over HTTP: batches and their files, cards out to offices and the post."""

from __future__ import annotations

from collections.abc import Iterator
from http import HTTPStatus
from typing import Any, Literal, cast

from django.http import HttpRequest, HttpResponse, StreamingHttpResponse

from firstcard.accounts.api_auth import bearer
from firstcard.accounts.doors import actor, now, once, row_number, wrong
from firstcard.accounts.replies import office_view
from firstcard.cards import boards, centre_queries
from firstcard.cards.api.bodies import NewBatch, NewShipment, Parcel
from firstcard.cards.api.doors import cards_named, day, moved, named_office
from firstcard.cards.api.making_replies import (
    MOST,
    LineList,
    PileList,
    PileView,
    ShipmentList,
    batch_view,
    board_view,
    line_view,
    shipment_row,
    shipment_view,
)
from firstcard.cards.api.router import router
from firstcard.cards.files import manifest as manifests
from firstcard.cards.files.cells import Coding
from firstcard.cards.models import Batch, Shipment
from firstcard.cards.operations import arriving, batching, posting, sending
from firstcard.guidance.api.bodies import read_as
from firstcard.guidance.api.describing import reads, sends, writes
from firstcard.guidance.api.problems import respond
from firstcard.people.models import Office
from firstcard.policy.format import Text

_OUTCOMES = ("made", "failed", "open")
_ONE_OF = Text("must be one of the listed values", "应为所列值之一")
_NUMBER = Text("must be a whole number", "应为整数")


def _row(name: str) -> dict[str, Any]:
    """A parameter that says where to go on."""
    return {"name": name, "in": "query",
            "schema": {"type": "integer", "minimum": 0, "maximum": 2_147_483_647}}  # fmt: skip


_LINES: list[dict[str, Any]] = [
    {"name": "outcome", "in": "query", "schema": {"type": "string", "enum": list(_OUTCOMES)}},
    _row("after"),
]  # fmt: skip


def whole(request: HttpRequest, name: str) -> int:
    """Where to go on; 0 from the beginning. Raises Refused for what is no number."""
    said = request.GET.get(name, "0")
    if said != "0" and not row_number(said):
        raise wrong(name, _NUMBER)
    return row_number(said)


def centre_at(request: HttpRequest, code: str) -> Office:
    """A card centre at which whoever asks makes cards. Raises NotFound."""
    return centre_queries.centre(code=plain_code(code), by=actor(request))


def plain_code(code: str) -> str:
    """A code of an address that a database can look for; "" for another one."""
    return "" if "\0" in code else code


def _batch(request: HttpRequest, number: str) -> Batch:
    return centre_queries.batch(number=plain_code(number), by=actor(request))


def _standing(batch: Batch, *, status: int = 200) -> HttpResponse:
    return respond(batch_view(boards.progress(batch=batch, on=day())), status=status)


@router.get("/centres/{code}/board", auth=bearer, operation_id="getBoard",
            summary="The board of a card centre",
            openapi_extra=reads("BoardView", parameters=[_row("before")], more=(409,)))  # fmt: skip
def get_board(request: HttpRequest, code: str) -> HttpResponse:
    """What waits to fill a batch, how far each batch is, blanks, lines and differences open."""
    centre = centre_at(request, code)
    before = whole(request, "before") or None
    found = boards.board(centre=centre, by=actor(request), at=now(), before=before)
    return respond(board_view(found, centre=centre))


@router.post("/centres/{code}/batches", auth=bearer, operation_id="sendBatch",
             summary="Put the cards that wait longest into a batch",
             openapi_extra=writes("BatchView", body="NewBatch", status=201,
                                  match=None))  # fmt: skip
def send_batch(request: HttpRequest, code: str) -> HttpResponse:
    """Whole or not there; its file, manifest and pictures can be fetched as often as needed."""
    body = read_as(request, NewBatch)

    def send() -> HttpResponse:
        made = batching.send(centre=centre_at(request, code), coding=Coding(body.coding),
                             most=body.most, by=actor(request), at=now())  # fmt: skip
        return _standing(made, status=HTTPStatus.CREATED)

    return once(request, send)


@router.get("/batches/{number}", auth=bearer, operation_id="getBatch", summary="Show a batch",
            openapi_extra=reads("BatchView"))  # fmt: skip
def get_batch(request: HttpRequest, number: str) -> HttpResponse:
    """How far it is: sent = made + failed + open."""
    return _standing(_batch(request, number))


@router.get("/batches/{number}/lines", auth=bearer, operation_id="getBatchLines",
            summary="What became of each card of a batch",
            openapi_extra=reads("LineList", parameters=_LINES))  # fmt: skip
def get_batch_lines(request: HttpRequest, number: str) -> HttpResponse:
    """All, or those with one outcome, at most 500 at a time."""
    outcome, after = request.GET.get("outcome"), whole(request, "after")
    if outcome is not None and outcome not in _OUTCOMES:
        raise wrong("outcome", _ONE_OF, *_OUTCOMES)
    found = centre_queries.lines(
        batch=_batch(request, number), after=after, most=MOST,
        outcome=cast(Literal["made", "failed", "open"] | None, outcome))  # fmt: skip
    return respond(LineList([line_view(row) for row in found.rows], found.after))


@router.post("/batches/{number}/start", auth=bearer, operation_id="startBatch",
             summary="Say that the centre has begun",
             openapi_extra=writes("BatchView", match=None))  # fmt: skip
def start_batch(request: HttpRequest, number: str) -> HttpResponse:
    """Once: every card of it is being made from now on."""

    def start() -> HttpResponse:
        batch = _batch(request, number)
        batching.start(batch=batch, by=actor(request), at=now())
        return _standing(batch)

    return once(request, start)


@router.get("/batches/{number}/manifest", auth=bearer, operation_id="getManifest",
            summary="The manifest of a batch", openapi_extra=reads("Manifest"))  # fmt: skip
def get_manifest(request: HttpRequest, number: str) -> HttpResponse:
    """Count, control sum and SHA-256 of its file (docs/card-files.md)."""
    return respond(manifests.encoded(batching.manifest_of(_batch(request, number))))


@router.get("/batches/{number}/file", auth=bearer, operation_id="getBatchFile",
            summary="The file of a batch", openapi_extra=sends("text/csv"))  # fmt: skip
def get_batch_file(request: HttpRequest, number: str) -> StreamingHttpResponse:
    """One line a card, in the batch's coding, the same to the byte each time; the read counts."""
    batch = _batch(request, number)
    pieces = batching.content(batch=batch, by=actor(request), at=now())
    return _streamed(pieces, f"text/csv; charset={batch.profile}", f"{batch.number}.csv")


@router.get("/batches/{number}/pictures", auth=bearer, operation_id="getBatchPictures",
            summary="The pictures of a batch",
            openapi_extra=sends("application/x-tar"))  # fmt: skip
def get_batch_pictures(request: HttpRequest, number: str) -> StreamingHttpResponse:
    """A tar of `<order>.jpg`; the read counts."""
    batch = _batch(request, number)
    pieces = batching.photos(batch=batch, by=actor(request), at=now())
    return _streamed(pieces, "application/x-tar", f"{batch.number}.photos.tar")


def _streamed(pieces: Iterator[bytes], kind: str, name: str) -> StreamingHttpResponse:
    response = StreamingHttpResponse(pieces, content_type=kind)
    response["Cache-Control"] = "no-store"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@router.post("/cards/{order}/again", auth=bearer, operation_id="makeAgain",
             summary="Have a card that failed made again",
             openapi_extra=writes("CardView"))  # fmt: skip
def make_again(request: HttpRequest, order: str) -> HttpResponse:
    """With the next batch, in its old place in line."""
    return moved(request, order, lambda card: batching.again(
        card=card, by=actor(request), at=now()))  # fmt: skip


@router.get("/centres/{code}/piles", auth=bearer, operation_id="getPiles",
            summary="Finished cards by the office they go to",
            openapi_extra=reads("PileList", more=(409,)))  # fmt: skip
def get_piles(request: HttpRequest, code: str) -> HttpResponse:
    """What can be dispatched now; cards for the post are not counted."""
    found = sending.to_dispatch(centre=centre_at(request, code), by=actor(request))
    named = Office.objects.in_bulk(list(found))
    return respond(PileList([PileView(office_view(named[pk]), n) for pk, n in found.items()]))


@router.post("/centres/{code}/shipments", auth=bearer, operation_id="dispatchCards",
             summary="Send finished cards to an office on one list",
             openapi_extra=writes("ShipmentView", body="NewShipment", status=201,
                                  match=None))  # fmt: skip
def dispatch_cards(request: HttpRequest, code: str) -> HttpResponse:
    """All that lie there for it, however many; or those of `orders`, all of them or none."""
    body = read_as(request, NewShipment)

    def send() -> HttpResponse:
        centre, by, at = centre_at(request, code), actor(request), now()
        to = named_office(body.to, field="to")
        if body.orders is None:
            made = sending.dispatch_all(centre=centre, to=to, by=by, at=at)
        else:
            cards = cards_named(request, body.orders)
            made = sending.dispatch(cards=cards, to=to, by=by, at=at)
        return _listed(made, status=HTTPStatus.CREATED)

    return once(request, send)


@router.get("/centres/{code}/shipments", auth=bearer, operation_id="listShipments",
            summary="The dispatch lists of a card centre",
            openapi_extra=reads("ShipmentList", more=(409,)))  # fmt: skip
def list_shipments(request: HttpRequest, code: str) -> HttpResponse:
    """The newest first, with how many cards of each are still on their way; at most 500."""
    rows = centre_queries.shipments(centre=centre_at(request, code), most=MOST)
    return respond(ShipmentList([shipment_row(*row) for row in rows]))


@router.get("/shipments/{number}", auth=bearer, operation_id="getShipment",
            summary="Show a dispatch list", openapi_extra=reads("ShipmentView"))  # fmt: skip
def get_shipment(request: HttpRequest, number: str) -> HttpResponse:
    """For where it comes from and where it goes: what is on it, and what has not arrived."""
    return _listed(centre_queries.shipment(number=plain_code(number), by=actor(request)))


def _listed(shipment: Shipment, *, status: int = 200) -> HttpResponse:
    return respond(shipment_view(
        shipment, orders=sending.orders_on(shipment=shipment),
        missing=arriving.missing(shipment=shipment)), status=status)  # fmt: skip


@router.post("/cards/{order}/post", auth=bearer, operation_id="postCard",
             summary="Give a finished card to the post",
             openapi_extra=writes("CardView", body="Parcel"))  # fmt: skip
def post_card(request: HttpRequest, order: str) -> HttpResponse:
    """With its tracking number; the family can follow it."""
    body = read_as(request, Parcel)
    return moved(request, order, lambda card: posting.post(
        card=card, tracking=body.tracking, by=actor(request), at=now()))  # fmt: skip
