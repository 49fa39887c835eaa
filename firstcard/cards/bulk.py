"""Moves many cards at once by the same table: rows, history and audit in one statement."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from django.db import connection

from firstcard.cards.states import MAKING, CardAction
from firstcard.core.actors import Actor
from firstcard.people.permissions import require

_MOVE = """
WITH chosen AS ({source}),
moved AS (
  UPDATE cards_card c SET making = %(after)s, version = c.version + 1 {sets}
  FROM chosen
  WHERE c.id = chosen.id AND c.making = chosen.was AND chosen.was = ANY(%(befores)s)
  RETURNING c.id, c."order", c."case", c.person_id, c.office_id, chosen.was, chosen.detail
),
history AS (
  INSERT INTO cards_cardevent
    (card_id, axis, action, before, after, at, account_id, role, name, office_id, detail)
  SELECT id, 'making', %(action)s, was, %(after)s, %(at)s, %(account)s, %(role)s, %(name)s,
    office_id, detail FROM moved ORDER BY id
)
INSERT INTO core_auditentry
  (at, actor_kind, account, role, actor_name, action, subject, "case", person, detail)
SELECT %(at)s, %(kind)s, %(account)s, %(role)s, %(name)s, %(did)s, 'card:' || "order", "case",
  person_id, detail FROM moved ORDER BY id
"""
_READ = """
INSERT INTO core_auditentry
  (at, actor_kind, account, role, actor_name, action, subject, "case", person, detail)
SELECT %(at)s, %(kind)s, %(account)s, %(role)s, %(name)s, %(did)s, 'card:' || c."order", c."case",
  c.person_id, %(detail)s::jsonb
FROM cards_card c JOIN cards_batchline l ON l.card_id = c.id WHERE l.batch_id = %(batch)s
ORDER BY c.id
"""


def move(
    *, source: str, action: CardAction, by: Actor, at: datetime, region: str, sets: str = "",
    **params: Any,
) -> int:  # fmt: skip
    """Move every card of a query for which the table has a line; how many that were.

    `source`: SQL of our own that gives `id`, `was` (where the card is), `detail` (jsonb) and what
    `sets` takes from `chosen`; it has locked the cards. `params` are its values. `region`: in which
    the permission must be held. Raises NotAllowed.
    """
    lines = [line for line in MAKING if line.action is action]
    for permission in {line.permission for line in lines if line.permission is not None}:
        require(actor=by, permission=permission, region=region)
    values = {**params, **_who(by, at), "action": action.value, "did": f"card.{action.value}",
              "after": lines[0].after.value,
              "befores": [line.before.value for line in lines if line.before]}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_MOVE.format(source=source, sets=sets), values)
        return cursor.rowcount


def record_reading(*, batch: int, number: str, by: Actor, at: datetime) -> None:
    """Write down that the data of every card of a batch was read."""
    values = {**_who(by, at), "did": "card.read-for-making", "batch": batch,
              "detail": f'{{"batch": "{number}"}}'}  # fmt: skip
    with connection.cursor() as cursor:
        cursor.execute(_READ, values)


def _who(by: Actor, at: datetime) -> Mapping[str, Any]:
    return {"at": at, "kind": by.kind, "account": by.account, "role": by.role, "name": by.name}
