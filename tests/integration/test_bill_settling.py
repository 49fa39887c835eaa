"""A bill at the counter: what it comes to, what it adds to the year, and taking it back."""

from __future__ import annotations

from datetime import date

import bills
import pytest
from bills import AT
from card_families import parent_of
from card_makers import staff
from msgspec import structs

from firstcard.accounts.models import Account
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Conflict, Invalid, NotAllowed, NotFound
from firstcard.guidance import packs_store
from firstcard.messages.models import Message
from firstcard.settlement import content, queries
from firstcard.settlement.faults import NotSettled, fault
from firstcard.settlement.models import Claim, ClaimEvent, ClaimSettlement, YearAccount
from firstcard.settlement.operations import reversing, settling
from firstcard.settlement.refusals import NotNow, PresentedAlready
from firstcard.settlement.years import settle_in_order

pytestmark = pytest.mark.django_db


def fen(yuan: str) -> int:
    return int(yuan.replace(".", ""))


class TestOneBill:
    def test_henans_table_for_a_child_of_six_in_a_city_hospital(self) -> None:
        """Deductible 900 halved to 450; 450 to 4,000 at 53 %, 6,000 above at 72 %."""
        claim = bills.settle(bills.institution(), bills.insured(), bills.presented("10000.00"))
        found = bills.amounts(claim)
        paid = fen("1881.50") + fen("4320.00")
        assert (found["deductible"], found["pool_paid"]) == (fen("450.00"), paid)
        assert (found["fund_total"], found["cash"]) == (paid, fen("10000.00") - paid)
        assert found["admissions"] == 1

    def test_before_it_is_settled_it_is_told_and_nothing_is_written(self) -> None:
        office, child = bills.institution(), bills.insured()
        bill = bills.presented()
        found = settling.presettle(office=office, shown=bills.shown(child), presented=bill,
                                   by=bills.cashier(office), at=AT)  # fmt: skip
        assert not Claim.objects.exists()
        assert not ClaimSettlement.objects.exists()
        assert not YearAccount.objects.exists()
        entry = AuditEntry.objects.get(action="bill.presettle")
        assert entry.person == child.pk
        claim = bills.settle(office, child, bill)
        assert bills.amounts(claim)["fund_total"] == found.fund_total
        assert bills.amounts(claim)["cash"] == found.person.cash

    def test_the_second_stay_of_a_year_costs_half_the_deductible(self) -> None:
        office, child = bills.institution(), bills.insured()
        first = bills.settle(office, child, bills.presented(on=date(2026, 3, 1)))
        second = bills.settle(office, child, bills.presented(on=date(2026, 4, 1)))
        assert bills.amounts(first)["deductible"] == bills.amounts(second)["deductible"] == 45_000
        assert bills.year(child)["admissions"] == 2
        assert bills.year(child) == bills.year_by_bills(child)

    def test_history_and_audit_say_what_and_who_and_no_number(self) -> None:
        office, child = bills.institution(), bills.insured()
        by = bills.cashier(office)
        claim = bills.settle(office, child, bills.presented(name="ZY-1"), by=by)
        event = ClaimEvent.objects.get(claim=claim)
        assert (event.action, event.before, event.after) == ("settle", "", "settled")
        assert event.name == by.name
        entry = AuditEntry.objects.get(action="bill.settle")
        assert (entry.person, entry.subject) == (child.pk, f"bill:{claim.reference}")
        assert bills.number_of(child) not in str(entry.detail)

    def test_the_explanation_is_kept_and_read_by_whoever_may(self) -> None:
        office, child = bills.institution(), bills.insured()
        claim = bills.settle(office, child, bills.presented())
        read = queries.claim_for(reference=claim.reference, by=bills.cashier(office), at=AT)
        found = queries.settlement(read)
        assert found is not None
        assert found["fund_total"] == "6201.50"
        assert [step["text"].keys() for step in found["explanation"]]
        assert AuditEntry.objects.filter(action="bill.read", person=child.pk).count() == 1

    def test_the_content_lies_sealed(self) -> None:
        office, child = bills.institution(), bills.insured()
        bill = bills.presented(lines=[bills.line("10.00", code="SECRETDRUG")])
        claim = bills.again(bills.settle(office, child, bill))
        assert claim.settlement is not None
        assert b"SECRETDRUG" not in bytes(claim.content) + bytes(claim.settlement.explained)


