"""Reads of the audit trail, for auditors. Looking is written down like every other read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from firstcard.casework.models import Case
from firstcard.casework.references import read_reference
from firstcard.casework.refusals import no_case
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.models import AuditEntry, AuditSeal, AuditSealed
from firstcard.people.permissions import Permission, allowed

SHOWN = 200


@dataclass(frozen=True, slots=True)
class Row:
    """One entry, and its number in the sealed order; None while it is open."""

    entry: AuditEntry
    position: int | None


@dataclass(frozen=True, slots=True)
class Entries:
    """The newest entries of a case before a number."""

    reference: str
    rows: tuple[Row, ...]
    more: bool


@dataclass(frozen=True, slots=True)
class Sealed:
    """How far the record is sealed, as the database notes it; `log` is "" where nothing is."""

    log: str
    count: int
    root: str
    waiting: int


def case_of(*, reference: str, by: Actor) -> Case:
    """The case whose trail is asked for. Raises NotFound, whether there is none or not for them."""
    written = read_reference(reference)
    case = Case.objects.filter(reference=written).first() if written else None
    if case is None or not allowed(
            actor=by, permission=Permission.SEE_AUDIT, region=case.region):  # fmt: skip
        raise no_case()
    return case


def entries(*, reference: str, by: Actor, before: int | None, at: datetime) -> Entries:
    """Entries of one case, in the caller's transaction. Raises NotFound."""
    case = case_of(reference=reference, by=by)
    audit.record(by=by, action="audit.read", subject=f"case:{case.reference}", case=case.reference,
                 person=case.child_id, at=at)  # fmt: skip
    rows = AuditEntry.objects.filter(case=case.reference).order_by("-pk")
    if before is not None:
        rows = rows.filter(pk__lt=before)
    found = list(rows[: SHOWN + 1])
    places = dict(AuditSeal.objects.filter(entry__in=[each.pk for each in found])
                  .values_list("entry", "position"))  # fmt: skip
    return Entries(case.reference, tuple(Row(each, places.get(each.pk)) for each in found[:SHOWN]),
                   len(found) > SHOWN)  # fmt: skip


def sealed() -> Sealed:
    """The last checkpoint that the database knows of, and how many entries came after."""
    last = AuditSealed.objects.first()
    if last is None:
        return Sealed("", 0, "", AuditEntry.objects.count())
    # Only the newest entries can be open: those are looked through, not the whole trail.
    newest = AuditSeal.objects.filter(position__lte=last.count).order_by("-position").first()
    after = newest.entry if newest else 0
    waiting = AuditEntry.objects.filter(pk__gt=after).count()
    return Sealed(last.log, last.count, bytes(last.root).hex(), waiting)
