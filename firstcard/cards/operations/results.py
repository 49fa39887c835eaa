# ruff: noqa: S608 - the statements are put together from words of our own
"""What a centre sends back: files of results, each line worked through once, bad lines set aside.

A file that is not the one of its manifest is refused whole, and kept as refused; one that was
worked through already changes nothing. All that a file does is one transaction.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from datetime import datetime
from functools import partial
from typing import BinaryIO

from django.db import DatabaseError, OperationalError, transaction

from firstcard.cards import bulk, clock, incoming, telling
from firstcard.cards.files import manifest as manifests
from firstcard.cards.files import results as form
from firstcard.cards.files.faults import FileFault, LineFault, Unfit
from firstcard.cards.files.manifest import Manifest, Tally
from firstcard.cards.incoming import ask, run
from firstcard.cards.models import Batch, Card, ResultFile
from firstcard.cards.operations import reconciling, stock
from firstcard.cards.places import at_centre
from firstcard.cards.states import CardAction
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.rows import insert
from firstcard.people.models import Office
from firstcard.people.permissions import Permission, regions, require
from firstcard.policy.region_codes import NATION

LARGEST = 64 * 1024 * 1024  # bytes of a file; 100,000 lines take some 10 million
_LONGEST = 64 * 1024  # of a line; a longer one is cut, and so not counted right
_STRETCH = 10_000  # lines moved by one statement
_NAME = 100
# What was known of a line: the same again, or something else.
_KNOWN = f"""
UPDATE arrived a SET verdict = CASE
  WHEN a.outcome = a.result AND (a.result = 'failed' OR (c.number = a.number AND c.code = a.code))
  THEN '{incoming.AGAIN}' ELSE '{LineFault.OTHERWISE}' END
FROM cards_card c WHERE c.id = a.card_id AND a.verdict = '' AND a.outcome <> ''
"""
_NOT_NOW = f"""
UPDATE arrived SET verdict = '{LineFault.NOT_NOW}'
WHERE verdict = '' AND making NOT IN ('sent', 'started', 'stopped')
"""
_THESE = "verdict = '' AND at BETWEEN %(first)s AND %(last)s"
_GOOD = f"""SELECT card_id AS id, making AS was, number, code, valid_until,
  jsonb_strip_nulls(jsonb_build_object('batch', %(batch)s::text, 'reason', nullif(reason, '')))
    AS detail
FROM arrived WHERE {_THESE} AND result = %(result)s AND making <> 'stopped'"""
_MADE = """, number = chosen.number, code = chosen.code, made_at = %(at)s,
  valid_until = coalesce(chosen.valid_until, c.valid_until), stopped_on = %(day)s"""
_FAILED = ", tries = c.tries + 1"
# A card that was stopped keeps by what it is known, so that it can be found and destroyed.
_STOPPED_ONE = f"""
UPDATE cards_card c SET number = a.number, code = a.code, made_at = %(at)s, version = c.version + 1
FROM arrived a WHERE a.card_id = c.id AND a.{_THESE} AND a.result = 'made'
  AND a.making = 'stopped'
"""
_OUTCOME = f"""
UPDATE cards_batchline l SET outcome = a.result, reason = a.reason, outcome_at = %(at)s
FROM arrived a WHERE a.line_id = l.id AND a.{_THESE}
"""
_NOT_STORED = f"UPDATE arrived SET verdict = '{LineFault.NOT_STORED}' WHERE at = %(line)s"
_ASIDE = f"""
UPDATE arrived SET verdict = '{LineFault.STOPPED}'
WHERE verdict = '' AND making = 'stopped' AND result = 'made'
"""
_COUNTS = f"""
SELECT count(*) FILTER (WHERE verdict = ''), count(*) FILTER (WHERE verdict IN ('again', 'beside')),
  count(*) FILTER (WHERE verdict IN ('', 'beside', '{LineFault.STOPPED}') AND result = 'made'),
  coalesce(sum(spoiled) FILTER (WHERE verdict IN ('', 'beside', '{LineFault.STOPPED}')), 0)
