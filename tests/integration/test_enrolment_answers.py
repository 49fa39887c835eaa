"""What the office answers where no rule does, the yearly bill, and the messages to families."""

from __future__ import annotations

from datetime import date

import pytest
from enrolments import CLERK, ELSEWHERE, REVIEWER, at, bill, child, enrol, pay, state

from firstcard.accounts.models import Account
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Conflict, Invalid, NotAllowed
from firstcard.enrolment import changing, jobs, operations, queries
from firstcard.enrolment.models import Enrolment
from firstcard.enrolment.states import EnrolmentState, Why
from firstcard.messages.models import Message
from firstcard.people import telephones
from firstcard.people.models import Guardianship, Person

pytestmark = pytest.mark.django_db
SOURCE = "Medical insurance agency, written answer of 30 November 2026"


def newborn() -> Enrolment:
    """Its amounts of 2026 and 2027 are not known in Zhengzhou."""
    return enrol(date(2026, 11, 10), date(2026, 11, 23))


class TestAnAmount:
    def test_once_the_office_has_said_it_the_bill_can_be_paid(self) -> None:
        made = newborn()
        told = operations.answer(bill=bill(made, 2026), amount_fen=40_000, source=SOURCE,
                                 by=REVIEWER, at=at(date(2026, 11, 30)))  # fmt: skip
        assert (told.amount_fen, told.ask, told.answered_by) == (40_000, "", SOURCE)
        assert state(made, date(2026, 11, 30)) == (EnrolmentState.REGISTERED, Why.UNPAID)
        pay(bill(made, 2026), 40_000, date(2026, 12, 1))
        assert state(made, date(2026, 11, 10)) == (EnrolmentState.ENTITLED, Why.COVERED)

    def test_a_free_year_covers_as_soon_as_the_office_says_that_it_is_free(self) -> None:
        made = newborn()
        operations.answer(bill=bill(made, 2026), amount_fen=0, source=SOURCE, by=REVIEWER,
                          at=at(date(2026, 11, 30)))  # fmt: skip
        assert bill(made, 2026).covered_from == date(2026, 11, 10)
        assert made.events.last().after == "entitled"

    def test_what_was_paid_before_the_answer_counts_from_its_own_day(self) -> None:
        made = newborn()
        payment = pay(bill(made, 2026), 40_000, date(2026, 11, 25))
        assert queries.receipt(payment=payment).account.state == "unknown"
        assert "not known here yet" in queries.receipt(payment=payment).text.en
        assert state(made, date(2026, 11, 25)) == (EnrolmentState.REGISTERED, Why.AMOUNT_UNKNOWN)
        operations.answer(bill=bill(made, 2026), amount_fen=38_000, source=SOURCE, by=REVIEWER,
                          at=at(date(2027, 3, 1)))  # fmt: skip
        assert bill(made, 2026).settled_on == date(2026, 11, 25)
        assert bill(made, 2026).covered_from == date(2026, 11, 10)
        assert queries.account_of(bill(made, 2026)).over == 2_000

    def test_what_is_known_is_not_answered_again(self) -> None:
        made = enrol(date(2020, 4, 11), date(2025, 10, 15))
        with pytest.raises(Conflict, match="known already"):
            operations.answer(bill=bill(made, 2026), amount_fen=1, source=SOURCE, by=REVIEWER,
                              at=at(date(2025, 10, 16)))  # fmt: skip

    def test_it_takes_a_source_one_answer_and_somebody_who_decides(self) -> None:
        of, when = bill(newborn(), 2026), at(date(2026, 11, 30))
        with pytest.raises(Invalid):
            operations.answer(bill=of, amount_fen=1, source=" ", by=REVIEWER, at=when)
        with pytest.raises(Invalid):
            operations.answer(bill=of, source=SOURCE, by=REVIEWER, at=when)
        with pytest.raises(Invalid):
            operations.answer(bill=of, amount_fen=-1, source=SOURCE, by=REVIEWER, at=when)
        with pytest.raises(NotAllowed):
            operations.answer(bill=of, amount_fen=1, source=SOURCE, by=CLERK, at=when)


class TestAFirstDay:
    def late(self) -> Enrolment:
        """An orphan enrolled after the ninety days: nobody here knows from when."""
        return enrol(date(2026, 3, 2), date(2026, 11, 23), groups=("orphan",))

    def test_the_office_says_from_when_and_it_holds_to_the_end_of_the_year(self) -> None:
        made = self.late()
        operations.answer(bill=bill(made, 2026), covered_from=date(2026, 12, 1), source=SOURCE,
                          by=REVIEWER, at=at(date(2026, 11, 30)))  # fmt: skip
        standing = queries.state_on(person=made.person, on=date(2026, 11, 30))
        assert (standing.state, standing.why) == (EnrolmentState.REGISTERED, Why.STARTS_LATER)
        assert "1 December 2026" in standing.text.en
        assert state(made, date(2026, 12, 31)) == (EnrolmentState.ENTITLED, Why.COVERED)

    def test_back_to_birth_if_the_office_says_so(self) -> None:
        made = self.late()
        operations.answer(bill=bill(made, 2026), covered_from=date(2026, 3, 2), source=SOURCE,
                          by=REVIEWER, at=at(date(2026, 11, 30)))  # fmt: skip
        assert state(made, date(2026, 3, 2)) == (EnrolmentState.ENTITLED, Why.COVERED)

    @pytest.mark.parametrize("day", [date(2026, 3, 1), date(2027, 1, 1)])
    def test_not_before_the_birth_and_not_in_another_year(self, day: date) -> None:
        with pytest.raises(Invalid, match="has to be in 2026"):
            operations.answer(bill=bill(self.late(), 2026), covered_from=day, source=SOURCE,
                              by=REVIEWER, at=at(date(2026, 11, 30)))  # fmt: skip

    def test_not_where_the_rule_has_said_it(self) -> None:
        made = enrol(date(2026, 6, 1), date(2026, 7, 1), groups=("orphan",))
        with pytest.raises(Conflict, match="known already"):
            operations.answer(bill=bill(made, 2026), covered_from=date(2026, 7, 1), source=SOURCE,
                              by=REVIEWER, at=at(date(2026, 7, 2)))  # fmt: skip


