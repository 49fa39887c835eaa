"""What programs send about cards: one Struct a request. Pure."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from msgspec import Meta

from firstcard.guidance.api.bodies import Body, Short, Words

Count = Annotated[int, Meta(ge=1, le=10_000_000)]
Orders = Annotated[list[Short], Meta(min_length=1, max_length=1000)]
Shown = Annotated[list[Short], Meta(max_length=50)]
DocumentKind = Literal["citizen-id", "birth-certificate", "residence-permit", "passport",
                       "organisation"]  # fmt: skip


class NumberBody(Body, frozen=True):
    """A number that identifies a person."""

    kind: DocumentKind
    number: Short


class CardSearch(Body, frozen=True):
    """By what a card is looked for, one of them.

    `said`: the notice's QR code, an order or an application's reference. `identity`: of its owner.
    `card_number`: as a bank or a hospital reads it off a card in use.
    """

    said: Short = ""
    card_number: Short = ""
    identity: NumberBody | None = None


class DeliveryChoice(Body, frozen=True):
    """How the card is to come: with an address for the post, or the code of an office."""

    delivery: Literal["office", "bank", "post"]
    address: Words = ""
    office: Short = ""


class IdentityBody(Body, frozen=True):
    """An identity document as a desk reads it."""

    kind: DocumentKind
    number: Short
    name: Short
    valid_until: date | None = None


class AuthorityBody(Body, frozen=True):
    """A letter of authority: the guardian who gives it, and its last day."""

    given_by: IdentityBody
    until: date | None = None


class HandoverBody(Body, frozen=True):
    """What the desk saw and the collector signed.

    `shown`: ids of what had to be shown. `card_number`: read off the card itself. `confirmed`: the
    collector found the data on the card right. `content`: the name as typed, or a drawing as text.
    """

    identity: IdentityBody
    shown: Shown
    card_number: Short
    genuine: bool
    confirmed: bool
    kind: Literal["typed", "drawn", "paper"]
    content: Annotated[str, Meta(max_length=60_000)] = ""
    authority: AuthorityBody | None = None


class RejectedCard(Body, frozen=True):
    """What is wrong with a card. The new one says what its owner's record says.

    A wrong picture needs a new one: POST /cards/{order}/new-picture.
    """

    wrong: Annotated[
        list[Literal["name", "sex", "born_on", "number", "photo", "damaged", "not-genuine"]],
        Meta(min_length=1, max_length=7),
    ]


class ScannedCard(Body, frozen=True):
    """The order that was scanned."""

    order: Short


class PassedOn(Body, frozen=True):
    """To which office; `found_at`: the wrong one at which a card on its way has come out."""

    to: Short
    found_at: Short = ""


class CameBack(Body, frozen=True):
    """At which office a parcel came back, and why."""

    office: Short
    why: Literal["not-found", "refused", "moved", "unclaimed", "damaged"]


class Parcel(Body, frozen=True):
    """The tracking number of a card that is given to the post."""

    tracking: Short


class ParcelAgain(Body, frozen=True):
    """The same for a card that came back, to another address where one is given."""

    tracking: Short
    address: Words = ""


class PrintedCard(Body, frozen=True):
    """A card that a branch has printed, and what identifies it."""

    office: Short
    number: Short
    code: Short
    valid_until: date | None = None


class NewAccount(Body, frozen=True):
    """The account that a bank opened for a card. `masked`: at most the first six and last four."""

    bank: Short
    masked: Short
    opened_on: date


class StandsBody(Body, frozen=True):
    """Who stands at the desk, and the ids of what was shown of what the packs ask for."""

    identity: IdentityBody
    shown: Shown
    authority: AuthorityBody | None = None


class Attending(Body, frozen=True):
    """For whom a desk does it. Families do it themselves and leave it out."""

    stands: StandsBody | None = None


class PasswordNote(Body, frozen=True):
    """What was done with a password. The password itself is never told."""

    what: Literal["set", "changed", "reset", "locked"]
    stands: StandsBody | None = None


class DataChange(Body, frozen=True):
    """For whom, and at which office the new card is collected; "": that of the old one.

    Families leave both out.
    """

    stands: StandsBody | None = None
    office: Short = ""


class NewBatch(Body, frozen=True):
    """How many of the cards that wait longest, at most, in which coding of the file."""

    most: Annotated[int, Meta(ge=1, le=100_000)] = 100_000
    coding: Literal["utf-8", "gb18030"] = "utf-8"


class NewShipment(Body, frozen=True):
    """Finished cards that go to an office on one list: all, or those of `orders`."""

    to: Short
    orders: Orders | None = None


class StockChange(Body, frozen=True):
    """Blank cards that came, were spoiled or destroyed; `about`: the delivery note."""

    kind: Literal["received", "spoiled", "destroyed"]
    count: Count
    about: Annotated[str, Meta(max_length=40)] = ""


class SettledFinding(Body, frozen=True):
    """How a difference was settled."""

    settled_as: Literal["destroyed", "corrected", "no-fault"]


BODIES = (CardSearch, DeliveryChoice, HandoverBody, RejectedCard, ScannedCard, PassedOn, CameBack,
          Parcel, ParcelAgain, PrintedCard, NewAccount, Attending, PasswordNote, DataChange,
          NewBatch, NewShipment, StockChange, SettledFinding)  # fmt: skip
