"""Why a bill is not settled: each check says its own reason, and nothing is written."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import bills
import card_makers
import pytest
from bills import AT, BORN, DAY
from card_families import account_of

from firstcard.cards.models import Card
from firstcard.cards.operations import credentials
from firstcard.core.actors import SERVICE
from firstcard.core.refusals import Conflict, Invalid, NotAllowed, Refusal
from firstcard.enrolment import operations as enrolments
from firstcard.enrolment import queries as insurance
from firstcard.enrolment.states import EnrolmentState
from firstcard.people.models import Person
from firstcard.people.numbers import add_number
from firstcard.settlement.credentials import Shown
from firstcard.settlement.models import Agreement, Claim
from firstcard.settlement.operations import institutions
from firstcard.settlement.refusals import NotEntitled, NotOpen, NotValid

pytestmark = pytest.mark.django_db
Act = Callable[[], object]


def refused(act: Act, kind: type[Refusal], code: str = "") -> Refusal:
    """The refusal of an act; nothing is written of it."""
    with pytest.raises(kind) as found:
        act()
    if code:
        assert found.value.code == code, found.value
    assert found.value.text.en
    assert found.value.text.zh
    assert not Claim.objects.exists()
    return found.value


class TestTheInstitution:
    def test_without_an_agreement_on_the_day(self) -> None:
        office, child = bills.institution(since=date(2026, 6, 1)), bills.insured()
        early = bills.presented(on=date(2026, 5, 31))
        why = refused(lambda: bills.settle(office, child, early), NotOpen, "no-agreement")
        assert "31 May 2026" in why.text.en
        assert "样例医院" in why.text.zh
        bills.settle(office, child, bills.presented(on=date(2026, 6, 1)))

    def test_the_day_of_admission_counts(self) -> None:
        """Who was admitted while it held is settled afterwards, too."""
        office, child = bills.institution(until=date(2026, 11, 10)), bills.insured()
        bills.settle(office, child, bills.presented(since=date(2026, 11, 10), on=DAY))

    def test_suspended_says_since_when_and_why(self) -> None:
        office, child = bills.institution(), bills.insured()
        agreement = Agreement.objects.get(office=office)
        institutions.suspend(agreement=agreement, since=date(2026, 11, 1), reason="违规收费",
                             by=card_makers.staff("reviewer"), at=AT)  # fmt: skip
        why = refused(lambda: bills.settle(office, child, bills.presented()), NotOpen,
                      "agreement-suspended")  # fmt: skip
        assert "违规收费" in why.text.zh
        assert "1 November 2026" in why.text.en
        institutions.resume(agreement=agreement, on=DAY, by=SERVICE, at=AT)
        refused(lambda: bills.settle(office, child, bills.presented(on=DAY - timedelta(1))),
                NotOpen)  # fmt: skip
        bills.settle(office, child, bills.presented())

    def test_ended_before_its_time(self) -> None:
        office, child = bills.institution(), bills.insured()
        institutions.end(agreement=Agreement.objects.get(office=office), on=date(2026, 11, 1),
                         reason="解除协议", by=SERVICE, at=AT)  # fmt: skip
        refused(lambda: bills.settle(office, child, bills.presented()), NotOpen, "no-agreement")

    @pytest.mark.parametrize(("code", "level"), [
        ("X41010500001", "city-3"), ("H4101050001", "city-3"), ("H99999900001", "city-3"),
        ("H41010500001", "palace"), ("H41010500001", "pharmacy"), ("P41010500001", "city-3"),
        ("H41010500001", "outside-province"),
    ])  # fmt: skip
    def test_a_wrong_code_or_class_is_not_recorded(self, code: str, level: str) -> None:
        refused(lambda: bills.institution(code, level=level), Invalid)

    def test_two_agreements_do_not_overlap(self) -> None:
        bills.institution()
        refused(lambda: bills.institution(since=date(2026, 12, 31), until=date(2027, 12, 31)),
                Conflict, "agreement-there")  # fmt: skip
        bills.institution(since=date(2027, 1, 1), until=date(2027, 12, 31), level="city-2")
        assert Agreement.objects.count() == 2

    def test_only_the_agency_of_its_region_manages_agreements(self) -> None:
        office = bills.institution()
        agreement = Agreement.objects.get(office=office)
        for by in (card_makers.staff("clerk"), bills.cashier(office),
                   card_makers.staff("reviewer", region="420100")):  # fmt: skip
            with pytest.raises(NotAllowed):
                institutions.suspend(agreement=agreement, since=DAY, reason="x", by=by, at=AT)

    def test_in_another_province_it_has_another_class(self) -> None:
        office, child = bills.institution(bills.ELSEWHERE), bills.insured()
        local = bills.presented()
        refused(lambda: bills.settle(office, child, local), Invalid)
        bills.registered(child)
        claim = bills.settle(office, child, bills.presented(referral="registered"))
        assert bills.amounts(claim)["deductible"] == 75_000  # 1,500 halved
        here = bills.institution()
        with pytest.raises(Invalid):
            bills.settle(here, child, bills.presented(referral="emergency"))


class TestWhatIsShown:
    def test_a_card_in_use(self) -> None:
        office, child = bills.institution(), bills.insured()
        card = card_makers.card("collected", person=child, works=True)
        claim = bills.settle(office, child, bills.presented(),
                             show=Shown(kind="card", number=card.number))  # fmt: skip
        assert (claim.person_id, claim.identified_by) == (child.pk, "card")

    @pytest.mark.parametrize(("change", "code"), [
        ({"social_security": "off"}, "card-not-enabled"),
        ({"ended_on": DAY, "ended_reason": "replaced"}, "card-not-in-use"),
        ({"valid_until": date(2026, 11, 22)}, "card-expired"),
        ({"number": "B00000000"}, "nobody"),
    ])  # fmt: skip
    def test_a_card_that_cannot_be_used_says_why(self, change: dict[str, Any], code: str) -> None:
        office, child = bills.institution(), bills.insured()
        card = card_makers.card("collected", person=child, works=True)
        Card.objects.filter(pk=card.pk).update(**change)
        show = Shown(kind="card", number=card.number)
        refused(lambda: bills.settle(office, child, bills.presented(), show=show), NotValid, code)

    def test_a_medical_e_certificate_and_one_that_ended(self) -> None:
        office, child = bills.institution(), bills.insured()
        mother = account_of(card_makers.guardian(of=child, relation="father"))
        held = credentials.activate_e_certificate(person=child, by=mother, at=AT)
        show = Shown(kind="medical-e-certificate", number=held.serial)
        claim = bills.settle(office, child, bills.presented(), show=show)
        assert claim.person_id == child.pk
        credentials.let_go(credential=held, by=mother, at=AT)
        with pytest.raises(NotValid) as why:
            bills.settle(office, child, bills.presented(), show=show)
        assert why.value.code == "credential-ended"

    def test_a_birth_certificate_number(self) -> None:
        office = bills.institution()
        child = Person.objects.create(name="李新生", sex=1, born_on=date(2026, 9, 1))
        add_number(person=child, kind="birth-certificate", number="A410000001")
        bills.newborn(person=child, on=date(2026, 9, 20))
        show = Shown(kind="birth-certificate", number=" a410000001")
        claim = bills.settle(office, child, bills.presented(on=date(2026, 9, 1)), show=show)
        assert claim.identified_by == "birth-certificate"

    @pytest.mark.parametrize("kind", ["passport-of-mars", ""])
    def test_what_is_no_credential(self, kind: str) -> None:
        office, child = bills.institution(), bills.insured()
        refused(lambda: bills.settle(office, child, bills.presented(),
                                     show=Shown(kind=kind, number="1")), Invalid)  # fmt: skip

    def test_a_number_that_nobody_has(self) -> None:
        office, child = bills.institution(), bills.insured()
        show = Shown(kind="citizen-id", number="41010520200411999X")
        why = refused(lambda: bills.settle(office, child, bills.presented(), show=show),
                      NotValid, "nobody")  # fmt: skip
        assert "999X" not in why.text.en

    def test_after_death(self) -> None:
        office, child = bills.institution(), bills.insured()
        Person.objects.filter(pk=child.pk).update(died_on=DAY - timedelta(1))
        refused(lambda: bills.settle(office, child, bills.presented()), NotValid, "died")

    def test_ones_own_family(self) -> None:
        office, child = bills.institution(), bills.insured()
        mother = card_makers.guardian(of=child, relation="father")
        account = account_of(mother)
        by = bills.cashier(office)
        own = type(by)(kind="person", account=account.account, name="x", grants=by.grants)
        refused(lambda: bills.settle(office, child, bills.presented(), by=own), NotAllowed)


class TestTheInsurance:
    def test_not_enrolled(self) -> None:
        office = bills.institution()
        child = card_makers.child(born_on=BORN)
        refused(lambda: bills.settle(office, child, bills.presented()), NotEntitled,
                "not-enrolled")  # fmt: skip

    def test_registered_and_not_paid_is_an_answer_of_its_own(self) -> None:
        office, child = bills.institution(since=date(2025, 1, 1)), bills.insured(years=())
        bill = bills.presented(on=date(2025, 11, 20))
        why = refused(lambda: bills.settle(office, child, bill), NotEntitled,
                      "registered-not-paid")  # fmt: skip
        assert "2025" in why.text.en

    def test_before_the_paid_year(self) -> None:
        office, child = bills.institution(since=date(2025, 1, 1)), bills.insured()
        bill = bills.presented(on=date(2025, 9, 1))
        refused(lambda: bills.settle(office, child, bill), NotEntitled, "not-covered")

    def test_a_newborn_is_covered_back_to_birth(self) -> None:
        """Enrolled and paid within the packs' days, admitted on the day of birth."""
        office = bills.institution()
        child = card_makers.child(born_on=date(2026, 9, 1))
        bills.newborn(person=child, on=date(2026, 11, 15))
        claim = bills.settle(office, child, bills.presented(on=date(2026, 9, 1)))
        assert bills.amounts(claim)["fund_total"] > 0

    def test_one_who_came_too_late_is_not(self) -> None:
        office = bills.institution()
        child = card_makers.child(born_on=date(2026, 6, 1))
        bills.newborn(person=child, on=date(2026, 11, 15))
        refused(lambda: bills.settle(office, child, bills.presented(on=date(2026, 6, 1))),
                NotEntitled)  # fmt: skip

    @pytest.mark.parametrize("years", [(), (2025,), (2026,), (2025, 2026)])
    @pytest.mark.parametrize("ended", [None, date(2026, 5, 31), date(2025, 10, 15)])
    def test_the_one_look_says_the_same_as_the_whole_standing(
        self, years: tuple[int, ...], ended: date | None
    ) -> None:
        child = bills.insured(years=years)
        made = child.enrolments.get()
        if ended is not None:
            enrolments.end(enrolment=made, reason="move", on=ended, by=SERVICE, at=AT)
        days = [date(2025, 9, 1) + timedelta(days=7 * week) for week in range(75)]
        edges = [date(2025, 12, 31), date(2026, 1, 1), date(2026, 12, 31), date(2027, 1, 1),
                 date(2026, 5, 31), date(2026, 6, 1), date(2025, 11, 1)]  # fmt: skip
        for on in (*days, *edges):
            entitled = insurance.state_on(person=child, on=on).state is EnrolmentState.ENTITLED
            covers = insurance.covering(person=child, on=on)
            assert (covers is not None) is entitled, on
            assert covers in (None, made)


