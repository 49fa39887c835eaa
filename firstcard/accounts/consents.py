"""The ledger of notices shown and consents given or taken back. Rows are only appended."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from django.db import transaction

from firstcard.accounts.models import Account, Consent
from firstcard.accounts.notices import Notice
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.rows import insert
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
    return record_all(by=by, account=account, said={notice: given}, at=at, child=child, case=case)[
        0
    ]


def record_all(
    *, by: Actor, account: Account, said: Mapping[Notice, bool], at: datetime,
    child: Person | None = None, case: str = "",
) -> list[Consent]:  # fmt: skip
    """Append what was said to several notices at once: all of it, or nothing."""
    rows = [Consent(account=account, child=child, case=case, kind=notice.kind, notice=notice.id,
                    version=notice.version, given=given, at=at)
            for notice, given in said.items()]  # fmt: skip
    with transaction.atomic():
        insert(*rows)
        audit.record_all(
            audit.entry(by=by, action=f"{row.kind}.{'give' if row.given else 'take-back'}",
                        subject=f"account:{account.pk}", case=case,
                        person=child.pk if child else None,
                        detail={"notice": row.notice, "version": row.version}, at=at)
            for row in rows)  # fmt: skip
    return rows


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
