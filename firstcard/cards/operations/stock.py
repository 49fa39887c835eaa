"""Blank cards of a centre or branch: received, used, spoiled, destroyed; only ever added up.

What was made was made: a result file that uses more than is left is not refused, but the shortage
is written down and shown until somebody has counted. What people take out by hand is refused.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Sum

from firstcard.cards.models import StockMovement
from firstcard.cards.places import CENTRE, acting_at, at_centre
from firstcard.cards.production_refusals import NotEnoughBlanks, conflict, invalid
from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.core.rows import insert
from firstcard.people.models import Office
from firstcard.people.permissions import Permission

RECEIVED, USED, SPOILED, DESTROYED = "received", "used", "spoiled", "destroyed"
_MOST = 10_000_000  # a bound of the machine


@dataclass(frozen=True, slots=True, kw_only=True)
class Level:
    """How many blanks came, and where they went. Below zero, more went than is known to have come.

    Spoiled ones lie there until they are destroyed: `to_destroy`.
    """

    received: int = 0
    used: int = 0
    spoiled: int = 0
    destroyed: int = 0

    @property
    def left(self) -> int:
        """Blanks that can be used."""
        return self.received - self.used - self.spoiled

    @property
    def to_destroy(self) -> int:
        """Spoiled ones that are not destroyed yet."""
        return self.spoiled - self.destroyed

    @property
    def short(self) -> bool:
        """Whether somebody has to count."""
        return self.left < 0


def level(*, office: Office) -> Level:
    """What is known of an office's blanks."""
    return levels(offices=[office])[office.pk]


def levels(*, offices: Sequence[Office]) -> dict[int, Level]:
    """The same of several offices, by their numbers."""
    found: dict[int, dict[str, int]] = {office.pk: {} for office in offices}
    rows = StockMovement.objects.filter(office__in=offices).values_list("office", "kind")
    for office, kind, total in rows.annotate(total=Sum("count")).order_by():
        found[office][kind] = total
    return {office: Level(**sums) for office, sums in found.items()}


def seen(*, office: Office, by: Actor) -> Level:
    """The same for whoever keeps them. Raises NotAllowed."""
    _may(by, office)
    return level(office=office)


def last_of(*, office: Office, by: Actor) -> int:
    """The number of what somebody wrote down last of an office's blanks; 0 before the first."""
    rows = StockMovement.objects.filter(office=office, account=by.account)
    return rows.order_by("-pk").values_list("pk", flat=True).first() or 0


@transaction.atomic
def receive(
    *, office: Office, count: int, about: str, by: Actor, at: datetime, last: int | None = None
) -> Level:
    """Blanks were delivered; `about`: the delivery note.

    `last`: as `last_of` told the page that is sent, so that a page sent twice counts once. Raises
    NotAllowed, Invalid, Conflict for such a page.
    """
    _may(by, office)
    _once(office, by, last)
    return _moved(office, RECEIVED, count, about, by, at)


@transaction.atomic
def spoil(
    *, office: Office, count: int, about: str, by: Actor, at: datetime, last: int | None = None
) -> Level:
    """Blanks were spoiled. `last` as for `receive`; raises NotEnoughBlanks beside."""
    _may(by, office)
    _once(office, by, last)
    _enough(count, _locked(office).left)
    return _moved(office, SPOILED, count, about, by, at)


@transaction.atomic
def destroy(
    *, office: Office, count: int, about: str, by: Actor, at: datetime, last: int | None = None
) -> Level:
    """Spoiled ones were destroyed. `last` as for `receive`; raises NotEnoughBlanks beside."""
    _may(by, office)
    _once(office, by, last)
    _enough(count, _locked(office).to_destroy)
    return _moved(office, DESTROYED, count, about, by, at)


def use_one(*, office: Office, about: str, by: Actor, at: datetime) -> None:
    """A blank becomes a card at a branch; call it in that transaction. Raises NotEnoughBlanks."""
    _enough(1, _locked(office).left)
    _moved(office, USED, 1, about, by, at)


def used_up(*, office: Office, used: int, spoiled: int, about: str, by: Actor,
            at: datetime) -> Level:  # fmt: skip
    """What a centre reports after the fact, in the caller's transaction; a shortage is noted."""
    found = _locked(office)
    for kind, count in ((USED, used), (SPOILED, spoiled)):
        if count:
            found = _moved(office, kind, count, about, by, at)
    if found.short:
        audit.record(by=by, action="stock.short", subject=f"office:{office.code}", at=at,
                     detail={"left": found.left, "about": about})  # fmt: skip
    return found


def _may(by: Actor, office: Office) -> None:
    """Centres and branches keep their own blanks."""
    if office.kind == CENTRE:
        at_centre(by=by, centre=office)
    else:
        acting_at(by=by, office=office, region=office.region,
                  permission=Permission.ISSUE_AT_ONCE)  # fmt: skip


def _once(office: Office, by: Actor, last: int | None) -> None:
    _locked(office)
    if last is not None and last != last_of(office=office, by=by):
        raise conflict("counted-already")


def _locked(office: Office) -> Level:
    """The level, which nobody else changes by hand until the transaction ends."""
    Office.objects.select_for_update(no_key=True).get(pk=office.pk)
    return level(office=office)


def _enough(count: int, left: int) -> None:
    if count > left:
        raise NotEnoughBlanks(left=left)


def _moved(office: Office, kind: str, count: int, about: str, by: Actor, at: datetime) -> Level:
    if not 0 < count <= _MOST:
        raise invalid("count", field="count")
    insert(StockMovement(office=office, kind=kind, count=count, at=at, account_id=by.account,
                         about=about))  # fmt: skip
    audit.record(by=by, action=f"stock.{kind}", subject=f"office:{office.code}", at=at,
                 detail={"count": count, "about": about})  # fmt: skip
    return level(office=office)