class TestTheBillItself:
    @pytest.mark.parametrize(("change", "field"), [
        ({"on": date(2026, 11, 24)}, "discharged_on"),
        ({"name": " "}, "number"),
        ({"name": "x" * 61}, "number"),
        ({"since": date(2020, 4, 10), "on": date(2026, 3, 1)}, "admitted_on"),
        ({"since": date(2026, 11, 21)}, "discharged_on"),
        ({"care": "outpatient", "since": date(2026, 11, 1)}, "discharged_on"),
        ({"care": "spa"}, "care"),
        ({"referral": "by-magic"}, "referral"),
        ({"lines": []}, "lines"),
        ({"lines": [{"line_no": 1, "list_class": "A", "kind": "drug", "amount": "-1.00"}]},
         "lines[0].amount"),
        ({"lines": [{"line_no": 1, "list_class": "C", "kind": "drug", "amount": "1.00",
                     "limit_price": "1.00"}]}, "lines[0].limit_price"),
    ])  # fmt: skip
    def test_each_fault_is_named_with_its_field(self, change: dict[str, Any], field: str) -> None:
        office, child = bills.institution(since=date(2020, 1, 1)), bills.insured()
        why = refused(lambda: bills.settle(office, child, bills.presented(**change)), Refusal)
        assert field in why.fields, why.fields

    def test_what_another_payer_owes_is_not_settled_here(self) -> None:
        office, child = bills.institution(), bills.insured()
        why = refused(lambda: bills.settle(office, child, bills.presented(cause="third-party")),
                      Invalid)  # fmt: skip
        assert "cause" in why.fields
