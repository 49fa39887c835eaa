# ruff: noqa: S608 - the statements are put together from words of our own
"""A centre's statement of all that it made of a batch, held against what is known here.

What only this side missed is mended at once ("made" there, failed or open here). What needs
somebody's eyes stays open as a finding until it is settled:

made-twice            made there, and ordered again here meanwhile: one of them is destroyed
made-though-stopped   made there after it was stopped here: destroyed
made-here-only        made here, and the centre does not list it
failed-there          made here, failed there
other-number          made on both sides, with another number or code
"""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstcard.cards.files.faults import LineFault
from firstcard.cards.incoming import AGAIN, BESIDE, run
from firstcard.cards.models import BadLine, Batch, Finding, ResultFile
from firstcard.cards.places import at_centre
from firstcard.cards.production_refusals import conflict
from firstcard.core import audit
from firstcard.core.actors import Actor

MENDED = "mended"
SETTLED_AS = ("destroyed", "corrected", "no-fault")
_TWICE = "made-twice"
# What is known already, differs, or is to be stored as a result is. `twice` marks what was made
# there and is on its way again here: its line says made, the card goes on as it is.
_JUDGE = f"""
UPDATE arrived a SET verdict = CASE
  WHEN a.outcome = 'made' AND a.result = 'made' AND c.number = a.number AND c.code = a.code
    THEN '{AGAIN}'
  WHEN a.outcome = 'failed' AND a.result = 'failed' THEN '{AGAIN}'
  WHEN a.outcome = 'made' AND c.batch_id IS DISTINCT FROM l.batch_id THEN '{AGAIN}'
  WHEN a.outcome = 'made' AND a.result = 'made' THEN 'other-number'
  WHEN a.outcome = 'made' THEN 'failed-there'
  WHEN a.result = 'made' AND a.making <> 'stopped' AND (
    c.batch_id IS DISTINCT FROM l.batch_id OR a.making NOT IN ('sent', 'started', 'failed'))
    THEN '{_TWICE}'
  ELSE '' END
FROM cards_card c, cards_batchline l
WHERE c.id = a.card_id AND l.id = a.line_id AND a.verdict = ''
"""
_FIND = """
INSERT INTO cards_finding (file_id, card_id, kind, found_at, settled_at, settled_as)
SELECT %(file)s, card_id,
  CASE WHEN verdict <> '' THEN verdict
    WHEN result = 'failed' THEN 'failed-there'
    WHEN making = 'stopped' THEN 'made-though-stopped' ELSE 'made-there' END,
  %(at)s, CASE WHEN verdict = '' AND (making <> 'stopped' OR result = 'failed') THEN %(at)s END,
  CASE WHEN verdict = '' AND (making <> 'stopped' OR result = 'failed') THEN 'mended' ELSE '' END
FROM arrived
WHERE verdict IN ('', 'made-twice', 'failed-there', 'other-number') ORDER BY at
ON CONFLICT DO NOTHING
"""
_MADE_TWICE = """
UPDATE cards_batchline l SET outcome = 'made', reason = '', outcome_at = %(at)s
FROM arrived a WHERE a.line_id = l.id AND a.verdict = 'made-twice'
"""
_HERE_ONLY = """
INSERT INTO cards_finding (file_id, card_id, kind, found_at, settled_as)
SELECT %(file)s, l.card_id, 'made-here-only', %(at)s, ''
FROM cards_batchline l JOIN cards_card c ON c.id = l.card_id
WHERE l.batch_id = %(batch)s AND l.outcome = 'made'
  AND NOT EXISTS (SELECT 1 FROM arrived a WHERE a."order" = c."order") ORDER BY l.id
ON CONFLICT DO NOTHING
"""
_FOUND = f"""UPDATE arrived
SET verdict = CASE WHEN verdict = '{_TWICE}' THEN '{BESIDE}' ELSE '{AGAIN}' END
WHERE verdict IN ('made-twice', 'failed-there', 'other-number')"""
_UNHEARD = f"""
UPDATE cards_badline b SET settled_at = %(at)s
FROM cards_resultfile f, cards_card c, cards_batchline l
WHERE b.file_id = f.id AND f.batch_id = %(batch)s AND b.settled_at IS NULL
  AND b.reason <> '{LineFault.STOPPED}'
  AND c."order" = b."order" AND l.card_id = c.id AND l.batch_id = f.batch_id AND l.outcome <> ''
"""


def judge() -> None:
    """Judge the lines that arrived of a statement; those left without a verdict are to be stored.

    Part of taking a file (`results.take`), in its transaction.
    """
    run(_JUDGE)


def find(*, file: ResultFile, batch: Batch, at: datetime) -> None:
    """Write down what differs, after what could be stored was: that alone counts as mended."""
    run(_FIND, _MADE_TWICE, _HERE_ONLY, file=file.pk, batch=batch.pk, at=at)
    run(_FOUND)


def settle_bad_lines(*, batch: Batch, at: datetime) -> None:
    """A line that was set aside is settled once the card's line has its outcome."""
    run(_UNHEARD, batch=batch.pk, at=at)


@transaction.atomic
def settle(*, finding: Finding, settled_as: str, by: Actor, at: datetime) -> Finding:
    """Somebody has looked into a difference: `settled_as` one of SETTLED_AS.

    Raises NotAllowed, Conflict where it was settled already.
    """
    assert settled_as in SETTLED_AS
    assert finding.file.batch is not None
    at_centre(by=by, centre=finding.file.batch.centre)
    open_ones = Finding.objects.filter(pk=finding.pk, settled_at=None)
    if open_ones.update(settled_at=at, settled_as=settled_as) != 1:
        raise conflict("settled")
    finding.settled_at, finding.settled_as = at, settled_as
    audit.record(by=by, action="finding.settle", subject=f"card:{finding.card.order}", at=at,
                 person=finding.card.person_id,
                 detail={"kind": finding.kind, "as": settled_as})  # fmt: skip
    return finding


@transaction.atomic
def settle_line(*, line: BadLine, by: Actor, at: datetime) -> BadLine:
    """Somebody has looked into a line that was set aside.

    Raises NotAllowed, NotHere, Conflict where it was settled already.
    """
    assert line.file.batch is not None, "only files of a batch are looked into"
    at_centre(by=by, centre=line.file.batch.centre)
    if BadLine.objects.filter(pk=line.pk, settled_at=None).update(settled_at=at) != 1:
        raise conflict("line-settled")
    line.settled_at = at
    audit.record(by=by, action="line.settle", subject=f"file:{line.file.sha256[:12]}", at=at,
                 detail={"line": line.line, "reason": line.reason})  # fmt: skip
    return line
