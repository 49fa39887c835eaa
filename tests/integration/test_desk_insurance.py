"""A child's insurance at the desk: payments, answers, the end, the number that came later."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from datetime import date, timedelta
from html import unescape
from pathlib import Path
from typing import Any

import cases
import pytest
import signed_in
import time_machine
from django.db import connection
from django.test import Client

from firstcard.casework import operations
from firstcard.casework.draft import Number
from firstcard.casework.models import Case
from firstcard.core.models import AuditEntry
from firstcard.enrolment import inquiries
from firstcard.enrolment import operations as enrolments
from firstcard.enrolment.models import Enrolment, Inquiry, Payment, PremiumBill
from firstcard.enrolment.registries import Answer, NotInsured
from firstcard.people.models import Person
from firstcard.people.numbers import add_number, person_of

pytestmark = pytest.mark.django_db
NOW = cases.AT + timedelta(hours=1)
BORN = date(2026, 10, 1)
CERTIFICATE = "A410000001"
SOURCE = "Medical insurance agency, letter of 23 November 2026"
Insured = Callable[..., None]


@pytest.fixture(autouse=True)
def frozen_clock() -> Iterator[None]:
    with time_machine.travel(NOW, tick=False):
        yield


@pytest.fixture
def clerk() -> Client:
    return signed_in.staff("clerk-zz", lang="en")


@pytest.fixture
def reviewer() -> Client:
    return signed_in.staff("reviewer-zz", lang="en")


@pytest.fixture
def elsewhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Insured:
    """Other regions answer: whom they insure, and who gets no answer."""
    path = tmp_path / "insured.json"
    monkeypatch.setenv("FIRSTCARD_INQUIRY", path.as_uri())

    def say(*, insured: str = "", silent: str = "") -> None:
        people = [{"kind": "citizen-id", "number": insured, "region": "420100",
                   "since": "2026-10-20"}] if insured else []  # fmt: skip
        path.write_text(json.dumps({"insured": people, "silent": [silent]}), encoding="utf-8")

    say()
    return say


def said(response: Any) -> str:
    return unescape(response.content.decode())


def at(case: Case, door: str = "") -> str:
    return f"/desk/cases/{case.reference}/{door}"


def approved(number: int = 41, **changes: Any) -> Case:
    case = cases.accepted(cases.family(), number=number, **changes)
    return operations.approve(case=case, by=cases.staff("reviewer"), at=cases.AT)


def by_certificate(certificate: str = CERTIFICATE, number: int = 42) -> dict[str, Any]:
    """What a family says whose child has no citizen ID number yet."""
    told = {**cases.SITUATION, "child": {**cases.SITUATION["child"], "has_citizen_id": False}}
    child = cases.draft(number).child
    return {"situation": told, "number": number,
            "child": type(child)(child.name, child.sex, child.born_on, child.nationality,
                                 Number("birth-certificate", certificate))}  # fmt: skip


def enrolment_of(case: Case) -> Enrolment:
    return Enrolment.objects.get(case=case.reference)


def bill_of(case: Case, year: int = 2026) -> PremiumBill:
    return enrolment_of(case).bills.get(year=year)


def priced(case: Case, fen: int = 40_000) -> PremiumBill:
    return enrolments.answer(bill=bill_of(case), amount_fen=fen, source=SOURCE, at=cases.AT,
                             by=cases.staff("reviewer"))  # fmt: skip


class TestThePage:
    def test_it_says_how_the_child_stands_and_what_each_year_costs(self, clerk: Client) -> None:
        case = approved()
        page = said(clerk.get(at(case, "insurance/")))
        assert "Registered. What this year costs is not known here" in page
        assert "0.00 yuan are paid. What is owed is not known here yet." in page
        assert "Year 2026" in page
        assert case.reference in page
        assert "Registered. What this year costs" in said(clerk.get(at(case)))

    def test_who_may_not_do_something_is_not_led_to_it(
        self, clerk: Client, reviewer: Client
    ) -> None:
        case = approved()
        doors = {"payment/": clerk, "answer/": reviewer, "end/": reviewer}
        for door, who in doors.items():
            for each in (clerk, reviewer):
                shown = re.search(rf'href="[^"]*{door}"', said(each.get(at(case, "insurance/"))))
                assert bool(shown) is (each is who), door

    def test_a_forged_visit_to_a_form_is_refused(self, clerk: Client, reviewer: Client) -> None:
        case = approved(**by_certificate())
        bill, made = bill_of(case), enrolment_of(case)
        wrong = [(clerk, f"insurance/bills/{bill.pk}/answer/"),
                 (clerk, f"insurance/{made.pk}/end/"),
                 (reviewer, f"insurance/bills/{bill.pk}/payment/"),
                 (reviewer, "insurance/number/")]  # fmt: skip
        for client, door in wrong:
            assert client.get(at(case, door)).status_code == 403, door
            assert client.post(at(case, door), {}).status_code == 403, door
        assert reviewer.post(at(case, "insurance/ask/")).status_code == 403
        assert not Inquiry.objects.exists()

    def test_bills_of_another_child_are_not_found(self, clerk: Client, reviewer: Client) -> None:
        case, other = approved(41), approved(43)
        bill, made = bill_of(other), enrolment_of(other)
        assert clerk.get(at(case, f"insurance/bills/{bill.pk}/payment/")).status_code == 404
        assert reviewer.get(at(case, f"insurance/bills/{bill.pk}/answer/")).status_code == 404
        assert reviewer.post(at(case, f"insurance/{made.pk}/end/")).status_code == 404
        assert clerk.get(at(case, "insurance/payments/99999999999/")).status_code == 404

    def test_another_region_sees_nothing_of_it(self, clerk: Client) -> None:
        case = approved()
        Case.objects.filter(pk=case.pk).update(region="420102")
        assert clerk.get(at(case, "insurance/")).status_code == 404

    def test_a_look_is_written_down_with_the_child(self, clerk: Client) -> None:
        case = approved()
        before = AuditEntry.objects.filter(case=case.reference, action="case.read").count()
        clerk.get(at(case, "insurance/"))
        found = AuditEntry.objects.filter(case=case.reference, action="case.read",
                                          person=case.child_id)  # fmt: skip
        assert found.count() == before + 1


class TestAPayment:
    def test_what_the_tax_side_reports_is_counted_and_has_a_receipt(self, clerk: Client) -> None:
        case = approved()
        bill = priced(case)
        door = at(case, f"insurance/bills/{bill.pk}/payment/")
        form = {"reference": "TAX 2026/1", "amount_fen": "￥400", "paid_on": "2026/11/20"}
        answer = clerk.post(door, form)
        assert answer.status_code == 302
        payment = Payment.objects.get()
        assert (payment.amount_fen, payment.paid_on) == (40_000, date(2026, 11, 20))
        page = said(clerk.get(answer["Location"]))
        assert "The payment is recorded." in page
        assert "400.00 yuan are owed and paid." in page
        assert "Covered from 1 October 2026 to 31 December 2026." in page
        receipt = said(clerk.get(at(case, f"insurance/payments/{payment.pk}/")))
        assert payment.receipt in receipt
        assert "TAX 2026/1" in receipt

    def test_sent_twice_it_counts_once(self, clerk: Client) -> None:
        case = approved()
        door = at(case, f"insurance/bills/{bill_of(case).pk}/payment/")
        form = {"reference": "T1", "amount_fen": "400", "paid_on": "2026-11-20"}
        assert [clerk.post(door, form).status_code for _ in range(2)] == [302, 302]
        assert Payment.objects.count() == 1

    def test_a_reference_that_counted_for_something_else_is_named(self, clerk: Client) -> None:
        case = approved()
        door = at(case, f"insurance/bills/{bill_of(case).pk}/payment/")
        form = {"reference": "T1", "amount_fen": "400", "paid_on": "2026-11-20"}
        clerk.post(door, form)
        again = clerk.post(door, {**form, "amount_fen": "380"})
        assert again.status_code == 409
        assert "already counted on 23 November 2026" in said(again)
        assert 'value="380"' in said(again)

    @pytest.mark.parametrize(("box", "typed", "words"), [
        ("reference", "", "Write the reference as it is"),
        ("reference", "x" * 61, "up to 60 characters"),
        ("amount_fen", "four hundred", "for example 400 or 400.00"),
        ("amount_fen", "400,00", "for example 400 or 400.00"),
        ("amount_fen", "400.005", "for example 400 or 400.00"),
        ("amount_fen", "-400", "for example 400 or 400.00"),
        ("amount_fen", "0", "more than 0"),
        ("amount_fen", "999999999999", "less than 10 million"),
        ("paid_on", "20 November", "Write the day like 2026-10-01"),
        ("paid_on", "2026-02-30", "Write the day like 2026-10-01"),
        ("paid_on", "2026-11-24", "after today"),
        ("paid_on", "2026-09-30", "before the birth"),
    ])  # fmt: skip
    def test_each_error_says_what_would_be_right_and_keeps_what_was_typed(
        self, clerk: Client, box: str, typed: str, words: str
    ) -> None:
        case = approved()
        form = {"reference": "T1", "amount_fen": "400", "paid_on": "2026-11-20", box: typed}
        answer = clerk.post(at(case, f"insurance/bills/{bill_of(case).pk}/payment/"), form)
        page = said(answer)
        assert answer.status_code == 422
        assert words in page
        assert f'href="#{box}"' in page
        assert f'id="{box}-error"' in page
        for name, value in form.items():
            assert f'name="{name}" value="{value}"' in page
        assert not Payment.objects.exists()

    def test_everything_that_is_wrong_is_said_at_once(self, clerk: Client) -> None:
        case = approved()
        page = said(clerk.post(at(case, f"insurance/bills/{bill_of(case).pk}/payment/"), {}))
        for box in ("reference", "amount_fen", "paid_on"):
            assert f'href="#{box}"' in page

    def test_a_switch_of_language_records_nothing(self, clerk: Client) -> None:
        case = approved()
        form = {"reference": "T1", "amount_fen": "400", "paid_on": "2026-11-20",
                "language": "zh-hans"}  # fmt: skip
        page = said(clerk.post(at(case, f"insurance/bills/{bill_of(case).pk}/payment/"), form))
        assert "登记2026年度缴费" in page
        assert 'value="T1"' in page
        assert not Payment.objects.exists()


class TestAnAnswer:
    def test_an_amount(self, reviewer: Client) -> None:
        case = approved()
        bill = bill_of(case)
        door = at(case, f"insurance/bills/{bill.pk}/answer/")
        assert "No rule known here says it." in said(reviewer.get(door))
        form = {"amount_fen": "380", "source": SOURCE}
        answers = [reviewer.post(door, form) for _ in range(2)]  # sent twice, it is one answer
        assert [each.status_code for each in answers] == [302, 302]
        bill.refresh_from_db()
        assert (bill.amount_fen, bill.answered_by) == (38_000, SOURCE)
        assert enrolment_of(case).events.filter(action="answer").count() == 1
        page = said(reviewer.get(at(case, "insurance/")))
        assert "380.00 yuan are owed, nothing is paid yet." in page
        assert SOURCE in page

    def test_another_answer_to_what_is_known_is_refused(self, reviewer: Client) -> None:
        case = approved()
        bill = priced(case)
        door = at(case, f"insurance/bills/{bill.pk}/answer/")
        late = reviewer.post(door, {"amount_fen": "1", "source": "somebody"})
        assert late.status_code == 409
        assert "known already" in said(late)
        assert 'value="somebody"' in said(late)
        bill.refresh_from_db()
        assert bill.amount_fen == 40_000

    def test_a_first_day(self, reviewer: Client) -> None:
        case = approved(number=44, **late())
        bill = bill_of(case)
        enrolments.answer(bill=bill, amount_fen=0, source=SOURCE, by=cases.staff("reviewer"),
                          at=cases.AT)  # fmt: skip
        door = at(case, f"insurance/bills/{bill.pk}/answer/")
        assert "from which day it covers" in said(reviewer.get(door))
        outside = reviewer.post(door, {"covered_from": "2027-01-01", "source": SOURCE})
        assert outside.status_code == 422
        assert "has to be in 2026" in said(outside)
        assert 'value="2027-01-01"' in said(outside)
        assert reviewer.post(door, {"covered_from": "2026-12-01",
                                    "source": SOURCE}).status_code == 302  # fmt: skip
        bill.refresh_from_db()
        assert bill.covered_from == date(2026, 12, 1)

    @pytest.mark.parametrize(("form", "words"), [
        ({"amount_fen": "", "source": SOURCE}, "for example 400 or 400.00"),
        ({"amount_fen": "400", "source": "  "}, "Say who said it and where it is written."),
        ({"amount_fen": "10000000", "source": SOURCE}, "less than 10 million"),
    ])  # fmt: skip
    def test_each_error_says_what_would_be_right(
        self, reviewer: Client, form: dict[str, str], words: str
    ) -> None:
        case = approved()
        answer = reviewer.post(at(case, f"insurance/bills/{bill_of(case).pk}/answer/"), form)
        assert answer.status_code == 422
        assert words in said(answer)
        assert f'value="{form["amount_fen"]}"' in said(answer)


def late() -> dict[str, Any]:
    """A child enrolled after its ninety days: nobody here knows from when a free year covers."""
    told = {**cases.SITUATION, "child": {**cases.SITUATION["child"], "born_on": "2026-03-02"}}
    child = cases.draft(44).child
    number = cases.citizen_id(date(2026, 3, 2), 44)
    return {
        "situation": told,
        "child": type(child)(
            child.name, child.sex, "2026-03-02", child.nationality, Number("citizen-id", number)
        ),
    }


class TestTheEnd:
    def test_by_a_move_that_is_announced(self, reviewer: Client) -> None:
        case = approved()
        door = at(case, f"insurance/{enrolment_of(case).pk}/end/")
        form = {"reason": "move", "on": "2026年12月31日"}
        assert [reviewer.post(door, form).status_code for _ in range(2)] == [302, 302]
        made = enrolment_of(case)
        assert (made.ended_on, made.ended_reason) == (date(2026, 12, 31), "move")
        assert made.events.filter(action="end").count() == 1
        page = said(reviewer.get(at(case, "insurance/")))
        assert "moved away" in page
        assert "end/" not in page

    def test_what_was_paid_for_later_years_is_too_much_and_seen(
        self, clerk: Client, reviewer: Client
    ) -> None:
        case = approved()
        later = bill_of(case, 2027)
        enrolments.answer(bill=later, amount_fen=40_000, source=SOURCE, at=cases.AT,
                          by=cases.staff("reviewer"))  # fmt: skip
        enrolments.record_payment(bill=later, reference="T9", amount_fen=40_000, at=cases.AT,
                                  paid_on=date(2026, 11, 20), by=cases.staff())  # fmt: skip
        reviewer.post(at(case, f"insurance/{enrolment_of(case).pk}/end/"),
                      {"reason": "death", "on": "2026-11-22"})  # fmt: skip
        page = said(clerk.get(at(case, "insurance/")))
        assert "400.00 yuan too much. Ask the tax office" in page
        assert "cancelled" in page
        assert f"bills/{later.pk}/payment/" not in page

    @pytest.mark.parametrize(("form", "status", "words", "control"), [
        ({}, 422, "Choose why it ends.", "reason-death"),
        ({"reason": "boredom", "on": "2026-11-20"}, 422, "Choose why it ends.", "reason-death"),
        ({"reason": "death", "on": "2026-11-24"}, 422, "cannot be after today", "on"),
        ({"reason": "move", "on": "2026-09-30"}, 422, "before the birth", "on"),
        ({"reason": "move", "on": "9999-12-31"}, 422, "Write the day like", "on"),
    ])  # fmt: skip
    def test_each_error_says_what_would_be_right(
        self, reviewer: Client, form: dict[str, str], status: int, words: str, control: str
    ) -> None:
        case = approved()
        answer = reviewer.post(at(case, f"insurance/{enrolment_of(case).pk}/end/"), form)
        page = said(answer)
        assert answer.status_code == status
        assert words in page
        assert f'href="#{control}"' in page
        assert f'id="{control}"' in page
        if form.get("reason") == "move":
            assert 'value="move" checked' in page
        assert enrolment_of(case).ended_on is None

    def test_what_has_ended_says_when(self, reviewer: Client) -> None:
        case = approved()
        door = at(case, f"insurance/{enrolment_of(case).pk}/end/")
        reviewer.post(door, {"reason": "move", "on": "2026-11-22"})
        again = reviewer.post(door, {"reason": "death", "on": "2026-11-21"})
        assert again.status_code == 409
        assert "its last day is 22 November 2026" in said(again)


class TestTheNumberThatCameLater:
    def test_it_is_added_to_the_same_record(self, clerk: Client) -> None:
        case = approved(**by_certificate())
        assert 'id="identify"' in said(clerk.get(at(case, "insurance/")))
        number = cases.citizen_id(BORN, 42)
        assert clerk.post(at(case, "insurance/number/"), {"number": number}).status_code == 302
        assert person_of(kind="citizen-id", number=number) == case.child
        page = said(clerk.get(at(case, "insurance/")))
        assert 'id="identify"' not in page
        assert number not in page
        assert "The citizen ID number was added" in page

    @pytest.mark.parametrize(("number", "words"), [
        ("", "Write the number as in the household register."),
        ("4101052026100100", "18"),
        (cases.citizen_id(date(2026, 10, 2), 42), "born on 2 October 2026"),
    ])  # fmt: skip
    def test_what_does_not_fit_is_said_at_the_box(
        self, clerk: Client, number: str, words: str
    ) -> None:
        case = approved(**by_certificate())
        answer = clerk.post(at(case, "insurance/number/"), {"number": number})
        assert answer.status_code == 422
        assert words in said(answer)
        assert f'value="{number}"' in said(answer)

    def test_a_number_of_another_record_leads_to_a_second_person(self, clerk: Client) -> None:
        case = approved(**by_certificate())
        other = Person.objects.create(name="张小宝", sex=1, born_on=BORN)
        number = cases.citizen_id(BORN, 45)
        add_number(person=other, kind="citizen-id", number=number)
        answer = clerk.post(at(case, "insurance/number/"), {"number": number})
        assert answer.status_code == 409
        assert "two people can join them" in said(answer)
        assert f'href="{at(case, "propose/")}"' in said(answer)
        entries = AuditEntry.objects.values_list("detail", "subject", "action")
        assert number not in str(list(entries))


class TestOtherRegions:
    def test_they_are_asked_once_when_a_clerk_takes_the_case(
        self, clerk: Client, elsewhere: Insured
    ) -> None:
        case = cases.submitted(cases.family(), number=46)
        before = said(clerk.get(at(case)))
        assert "not asked yet: not known" in before
        clerk.post(at(case, "take/"))
        clerk.post(at(case, "release/"))
        clerk.post(at(case, "take/"))
        assert Inquiry.objects.count() == 1
        page = said(clerk.get(at(case)))
        assert "not insured elsewhere" in page
        assert "Other regions say: not insured there." in page

    def test_a_case_that_nobody_took_is_asked_about_before_it_is_accepted(
        self, clerk: Client, elsewhere: Insured
    ) -> None:
        case = cases.submitted(cases.family(), number=46)
        clerk.post(at(case, "accept/"))
        assert cases.again(case).state == "accepted"
        assert Inquiry.objects.get().answer == "no"

    def test_it_waits_for_them_outside_a_transaction(
        self, clerk: Client, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        """No lock of the database is held while another region is slow."""
        open_now, seen = len(connection.savepoint_ids), []

        class Slow:
            def ask(self, *, kind: str, number: str) -> Answer:
                seen.append(len(connection.savepoint_ids))
                return NotInsured()

        monkeypatch.setattr(inquiries, "connected", Slow)
        for door in ("take/", "accept/"):
            clerk.post(at(cases.submitted(cases.family()), door))
        again = cases.submitted(cases.family())
        clerk.post(at(again, "insurance/ask/"))
        assert seen == [open_now] * 3

    def test_no_answer_is_never_shown_as_a_no(self, clerk: Client, elsewhere: Insured) -> None:
        case = cases.submitted(cases.family(), number=46)
        elsewhere(silent=cases.citizen_id(BORN, 46))
        clerk.post(at(case, "take/"))
        page = said(clerk.get(at(case)))
        assert '<span class="light is-unseen" id="inquiry">no answer: not known</span>' in page
        assert "could not be reached. That does not mean “not insured”" in page
        assert "not insured elsewhere" not in page
        elsewhere()
        assert clerk.post(at(case, "insurance/ask/"), {"from": "case"}).status_code == 302
        page = said(clerk.get(at(case)))
        assert '<span class="light is-good" id="inquiry">not insured elsewhere</span>' in page
        assert "no answer" not in page

    def test_a_yes_is_seen_before_the_decision_and_bars_the_approval(
        self, clerk: Client, reviewer: Client, elsewhere: Insured
    ) -> None:
        case = cases.submitted(cases.family(), number=46)
        elsewhere(insured=cases.citizen_id(BORN, 46))
        clerk.post(at(case, "take/"))
        clerk.post(at(case, "accept/"))
        page = said(reviewer.get(at(case)))
        yes = "insured there since 20 October 2026"
        assert page.index(yes) < page.index('id="do_approve"')
        assert "cannot be approved until that insurance is ended" in page
        refused = reviewer.post(at(case, "approve/"))
        assert refused.status_code == 409
        assert "Nobody can be insured in two places" in said(refused)
        assert cases.again(case).state == "accepted"
        elsewhere()  # it was ended there
        clerk.post(at(case, "insurance/ask/"))
        assert reviewer.post(at(case, "approve/")).status_code == 302

    def test_an_application_for_the_card_alone_asks_nobody(
        self, clerk: Client, elsewhere: Insured
    ) -> None:
        case = cases.submitted(cases.family())
        Case.objects.filter(pk=case.pk).update(wants_enrolment=False, wants_card=True)
        clerk.post(at(case, "take/"))
        assert clerk.post(at(case, "insurance/ask/")).status_code == 404
        assert not Inquiry.objects.exists()

    def test_who_is_insured_twice_stands_above_the_reviewers_worklist(
        self, clerk: Client, reviewer: Client, elsewhere: Insured
    ) -> None:
        case = approved()
        elsewhere(insured=cases.citizen_id(BORN, 41))
        clerk.post(at(case, "insurance/ask/"))
        assert at(case, "insurance/") in said(reviewer.get("/desk/"))
        assert "Insured elsewhere too" not in said(clerk.get("/desk/"))
        reviewer.post(at(case, f"insurance/{enrolment_of(case).pk}/end/"),
                      {"reason": "move", "on": "2026-11-22"})  # fmt: skip
        assert "Insured elsewhere too" not in said(reviewer.get("/desk/"))