class TestTheSameBillTwice:
    def test_the_same_is_the_one_that_is_there(self) -> None:
        office, child = bills.institution(), bills.insured()
        bill = bills.presented()
        first = bills.settle(office, child, bill)
        assert bills.settle(office, child, bill).pk == first.pk
        assert Claim.objects.count() == 1
        assert bills.year(child)["admissions"] == 1

    @pytest.mark.parametrize("what", ["amount", "person"])
    def test_another_one_under_its_number_is_refused(self, what: str) -> None:
        office, child = bills.institution(), bills.insured()
        first = bills.settle(office, child, bills.presented(name="ZY-1"))
        other = bills.insured() if what == "person" else child
        bill = bills.presented("20.00" if what == "amount" else "10000.00", name="ZY-1")
        with pytest.raises(PresentedAlready, match=first.reference):
            bills.settle(office, other, bill)

    def test_a_reversed_one_can_be_presented_again(self) -> None:
        office, child = bills.institution(), bills.insured()
        first = bills.settle(office, child, bills.presented(name="ZY-1"))
        reversing.reverse(claim=first, reason="录入有误", by=bills.cashier(office), at=AT)
        second = bills.settle(office, child, bills.presented("20.00", name="ZY-1"))
        assert second.pk != first.pk
        assert bills.again(first).state == "reversed"


