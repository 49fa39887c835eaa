"""The post's own list: a CSV of order and tracking number, each line by itself.

A line that cannot be right is told with its number; every other one is worked through. A line that
says what is known counts as known, so that a list may be sent again.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime

from django.db import transaction

from firstcard.cards.handing_refusals import invalid
from firstcard.cards.models import Card
from firstcard.cards.operations import posting
from firstcard.cards.places import at_centre
from firstcard.cards.refusals import not_found
from firstcard.cards.states import Making
from firstcard.core import references
from firstcard.core.actors import Actor
from firstcard.core.refusals import Refusal
from firstcard.people.models import Office
from firstcard.policy.format import Text

COLUMNS = ["order", "tracking"]
MOST = 1000  # lines of one list: a bound of the machine, some ten seconds
_LONGEST = 200  # signs of a line
_CODINGS = ("utf-8-sig", "gb18030")


@dataclass(slots=True, kw_only=True)
class Taken:
    """What became of a list: how many were posted or known, and by line what is wrong."""

    posted: int = 0
    known: int = 0
    wrong: list[tuple[int, Text]] = field(default_factory=list)


def take(*, data: bytes, centre: Office, by: Actor, at: datetime) -> Taken:
    """Post every card of a list, the columns being line 1.

    Raises NotAllowed, NotHere; Invalid for what is no such list, or too long a one.
    """
    at_centre(by=by, centre=centre)
    found = Taken()
    for number, (order, tracking) in _lines(data):
        try:
            if _one(order, tracking, centre, by, at):
                found.posted += 1
            else:
                found.known += 1
        except Refusal as refusal:
            found.wrong.append((number, refusal.text))
    return found


@transaction.atomic
def one(*, order: str, tracking: str, centre: Office, by: Actor, at: datetime) -> bool:
    """Post the card of an order; False where it was posted under that number already.

    Raises NotAllowed, NotHere, NotFound, and as `posting.post`.
    """
    at_centre(by=by, centre=centre)
    return _one(order, tracking, centre, by, at)


@transaction.atomic
def _one(order: str, tracking: str, centre: Office, by: Actor, at: datetime) -> bool:
    read = references.read(order, prefix="CD")
    rows = Card.objects.select_related("person", "office").filter(centre=centre)
    card = rows.filter(order=read).first() if read else None
    if card is None:
        raise not_found()
    if card.making == Making.POSTED and card.tracking == posting.number_of(tracking):
        return False
    posting.post(card=card, tracking=tracking, by=by, at=at)
    return True


def _lines(data: bytes) -> Iterator[tuple[int, tuple[str, str]]]:
    """Each line with its number. Raises Invalid."""
    lines = _text(data).replace("\r", "").split("\n")
    if [cell.strip().lower() for cell in _cells(lines[0] if lines else "")] != COLUMNS:
        raise invalid("list-columns", field="file")
    rows = [(number, line) for number, line in enumerate(lines[1:], start=2) if line.strip()]
    if len(rows) > MOST:
        raise invalid("list-too-long", field="file")
    for number, line in rows:
        order, tracking, *_ = [*_cells(line[:_LONGEST]), "", ""]
        yield number, (order.strip(), tracking.strip())


def _cells(line: str) -> list[str]:
    """Each line is read by itself: a stray quote spoils no other one."""
    return next(csv.reader([line]), [])


def _text(data: bytes) -> str:
    for coding in _CODINGS:
        try:
            return data.decode(coding)
        except UnicodeDecodeError:
            continue
    raise invalid("list-coding", field="file")
