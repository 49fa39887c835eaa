"""What programs are told of one card. No name, and a number only as on its printed side."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime
from typing import Any

from msgspec import Struct

from firstcard.accounts.replies import OfficeView, office_view
from firstcard.cards import queries, words
from firstcard.cards.content import CardData
from firstcard.cards.models import BankAccount, Card, CardEvent, Collection
from firstcard.cards.queries import Beside, Side
from firstcard.cards.states import TEMPORARY, Remark
from firstcard.core.actors import Actor
from firstcard.guidance.today import CHINA
from firstcard.people.identity_numbers import mask
from firstcard.people.offices import Place
from firstcard.policy import format as form
from firstcard.policy.format import SpanForm, Text


class SideView(Struct, frozen=True):
    """One side of a card: `side` social-security or bank, `state` off, on or ended.

    `password`: none, set or locked, as far as was told. Nobody here knows which it is.
    """

    side: str
    state: str
    text: Text
    since: datetime | None
    password: str


class CardView(Struct, frozen=True):
    """A card: where it is, who holds it, until when it was promised. `version` is its ETag.

    `number` (卡号) is masked. `due_on` is null where no rule says a time, and once it is made.
    """

    order: str
    case: str
    reason: str
    region: str
    delivery: str
    state: str
    state_text: Text
    holder: str
    office: OfficeView | None
    since: datetime
    ordered_at: datetime
    due_on: date | None
    due_is_final: bool
    late: bool
    tracking: str
    number: str
    valid_until: date | None
    sides: list[SideView]
    ended_on: date | None
    ended_reason: str
    taken_by: str | None
    taken_until: datetime | None
    version: int


class CardList(Struct, frozen=True):
    """Cards, the newest first."""

    cards: list[CardView]


class CardEventView(Struct, frozen=True):
    """One thing that happened to a card, on one of its three axes."""

    axis: str
    action: str
    text: Text
    before: str
    after: str
    at: datetime
    who: str
    office: OfficeView | None
    detail: dict[str, Any]


class CardHistory(Struct, frozen=True):
    """Everything that happened to a card, in order."""

    order: str
    events: list[CardEventView]


class CredentialView(Struct, frozen=True):
    """What stands for the card or beside it. `holder`: the relation of who holds it, or "".

    `serial` of the temporary one, and of what one holds oneself.
    """

    kind: str
    state: str
    text: Text
    holder: str
    serial: str
    since: datetime
    until: datetime | None


class CredentialList(Struct, frozen=True):
    """The newest of each kind and holder."""

    credentials: list[CredentialView]


class PlaceView(Struct, frozen=True):
    """An office at which one can collect. `address`, `hours`: null where no source gives them."""

    code: str
    name: Text
    region: str
    address: Text | None
    hours: Text | None


class DeliveryView(Struct, frozen=True):
    """A way in which a card comes to its family. `cost` in yuan; null where nobody knows it."""

    id: str
    name: Text
    least: SpanForm | None
    most: SpanForm | None
    cost: str | None
    note: Text | None
    offices: list[PlaceView]


class DeliveryList(Struct, frozen=True):
    """The ways that are offered where the card is, and the one that was chosen."""

    chosen: str
    deliveries: list[DeliveryView]


class PaceView(Struct, frozen=True):
    """Nine of ten of `of` cards that went the same way took at most `days`; this is day `day`.

    `took`: pairs of days and how many cards took so long.
    """

    days: int
    of: int
    day: int
    took: list[tuple[int, int]]


class NeedView(Struct, frozen=True):
    """Something to show at a desk; by its `id` the desk says that it was shown."""

    id: str
    name: Text


class NeedList(Struct, frozen=True):
    """What whoever comes in this relation has to show."""

    relation: str
    needs: list[NeedView]


class PrintedView(Struct, frozen=True):
    """What is printed on a card, for whoever collects it to confirm."""

    name: str
    sex: int
    born_on: str
    nationality: str
    number_kind: str
    number: str
    photo_sha256: str


class CollectionView(Struct, frozen=True):
    """Who took a card, as what, having shown what. `sha256`: what the signature is bound to."""

    order: str
    relation: str
    shown: list[str]
    kind: str
    at: datetime
    sha256: str


class AccountView(Struct, frozen=True):
    """The bank account behind a card; its number masked."""

    bank: OfficeView
    masked: str
    opened_on: date


REPLIES = (CardView, CardList, CardHistory, CredentialView, CredentialList, DeliveryList, PaceView,
           NeedList, PrintedView, CollectionView, AccountView)  # fmt: skip


def card_view(card: Card, *, at: datetime) -> CardView:
    """A card as it stands now."""
    found = queries.where(card=card, on=at.astimezone(CHINA).date())
    taken = card.taken_until is not None and card.taken_until > at
    return CardView(
        card.order, card.case, card.reason, card.region, card.delivery, found.state.value,
        found.text, found.holder.value, office_view(found.office) if found.office else None,
        found.since, card.ordered_at, found.due_on, found.due_is_final, found.late, found.tracking,
        mask(card.number), card.valid_until, [_side(each) for each in queries.sides(card=card)],
        card.ended_on, card.ended_reason, _taker(card) if taken else None,
        card.taken_until if taken else None, card.version,
    )  # fmt: skip


def _side(side: Side) -> SideView:
    return SideView(side.axis.value, side.state.value, words.FUNCTION[side.state.value], side.since,
                    side.password.value)  # fmt: skip


def _taker(card: Card) -> str:
    return (card.taken_by.shown_name or card.taken_by.login) if card.taken_by else ""


def history_view(card: Card, events: Iterable[CardEvent]) -> CardHistory:
    """Everything that happened to a card."""
    return CardHistory(card.order, [
        CardEventView(e.axis, e.action, words.ACTIONS[e.action], e.before, e.after, e.at,
                      e.name or e.role, office_view(e.office) if e.office else None, _told(e))
        for e in events
    ])  # fmt: skip


def _told(event: CardEvent) -> dict[str, Any]:
    """What is kept beside an event, but for the numbers of records: they are nobody's to know."""
    return {} if event.action == Remark.JOIN else event.detail


def credential_view(found: Beside, *, by: Actor) -> CredentialView:
    """A credential, for whoever may see the card that it stands beside."""
    row = found.credential
    own = row.kind == TEMPORARY or (row.holder_id is not None and row.holder_id == by.account)
    return CredentialView(row.kind, found.state, words.CREDENTIALS[found.state], found.holder,
                          row.serial if own else "", row.since, row.until)  # fmt: skip


def delivery_view(way: form.Delivery, *, at: Iterable[Place]) -> DeliveryView:
    """A way of delivery as the packs have it, and the offices at which it ends."""
    places = [PlaceView(each.code, each.name, each.region, each.address, each.hours)
              for each in at]  # fmt: skip
    return DeliveryView(way.id, way.name, way.takes.least, way.takes.most, way.fee.amount,
                        way.fee.note, places)  # fmt: skip


def printed_view(data: CardData) -> PrintedView:
    """What is printed on a card, without the picture itself."""
    return PrintedView(data.name, data.sex, data.born_on, data.nationality, data.number_kind,
                       data.number, data.photo_sha256)  # fmt: skip


def collection_view(made: Collection) -> CollectionView:
    """A collection, without who it was and what was signed."""
    return CollectionView(made.card.order, made.relation, list(made.shown), made.kind, made.at,
                          made.bound_sha256)  # fmt: skip


def account_view(account: BankAccount) -> AccountView:
    """An account as it is recorded."""
    return AccountView(office_view(account.bank), account.masked, account.opened_on)