class TestReversal:
    def test_the_year_is_as_it_was(self) -> None:
        office, child = bills.institution(), bills.insured()
        bills.settle(office, child, bills.presented(on=date(2026, 3, 1)))
        before = bills.year(child)
        claim = bills.settle(office, child, bills.presented())
        assert bills.year(child) != before
        reversing.reverse(claim=claim, reason="退费", by=bills.cashier(office), at=AT)
        assert bills.year(child) == before
        claim = bills.again(claim)
        assert (claim.state, claim.settlement) == ("reversed", None)
        events = ClaimEvent.objects.filter(claim=claim).values_list("action", "after")
        assert list(events) == [("settle", "settled"), ("reverse", "reversed")]

    def test_later_bills_are_settled_again_as_if_it_had_never_been(self) -> None:
        """Past the serious-illness deductible, so that each bill counts on the ones before it."""
        office, child = bills.institution(), bills.insured()
        made = [bills.settle(office, child, bills.presented("30000.00", on=date(2026, month, 1)))
                for month in (2, 3, 4)]  # fmt: skip
        assert bills.amounts(made[2])["serious_paid"] > bills.amounts(made[1])["serious_paid"]
        reversing.reverse(claim=made[0], reason="退费", by=bills.cashier(office), at=AT)
        other = bills.insured()
        fresh = [bills.settle(office, other, bills.presented("30000.00", on=date(2026, month, 1)))
                 for month in (3, 4)]  # fmt: skip
        assert [bills.amounts(each) for each in made[1:]] == [bills.amounts(f) for f in fresh]
        assert bills.year(child) == bills.year(other) == bills.year_by_bills(child)
        assert made[1].settlements.count() == 2
        event = ClaimEvent.objects.filter(claim=made[1]).last()
        assert event is not None
        assert (event.action, event.detail["because"]) == ("settle-again", made[0].reference)
        old, new = event.detail["cash"]
        assert new > old

    def test_the_family_is_told_what_happens_behind_its_back(self) -> None:
        office, child = bills.institution(), bills.insured()
        account = Account.objects.get(pk=parent_of(child).account)
        first, second = (bills.settle(office, child, bills.presented("30000.00", on=day))
                         for day in (date(2026, 2, 1), date(2026, 3, 1)))  # fmt: skip
        assert not Message.objects.filter(template__startswith="bill-").exists()
        reversing.reverse(claim=first, reason="退费", by=bills.cashier(office), at=AT)
        found = Message.objects.filter(template__startswith="bill-").order_by("pk")
        assert [(each.template, each.account) for each in found] == [
            ("bill-settled-again", account.pk), ("bill-reversed", account.pk)]  # fmt: skip
        assert second.reference in found[0].key

    def test_what_comes_to_the_same_keeps_its_settlement(self) -> None:
        office, child = bills.institution(), bills.insured()
        first = bills.settle(office, child, bills.presented("2000.00", on=date(2026, 3, 1)))
        second = bills.settle(office, child, bills.presented("2000.00", on=date(2026, 4, 1)))
        reversing.reverse(claim=first, reason="退费", by=bills.cashier(office), at=AT)
        assert second.settlements.count() == 1

    def test_a_bill_that_comes_late_takes_its_place(self) -> None:
        """The same bills come to the same, in whichever order they are presented."""
        office, one, other = bills.institution(), bills.insured(), bills.insured()
        days = [date(2026, 2, 1), date(2026, 3, 1), date(2026, 4, 1)]
        a = {day: bills.settle(office, one, bills.presented("30000.00", on=day)) for day in days}
        b = {day: bills.settle(office, other, bills.presented("30000.00", on=day))
             for day in (days[2], days[0], days[1])}  # fmt: skip
        assert [bills.amounts(a[day]) for day in days] == [bills.amounts(b[day]) for day in days]
        assert bills.year(one) == bills.year(other)

    def test_the_counter_comes_to_what_bulk_settlement_comes_to(self) -> None:
        """Stays and days of treatment, one over New Year, presented in any order, one reversed."""
        office = bills.institution(since=date(2025, 1, 1))
        child = bills.insured(years=(2025, 2026))
        told = [bills.presented("30000.00", on=date(2026, month, 1)) for month in (5, 3, 9)]
        told += [bills.presented("18000.00", since=date(2025, 12, 30), on=date(2026, 1, 3)),
                 bills.presented("45000.00", on=date(2025, 12, 20))]  # fmt: skip
        gone = bills.settle(office, child, bills.presented("9000.00", on=date(2026, 2, 1)))
        made = [bills.settle(office, child, each) for each in told]
        reversing.reverse(claim=gone, reason="退费", by=bills.cashier(office), at=AT)
        whole = [structs.replace(content.bill_of(each), claim_id=each.reference) for each in made]
        found = {each.bill.claim_id: each.settlement
                 for each in settle_in_order(whole, packs_store.current())}  # fmt: skip
        for claim in made:
            settled = found[claim.reference]
            assert settled is not None
            ours = bills.amounts(claim)
            assert ours["fund_total"] == settled.fund_total
            assert ours["serious_paid"] == settled.serious_illness
            assert ours["cash"] == settled.person.cash

    def test_where_a_later_bill_cannot_be_settled_again_nothing_changes(
        self, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        office, child = bills.institution(), bills.insured()
        first, later = (bills.settle(office, child, bills.presented("30000.00", on=day))
                        for day in (date(2026, 2, 1), date(2026, 3, 1)))  # fmt: skip
        before = bills.year(child)

        def nobody_knows(*_: object) -> None:
            raise NotSettled([fault("no-lines", "lines")])

        monkeypatch.setattr("firstcard.settlement.running.reference.settle", nobody_knows)
        with pytest.raises(Conflict, match=later.reference) as why:
            reversing.reverse(claim=first, reason="退费", by=bills.cashier(office), at=AT)
        assert why.value.code == "later-bill"
        assert bills.year(child) == before
        assert bills.again(first).state == "settled"

    def test_twice_and_without_reason_are_refused(self) -> None:
        office, child = bills.institution(), bills.insured()
        claim = bills.settle(office, child, bills.presented())
        by = bills.cashier(office)
        with pytest.raises(Invalid):
            reversing.reverse(claim=claim, reason=" ", by=by, at=AT)
        reversing.reverse(claim=claim, reason="退费", by=by, at=AT)
        with pytest.raises(NotNow):
            reversing.reverse(claim=claim, reason="退费", by=by, at=AT)

    def test_only_where_it_was_settled_or_by_the_agency(self) -> None:
        office, child = bills.institution(), bills.insured()
        claim = bills.settle(office, child, bills.presented())
        other = bills.institution("H41010500002")
        for by in (bills.cashier(other), staff("clerk"), staff("reviewer", region="420100")):
            with pytest.raises(NotFound):
                reversing.reverse(claim=claim, reason="退费", by=by, at=AT)
        reversing.reverse(claim=claim, reason="退费", by=staff("reviewer"), at=AT)
        assert bills.again(claim).state == "reversed"


def test_across_the_years_end_admission_and_pool_count_in_their_own_years() -> None:
    """The deductible by the year of admission, the pool by the year of discharge."""
    office, child = bills.institution(since=date(2025, 1, 1)), bills.insured(years=(2025, 2026))
    first = bills.settle(office, child, bills.presented(on=date(2025, 12, 20)))
    stay = bills.presented(since=date(2025, 12, 30), on=date(2026, 1, 5))
    claim = bills.settle(office, child, stay)
    assert (claim.deductible_year, claim.year) == (2025, 2026)
    assert (bills.year(child, 2025)["admissions"], bills.year(child)["admissions"]) == (2, 0)
    assert bills.year(child, 2025)["pool_paid"] == bills.amounts(first)["pool_paid"]
    assert bills.year(child)["pool_paid"] == bills.amounts(claim)["pool_paid"] > 0
    reversing.reverse(claim=claim, reason="退费", by=bills.cashier(office), at=AT)
    assert bills.year(child, 2025)["admissions"] == 1
    assert set(bills.year(child).values()) == {0}


def test_somebody_elsewhere_settles_nothing() -> None:
    office, child = bills.institution(), bills.insured()
    for by in (staff("hospital", region="420100"), staff("clerk"), staff("bank"),
               bills.cashier(bills.institution("H41010500002"))):  # fmt: skip
        with pytest.raises(NotAllowed):
            bills.settle(office, child, bills.presented(), by=by)
    assert not Claim.objects.exists()
