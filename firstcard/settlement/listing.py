"""An agency's list of the bills that were settled for the patients of its region, with sums."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db import transaction
from django.db.models import Count, Q, QuerySet, Sum

from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.refusals import NotAllowed
from firstcard.people.permissions import PERMISSIONS, Permission, Role
from firstcard.settlement.models import Claim
from firstcard.settlement.queries import in_places
from firstcard.settlement.refusals import not_allowed
from firstcard.settlement.states import ClaimState

STATES = (ClaimState.SETTLED, ClaimState.REVERSED, ClaimState.REFUSED)
MOST = 5_000  # of one file
_SUMS = ("total", "fund_total", "person_total")


@dataclass(frozen=True, slots=True, kw_only=True)
class Filters:
    """Which bills: by the institution's code, the day they were decided, the state; "" for all."""

    since: date
    until: date
    institution: str = ""
    state: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Sums:
    """What the bills of one institution add up to, in fen; `number`: how many hold."""

    code: str
    name_zh: str
    name_en: str
    number: int
    total: int
    fund_total: int
    person_total: int


def regions(*, by: Actor) -> tuple[str, ...]:
    """Where somebody sees the bills of an agency: an institution sees its own elsewhere.

    Raises NotAllowed where that is nowhere.
    """
    found = tuple(grant.region for grant in by.grants if grant.role != Role.HOSPITAL
                  and Permission.SEE_BILL in PERMISSIONS[Role(grant.role)])  # fmt: skip
    if not found:
        raise _nowhere()
    return found


def _nowhere() -> NotAllowed:
    return not_allowed("no-list")


@transaction.atomic
def settled(
    *, by: Actor, filters: Filters, at: datetime, limit: int, before: int | None = None
) -> Sequence[Claim]:
    """Bills as they were decided, the newest first; each read is recorded. Raises NotAllowed."""
    rows = _rows(by, filters).select_related("office", "settlement", "person").order_by("-pk")
    found = list((rows if before is None else rows.filter(pk__lt=before))[: min(limit, MOST)])
    audit.record_all(
        audit.entry(by=by, action="bill.list", subject=f"person:{person}", person=person, at=at)
        for person in sorted({claim.person_id for claim in found})
    )
    return found


def sums(*, by: Actor, filters: Filters) -> list[Sums]:
    """What holds of them by institution, the largest first: of nobody. Raises NotAllowed."""
    added: dict[str, Any] = {name: Sum(f"settlement__{name}") for name in _SUMS}
    rows: list[Any] = list(
        _rows(by, filters).filter(settlement__isnull=False)
        .values("office__code", "office__name_zh", "office__name_en")
        .annotate(number=Count("pk"), **added))  # fmt: skip
    rows.sort(key=lambda row: (-row["fund_total"], row["office__code"]))
    return [Sums(code=row["office__code"] or "", name_zh=row["office__name_zh"] or "",
                 name_en=row["office__name_en"] or "", number=row["number"],
                 **{name: row[name] for name in _SUMS}) for row in rows]  # fmt: skip


def institutions(*, by: Actor) -> list[tuple[str, str, str]]:
    """Code and names of those at which bills of the region were made."""
    rows = Claim.objects.filter(in_places(regions(by=by)), office__isnull=False)
    return list(rows.order_by("office__code").values_list(
        "office__code", "office__name_zh", "office__name_en").distinct()[:200])  # fmt: skip


def _rows(by: Actor, filters: Filters) -> QuerySet[Claim]:
    """A bill counts on the day on which it was first settled, else presented."""
    which = Q(settled_at__date__range=(filters.since, filters.until)) | Q(
        settled_at=None, presented_at__date__range=(filters.since, filters.until))  # fmt: skip
    rows = Claim.objects.filter(
        in_places(regions(by=by)), which, state__in=[filters.state] if filters.state else STATES
    )
    return rows.filter(office__code=filters.institution) if filters.institution else rows
