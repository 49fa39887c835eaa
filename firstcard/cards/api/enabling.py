"""What makes a card work, over HTTP: printed at once, its account, its two sides, a new one."""

from __future__ import annotations

from http import HTTPStatus

from django.http import HttpRequest, HttpResponse

from firstcard.accounts.api_auth import bearer
from firstcard.accounts.doors import actor, now, once, wrong
from firstcard.cards.api.bodies import (
    Attending,
    DataChange,
    NewAccount,
    PasswordNote,
    PrintedCard,
    StandsBody,
)
from firstcard.cards.api.doors import card_to_change, moved, named_office, with_card
from firstcard.cards.api.handing import authority_of, identity_of
from firstcard.cards.api.replies import account_view
from firstcard.cards.api.router import router
from firstcard.cards.models import Card
from firstcard.cards.operations import accounts, enabling, passwords, printing, renewing, standing
from firstcard.cards.operations.standing import Stands
from firstcard.cards.refusals import not_found
from firstcard.cards.states import FUNCTIONS, Axis, Remark
from firstcard.guidance.api.bodies import read_as
from firstcard.guidance.api.describing import writes
from firstcard.policy.format import Text

_SIDES = {axis.value: axis for axis in FUNCTIONS}
_BANKS_OWN = Text("Only a bank does this for the bank side; say who stands there.",
                  "金融功能由银行办理，请填写到场人的证件。")  # fmt: skip


@router.post("/cards/{order}/print", auth=bearer, operation_id="printCard",
             summary="Record that a branch printed it",
             openapi_extra=writes("CardView", body="PrintedCard"))  # fmt: skip
def print_card(request: HttpRequest, order: str) -> HttpResponse:
    """With one of its blanks; then it can be handed out in the same visit."""
    body = read_as(request, PrintedCard)
    return moved(request, order, lambda card: printing.print_at_once(
        card=card, office=named_office(body.office, field="office"), number=body.number,
        code=body.code, valid_until=body.valid_until, by=actor(request), at=now()))  # fmt: skip


@router.post("/cards/{order}/account", auth=bearer, operation_id="recordAccount",
             summary="Record the account that a bank opened",
             openapi_extra=writes("AccountView", body="NewAccount", status=201))  # fmt: skip
def record_account(request: HttpRequest, order: str) -> HttpResponse:
    """Which bank, a masked number and the day; never the number."""
    body = read_as(request, NewAccount)

    def record() -> HttpResponse:
        card = card_to_change(request, order)
        made = accounts.record(card=card, bank=named_office(body.bank, field="bank"),
                               masked=body.masked, opened_on=body.opened_on, by=actor(request),
                               at=now())  # fmt: skip
        return with_card(card, account_view(made), status=HTTPStatus.CREATED)

    return once(request, record)


@router.post("/cards/{order}/sides/{side}/enable", auth=bearer, operation_id="enableSide",
             summary="Record that a side of the card works",
             openapi_extra=writes("CardView", body="Attending"))  # fmt: skip
def enable_side(request: HttpRequest, order: str, side: str) -> HttpResponse:
    """At a desk, with who stands there; families, without, where the packs have such a way."""
    body, axis, by = read_as(request, Attending), _axis(side), actor(request)
    stands = stands_of(body.stands)
    if stands is None:
        _social_security_alone(axis)

    def enable(card: Card) -> None:
        if stands is None:
            enabling.enable_own(card=card, by=by, at=now())
        else:
            standing.enable(card=card, axis=axis, stands=stands, by=by, at=now())

    return moved(request, order, enable)


@router.post("/cards/{order}/sides/{side}/password", auth=bearer, operation_id="notePassword",
             summary="Note what was done with a password",
             openapi_extra=writes("CardView", body="PasswordNote"))  # fmt: skip
def note_password(request: HttpRequest, order: str, side: str) -> HttpResponse:
    """Set, changed, reset or locked. The password itself is typed at a terminal, never sent."""
    body, axis, by = read_as(request, PasswordNote), _axis(side), actor(request)
    what = Remark(f"password-{body.what}")
    stands = stands_of(body.stands)
    own = stands is None and what is not Remark.PASSWORD_LOCKED
    if own:
        _social_security_alone(axis)

    def note(card: Card) -> None:
        if own:
            passwords.note_own(card=card, what=what, by=by, at=now())
        else:
            standing.note_password(card=card, axis=axis, what=what, stands=stands, by=by, at=now())

    return moved(request, order, note)


@router.post("/cards/{order}/renewal", auth=bearer, operation_id="renewCard",
             summary="Order a new card when its time ends",
             openapi_extra=writes("CardView", body="Attending", status=201))  # fmt: skip
def renew_card(request: HttpRequest, order: str) -> HttpResponse:
    """With the old picture. The card in use works on until the new one is collected."""
    body = read_as(request, Attending)

    def renew() -> HttpResponse:
        made = renewed(request, card_to_change(request, order), body, None)
        return with_card(made, status=HTTPStatus.CREATED)

    return once(request, renew)


@router.post("/cards/{order}/data-change", auth=bearer, operation_id="changeCardData",
             summary="Order a new card because its owner's record changed",
             openapi_extra=writes("CardView", body="DataChange", status=201))  # fmt: skip
def change_card_data(request: HttpRequest, order: str) -> HttpResponse:
    """It says what the record says now; 409 where that is what the card says already."""
    body = read_as(request, DataChange)

    def change() -> HttpResponse:
        made = changed(request, card_to_change(request, order), body, None)
        return with_card(made, status=HTTPStatus.CREATED)

    return once(request, change)


def changed(request: HttpRequest, card: Card, body: DataChange, photo: bytes | None) -> Card:
    """The new card for one whose data, or picture, is another: at a desk, or for a family."""
    by, stands = actor(request), stands_of(body.stands)
    if stands is None:
        return renewing.change_own(card=card, by=by, at=now(), photo=photo)
    office = named_office(body.office, field="office") if body.office else None
    return standing.change_data(card=card, stands=stands, office=office, by=by, at=now(),
                                photo=photo)  # fmt: skip


def renewed(request: HttpRequest, card: Card, body: Attending, photo: bytes | None) -> Card:
    """The new card for one whose time ends: at a desk, or for a family."""
    by, stands = actor(request), stands_of(body.stands)
    if stands is None:
        return renewing.renew_own(card=card, by=by, at=now(), photo=photo)
    return standing.renew(card=card, stands=stands, by=by, at=now(), photo=photo)


def _axis(side: str) -> Axis:
    if side not in _SIDES:
        raise not_found("no-side")
    return _SIDES[side]


def _social_security_alone(axis: Axis) -> None:
    if axis is not Axis.SOCIAL_SECURITY:
        raise wrong("stands", _BANKS_OWN)


def stands_of(body: StandsBody | None) -> Stands | None:
    """Who stands there, as the operations take it."""
    if body is None:
        return None
    letter = authority_of(body.authority) if body.authority else None
    return Stands(identity=identity_of(body.identity), shown=frozenset(body.shown),
                  authority=letter)  # fmt: skip
