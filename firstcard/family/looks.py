"""Who looked at the data of a case: out of the audit trail, which nobody can change."""

from __future__ import annotations

from django.db.models import Q

from firstcard.casework.models import Case
from firstcard.core.models import AuditEntry

_READS = Q(action__endswith=".read") | Q(action__in=(
    "case.track", "case.form", "case.signed-form", "case.export"))  # fmt: skip
_MOST = 200


def looks(*, case: Case) -> list[AuditEntry]:
    """Every look by somebody else than the family and the service itself, the newest first.

    At the case, or at the record of its child.
    """
    about = Q(case=case.reference)
    if case.child_id is not None:
        about |= Q(person=case.child_id)
    rows = AuditEntry.objects.filter(about & _READS).exclude(actor_kind="service")
    if case.applicant_id is not None:
        rows = rows.exclude(account=case.applicant_id)
    return list(rows.order_by("-pk")[:_MOST])
