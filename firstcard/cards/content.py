"""What is printed on a card: one struct; in the database sealed, bound to the card's order."""

from __future__ import annotations

import hashlib

import msgspec
from msgspec import Struct, field, structs

from firstcard.cards.models import Card
from firstcard.core import vault

_DATA = "card data"
_PHOTO = "card photo"


class CardData(Struct, frozen=True, kw_only=True):
    """Name, sex (GB/T 2261.1), day of birth (ISO), number and picture (JPEG, b"" where none).

    `photo_sha256` is set when it is sealed: a batch names the picture without opening it.
    """

    name: str
    sex: int
    born_on: str
    nationality: str
    number_kind: str
    number: str
    photo: bytes = b""
    photo_sha256: str = field(default="")


class Sealed(Struct, frozen=True):
    """Both parts as a card keeps them."""

    data: bytes
    photo: bytes | None


def sealed(*, data: CardData, order: str) -> Sealed:
    """The data and the picture, each encrypted for the card of that order."""
    digest = hashlib.sha256(data.photo).hexdigest() if data.photo else ""
    text = structs.replace(data, photo=b"", photo_sha256=digest)
    return Sealed(
        vault.seal(msgspec.json.encode(text), purpose=_DATA, bound=order),
        vault.seal(data.photo, purpose=_PHOTO, bound=order) if data.photo else None,
    )


def opened(*, data: bytes | memoryview, order: str) -> CardData:
    """The data without the picture. Raises vault.CannotOpen."""
    return _decoder.decode(vault.unseal(data, purpose=_DATA, bound=order))


def photo(*, sealed: bytes | memoryview, order: str) -> bytes:
    """The picture. Raises vault.CannotOpen."""
    return vault.unseal(sealed, purpose=_PHOTO, bound=order)


def data_of(card: Card) -> CardData:
    """What is printed on a card, picture and all. Whoever shows it has recorded the read.

    Raises vault.CannotOpen under an unknown key.
    """
    text = opened(data=card.data, order=card.order)
    picture = photo(sealed=card.photo, order=card.order) if card.photo is not None else b""
    return structs.replace(text, photo=picture)


_decoder = msgspec.json.Decoder(CardData)
