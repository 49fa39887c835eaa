"""What is held about a family's child, and who looked at it.

A family sees its own applications whole. What the register knows of the child beside them (record,
numbers, guardians, enrolments) it sees once an office has accepted the application, as only then
somebody has looked at who acts for the child: until then anybody could have typed the number.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet

from firstcard.accounts.models import Account, Correction
from firstcard.casework.content import draft_of
from firstcard.casework.held_export import Export, exported
from firstcard.casework.models import Case
from firstcard.casework.references import read_reference
from firstcard.casework.refusals import no_case
from firstcard.casework.states import CaseState
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.models import AuditEntry
from firstcard.people.models import Person

_EXAMINED = (CaseState.ACCEPTED.value, CaseState.APPROVED.value)


@dataclass(frozen=True, slots=True, kw_only=True)
class Look:
    """One time somebody saw or changed something: who, as what, what was done, when.

    `own`: by the family itself. `case`: the reference where it is one of the family's own.
    """

    at: datetime
    role: str
    name: str
    action: str
    own: bool
    case: str


@transaction.atomic
def cases(*, by: Actor, at: datetime) -> list[Case]:
    """The applications of whoever asks, as applicant or as the other parent; the newest first.

    The read is recorded: with each goes the child's name.
    """
    found = list(_own(by).select_related("child__merged_into", "photo").order_by("-pk"))
    audit.record_all(_read(each, by, at) for each in found)
    return found


@transaction.atomic
def seen(*, reference: str, by: Actor, at: datetime) -> Case:
    """One of them, to be shown; the read is recorded. Raises NotFound as `case_of`."""
    found = case_of(reference=reference, by=by)
    audit.record_all([_read(found, by, at)])
    return found


def _read(case: Case, by: Actor, at: datetime) -> AuditEntry:
    return audit.entry(by=by, action="held.read", subject=f"case:{case.reference}",
                       case=case.reference, person=case.child_id, at=at)  # fmt: skip


def case_of(*, reference: str, by: Actor) -> Case:
    """One of them. Raises NotFound, whether there is none or it is not theirs."""
    written = read_reference(reference)
    found = (
        _own(by)
        .filter(reference=written or "")
        .select_related("child__merged_into", "photo")
        .first()
    )
    if found is None:
        raise no_case()
    return found


def child_name(case: Case) -> str:
    """The child's name as the register has it, else as it was typed; may be empty."""
    child = child_of(case)
    return child.name if child else draft_of(case).child.name


def child_of(case: Case) -> Person | None:
    """The child's record; of one that was merged, the one that it was merged into."""
    return (case.child.merged_into or case.child) if case.child else None


def is_examined(case: Case) -> bool:
    """Whether an office has looked at who acts for the child."""
    return case.child_id is not None and case.state in _EXAMINED


def everything(*, case: Case, by: Actor, at: datetime) -> Export:
    """All that is held, opened, as it can be written in JSON; the download is recorded.

    Raises NotFound for a case that is not theirs.
    """
    mine = case_of(reference=case.reference, by=by)
    account = Account.objects.get(pk=by.account or 0)
    with transaction.atomic():
        audit.record(by=by, action="held.download", subject=f"case:{mine.reference}",
                     case=mine.reference, person=mine.child_id, at=at)  # fmt: skip
        return exported(
            case=mine, account=account, child=child_of(mine) if is_examined(mine) else None, at=at,
            looks=looks(case=mine, by=by), asked=corrections(case=mine))  # fmt: skip


def looks(*, case: Case, by: Actor, limit: int | None = None) -> list[Look]:
    """Who saw or changed what, the newest first, from the audit trail."""
    mine = case_of(reference=case.reference, by=by)
    about = Q(case=mine.reference)
    if is_examined(mine):
        about |= Q(person__in=_records(mine))
    own = set(_own(by).values_list("reference", flat=True))
    rows = AuditEntry.objects.filter(about).order_by("-pk")[:limit]
    return [_look(row, by, own) for row in rows]


def corrections(*, case: Case) -> list[Correction]:
    """What was asked to be put right under a case, the newest first."""
    return list(Correction.objects.filter(case=case.reference).order_by("-pk"))


def _own(by: Actor) -> QuerySet[Case]:
    if by.account is None:
        return Case.objects.none()
    granted = Q(authorisations__account=by.account, authorisations__granted=True)
    numbers = Case.objects.filter(Q(applicant=by.account) | granted).values("pk")
    return Case.objects.filter(pk__in=numbers)


def _records(case: Case) -> list[int]:
    """The numbers of the child's record and of all that were merged into it."""
    child = child_of(case)
    rows = Person.objects.filter(Q(pk=child.pk) | Q(merged_into=child)) if child else ()
    return [row.pk for row in rows]


def _look(row: AuditEntry, by: Actor, own_cases: set[str]) -> Look:
    own = row.account is not None and row.account == by.account
    staff = row.actor_kind == "person" and row.role != "parent"
    return Look(at=row.at, role=row.role, name=row.actor_name if staff else "", action=row.action,
                own=own, case=row.case if row.case in own_cases else "")  # fmt: skip
