"""Enrolment, bills, payments and their end, on the real database and the packs of Zhengzhou."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from enrolments import (
    CASE,
    CLERK,
    ELSEWHERE,
    PLACE,
    POOL,
    REVIEWER,
    at,
    bill,
    child,
    enrol,
    pay,
    state,
)  # fmt: skip

from firstcard.core.actors import PUBLIC, SERVICE, Actor, Grant
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Invalid, NotAllowed
from firstcard.enrolment import operations, queries
from firstcard.enrolment.models import Enrolment, Payment
from firstcard.enrolment.refusals import AlreadyInsured, EndedAlready, NotEnrolled, ReferenceUsed
from firstcard.enrolment.states import EnrolmentState, Why

pytestmark = pytest.mark.django_db


class TestRegistering:
    def test_a_schoolchild_is_registered_and_owes_the_year_that_can_be_paid_now(self) -> None:
        made = enrol(date(2020, 4, 11), date(2025, 10, 15))
        assert (made.region, made.place) == (POOL, PLACE)
        owed = {each.year: each.amount_fen for each in queries.bills_of(enrolment=made)}
        assert owed == {2025: 40_000, 2026: 40_000}
        assert bill(made, 2026).due_on == date(2025, 12, 31)
        assert state(made, date(2025, 10, 15)) == (EnrolmentState.REGISTERED, Why.UNPAID)

    def test_of_several_subsidies_the_best_is_taken_and_named(self) -> None:
        made = enrol(date(2017, 4, 11), date(2025, 10, 15),
                     groups=("low-income", "child-in-difficulty"))  # fmt: skip
        assert (bill(made, 2026).amount_fen, bill(made, 2026).group) == (2_000, "low-income")

    def test_what_nobody_knows_stays_unknown_with_whom_to_ask(self) -> None:
        made = enrol(date(2026, 11, 10), date(2026, 11, 23))
        for each in queries.bills_of(enrolment=made):
            assert (each.amount_fen, each.ask) == (None, "medical-insurance-agency")
        standing = queries.state_on(person=made.person, on=date(2026, 11, 23))
        assert standing.why is Why.AMOUNT_UNKNOWN
        assert standing.ask == "medical-insurance-agency"

    def test_a_child_born_late_in_the_year_has_two_years_to_decide(self) -> None:
        made = enrol(date(2026, 11, 10), date(2027, 1, 15))
        bills = {each.year: each.due_on for each in queries.bills_of(enrolment=made)}
        assert bills == {2026: date(2027, 2, 7), 2027: date(2027, 2, 7)}

    def test_one_born_in_summer_has_not(self) -> None:
        made = enrol(date(2026, 6, 1), date(2026, 7, 1))
        assert [each.year for each in queries.bills_of(enrolment=made)] == [2026]

    def test_a_year_that_costs_nothing_covers_at_once_and_back_to_birth(self) -> None:
        made = enrol(date(2026, 6, 1), date(2026, 7, 1), groups=("orphan",))
        assert state(made, date(2026, 7, 1)) == (EnrolmentState.ENTITLED, Why.COVERED)
        assert state(made, date(2026, 6, 1)) == (EnrolmentState.ENTITLED, Why.COVERED)
        assert state(made, date(2026, 5, 31))[0] is None
        actions = [event.action for event in made.events.all()]
        assert actions == ["register", "entitle-free-year"]

    def test_in_time_is_judged_by_the_day_the_family_applied(self) -> None:
        """Day 90 is 29 August; the office approves ten days later."""
        made = enrol(date(2026, 6, 1), date(2026, 9, 8), applied_on=date(2026, 8, 29),
                     groups=("orphan",))  # fmt: skip
        assert bill(made, 2026).covered_from == date(2026, 6, 1)
        assert made.registered_on == date(2026, 9, 8)

    def test_late_in_zhengzhou_nobody_knows_from_when_and_that_is_what_is_said(self) -> None:
        made = enrol(date(2026, 3, 2), date(2026, 11, 23), groups=("orphan",))
        standing = queries.state_on(person=made.person, on=date(2026, 11, 23))
        assert (standing.state, standing.why) == (EnrolmentState.REGISTERED, Why.COVER_UNKNOWN)
        assert standing.ask == "medical-insurance-agency"
        assert bill(made, 2026).covered_from is None

    def test_the_same_case_again_is_the_same_enrolment(self) -> None:
        made = enrol(date(2026, 6, 1), date(2026, 7, 1))
        again = enrol(date(2026, 6, 1), date(2026, 7, 2), person=made.person)
        assert again.pk == made.pk
        assert made.events.count() == 1

    def test_only_who_decides_in_that_region_registers(self) -> None:
        for nobody in (CLERK, ELSEWHERE, PUBLIC):
            with pytest.raises(NotAllowed):
                enrol(date(2026, 6, 1), date(2026, 7, 1), by=nobody)
        assert not Enrolment.objects.exists()
        assert enrol(date(2026, 6, 1), date(2026, 7, 1), by=REVIEWER).pk

    def test_it_is_in_the_audit_trail_without_a_fact_of_the_family(self) -> None:
        made = enrol(date(2026, 6, 1), date(2026, 7, 1), groups=("low-income",))
        entry = AuditEntry.objects.get(action="enrolment.register")
        assert (entry.person, entry.case) == (made.person_id, CASE)
        assert b"low-income" not in bytes(made.situation)
        assert "low-income" not in str(entry.detail)

    def test_an_application_of_tomorrow_is_refused(self) -> None:
        with pytest.raises(Invalid) as refused:
            enrol(date(2026, 6, 1), date(2026, 7, 1), applied_on=date(2026, 7, 2))
        assert "applied_on" in refused.value.fields


class TestOnlyOnce:
    def test_a_second_enrolment_is_refused_and_the_first_one_named(self) -> None:
        first = enrol(date(2026, 6, 1), date(2026, 7, 1), place="411302", case="FC-7K3M-9QX2-J")
        with pytest.raises(AlreadyInsured) as refused:
            enrol(date(2026, 6, 1), date(2026, 7, 3), person=first.person)
        refusal = refused.value
        assert (refusal.region, refusal.since) == ("411300", date(2026, 7, 1))
        assert refusal.case == "FC-7K3M-9QX2-J"
        assert "Nanyang" in refusal.text.en
        assert "1 July 2026" in refusal.text.en
        assert "南阳" in refusal.text.zh
        assert Enrolment.objects.count() == 1

    def test_after_a_move_the_new_one_begins_where_the_old_one_ends(self) -> None:
        first = enrol(date(2026, 6, 1), date(2026, 7, 1), place="411302", case="FC-7K3M-9QX2-J",
                      groups=("orphan",))  # fmt: skip
        operations.end(enrolment=first, reason="move", on=date(2026, 8, 9), by=SERVICE,
                       at=at(date(2026, 8, 10)))  # fmt: skip
        second = enrol(date(2026, 6, 1), date(2026, 8, 12), person=first.person, groups=("orphan",))
        assert second.period.lower == date(2026, 8, 10)
        assert second.bills.get(year=2026).covered_from == date(2026, 6, 1)
        # Back to birth by the rule, but not over the days of the other insurance.
        found = queries.state_on(person=first.person, on=date(2026, 8, 9))
        assert (found.enrolment, found.state) != (second, EnrolmentState.ENTITLED)
        found = queries.state_on(person=first.person, on=date(2026, 8, 10))
        assert (found.enrolment, found.state) == (second, EnrolmentState.ENTITLED)


class TestPaying:
    def test_a_payment_in_time_covers_the_year(self) -> None:
        made = enrol(date(2020, 4, 11), date(2025, 10, 15))
        payment = pay(bill(made, 2026), 40_000, date(2025, 11, 3))
        assert payment.receipt.startswith("2025-")
        assert state(made, date(2025, 12, 31)) == (EnrolmentState.REGISTERED, Why.UNPAID)
        assert state(made, date(2026, 1, 1)) == (EnrolmentState.ENTITLED, Why.COVERED)
        assert state(made, date(2026, 12, 31)) == (EnrolmentState.ENTITLED, Why.COVERED)
        assert state(made, date(2027, 1, 1)) == (EnrolmentState.LAPSED, Why.COVER_OVER)

    def test_too_little_covers_nothing_and_says_what_is_missing(self) -> None:
        made = enrol(date(2020, 4, 11), date(2025, 10, 15))
        payment = pay(bill(made, 2026), 39_999, date(2025, 11, 3))
        receipt = queries.receipt(payment=payment)
        assert (receipt.account.state, receipt.account.rest) == ("part", 1)
        assert "0.01 yuan are still to be paid" in receipt.text.en
        assert state(made, date(2026, 1, 1)) == (EnrolmentState.REGISTERED, Why.PART_PAID)
        pay(bill(made, 2026), 1, date(2025, 12, 31), reference="T2")
        assert state(made, date(2026, 1, 1)) == (EnrolmentState.ENTITLED, Why.COVERED)

    def test_too_much_is_said_plainly(self) -> None:
        made = enrol(date(2020, 4, 11), date(2025, 10, 15))
        pay(bill(made, 2026), 40_000, date(2025, 11, 3))
        receipt = queries.receipt(payment=pay(bill(made, 2026), 40_000, date(2025, 11, 4),
                                              reference="T2"))  # fmt: skip
        assert (receipt.account.state, receipt.account.over) == ("over", 40_000)
        assert "400.00 yuan too much" in receipt.text.en
        assert "多缴400.00元" in receipt.text.zh

    def test_each_reference_of_the_tax_side_counts_once(self) -> None:
        made = enrol(date(2020, 4, 11), date(2025, 10, 15))
        first = pay(bill(made, 2026), 40_000, date(2025, 11, 3))
        again = pay(bill(made, 2026), 40_000, date(2025, 11, 3), told_on=date(2025, 11, 5))
        assert again.pk == first.pk
        assert made.events.filter(action="pay").count() == 1
        with pytest.raises(ReferenceUsed) as refused:
            pay(bill(made, 2025), 40_000, date(2025, 11, 3))
        assert "3 November 2025" in refused.value.text.en
        assert Payment.objects.count() == 1

    def test_what_the_tax_side_tells_late_counts_from_its_own_day(self) -> None:
        """Paid in January, after the window; then a payment of December is told of."""
        made = enrol(date(2020, 4, 11), date(2025, 10, 15))
        pay(bill(made, 2026), 40_000, date(2026, 1, 10))
        assert state(made, date(2026, 1, 10)) == (EnrolmentState.REGISTERED, Why.COVER_UNKNOWN)
        pay(bill(made, 2026), 40_000, date(2025, 12, 30), reference="T2",
            told_on=date(2026, 1, 12))  # fmt: skip
        assert bill(made, 2026).settled_on == date(2025, 12, 30)
        assert state(made, date(2026, 1, 1)) == (EnrolmentState.ENTITLED, Why.COVERED)
        assert queries.account_of(bill(made, 2026)).over == 40_000

    def test_for_a_person_the_year_finds_the_bill_and_writes_it_where_there_is_none(self) -> None:
        made = enrol(date(2020, 4, 11), date(2025, 6, 15))
        assert [each.year for each in queries.bills_of(enrolment=made)] == [2025]
        payment = operations.record_payment(
            person=made.person, year=2026, reference="T9", amount_fen=40_000,
            paid_on=date(2025, 10, 1), by=CLERK, at=at(date(2025, 10, 2)))  # fmt: skip
        assert payment.bill.year == 2026
        assert payment.bill.covered_from == date(2026, 1, 1)
        with pytest.raises(Invalid, match="no bill for 2031"):
            operations.record_payment(
                person=made.person, year=2031, reference="T10", amount_fen=40_000,
                paid_on=date(2025, 10, 1), by=CLERK, at=at(date(2025, 10, 2)))  # fmt: skip

    def test_a_payment_for_somebody_unknown_goes_back_with_that_answer(self) -> None:
        with pytest.raises(NotEnrolled):
            operations.record_payment(person=child(), year=2026, reference="T1", amount_fen=1,
                                      paid_on=date(2026, 10, 1), by=CLERK,
                                      at=at(date(2026, 10, 2)))  # fmt: skip

    @pytest.mark.parametrize(("changed", "field"), [
        ({"reference": "x" * 61}, "reference"),
            ({"reference": "T1\n"}, "reference"),
            ({"reference": "T\x00"}, "reference"),
            ({"amount_fen": 2**31}, "amount_fen"),
            ({"paid_on": date(2020, 4, 10)}, "paid_on"),
            ({"reference": "  "}, "reference"),
        ({"amount_fen": 0}, "amount_fen"),
        ({"amount_fen": -5}, "amount_fen"),
        ({"paid_on": date(2025, 11, 4)}, "paid_on"),
    ])  # fmt: skip
    def test_what_cannot_be_a_payment_is_refused(self, changed: dict[str, Any], field: str) -> None:
        made = enrol(date(2020, 4, 11), date(2025, 10, 15))
        told = {"reference": "T1", "amount_fen": 40_000, "paid_on": date(2025, 11, 3)} | changed
        with pytest.raises(Invalid) as refused:
            operations.record_payment(bill=bill(made, 2026), by=CLERK, at=at(date(2025, 11, 3)),
                                      **told)  # fmt: skip
        assert field in refused.value.fields
        assert not Payment.objects.exists()

    def test_another_region_may_not_record_it(self) -> None:
        made = enrol(date(2020, 4, 11), date(2025, 10, 15))
        with pytest.raises(NotAllowed):
            operations.record_payment(
                bill=bill(made, 2026), reference="T1", amount_fen=1, paid_on=date(2025, 11, 3),
                at=at(date(2025, 11, 3)),
                by=Actor(kind="person", grants=(Grant(role="clerk", region="411300"),)),
            )  # fmt: skip
        assert not Payment.objects.exists()


class TestEnding:
    def test_after_the_day_of_death_nothing_is_covered_and_later_years_are_too_much(self) -> None:
        made = enrol(date(2020, 4, 11), date(2025, 10, 15))
        pay(bill(made, 2026), 40_000, date(2025, 11, 3))
        pay(bill(made, 2025), 40_000, date(2025, 11, 3), reference="T2")
        later = bill(made, 2026)
        operations.end(enrolment=made, reason="death", on=date(2025, 12, 5), by=REVIEWER,
                       at=at(date(2025, 12, 8)))  # fmt: skip
        assert state(made, date(2025, 12, 6)) == (EnrolmentState.ENDED, Why.ENDED)
        assert state(made, date(2026, 3, 1)) == (EnrolmentState.ENDED, Why.ENDED)
        later.refresh_from_db()
        assert queries.account_of(later).over == 40_000
        made.person.refresh_from_db()
        assert made.person.died_on == date(2025, 12, 5)
        text = queries.state_on(person=made.person, on=date(2026, 3, 1)).text
        assert "5 December 2025" in text.en

    def test_it_ends_once(self) -> None:
        made = enrol(date(2020, 4, 11), date(2025, 10, 15))
        operations.end(enrolment=made, reason="move", on=date(2025, 12, 5), by=REVIEWER,
                       at=at(date(2025, 12, 8)))  # fmt: skip
        with pytest.raises(EndedAlready, match="5 December 2025"):
            operations.end(enrolment=made, reason="death", on=date(2025, 12, 6), by=REVIEWER,
                           at=at(date(2025, 12, 8)))  # fmt: skip

    def test_a_payment_told_of_after_the_end_counts_for_the_days_before(self) -> None:
        made = enrol(date(2026, 6, 1), date(2026, 7, 1), groups=("orphan",))
        operations.end(enrolment=made, reason="death", on=date(2026, 7, 9), by=REVIEWER,
                       at=at(date(2026, 7, 10)))  # fmt: skip
        assert state(made, date(2026, 7, 9)) == (EnrolmentState.ENTITLED, Why.COVERED)
        late = pay(bill(made, 2026), 100, date(2026, 7, 8), told_on=date(2026, 7, 20))
        assert queries.receipt(payment=late).account.over == 100

    def test_money_for_one_that_ended_before_it_began_is_counted_to_be_paid_back(self) -> None:
        made = enrol(date(2020, 4, 11), date(2025, 10, 15))
        operations.end(enrolment=made, reason="move", on=date(2025, 10, 1), by=REVIEWER,
                       at=at(date(2025, 10, 20)))  # fmt: skip
        late = operations.record_payment(
            person=made.person, year=2026, reference="T1", amount_fen=40_000,
            paid_on=date(2025, 10, 19), by=CLERK, at=at(date(2025, 10, 21)))  # fmt: skip
        assert queries.receipt(payment=late).account.over == 40_000

    def test_a_move_may_be_announced_a_death_may_not(self) -> None:
        made = enrol(date(2026, 6, 1), date(2026, 7, 1), groups=("orphan",))
        with pytest.raises(Invalid) as refused:
            operations.end(enrolment=made, reason="death", on=date(2026, 9, 1), by=REVIEWER,
                           at=at(date(2026, 8, 1)))  # fmt: skip
        assert "on" in refused.value.fields
        operations.end(enrolment=made, reason="move", on=date(2026, 9, 1), by=REVIEWER,
                       at=at(date(2026, 8, 1)))  # fmt: skip
        assert state(made, date(2026, 9, 1))[0] is EnrolmentState.ENTITLED
        assert state(made, date(2026, 9, 2))[0] is EnrolmentState.ENDED
        assert made.events.last().after == "entitled"

    def test_only_a_reviewer_there_ends_it(self) -> None:
        made = enrol(date(2026, 6, 1), date(2026, 7, 1))
        for nobody in (CLERK, ELSEWHERE):
            with pytest.raises(NotAllowed):
                operations.end(enrolment=made, reason="move", on=date(2026, 7, 2), by=nobody,
                               at=at(date(2026, 7, 2)))  # fmt: skip
