"""What the same bill would have come to at an institution of another class.

The bill is priced by the rules of today at each class, with what its year held before it. Items
and prices stay as they are, which another institution's would not; the answer is of the rules.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from msgspec import structs

from firstcard.core import audit
from firstcard.core.actors import Actor
from firstcard.guidance import packs_store
from firstcard.policy.format import Text
from firstcard.settlement import bill as form
from firstcard.settlement import content, queries
from firstcard.settlement.agreements import OUTSIDE, PHARMACY
from firstcard.settlement.checks import LOCAL
from firstcard.settlement.engines import reference
from firstcard.settlement.faults import BadBill
from firstcard.settlement.models import ADDED, Claim
from firstcard.settlement.rules import Rules

_CLASS = "institution.class"


@dataclass(frozen=True, slots=True, kw_only=True)
class Elsewhere:
    """A class of institution by its name in the packs, and what fund and family would pay, in fen.

    `unknown`: why it cannot be said, where no rule is known. `here`: the bill's own class.
    """

    level: str
    name: Text
    here: bool
    fund: int = 0
    family: int = 0
    unknown: Text | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Compared:
    """One bill at every class. `at_home`: the bill is of an institution outside the pool, and the
    others are priced as at home. `rules_changed`: today's rules would settle the bill differently.
    """

    classes: list[Elsewhere]
    at_home: bool
    rules_changed: bool


@transaction.atomic
def compared(*, claim: Claim, by: Actor, at: datetime) -> Compared | None:
    """The same bill at each class of hospital, the lowest first; None where nothing compares.

    For staff who may see it, or whoever acts for the patient; recorded. None of a pharmacy's, and
    of a bill that is not settled. Raises NotFound.
    """
    queries.unread(reference=claim.reference, by=by, at=at)
    row = claim.settlement
    if row is None:
        return None
    bill = content.bill_of(claim)
    if bill.institution.class_ == PHARMACY:
        return None
    audit.record(by=by, action="bill.compare", subject=f"bill:{claim.reference}", case=claim.case,
                 person=claim.person_id, at=at)  # fmt: skip
    bill = structs.replace(bill, year_to_date=_before(claim))
    own = _priced(bill, bill.institution.class_, Text("", ""), claim.region)
    changed = own.unknown is not None or (own.fund, own.family) != (row.fund_total,
                                                                    row.person_total)  # fmt: skip
    return Compared(classes=list(_classes(bill, claim)), at_home=bill.referral != LOCAL,
                    rules_changed=changed)  # fmt: skip


def _before(claim: Claim) -> form.YearToDate:
    """What the year held when the settlement that holds was made."""
    row = claim.settlement
    assert row is not None, "asked before"
    after = content.explained(row)["year_to_date"]
    return form.YearToDate(**{
        name: _whole(after[name], name) - getattr(row, name) for name in ADDED})  # fmt: skip


def _whole(written: str | int, name: str) -> int:
    """Yuan as they are written in fen; a count as it is."""
    return int(written) if name in form.COUNTS else content.fen(str(written))


def _classes(bill: form.Bill, claim: Claim) -> Iterator[Elsewhere]:
    """Each class that the packs name: hospitals, and at home unless it is the bill's own."""
    own = bill.institution.class_
    for value in packs_store.current().bill_facts.facts[_CLASS].values or ():
        if value.id != own and value.id in (PHARMACY, OUTSIDE):
            continue
        same = bill if value.id == own else structs.replace(bill, referral=LOCAL)
        yield _priced(same, value.id, value.name, claim.region)


def _priced(bill: form.Bill, level: str, name: Text, region: str) -> Elsewhere:
    here = level == bill.institution.class_
    there = structs.replace(bill, institution=form.Institution(class_=level))
    try:
        found = reference.settle(there, Rules(packs_store.current(), region))
    except BadBill as error:
        return Elsewhere(level=level, name=name, here=here, unknown=error.faults[0].text)
    return Elsewhere(level=level, name=name, here=here, fund=found.fund_total,
                     family=found.person_total)  # fmt: skip
