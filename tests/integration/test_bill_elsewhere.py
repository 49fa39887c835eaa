"""Treatment elsewhere is registered before it counts, and a year brings along what it used up."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

import bills
import msgspec
import pytest
import time_machine
from bills import AT, DAY
from card_families import account_of
from card_makers import guardian, number, staff
from django.db import IntegrityError, transaction
from test_bill_api import CITY, body, hospital, mother
from test_card_api_doors import _program as program_of

from firstcard.cards.operations import credentials
from firstcard.core.actors import PUBLIC, SERVICE
from firstcard.core.models import AuditEntry
from firstcard.core.refusals import Conflict, Invalid, NotFound
from firstcard.enrolment import operations as enrolments
from firstcard.people.models import Person
from firstcard.people.permissions import Role
from firstcard.settlement.bill import YearToDate
from firstcard.settlement.credentials import Shown
from firstcard.settlement.models import Agreement, TreatmentElsewhere, YearOpening
from firstcard.settlement.operations import (
    elsewhere,
    institutions,
    opening,
    reversing,
    settling,
)
from firstcard.settlement.refusals import NotOpen, NotValid

pytestmark = pytest.mark.django_db
WUHAN, HUBEI, SHANGHAI = "420100", "420000", "310000"
USED = YearToDate(admissions=1, pool_paid=14_900_000, remainder=900_000)


@pytest.fixture(autouse=True)
def clock() -> Any:
    with time_machine.travel(AT, tick=False):
        yield


def bring(child: Person, used: YearToDate = USED, *, year: int = 2026, source: str = "Wuhan",
          by: Any = None) -> YearOpening:  # fmt: skip
    return opening.bring(patient=("citizen-id", number(child)), year=year, used=used,
                         source=source, by=by or staff("reviewer"), at=AT)  # fmt: skip


class TestRegistration:
    @pytest.mark.parametrize("place", ["", SHANGHAI])
    def test_registered_without_a_registration_there_is_refused(self, place: str) -> None:
        office, child = bills.institution(bills.ELSEWHERE), bills.insured()
        if place:
            bills.registered(child, place=place)
        with pytest.raises(Invalid) as why:
            bills.settle(office, child, bills.presented(referral="registered"))
        assert "unregistered, or emergency" in why.value.fields["referral"].en
        bills.settle(office, child, bills.presented(referral="unregistered"))
        bills.settle(office, child, bills.presented(referral="emergency"))

    def test_it_counts_from_its_first_to_its_last_day_in_the_whole_division(self) -> None:
        office, child = bills.institution(bills.ELSEWHERE), bills.insured()
        made = elsewhere.register(person=child, place=HUBEI, since=DAY - timedelta(9),
                                  until=DAY - timedelta(1), by=staff("clerk"), at=AT)  # fmt: skip
        for on, good in ((10, False), (9, True), (1, True), (0, False)):
            bill = bills.presented(on=DAY - timedelta(on), referral="registered")
            if good:
                bills.settle(office, child, bill)
            else:
                with pytest.raises(Invalid):
                    bills.settle(office, child, bill)
        assert str(made.place) in str(AuditEntry.objects.get(action="elsewhere.register").detail)

    def test_who_is_registered_is_not_settled_as_if_not(self) -> None:
        """The family would pay more than it has to."""
        office, child = bills.institution(bills.ELSEWHERE), bills.registered(bills.insured())
        with pytest.raises(Invalid) as why:
            bills.settle(office, child, bills.presented(referral="unregistered"))
        assert "1 January 2026" in why.value.fields["referral"].en

    def test_a_family_registers_before_and_ends_it_over_http(self) -> None:
        office, child = bills.institution(bills.ELSEWHERE), bills.insured()
        family, his = mother(child), hospital(office)
        told: dict[str, Any] = {"patient": {"kind": "citizen-id", "number": number(child)},
                                "place": WUHAN}  # fmt: skip
        assert family.send("/treatment-elsewhere", {**told, "since": "2026-11-20"}).json()[
            "errors"][0]["field"] == "since"  # fmt: skip
        made = family.send("/treatment-elsewhere", told)
        assert (made.status_code, made.json()["until"]) == (201, None), made.content
        assert family.get("/treatment-elsewhere").json()["registrations"] == [made.json()]
        today = AT.date().isoformat()
        bill = body(office, child, referral="registered", admitted_on=today, discharged_on=today)
        assert his.send("/bills", bill).status_code == 201
        path = f"/treatment-elsewhere/{made.json()['number']}/end"
        assert family.send(path, {"on": "2026-11-20"}).status_code == 422
        assert family.send(path, {"on": "2026-11-22"}).status_code == 200
        refused = his.send("/bills", {**bill, "number": "ZY-2"})
        assert refused.json()["errors"][0]["field"] == "referral"

    @pytest.mark.parametrize("place", ["410100", "410000", "410105", "000000", "999999"])
    def test_only_another_pool_is_elsewhere(self, place: str) -> None:
        with pytest.raises(Invalid) as why:
            bills.registered(bills.insured(), place=place)
        assert "place" in why.value.fields

    def test_nobody_else_registers_or_ends_it(self) -> None:
        child = bills.insured()
        made = elsewhere.register(person=child, place=WUHAN, since=DAY, until=None,
                                  by=staff("clerk"), at=AT)  # fmt: skip
        for by in (PUBLIC, staff("hotline"), staff("clerk", region="420100"),
                   bills.cashier(bills.institution())):  # fmt: skip
            with pytest.raises(NotFound):
                elsewhere.register(person=child, place=SHANGHAI, since=DAY, until=None, by=by,
                                   at=AT)  # fmt: skip
            with pytest.raises(NotFound):
                elsewhere.end(number=made.pk, on=DAY, by=by, at=AT)
        assert TreatmentElsewhere.objects.get().until is None


class TestWhatAYearBrings:
    def test_the_cap_of_the_other_place_is_not_paid_again(self) -> None:
        office, child = bills.institution(), bills.insured()
        bring(child)
        claim = bills.settle(office, child, bills.presented("40000.00"))
        row = bills.again(claim).settlement
        assert row is not None
        assert row.pool_paid == 100_000, "what was left of 150,000 yuan"
        assert bills.year(child)["admissions"] == 2
        reversing.reverse(claim=claim, reason="x", by=bills.cashier(office), at=AT)
        assert bills.year(child) == {**bills.year(bills.insured()), "admissions": 1,
                                     "pool_paid": 14_900_000, "remainder": 900_000}  # fmt: skip

    def test_a_later_one_takes_the_place_and_both_stay_in_the_history(self) -> None:
        child = bills.insured()
        bring(child)
        bring(child)
        bring(child, YearToDate(pool_paid=5))
        assert bills.year(child)["pool_paid"] == 5
        assert bills.year(child)["admissions"] == 0
        assert YearOpening.objects.count() == AuditEntry.objects.filter(
            action="year.bring").count() == 2  # fmt: skip
        with pytest.raises(IntegrityError), transaction.atomic():
            YearOpening.objects.update(pool_paid=0)

    def test_not_once_the_year_has_bills_here(self) -> None:
        office, child = bills.institution(), bills.insured()
        claim = bills.settle(office, child, bills.presented())
        with pytest.raises(Conflict, match=claim.reference):
            bring(child)
        reversing.reverse(claim=claim, reason="x", by=bills.cashier(office), at=AT)
        bring(child)

    @pytest.mark.parametrize(("change", "field"), [
        ({"year": 2027}, "year"), ({"year": 0}, "year"), ({"source": " "}, "source"),
        ({"used": YearToDate(pool_paid=-1)}, "pool_paid"),
        ({"used": YearToDate(admissions=99)}, "admissions"),
    ])  # fmt: skip
    def test_what_cannot_be_is_named(self, change: dict[str, Any], field: str) -> None:
        with pytest.raises(Invalid) as why:
            bring(bills.insured(), **change)
        assert field in why.value.fields

    def test_only_the_agency_where_the_child_is_insured(self) -> None:
        child = bills.insured()
        for by in (staff("clerk"), staff("reviewer", region="420100"), PUBLIC):
            with pytest.raises(NotFound):
                bring(child, by=by)
        told = {"patient": {"kind": "citizen-id", "number": number(child)}, "source": "武汉",
                "pool_paid": "149000.00"}  # fmt: skip
        reply = program_of(Role.REVIEWER, CITY).send("/years/2026/opening", told)
        assert (reply.status_code, reply.json()["pool_paid"]) == (201, "149000.00"), reply.content
        assert mother(child).send("/years/2026/opening", told).status_code == 404


class TestHostile:
    @pytest.mark.parametrize("again", ["ZY-1 ", "　ZY-1", "ＺＹ－１"])
    def test_a_number_written_otherwise_is_the_same_bill(self, again: str) -> None:
        office, child = bills.institution(), bills.insured()
        bill = bills.presented(name="ZY-1")
        first = bills.settle(office, child, bill)
        told = msgspec.structs.asdict(bill) | {"number": again}
        same = settling.Presented(**told)
        assert bills.settle(office, child, same).pk == first.pk

    def test_nobody_lies_in_a_pharmacy(self) -> None:
        office, child = bills.institution(bills.PHARMACY, level="pharmacy"), bills.insured()
        with pytest.raises(Invalid) as why:
            bills.settle(office, child, bills.presented())
        assert "care" in why.value.fields

    def test_an_agreement_that_ended_yesterday_pays_for_who_came_before(self) -> None:
        office, child = bills.institution(), bills.insured()
        today = AT.date()
        institutions.end(agreement=Agreement.objects.get(office=office), on=today - timedelta(1),
                         reason="解除协议", by=SERVICE, at=AT)  # fmt: skip
        with pytest.raises(NotOpen):
            bills.settle(office, child, bills.presented(on=today))
        bills.settle(office, child, bills.presented(since=today - timedelta(1), on=today))

    def test_an_e_certificate_falls_with_the_enrolment_it_rests_on(self) -> None:
        office, child = bills.institution(), bills.insured()
        by = account_of(guardian(of=child, relation="father"))
        held = credentials.activate_e_certificate(person=child, by=by, at=AT)
        enrolments.end(enrolment=child.enrolments.get(), reason="move", on=DAY, by=SERVICE, at=AT)
        with pytest.raises(NotValid) as why:
            bills.settle(office, child, bills.presented(on=DAY),
                         show=Shown(kind="medical-e-certificate", number=held.serial))  # fmt: skip
        assert why.value.code == "credential-suspended"
        bills.settle(office, child, bills.presented(on=DAY))  # by its number, for a covered day