class TestTheYearlyBill:
    def test_it_is_written_once_when_the_time_to_pay_begins(self) -> None:
        made = enrol(date(2020, 4, 11), date(2025, 3, 1))
        assert jobs.bills(at=at(date(2025, 8, 31))) == 0
        assert jobs.bills(at=at(date(2025, 9, 1))) == 1
        assert jobs.bills(at=at(date(2025, 9, 1))) == 0
        assert bill(made, 2026).amount_fen == 40_000
        assert bill(made, 2026).due_on == date(2025, 12, 31)

    def test_one_whose_facts_are_none_any_more_keeps_nobody_from_it(self) -> None:
        lost = enrol(date(2020, 4, 11), date(2025, 3, 1))
        facts = {**changing.situation_of(lost), "guardian": "nobody"}
        Enrolment.objects.filter(pk=lost.pk).update(
            situation=changing.sealed(facts, for_=lost.sealed_for))  # fmt: skip
        made = enrol(date(2020, 4, 11), date(2025, 3, 1), case="FC-7K3M-9QX3-K")
        assert jobs.bills(at=at(date(2025, 9, 1))) == 1
        assert bill(made, 2026).amount_fen == 40_000

    def test_nothing_is_written_for_who_has_gone(self) -> None:
        made = enrol(date(2020, 4, 11), date(2025, 3, 1))
        operations.end(enrolment=made, reason="move", on=date(2025, 6, 1), by=REVIEWER,
                       at=at(date(2025, 6, 1)))  # fmt: skip
        assert jobs.bills(at=at(date(2025, 9, 1))) == 0

    def test_whether_a_child_is_covered_does_not_wait_for_it(self) -> None:
        made = enrol(date(2020, 4, 11), date(2025, 10, 15))
        pay(bill(made, 2026), 40_000, date(2025, 11, 3))
        for day, expected in ((date(2026, 1, 1), "entitled"), (date(2027, 1, 1), "lapsed")):
            found = state(made, day)[0]
            assert found == expected


class TestMessages:
    @pytest.fixture
    def told(self) -> Person:
        """A child whose mother has an account."""
        made, mother = child(date(2026, 6, 1)), Person.objects.create(name="王芳")
        Guardianship.objects.create(child=made, guardian=mother, relation="mother",
                                    since=date(2026, 6, 1))  # fmt: skip
        Account.objects.create(login="m", person=mother, language="en",
                               telephone=telephones.sealed("13800000001"))  # fmt: skip
        return made

    def templates(self) -> list[str]:
        return list(Message.objects.order_by("id").values_list("template", flat=True))

    def test_until_when_to_pay_then_each_payment_then_that_it_holds(self, told: Person) -> None:
        made = enrol(date(2026, 6, 1), date(2026, 7, 1), person=told)
        assert self.templates() == ["bill-waiting"]
        operations.answer(bill=bill(made, 2026), amount_fen=40_000, source=SOURCE, by=REVIEWER,
                          at=at(date(2026, 7, 2)))  # fmt: skip
        pay(bill(made, 2026), 10_000, date(2026, 7, 3))
        pay(bill(made, 2026), 30_000, date(2026, 7, 4), reference="T2")
        assert self.templates() == ["bill-waiting", "bill-waiting", "payment-recorded",
                                    "insurance-starts"]  # fmt: skip

    def test_a_free_year_holds_at_once(self, told: Person) -> None:
        enrol(date(2026, 6, 1), date(2026, 7, 1), person=told, groups=("orphan",))
        assert self.templates() == ["insurance-starts"]

    def test_a_payment_told_of_again_is_no_news(self, told: Person) -> None:
        made = enrol(date(2026, 6, 1), date(2026, 7, 1), person=told)
        for _ in range(2):
            pay(bill(made, 2026), 10_000, date(2026, 7, 3))
        assert self.templates().count("payment-recorded") == 1

    def test_somebody_who_no_longer_acts_for_the_child_is_told_nothing(self, told: Person) -> None:
        told.guardians.update(until=date(2026, 6, 20))
        enrol(date(2026, 6, 1), date(2026, 7, 1), person=told)
        assert self.templates() == []


def test_the_look_up_is_read_with_permission_and_leaves_a_trace() -> None:
    made = enrol(date(2020, 4, 11), date(2025, 10, 15))
    day = date(2025, 10, 16)
    found = queries.look_up(person=made.person, on=day, by=CLERK, at=at(day))
    assert found.enrolment == made
    with pytest.raises(NotAllowed):
        queries.look_up(person=made.person, on=day, by=ELSEWHERE, at=at(day))
    assert AuditEntry.objects.filter(action="enrolment.read", person=made.person_id).count() == 1
    assert found.text.zh == "已参保登记，尚未缴费，缴费后方可享受待遇。"
