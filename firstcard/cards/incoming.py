# ruff: noqa: S608 - the statements are put together from words of our own
"""Lines of a centre's file, copied into a table of the transaction and judged there.

All is SQL over sets, so that 100,000 lines are a few statements; the cards are locked first, in one
order, so that nothing of them changes between judging and moving.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from django.db import connection

from firstcard.cards.files.faults import LineFault
from firstcard.cards.files.results import Bad, ResultLine
from firstcard.cards.models import Batch

AGAIN = "again"  # the verdict on a line that only says what is known
BESIDE = "beside"  # on a card that was made beside the one that is ordered again: a blank is gone
_TABLE = """
DROP TABLE IF EXISTS arrived;
CREATE TEMP TABLE arrived (
  at int, "order" text COLLATE "C", result text, number text, code text, valid_until date,
  reason text, spoiled int, verdict text, card_id bigint, line_id bigint, outcome text,
  making text
) ON COMMIT DROP
"""
_COPY = """COPY arrived (at, "order", result, number, code, valid_until, reason, spoiled, verdict)
FROM STDIN"""
_INDEX = """CREATE INDEX ON arrived ("order"); CREATE INDEX ON arrived (at); ANALYZE arrived"""
_ANALYZE = "ANALYZE arrived"
_FIND = """
WITH held AS (
  SELECT c.id, c."order", c.making FROM cards_card c
  WHERE c."order" IN (SELECT "order" FROM arrived WHERE verdict = '')
  ORDER BY c.id FOR NO KEY UPDATE
)
UPDATE arrived a SET card_id = h.id, making = h.making FROM held h
WHERE h."order" = a."order" AND a.verdict = ''
"""
_LINE = """
UPDATE arrived a SET line_id = l.id, outcome = l.outcome FROM cards_batchline l
WHERE l.card_id = a.card_id AND l.batch_id = %(batch)s AND a.verdict = ''
"""
_UNKNOWN = f"""
UPDATE arrived SET verdict = CASE WHEN card_id IS NULL THEN '{LineFault.UNKNOWN_CARD}'
  ELSE '{LineFault.OTHER_BATCH}' END
WHERE verdict = '' AND line_id IS NULL
"""
_TWICE = f"""
UPDATE arrived a SET verdict = CASE
  WHEN d.kinds > 1 THEN '{LineFault.CONTRARY}' ELSE '{LineFault.TWICE}' END
FROM (
  SELECT "order", min(at) AS first, count(*) AS lines,
    count(DISTINCT (result, number, code, valid_until, reason)) AS kinds
  FROM arrived WHERE verdict = '' GROUP BY "order" HAVING count(*) > 1
) d
WHERE a."order" = d."order" AND a.verdict = '' AND (d.kinds > 1 OR a.at > d.first)
"""
# No number and no code of two cards, in the file or beside what is known.
_TAKEN = f"""
WITH given AS (
  SELECT a.at, a.card_id, a.number, a.code, c.region,
    count(*) OVER (PARTITION BY c.region, a.number) AS with_number,
    count(*) OVER (PARTITION BY a.code) AS with_code
  FROM arrived a JOIN cards_card c ON c.id = a.card_id
  WHERE a.verdict = '' AND a.result = 'made'
)
UPDATE arrived a SET verdict = '{LineFault.TAKEN}' FROM given g
WHERE a.at = g.at AND (
  g.with_number > 1 OR g.with_code > 1
  OR EXISTS (SELECT 1 FROM cards_card o WHERE o.region = g.region AND o.number = g.number
             AND o.number <> '' AND o.id <> g.card_id)
  OR EXISTS (SELECT 1 FROM cards_card o WHERE o.code = g.code AND o.code <> ''
             AND o.id <> g.card_id)
)
"""
_BAD = """
INSERT INTO cards_badline (file_id, line, reason, "order")
SELECT %(file)s, at, verdict, "order" FROM arrived
WHERE verdict NOT IN ('', 'again', 'beside') ORDER BY at
"""


def hold(lines: Iterable[ResultLine | Bad]) -> int:
    """Copy lines into the table `arrived`; how many."""
    count = 0
    with connection.cursor() as cursor:
        for statement in _TABLE.split(";\n"):
            cursor.execute(statement)
        with cursor.copy(_COPY) as copy:
            for row in map(_row, lines):
                copy.write_row(row)
                count += 1
        for statement in _INDEX.split("; "):
            cursor.execute(statement)
    return count


def _row(line: ResultLine | Bad) -> tuple[object, ...]:
    if isinstance(line, Bad):
        return line.at, line.order, "", "", "", None, "", 0, line.reason.value
    return (line.at, line.order, line.result, line.number, line.code, line.valid_until or None,
            line.reason, line.spoiled, "")  # fmt: skip


def find(*, batch: Batch) -> None:
    """Lock the cards that are named and set aside the lines that cannot be of this batch."""
    # Each step fills columns that the next one joins by: the planner has to know.
    run(_FIND, _ANALYZE, _LINE, _UNKNOWN, _TWICE, _ANALYZE, batch=batch.pk)


def find_taken() -> None:
    """Set aside lines with a number or code of another card."""
    run(_TAKEN)


def keep_bad(*, file: int) -> int:
    """Keep what was set aside, with its line and reason; how many."""
    return run(_BAD, file=file)


def run(*statements: str, **params: Any) -> int:
    """Statements of our own, one after another; how many rows the last one changed."""
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement, params)
        return cursor.rowcount


def ask(statement: str, **params: Any) -> list[tuple[Any, ...]]:
    """What a query of our own gives."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def stretches(*, first: int, last: int, length: int) -> Iterator[tuple[int, int]]:
    """Lines from `first` to `last` in stretches, both ends inclusive."""
    for begin in range(first, last + 1, length):
        yield begin, min(begin + length - 1, last)
