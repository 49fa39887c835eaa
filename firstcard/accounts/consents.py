"""The ledger of notices shown and consents given or taken back. Rows are only appended."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from firstcard.accounts.models import Account, Consent
from firstcard.accounts.notices import Notice
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.people.models import Person


def record(
    *,
    by: Actor,
    account: Account,
    notice: Notice,
    given: bool,
    at: datetime,
    child: Person | None = None,
    case: str = "",
) -> Consent:
    """Append that a notice was shown (`given` true), or a consent was given or taken back."""
    with transaction.atomic():
        row = Consent.objects.create(
            account=account, child=child, case=case, kind=notice.kind, notice=notice.id,
            version=notice.version, given=given, at=at)  # fmt: skip
        audit.record(
            by=by, action=f"{notice.kind}.{'give' if given else 'take-back'}",
            subject=f"account:{account.pk}", case=case, person=child.pk if child else None,
            detail={"notice": notice.id, "version": notice.version}, at=at)  # fmt: skip
    return row


def given(*, account: Account, notice: Notice, child: Person | None = None, case: str = "") -> bool:
    """Whether the last word on a notice, in the version that is shown now, is yes."""
    return latest(account=account, notice=notice, child=child, case=case) is True


def latest(
    *, account: Account, notice: Notice, child: Person | None = None, case: str = ""
) -> bool | None:
    """The last word on the version that is shown now; None where none was said."""
    rows = Consent.objects.filter(account=account, notice=notice.id, version=notice.version)
    if child:
        rows = rows.filter(child=child)
    if case:
        rows = rows.filter(case=case)
    row = rows.order_by("-pk").first()
    return row.given if row else None
