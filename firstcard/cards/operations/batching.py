"""Cards go to a centre in batches: one file, one manifest, and the pictures beside them.

A batch is whole or not there: its rows and its sums are of one transaction. Its file lies nowhere:
it is made from the rows whenever it is asked for, and is the same to the byte each time, which the
manifest shows. What may change of a card once it is sent, its line keeps as it was sent.
"""

from __future__ import annotations

import tarfile
from collections.abc import Iterator, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction

from firstcard.cards import bulk
from firstcard.cards.changing import apply
from firstcard.cards.content import opened, photo
from firstcard.cards.files import manifest as manifests
from firstcard.cards.files import orders
from firstcard.cards.files.cells import Coding
from firstcard.cards.files.manifest import Manifest, Tally
from firstcard.cards.models import Batch, BatchLine, Card
from firstcard.cards.places import at_centre
from firstcard.cards.production_refusals import NothingToSend, conflict
from firstcard.cards.states import CardAction
from firstcard.core import audit, references
from firstcard.core.actors import Actor
from firstcard.people.models import Office

LARGEST = 100_000  # cards in one file; a bound of the machine
BANK = "bank"  # cards that a branch prints while one waits
_AT_ONCE = 2000  # rows read from the database at a time
_PICTURES_AT_ONCE = 100
_CHOOSE = """
INSERT INTO cards_batchline (batch_id, card_id, number, delivery, office, outcome, reason)
SELECT %(batch)s, waiting.id, row_number() OVER (ORDER BY place_from, waiting.id), delivery,
  coalesce(o.code, ''), '', '' FROM (
  SELECT id, place_from, delivery, office_id FROM cards_card
  WHERE making = 'ordered' AND centre_id = %(centre)s AND delivery <> %(bank)s
    AND (%(only)s::bigint[] IS NULL OR id = ANY(%(only)s))
    AND NOT EXISTS (
      SELECT 1 FROM people_person p WHERE p.id = person_id AND p.died_on IS NOT NULL)
  ORDER BY place_from, id LIMIT %(most)s FOR NO KEY UPDATE SKIP LOCKED
) waiting LEFT JOIN people_office o ON o.id = office_id
"""
_CHOSEN = """SELECT card_id AS id, 'ordered' AS was,
  jsonb_build_object('batch', %(number)s::text) AS detail
FROM cards_batchline WHERE batch_id = %(batch)s"""
# A card that failed here and was sent again is in the other batch.
_LINES = """SELECT c.id, c.making AS was, jsonb_build_object('batch', %(number)s::text) AS detail
FROM cards_batchline l JOIN cards_card c ON c.id = l.card_id AND c.batch_id = l.batch_id
WHERE l.batch_id = %(batch)s ORDER BY c.id FOR NO KEY UPDATE OF c"""
_FIELDS = ("number", "card__order", "card__data", "card__region", "office", "delivery",
           "card__reason")  # fmt: skip


@transaction.atomic
def send(
    *, centre: Office, by: Actor, at: datetime, coding: Coding = Coding.UTF_8,
    most: int = LARGEST, only: Sequence[Card] | None = None,
) -> Batch:  # fmt: skip
    """Put the cards that wait longest, or `only` these of them, into one batch.

    Two who send at the same time send different cards. No card is sent for the dead.
    Raises NotAllowed, NotHere, NothingToSend.
    """
    at_centre(by=by, centre=centre)
    batch = Batch.objects.create(number=references.new(prefix="CB"), centre=centre, count=0,
                                 profile=coding.value, sent_at=at)  # fmt: skip
    batch.count = _choose(batch, centre, min(most, LARGEST), only)
    if batch.count == 0:
        raise NothingToSend
    bulk.move(source=_CHOSEN, sets=", batch_id = %(batch)s", action=CardAction.SEND, by=by, at=at,
              region=centre.region, batch=batch.pk, number=batch.number)  # fmt: skip
    tally = _tally(batch)
    batch.control_sum, batch.sha256 = str(tally.control_sum), tally.sha256
    batch.save(update_fields=["count", "control_sum", "sha256"])
    audit.record(by=by, action="batch.send", subject=f"batch:{batch.number}", at=at,
                 detail={"count": batch.count})  # fmt: skip
    return batch


