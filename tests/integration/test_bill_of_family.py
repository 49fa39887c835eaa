"""A family hands in a bill online: draft, papers, clock, the clerk's items, the decision."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import bills
import pytest
from bills import AT, DAY
from card_makers import staff
from family_bills import FOUR, PICTURE, handed_in, parent, scan, told

from firstcard.casework import bill_papers
from firstcard.casework.files.words import UnfitFile
from firstcard.core.actors import Actor
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Conflict, Invalid, NotAllowed, NotFound
from firstcard.messages.models import Message
from firstcard.people.models import Person
from firstcard.settlement import families, handing, queries
from firstcard.settlement.models import Claim, ClaimPage
from firstcard.settlement.operations import asking, claiming, reminding
from firstcard.settlement.operations.claiming import Treated
from firstcard.settlement.refusals import NotEntitled, NotNow, PresentedAlready

pytestmark = pytest.mark.django_db


@pytest.fixture
def child() -> Person:
    bills.institution()
    return bills.insured()


def entered(claim: Claim, by: Actor, **bill: Any) -> Claim:
    return claiming.enter(claim=claim, treated=Treated(code=bills.CODE), by=by, at=AT,
                          presented=bills.presented(**bill))  # fmt: skip


def test_a_draft_is_the_familys_alone_and_one_bill_is_one_draft(child: Person) -> None:
    by = parent(child)
    claim = asking.start(person=child, told=told(), by=by, at=AT)
    assert asking.start(person=child, told=told(), by=by, at=AT).pk == claim.pk
    assert (claim.state, claim.due_on) == ("draft", None)
    for other in (staff("clerk"), staff("reviewer"), parent(bills.insured(), "13800000078")):
        with pytest.raises(NotFound):
            queries.claim_for(reference=claim.reference, by=other, at=AT)
    assert claiming.waiting(by=staff("clerk"), region="410100") == []
    with pytest.raises(Invalid) as why:
        asking.hand_in(claim=claim, by=by, at=AT)
    assert set(why.value.fields) == {f"papers.{each}" for each in FOUR}
    stranger = parent(bills.insured(), "13800000079")
    for act in (asking.hand_in, asking.withdraw):
        with pytest.raises(NotFound):
            act(claim=claim, by=stranger, at=AT)
    with pytest.raises(NotFound):
        asking.start(person=child, told=told(), by=stranger, at=AT)


def test_what_is_wrong_is_said_before_a_paper_is_scanned(child: Person) -> None:
    by = parent(child)
    with pytest.raises(Invalid) as why:
        asking.start(person=child, by=by, at=AT, told=told(
            hospital=" ", care="x", discharged_on=DAY - timedelta(1)))  # fmt: skip
    assert set(why.value.fields) == {"hospital", "care", "discharged_on"}
    with pytest.raises(Invalid):
        asking.start(person=child, by=by, at=AT, told=told(discharged_on=date(2026, 12, 1)))
    first = bills.BORN + timedelta(3)
    with pytest.raises(NotEntitled):
        asking.start(person=child, by=by, at=AT, told=told(admitted_on=first, discharged_on=first))
    assert not Claim.objects.exists()


def test_from_the_family_to_the_clerk_to_the_reviewer(child: Person) -> None:
    claim = handed_in(child)
    assert (claim.state, claim.clock) == ("handed-in", {"from": "2026-11-23", "working_days": 30})
    clerk, reviewer = staff("clerk"), staff("reviewer")
    assert [each.pk for each in claiming.waiting(by=clerk, region="410100")] == [claim.pk]
    with pytest.raises(Invalid):
        claiming.pay_back(claim=claim, by=reviewer, at=AT)
    assert claiming.preview(claim=claim, by=clerk, at=AT) is None
    with pytest.raises(NotFound):
        entered(claim, reviewer)
    claim = entered(claim, clerk, amount="9000.00")
    claim = entered(claim, clerk, amount="10000.00")
    found = claiming.preview(claim=claim, by=reviewer, at=AT)
    assert found is not None
    assert found.fund_total == 620_150
    both = Actor(kind="person", account=clerk.account, name="x",
                 grants=(*clerk.grants, *reviewer.grants))  # fmt: skip
    with pytest.raises(NotAllowed):
        claiming.pay_back(claim=claim, by=both, at=AT)
    claiming.pay_back(claim=claim, by=reviewer, at=AT)
    assert bills.amounts(claim)["fund_total"] == 620_150
    assert bills.year(child) == bills.year_by_bills(child)
    assert "bill-paid-back" in set(Message.objects.values_list("template", flat=True))
    seen = families.own_bills(by=parent(child), at=AT)
    assert [each.pk for each in seen[0].claims] == [claim.pk]


def test_a_bill_that_was_settled_already_cannot_be_entered(child: Person) -> None:
    bills.settle(bills.Office.objects.get(code=bills.CODE), child, bills.presented(name="ZY-1"))
    claim, clerk = handed_in(child), staff("clerk")
    with pytest.raises(PresentedAlready):
        entered(claim, clerk, name="ZY-1")
    assert entered(claim, clerk, name="ZY-2").number == "ZY-2"


def test_what_is_missing_has_to_come_anew_and_the_clock_goes_on(child: Person) -> None:
    by, clerk = parent(child), staff("clerk")
    claim, later = handed_in(child), bills.noon(date(2026, 11, 30))
    old = claim.scans.get(need="record")
    with pytest.raises(Conflict):
        bill_papers.remove(paper=old, by=by, at=AT)
    claim = claiming.send_back(claim=claim, missing=["record"], note="看不清", by=clerk, at=later)
    more = later + timedelta(days=7)
    with pytest.raises(Invalid) as why:
        asking.hand_in(claim=claim, by=by, at=more)
    assert list(why.value.fields) == ["papers.record"]
    with pytest.raises(Conflict):
        bill_papers.remove(paper=old, by=by, at=more)
    with pytest.raises(Invalid, match="could not be used"):
        scan(claim, "record", at=more)
    asked = next(iter(asking.wanted(claim=claim, on=more.date())))
    made = bill_papers.conversion.Answer({"pages": [[120, 160]]}, (PICTURE,))
    bill_papers.keep(claim=claim, asked=asked, data=b"new", made=made, by=by, at=more)
    claim = asking.hand_in(claim=claim, by=by, at=more)
    assert (claim.state, claim.missing) == ("handed-in", [])
    assert claim.clock == {"from": "2026-12-07", "working_days": 25}


def test_taken_back_before_it_is_decided_and_not_after(child: Person) -> None:
    by, clerk = parent(child), staff("clerk")
    draft = asking.start(person=child, told=told(), by=by, at=AT)
    scan(draft, "receipt")
    assert asking.withdraw(claim=draft, by=by, at=AT).state == "withdrawn"
    assert not ClaimPage.objects.exists()
    with pytest.raises(NotFound):
        queries.claim_for(reference=draft.reference, by=clerk, at=AT)
    claim = handed_in(child)
    claim = asking.withdraw(claim=claim, by=by, at=AT)
    assert (claim.state, claim.due_on) == ("withdrawn", None)
    queries.claim_for(reference=claim.reference, by=clerk, at=AT)
    with pytest.raises(NotNow):
        entered(claim, clerk)
    with pytest.raises(NotNow):
        asking.hand_in(claim=claim, by=by, at=AT)


def test_papers_go_through_the_same_doors_and_each_look_is_recorded(child: Person) -> None:
    by = parent(child)
    claim = asking.start(person=child, told=told(), by=by, at=AT)
    with pytest.raises(UnfitFile):
        bill_papers.add(claim=claim, need="receipt", upload=b"MZ not a picture", by=by, at=AT)
    with pytest.raises(Invalid):
        bill_papers.add(claim=claim, need="family-photo", upload=PICTURE, by=by, at=AT)
    paper = bill_papers.add(claim=claim, need="receipt", upload=PICTURE, by=by, at=AT)
    assert bill_papers.add(claim=claim, need="receipt", upload=PICTURE, by=by, at=AT) == paper
    assert paper.pages.count() == 1
    clerk, far = staff("clerk"), staff("clerk", region="420100")
    for who in (clerk, far, staff("hospital")):
        with pytest.raises(NotFound):
            bill_papers.page(paper=paper, number=1, by=who, at=AT)
    for need in FOUR[1:]:
        scan(claim, need)
    claim = asking.hand_in(claim=claim, by=by, at=AT)
    paper.refresh_from_db()
    assert bill_papers.page(paper=paper, number=1, by=clerk, at=AT).startswith(b"\xff\xd8")
    entry = AuditEntry.objects.order_by("-pk")[0]
    assert (entry.action, entry.account, entry.person) == (
        "bill.paper-read", clerk.account, child.pk)  # fmt: skip
    with pytest.raises(NotFound):
        bill_papers.page(paper=paper, number=1, by=far, at=AT)
    with pytest.raises(Conflict):
        bill_papers.add(claim=claim, need="receipt", upload=PICTURE, by=by, at=AT)


def test_nobody_deals_with_the_bill_of_their_own_family(child: Person) -> None:
    claim, mother = handed_in(child), parent(child)
    own = Actor(kind="person", account=mother.account, name="x",
                grants=(*staff("clerk").grants, *staff("reviewer").grants))  # fmt: skip
    acts: tuple[Any, ...] = (
        lambda: entered(claim, own),
        lambda: claiming.pay_back(claim=claim, by=own, at=AT),
        lambda: claiming.refuse(claim=claim, reason="x", by=own, at=AT),
        lambda: claiming.send_back(claim=claim, missing=["record"], note="", by=own, at=AT),
    )
    for act in acts:
        with pytest.raises(NotAllowed):
            act()


def test_the_clock_warns_escalates_and_tells_the_family_once(child: Person) -> None:
    claim = handed_in(child)
    assert claim.due_on is not None
    assert reminding.remind(at=AT) == 0
    near = bills.noon(claim.due_on - timedelta(days=1))
    light = handing.light(due_on=claim.due_on, region=claim.region, on=near.date())
    assert (light, reminding.remind(at=near)) == ("soon", 2)
    late = bills.noon(claim.due_on + timedelta(days=1))
    assert reminding.remind(at=late) == 1
    assert reminding.remind(at=late) == 0
    actions = list(claim.events.values_list("action", flat=True))
    assert actions[-3:] == ["warn", "escalate", "miss"]
    assert Message.objects.filter(template="bill-late").count() == 1
    assert handing.light(due_on=claim.due_on, region=claim.region, on=late.date()) == "late"
