"""Batches and the files that a made-up card centre sends back."""

from __future__ import annotations

import hashlib
import io
import zlib
from collections.abc import Sequence
from datetime import datetime
from typing import Any

import card_makers
import msgspec
from card_makers import AT

from firstcard.cards.files.results import COLUMNS
from firstcard.cards.models import Batch, BatchLine, Card, ResultFile
from firstcard.cards.operations import batching, results
from firstcard.core.actors import SERVICE, Actor
from firstcard.people.models import Office

HEADER = ",".join(COLUMNS).encode()


def centre() -> Office:
    """The centre in which `card_makers` orders its cards."""
    return card_makers.office("card-centre", code="centre")


def sent(number: int = 6, *, at: datetime = AT, **kind: Any) -> Batch:
    """A batch of so many new cards."""
    cards = [card_makers.order() for _ in range(number)]
    return batching.send(centre=centre(), by=SERVICE, at=at, only=cards, **kind)


def cards_of(batch: Batch) -> list[Card]:
    """Its cards by line."""
    lines = BatchLine.objects.filter(batch=batch).order_by("number").select_related("card")
    return [line.card for line in lines]


def made(card: Card, line: int = 1, **changes: str) -> list[str]:
    """The cells that say that a card was made."""
    cells = {"line": str(line), "order": card.order, "result": "made",
             "number": f"Z{card.pk:08}", "code": f"410100{card.pk:026}",
             "valid_until": "2036-11-22", "reason": "", "spoiled": "0"}  # fmt: skip
    return list({**cells, **changes}.values())


def failed(card: Card, line: int = 1, reason: str = "print", spoiled: str = "1",
           **changes: str) -> list[str]:  # fmt: skip
    """The cells that say that its making failed."""
    return made(card, line, result="failed", number="", code="", valid_until="", reason=reason,
                spoiled=spoiled, **changes)  # fmt: skip


def lines_of(batch: Batch) -> list[bytes]:
    """A right answer: every card was made."""
    return [line(made(card, number)) for number, card in enumerate(cards_of(batch), start=1)]


def line(cells: Sequence[str], coding: str = "utf-8") -> bytes:
    """Cells as one line without its end."""
    return ",".join(cells).encode(coding)


def whole(lines: Sequence[bytes], *, header: bytes = HEADER, end: bytes = b"\r\n") -> bytes:
    """The lines as a file."""
    return b"".join(each + end for each in (header, *lines))


def manifest(batch: Batch, data: bytes, **changes: Any) -> dict[str, Any]:
    """What a right manifest of some bytes says."""
    lines = [each for each in data.replace(b"\r\n", b"\n").split(b"\n")[1:] if each]
    told = {"format": "firstcard-cards/1", "kind": "result", "batch": batch.number,
            "coding": batch.profile, "file": f"{batch.number}.result.csv", "count": len(lines),
            "control_sum": str(sum(map(zlib.crc32, lines))),
            "sha256": hashlib.sha256(data).hexdigest()}  # fmt: skip
    return {**told, **changes}


def take(batch: Batch, data: bytes, *, by: Actor = SERVICE, at: datetime = AT,
         **changes: Any) -> ResultFile:  # fmt: skip
    """Take a file with its right manifest, but for the changes."""
    told = msgspec.json.encode(manifest(batch, data, **changes))
    return results.take(manifest=told, file=io.BytesIO(data), by=by, at=at)


def answer(batch: Batch, cells: Sequence[Sequence[str]], **changes: Any) -> ResultFile:
    """Take a file of these lines."""
    return take(batch, whole([line(each) for each in cells]), **changes)