def _choose(batch: Batch, centre: Office, most: int, only: Sequence[Card] | None) -> int:
    chosen = None if only is None else [card.pk for card in only]
    with connection.cursor() as cursor:
        cursor.execute(_CHOOSE, {"batch": batch.pk, "centre": centre.pk, "bank": BANK,
                                 "only": chosen, "most": most})  # fmt: skip
        return cursor.rowcount


def _tally(batch: Batch) -> Tally:
    tally = Tally()
    for _ in manifests.counted(_lines(batch), tally=tally):
        pass
    return tally


@transaction.atomic
def start(*, batch: Batch, by: Actor, at: datetime) -> int:
    """The centre has begun; how many cards that moved. Raises NotAllowed, Conflict."""
    at_centre(by=by, centre=batch.centre)
    if Batch.objects.filter(pk=batch.pk, started_at=None).update(started_at=at) != 1:
        raise conflict("begun-already")
    batch.started_at = at
    return bulk.move(source=_LINES, action=CardAction.START, by=by, at=at,
                     region=batch.centre.region, batch=batch.pk, number=batch.number)  # fmt: skip


@transaction.atomic
def again(*, card: Card, by: Actor, at: datetime) -> Card:
    """Have a card that failed made again, alone or with the next batch; it keeps its place.

    Raises NotAllowed, NotHere, NotNow, Overtaken.
    """
    at_centre(by=by, centre=card.centre)
    apply(card=card, action=CardAction.AGAIN, by=by, at=at, batch=None)
    return card


def manifest_of(batch: Batch) -> Manifest:
    """What goes beside the file of a batch."""
    name = f"{batch.number}.csv"
    return Manifest(kind="order", batch=batch.number, coding=Coding(batch.profile), file=name,
                    count=batch.count, control_sum=batch.control_sum, sha256=batch.sha256,
                    photos=f"{batch.number}.photos.tar")  # fmt: skip


def content(*, batch: Batch, by: Actor, at: datetime) -> Iterator[bytes]:
    """The file of a batch in pieces; that its data was read is written down first.

    Raises NotAllowed, vault.CannotOpen.
    """
    _read_by(batch, by, at)
    return _pieces(_lines(batch))


def photos(*, batch: Batch, by: Actor, at: datetime) -> Iterator[bytes]:
    """The pictures of a batch in pieces: a tar of `<order>.jpg`; each line names its SHA-256.

    Raises NotAllowed, vault.CannotOpen.
    """
    _read_by(batch, by, at)
    return _tar(batch)


@transaction.atomic
def _read_by(batch: Batch, by: Actor, at: datetime) -> None:
    at_centre(by=by, centre=batch.centre)
    bulk.record_reading(batch=batch.pk, number=batch.number, by=by, at=at)


def _lines(batch: Batch) -> Iterator[bytes]:
    return orders.lines(map(_order_line, _rows(batch, *_FIELDS)), coding=Coding(batch.profile))


def _rows(batch: Batch, *fields: str, at_once: int = _AT_ONCE) -> Iterator[Any]:
    rows = BatchLine.objects.filter(batch=batch).order_by("number").values_list(*fields)
    return rows.iterator(chunk_size=at_once)


def _order_line(row: tuple[Any, ...]) -> orders.OrderLine:
    number, order, data, region, office, delivery, reason = row
    card = opened(data=data, order=order)
    return orders.OrderLine(
        number, order, card.name, card.sex, card.born_on, card.nationality, card.number_kind,
        card.number, region, office, delivery, reason, card.photo_sha256,
    )  # fmt: skip


def _pieces(lines: Iterator[bytes]) -> Iterator[bytes]:
    """Some lines at a time."""
    gathered: list[bytes] = []
    for line in lines:
        gathered.append(line)
        if len(gathered) == _AT_ONCE:
            yield b"".join(gathered)
            gathered.clear()
    if gathered:
        yield b"".join(gathered)


def _tar(batch: Batch) -> Iterator[bytes]:
    mtime = int(batch.sent_at.timestamp())
    fields = ("card__order", "card__photo")
    for order, sealed in _rows(batch, *fields, at_once=_PICTURES_AT_ONCE):
        if sealed is None:
            continue
        picture = photo(sealed=sealed, order=order)
        head = tarfile.TarInfo(f"{order}.jpg")
        head.size, head.mtime, head.mode = len(picture), mtime, 0o600
        yield head.tobuf(tarfile.USTAR_FORMAT)
        yield picture + bytes(-len(picture) % tarfile.BLOCKSIZE)
    yield bytes(tarfile.BLOCKSIZE * 2)
