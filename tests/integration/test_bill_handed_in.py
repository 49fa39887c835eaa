"""Bills that the hospital did not settle: four papers, thirty working days, two persons."""

from __future__ import annotations

from datetime import date
from typing import Any

import bills
import card_makers
import pytest
from bills import AT, DAY
from card_makers import number, staff
from enrolments import at as noon
from test_bill_api import CITY, hospital, mother
from test_card_api_doors import _program as program_of

from firstcard.core.actors import Actor
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Invalid, NotAllowed, NotFound
from firstcard.people.models import Office, Person
from firstcard.people.permissions import Role
from firstcard.policy.format import Text
from firstcard.settlement.models import Claim, ClaimEvent
from firstcard.settlement.operations import claiming, reversing
from firstcard.settlement.operations.claiming import Treated
from firstcard.settlement.refusals import NotEntitled, NotNow, PresentedAlready

pytestmark = pytest.mark.django_db
PAPERS = ("receipt", "itemised-list", "diagnosis", "record", "guardian-identity")
PLACE = "410105"


def hand_in(child: Person, *, by: Actor | None = None, papers: tuple[str, ...] = PAPERS,
            treated: Treated | None = None, **bill: Any) -> Claim:  # fmt: skip
    return claiming.hand_in(
        treated=treated or Treated(code=bills.CODE), shown=bills.shown(child), papers=papers,
        presented=bills.presented(**bill), region=PLACE, by=by or staff("clerk"),
        at=AT)  # fmt: skip


@pytest.fixture
def child() -> Person:
    return bills.insured()


@pytest.fixture(autouse=True)
def office() -> Office:
    return bills.institution()


def test_handed_in_and_paid_back_within_thirty_working_days(child: Person) -> None:
    claim = hand_in(child)
    assert (claim.state, claim.origin, claim.settlement) == ("handed-in", "manual", None)
    assert claim.clock == {"from": "2026-11-23", "working_days": 30}
    assert claim.due_on is not None
    assert date(2026, 12, 31) < claim.due_on < date(2027, 1, 12)
    assert set(bills.year(child).values()) == {0}, "nothing counts before it is decided"
    paid = claiming.pay_back(claim=claim, by=staff("reviewer"), at=AT)
    assert paid.state == "settled"
    assert bills.amounts(claim)["fund_total"] == 620_150
    assert bills.year(child) == bills.year_by_bills(child)
    actions = ClaimEvent.objects.filter(claim=claim).values_list("action", "before", "after")
    assert list(actions) == [("hand-in", "", "handed-in"), ("pay-back", "handed-in", "settled")]


def test_all_missing_papers_are_named_at_once_and_nothing_is_taken(child: Person) -> None:
    with pytest.raises(Invalid) as why:
        hand_in(child, papers=("receipt",))
    assert set(why.value.fields) == {f"papers.{each}" for each in PAPERS[1:]}
    assert not Claim.objects.exists()
    with pytest.raises(Invalid):
        hand_in(child, papers=(*PAPERS, "family-planning-certificate"))


def test_sent_back_once_the_clock_stands_and_counts_on(child: Person) -> None:
    clerk = staff("clerk")
    claim = hand_in(child)
    claim = claiming.send_back(claim=claim, missing=["diagnosis"], note="章不清", by=clerk,
                               at=noon(date(2026, 11, 30)))  # fmt: skip
    assert (claim.state, claim.due_on, claim.missing) == ("returned", None, ["diagnosis"])
    assert claim.clock["working_days"] == 25  # five have gone: 24 to 28 and 30 November
    with pytest.raises(Invalid):
        claiming.complete(claim=claim, papers=["record"], by=clerk, at=AT)
    claim = claiming.complete(claim=claim, papers=["diagnosis"], by=clerk,
                              at=noon(date(2026, 12, 7)))  # fmt: skip
    assert (claim.state, claim.missing) == ("handed-in", [])
    assert claim.clock == {"from": "2026-12-07", "working_days": 25}
    assert claim.due_on is not None
    with pytest.raises(Invalid) as why:
        claiming.send_back(claim=claim, missing=["record"], note="", by=clerk, at=AT)
    assert "diagnosis" in why.value.text.en
    claiming.send_back(claim=claim, missing=["diagnosis"], note="", by=clerk, at=AT)
    noted = AuditEntry.objects.filter(action="bill.send-back").values_list("detail", flat=True)
    assert "章不清" not in str(list(noted))