FROM arrived
"""
_FAILED_ONES = """SELECT card_id FROM arrived
WHERE verdict = '' AND result = 'failed' AND making <> 'stopped' ORDER BY at"""


def take(*, manifest: bytes, file: BinaryIO, name: str = "", by: Actor, at: datetime,
         centre: Office | None = None) -> ResultFile:  # fmt: skip
    """Work a file through; the file as it is kept, with `refused` where it is not looked into.

    `file` can be read from its beginning more than once. `centre`: at which it came in, which
    speaks of its own batches alone. Raises NotAllowed, NotHere.
    """
    _may(by, centre)
    found: Manifest | None = None
    batch: Batch | None = None
    try:
        found = manifests.decoded(manifest)
        batch = _batch_of(found, centre)
        at_centre(by=by, centre=batch.centre)
        tally = _checked(found, file)
        return _worked(found, tally, batch, file, name or found.file, by, at)
    except Unfit as unfit:
        digest = hashlib.sha256(manifest).hexdigest() if found is None else found.sha256
        return refuse(name=name or (found.file if found else ""), sha256=digest,
                      fault=unfit.fault, batch=batch, centre=centre, by=by, at=at)  # fmt: skip


@transaction.atomic
def refuse(
    *, name: str, sha256: str, fault: FileFault, by: Actor, at: datetime,
    batch: Batch | None = None, centre: Office | None = None,
) -> ResultFile:  # fmt: skip
    """Keep that a file was not looked into, and why. Raises NotAllowed, NotHere."""
    _may(by, centre)
    row = ResultFile(name=name[:_NAME], sha256=sha256, kind="", batch=batch, received_at=at,
                     centre=centre or (batch.centre if batch else None),
                     refused=fault.value)  # fmt: skip
    insert(row)
    audit.record(by=by, action="result.refuse", subject=f"file:{sha256[:12]}", at=at,
                 detail={"reason": fault.value})  # fmt: skip
    return row


def _may(by: Actor, centre: Office | None) -> None:
    """Whether somebody brings files at all; of which batch, the manifest says."""
    if centre is not None:
        at_centre(by=by, centre=centre)
    elif not regions(actor=by, permission=Permission.MAKE_CARDS):
        require(actor=by, permission=Permission.MAKE_CARDS, region=NATION)


def _batch_of(found: Manifest, centre: Office | None) -> Batch:
    if found.kind == "order":
        raise Unfit(FileFault.MANIFEST)
    batch = Batch.objects.select_related("centre").filter(number=found.batch).first()
    if batch is None or (centre is not None and batch.centre_id != centre.pk):
        raise Unfit(FileFault.UNKNOWN_BATCH)
    return batch


def _checked(found: Manifest, file: BinaryIO) -> Tally:
    """The bytes are those of the manifest, and text of its coding with the right columns."""
    if file.seek(0, os.SEEK_END) > LARGEST:
        raise Unfit(FileFault.TOO_LARGE)
    tally = Tally()
    for _ in manifests.counted(_raw(file), tally=tally):
        pass
    manifests.check(found, tally)
    return tally


def _raw(file: BinaryIO) -> Iterator[bytes]:
    file.seek(0)
    return iter(partial(file.readline, _LONGEST), b"")


@transaction.atomic
def _worked(found: Manifest, tally: Tally, batch: Batch, file: BinaryIO, name: str, by: Actor,
            at: datetime) -> ResultFile:  # fmt: skip
    row = ResultFile(name=name[:_NAME], sha256=tally.sha256, kind=found.kind, batch=batch,
                     centre=batch.centre, received_at=at, lines=tally.count)  # fmt: skip
    if not insert(row, unless_there=True):
        return ResultFile.objects.get(sha256=tally.sha256, kind=found.kind, refused="")
    incoming.hold(form.lines(_raw(file), coding=found.coding))
    incoming.find(batch=batch)
    if found.kind == "statement":
        reconciling.judge()
    else:
        run(_KNOWN, _NOT_NOW)
    incoming.find_taken()
    _store_all(batch, by, at)
    if found.kind == "statement":
        reconciling.find(file=row, batch=batch, at=at)
    return _closed(row, batch, by, at)


def _store_all(batch: Batch, by: Actor, at: datetime) -> None:
    ((last,),) = ask("SELECT coalesce(max(at), 0) FROM arrived")
    for first, end in incoming.stretches(first=2, last=last, length=_STRETCH):
        _store(first, end, batch, by, at)


def _store(first: int, last: int, batch: Batch, by: Actor, at: datetime) -> None:
    """Store some lines; one that the database refuses is set aside, the others are not."""
    try:
        with transaction.atomic():
            _move(first, last, batch, by, at)
    except OperationalError:
        raise  # a lost connection, a full disk: nothing of this file is worked through
    except DatabaseError:
        if first == last:
            run(_NOT_STORED, line=first)
            return
        middle = (first + last) // 2
        _store(first, middle, batch, by, at)
        _store(middle + 1, last, batch, by, at)


def _move(first: int, last: int, batch: Batch, by: Actor, at: datetime) -> None:
    for action, result, sets in ((CardAction.MAKE, form.MADE, _MADE),
                                 (CardAction.FAIL, form.FAILED, _FAILED)):  # fmt: skip
        bulk.move(source=_GOOD, sets=sets, action=action, by=by, at=at, first=first, last=last,
                  result=result, batch=batch.number, day=clock.day_of(at),
                  region=batch.centre.region)  # fmt: skip
    run(_STOPPED_ONE, _OUTCOME, first=first, last=last, at=at)


def _closed(row: ResultFile, batch: Batch, by: Actor, at: datetime) -> ResultFile:
    """Blanks, families, bad lines and the sums."""
    run(_ASIDE)
    ((good, again, made, spoiled),) = ask(_COUNTS)
    row.good, row.again = good, again
    row.save(update_fields=["good", "again"])
    incoming.keep_bad(file=row.pk)
    reconciling.settle_bad_lines(batch=batch, at=at)
    stock.used_up(office=batch.centre, used=made, spoiled=spoiled,
                  about=batch.number, by=by, at=at)  # fmt: skip
    _tell_failed(at)
    audit.record(by=by, action=f"{row.kind}.take", subject=f"file:{row.sha256[:12]}", at=at,
                 detail={"batch": batch.number, "good": row.good, "lines": row.lines})  # fmt: skip
    return row


def _tell_failed(at: datetime) -> None:
    failed = [pk for (pk,) in ask(_FAILED_ONES)]
    for card in Card.objects.filter(pk__in=failed).order_by("pk").iterator(chunk_size=500):
        telling.tell(card=card, template="card-failed", at=at, about=card.tries,
                     reference=card.case or card.order)  # fmt: skip
