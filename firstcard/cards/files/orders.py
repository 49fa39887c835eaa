"""The file that orders cards from a centre: one line a card, without the picture. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from msgspec import Struct

from firstcard.cards.files.cells import Coding, written

COLUMNS = ("line", "order", "name", "sex", "born_on", "nationality", "number_kind", "number",
           "region", "office", "delivery", "reason", "photo_sha256")  # fmt: skip


class OrderLine(Struct, frozen=True):
    """One card as the centre is told of it. `office`: the code of where it goes, or ""."""

    line: int
    order: str
    name: str
    sex: int
    born_on: str
    nationality: str
    number_kind: str
    number: str
    region: str
    office: str
    delivery: str
    reason: str
    photo_sha256: str


def lines(cards: Iterable[OrderLine], *, coding: Coding) -> Iterator[bytes]:
    """The lines of the file, the columns first."""
    yield written(COLUMNS, coding=coding)
    for card in cards:
        yield written(
            (str(card.line), card.order, card.name, str(card.sex), card.born_on,
             card.nationality, card.number_kind, card.number, card.region, card.office,
             card.delivery, card.reason, card.photo_sha256), coding=coding,
        )  # fmt: skip