def test_who_handed_it_in_does_not_decide(child: Person) -> None:
    both = staff("clerk")
    grants = (*both.grants, *staff("reviewer").grants)
    both = Actor(kind="person", account=both.account, name="x", grants=grants)
    claim = hand_in(child, by=both)
    for act in (lambda: claiming.pay_back(claim=claim, by=both, at=AT),
                lambda: claiming.refuse(claim=claim, reason="x", by=both, at=AT)):  # fmt: skip
        with pytest.raises(NotAllowed):
            act()
    with pytest.raises(NotFound):
        claiming.pay_back(claim=claim, by=staff("reviewer", region="420100"), at=AT)
    with pytest.raises(NotFound):
        claiming.pay_back(claim=claim, by=staff("hospital"), at=AT)


def test_refused_with_a_reason_and_not_decided_twice(child: Person) -> None:
    claim = hand_in(child)
    by = staff("reviewer")
    with pytest.raises(Invalid):
        claiming.refuse(claim=claim, reason=" ", by=by, at=AT)
    claim = claiming.refuse(claim=claim, reason="应由第三人负担", by=by, at=AT)
    assert claim.state == "refused"
    with pytest.raises(NotNow):
        claiming.pay_back(claim=claim, by=by, at=AT)


def test_one_bill_is_not_paid_twice(child: Person, office: Office) -> None:
    bills.settle(office, child, bills.presented(name="ZY-1"))
    with pytest.raises(PresentedAlready):
        hand_in(child, name="ZY-1")
    hand_in(child, name="ZY-2")
    with pytest.raises(PresentedAlready):
        bills.settle(office, child, bills.presented(name="ZY-2"))
    assert Claim.objects.count() == 2


def test_an_institution_without_agreement_has_the_class_that_is_told(child: Person) -> None:
    far = "H41010599999"
    with pytest.raises(Invalid):
        hand_in(child, treated=Treated(code=far))
    with pytest.raises(Invalid):
        hand_in(child, treated=Treated(code=far, name=Text("Far", "远方医院")))
    claim = hand_in(
        child, treated=Treated(code=far, name=Text("Far", "远方医院"), level="township")
    )
    paid = claiming.pay_back(claim=claim, by=staff("reviewer"), at=AT)
    assert bills.amounts(paid)["deductible"] == 10_000  # 200 halved


def test_before_the_cover_it_is_refused_at_once(child: Person) -> None:
    with pytest.raises(NotEntitled):
        hand_in(card_makers.child(born_on=bills.BORN))


def test_a_bill_before_it_in_time_changes_those_after_it(child: Person, office: Office) -> None:
    later = bills.settle(office, child, bills.presented("30000.00", on=DAY))
    claim = hand_in(child, amount="30000.00", on=date(2026, 3, 1))
    claiming.pay_back(claim=claim, by=staff("reviewer"), at=AT)
    assert later.settlements.count() == 2
    assert bills.year(child) == bills.year_by_bills(child)
    with pytest.raises(NotFound):
        reversing.reverse(claim=claim, reason="x", by=bills.cashier(office), at=AT)
    reversing.reverse(claim=claim, reason="x", by=staff("reviewer"), at=AT)
    assert bills.year(child) == bills.year_by_bills(child)


def test_the_whole_way_over_http(child: Person, office: Office) -> None:
    clerk, reviewer = program_of(Role.CLERK, CITY), program_of(Role.REVIEWER, CITY)
    needs = clerk.get("/manual-bills/needs?region=410105").json()["papers"]
    assert [each["id"] for each in needs] == list(PAPERS)
    assert all(each["basis"] for each in needs)
    told = {
        "region": PLACE, "institution": {"code": office.code}, "number": "ZY-1",
        "credential": {"kind": "citizen-id", "number": number(child)}, "papers": list(PAPERS),
        "care": "inpatient", "admitted_on": DAY.isoformat(), "discharged_on": DAY.isoformat(),
        "lines": [{"line_no": 1, "list_class": "A", "amount": "10000.00"}],
    }  # fmt: skip
    assert mother(child).send("/manual-bills", told).status_code == 403
    made = clerk.send("/manual-bills", told)
    assert made.status_code == 201, made.content
    reference = made.json()["reference"]
    waiting = reviewer.get(f"/manual-bills?region={CITY}").json()["bills"]
    assert [each["reference"] for each in waiting] == [reference]
    path = f"/manual-bills/{reference}"
    back = clerk.send(f"{path}/send-back", {"missing": ["record"]})
    assert back.json()["missing"] == ["record"], back.content
    assert clerk.send(f"{path}/complete", {"papers": ["record"]}).status_code == 200
    assert clerk.send(f"{path}/pay").status_code == 404
    assert hospital(office).get(f"/bills/{reference}").status_code == 404
    paid = reviewer.send(f"{path}/pay").json()
    assert (paid["state"], paid["settlement"]["fund_total"]) == ("settled", "6201.50")
    assert reviewer.send(f"{path}/refuse", {"reason": "x"}).status_code == 409
    assert reviewer.get("/manual-bills?region=abc").status_code == 422
