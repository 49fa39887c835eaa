"""Bills that families paid themselves and hand in, for tests."""

from __future__ import annotations

from typing import Any

import drawn_pictures
from bills import AT, DAY

from firstcard.accounts import demo
from firstcard.accounts.models import Account
from firstcard.casework import bill_papers
from firstcard.core.actors import Actor
from firstcard.people.models import Person
from firstcard.settlement.models import Claim, ClaimPaper
from firstcard.settlement.operations import asking
from firstcard.settlement.operations.asking import Told

FOUR = ("receipt", "itemised-list", "diagnosis", "record")
PICTURE = drawn_pictures.encoded(drawn_pictures.sheet(size=(120, 160)))


def parent(child: Person, telephone: str = "13800000077") -> Actor:
    """The mother, with an account."""
    account = demo.family(telephone=telephone, at=AT)
    Account.objects.filter(pk=account.pk).update(person=child.guardians.order_by("pk")[0].guardian)
    return Actor(kind="person", account=account.pk, name="", grants=())


def told(**changes: Any) -> Told:
    """What a family says of a bill."""
    said: dict[str, Any] = {"hospital": "北京某医院", "care": "inpatient", "town": "北京",
                            "admitted_on": DAY, "discharged_on": DAY, **changes}  # fmt: skip
    return Told(**said)


def scan(claim: Claim, need: str, *, at: Any = AT, by: Actor | None = None) -> ClaimPaper:
    """A paper that was opened before: the bounded process has its own tests."""
    on = at.date()
    asked = next(each for each in asking.wanted(claim=claim, on=on) if each.id == need)
    made = bill_papers.conversion.Answer({"pages": [[120, 160]]}, (PICTURE,))
    return bill_papers.keep(claim=claim, asked=asked, data=need.encode() + PICTURE, made=made,
                            by=by or parent(claim.person), at=at)  # fmt: skip


def handed_in(child: Person, **changes: Any) -> Claim:
    """A bill with its four papers."""
    by = parent(child)
    claim = asking.start(person=child, told=told(**changes), by=by, at=AT)
    for need in FOUR:
        scan(claim, need)
    return asking.hand_in(claim=claim, by=by, at=AT)
