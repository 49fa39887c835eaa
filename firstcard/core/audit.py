"""The audit trail: every write, and every read of a person's record, in the same transaction.

Call `record` inside the transaction of what it tells of. Entries hold references and names of
fields, never an identity number, a name of a person or the content of a paper.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.utils import timezone

from firstcard.core.actors import Actor
from firstcard.core.models import AuditEntry
from firstcard.core.rows import insert


def record(
    *,
    by: Actor,
    action: str,
    subject: str,
    case: str = "",
    person: int | None = None,
    detail: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> None:
    """Append one entry.

    `action`: such as "case.approve" or "person.read". `subject`: such as "case:FC-…" or
    "person:12". `case`: the reference of the case it belongs to. `person`: whose record, so that
    the family can be shown who looked at it.
    """
    insert(entry(by=by, action=action, subject=subject, case=case, person=person, detail=detail,
                 at=at))  # fmt: skip


def record_all(entries: Iterable[AuditEntry]) -> None:
    """Append several, made by `entry`."""
    insert(*entries)


def entry(
    *,
    by: Actor,
    action: str,
    subject: str,
    case: str = "",
    person: int | None = None,
    detail: Mapping[str, Any] | None = None,
    at: datetime | None = None,
) -> AuditEntry:
    """An entry that is not written yet, as `record` takes it."""
    return AuditEntry(
        at=at or timezone.now(), actor_kind=by.kind, account=by.account, role=by.role,
        actor_name=by.name, action=action, subject=subject, case=case, person=person,
        detail=dict(detail or {}),
    )  # fmt: skip
