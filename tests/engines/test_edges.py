"""The edges of the order of calculation, each by hand. Amounts are fen."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from bill_makers import PLACE, ZHENGZHOU, Scheme, bill, book_with, line, real_book, table
from both import settle

from firstcard.settlement.amounts import Settlement, half_up
from firstcard.settlement.bill import Bill, YearToDate
from firstcard.settlement.faults import NotSettled
from firstcard.settlement.rules import Rules
from firstcard.settlement.years import settle_in_order

LADDER = Scheme(deductible="500.00", bands=[("3000.00", "0.5500"), ("none", "0.7500")])


def by(scheme: Scheme, *lines: Any, **given: Any) -> Settlement:
    return settle(bill(*lines, **given), Rules(scheme.book(), PLACE))


def in_henan(*lines: Any, **given: Any) -> Settlement:
    return settle(bill(*lines, region=ZHENGZHOU, **given), Rules(real_book(), ZHENGZHOU))


@pytest.mark.parametrize(
    ("in_scope", "deductible", "paid"),
    [
        (0, 0, 0),
        (1, 1, 0),
        (499_99, 499_99, 0),
        (500_00, 500_00, 0),
        (500_01, 500_00, 1),  # 0.55 fen
        (500_00 + 100, 500_00, 55),
        (3000_00, 500_00, 1375_00),
        (3000_01, 500_00, 1375_01),  # 137500.75 fen
        (3000_02, 500_00, 1375_02),  # 137501.50 fen, half up
    ],
)
def test_deductible_and_the_edge_of_a_band(in_scope: int, deductible: int, paid: int) -> None:
    found = by(LADDER, in_scope)
    assert (found.deductible, found.pool.paid) == (deductible, paid)
    assert found.person.cash == in_scope - paid


def test_bands_of_two_funds_are_rounded_once_and_add_up() -> None:
    found = by(Scheme(bands=[("0.01", "0.5000"), ("0.02", "0.5000"), ("none", "0.5000")]), 3)
    assert found.pool.paid == 2  # 1.5 fen; each band alone would round to 1, together 3
    assert [band.paid for band in found.pool.bands] == [1, 0, 1]


def test_cap_is_reached_inside_a_band() -> None:
    scheme = Scheme(deductible="500.00", bands=LADDER.bands, cap="1000.00")
    found = by(scheme, 3000_00)
    assert (found.pool.paid, found.pool.cut) == (1000_00, 375_00)
    assert found.year_to_date.remainder == 2000_00
    assert "cap" in [step.id for step in found.explanation]


@pytest.mark.parametrize(("before", "paid"), [(999_99, 1), (1000_00, 0), (1200_00, 0)])
def test_cap_is_nearly_or_wholly_used_up(before: int, paid: int) -> None:
    found = by(Scheme(cap="1000.00"), 5000_00, used={"pool_paid": before})
    assert found.pool.paid == paid
    assert found.year_to_date.pool_paid == before + paid


def test_second_admission_has_half_the_deductible_in_henan() -> None:
    first = in_henan(10_000_00)
    second = in_henan(10_000_00, used={"admissions": 1})
    assert (first.deductible, second.deductible) == (900_00, 450_00)
    assert second.year_to_date.admissions == 2


def test_a_child_of_fourteen_halves_it_once_not_twice() -> None:
    child = in_henan(10_000_00, born_on=date(2012, 1, 1), used={"admissions": 3})
    assert child.deductible == 450_00


@pytest.mark.parametrize(("born", "deductible"), [("2011-06-02", 450_00), ("2011-06-01", 900_00)])
def test_a_birthday_during_the_stay_counts_as_on_the_day_of_admission(
    born: str, deductible: int
) -> None:
    found = in_henan(10_000_00, born_on=date.fromisoformat(born), discharged_on=date(2026, 6, 10))
    assert found.deductible == deductible


def test_born_on_the_day_of_admission_and_on_29_february() -> None:
    assert in_henan(10_000_00, born_on=date(2026, 6, 1)).deductible == 450_00
    admitted = {"admitted_on": date(2027, 2, 28)}
    fourteen = in_henan(10_000_00, born_on=date(2012, 2, 29), **admitted)
    assert fourteen.deductible == 450_00


def test_a_yearly_deductible_is_used_up_over_several_bills() -> None:
    scheme = Scheme(deductible="500.00", per="year")
    first = by(scheme, 300_00)
    assert (first.deductible, first.pool.paid) == (300_00, 0)
    second = by(scheme, 300_00, used={"deductible_used": first.year_to_date.deductible_used})
    assert (second.deductible, second.pool.paid) == (200_00, 80_00)
    third = by(scheme, 300_00, used={"deductible_used": second.year_to_date.deductible_used})
    assert (third.deductible, third.pool.paid) == (0, 240_00)
    assert by(Scheme(deductible="500.00"), 600_00).year_to_date.deductible_used == 0


SERIOUS = Scheme(
    bands=[("none", "0.0000")],
    serious="100.00",
    serious_bands=[("200.00", "0.6000"), ("none", "0.7000")],
    serious_cap="400.00",
)


def test_serious_illness_pays_only_what_a_bill_adds() -> None:
    first = by(SERIOUS, 150_00)
    assert first.serious_illness == 30_00
    second = by(SERIOUS, 100_00, used={"remainder": 150_00, "serious_paid": 30_00})
    assert second.serious_illness == 65_00  # 50 of band 1 at 60%, 50 above 200 at 70%
    assert by(SERIOUS, 250_00).serious_illness == 30_00 + 65_00
    assert second.year_to_date == YearToDate(1, 0, 0, 250_00, 95_00, 0)


def test_serious_illness_has_its_own_cap() -> None:
    found = by(SERIOUS, 1000_00, used={"remainder": 200_00, "serious_paid": 390_00})
    assert found.serious_illness == 10_00
    assert by(SERIOUS, 1000_00, used={"serious_paid": 500_00}).serious_illness == 0


def test_an_unrounded_remainder_would_pay_otherwise() -> None:
    # 0.5 fen of the pool is rounded up, so one whole fen less is left to serious illness.
    scheme = Scheme(bands=[("none", "0.5000")], serious="0.00", serious_bands=[("none", "0.5000")])
    found = by(scheme, 3)
    assert (found.pool.paid, found.serious_illness) == (2, 1)


def test_assistance_pays_of_what_both_leave_within_its_cap() -> None:
    scheme = Scheme(bands=[("none", "0.5000")], assistance="0.7000", assistance_cap="100.00")
    assert by(scheme, 200_00).assistance == 70_00
    assert by(scheme, 2000_00, used={"assistance_paid": 40_00}).assistance == 60_00


def test_accounts_are_drawn_in_their_order() -> None:
    given = {"account_balance": 30_00, "mutual_aid_balance": 15_00}
    person = by(Scheme(bands=[("none", "0.5000")]), 80_00, **given).person
    assert (person.account, person.mutual_aid, person.cash) == (30_00, 10_00, 0)
    turned = Scheme(bands=[("none", "0.5000")], payers=("mutual-aid", "account"))
    person = by(turned, 80_00, **given).person
    assert (person.account, person.mutual_aid, person.cash) == (25_00, 15_00, 0)


def test_accounts_also_pay_what_is_not_insured() -> None:
    person = by(Scheme(), line(50_00, "C"), account_balance=60_00).person
    assert (person.account, person.cash) == (50_00, 0)


def test_lines_are_split_one_by_one() -> None:
    found = by(
        Scheme(share="0.1000", bands=[("none", "1.0000")]),
        line(10_05, "B"),  # 100.5 fen of share: half up, 101
        line(10_05, "B"),
        line(100_00, "B", self_pay_share=2500, limit_price=80_00),
        line(40_00, limit_price=40_00),
        line(5_00, "C"),
    )
    assert (found.own_pay, found.over_limit) == (5_00, 20_00)
    assert found.pre_self_pay == 101 + 101 + 20_00
    assert found.in_scope == found.pool.paid == found.total - 5_00 - 20_00 - 20_00 - 202
    said = {step.id: step.text.en for step in found.explanation}
    assert "(line 5)" in said["own-pay"]
    assert "(line 3)" in said["over-limit"]
    assert "(lines 1, 2, 3)" in said["pre-self-pay"]


def test_a_share_on_the_line_of_zero_is_a_share() -> None:
    assert by(Scheme(share="0.1000"), line(10_00, "B", self_pay_share=0)).pre_self_pay == 0


@pytest.mark.parametrize(
    ("code", "given", "covered"),
    [
        ("child-only", {"born_on": date(2020, 1, 1)}, True),
        ("child-only", {}, False),
        ("level-2", {"at": "township"}, False),
        ("level-2", {"at": "county-2"}, True),
        ("level-3", {"at": "county-2"}, False),
        ("injury-only", {}, False),
        ("injury-only", {"insurance": "work-injury"}, True),
        ("maternity-only", {"insurance": "maternity"}, True),
    ],
)
def test_restricted_items(code: str, given: dict[str, Any], covered: bool) -> None:
    found = by(Scheme(), line(10_00, restricted=code), **given)
    assert (found.own_pay, found.in_scope) == ((0, 10_00) if covered else (10_00, 0))


@pytest.mark.parametrize(
    ("cause", "payer"),
    [
        ("injury-at-work", "work-injury"),
        ("third-party", "whoever did the harm"),
        ("public-health", "public health"),
        ("abroad", "abroad"),
    ],
)
def test_what_another_owes_is_refused(cause: str, payer: str) -> None:
    with pytest.raises(NotSettled) as refused:
        in_henan(10_00, cause=cause)
    (fault,) = refused.value.faults
    assert (fault.code, fault.field) == ("not-settled-here", "cause")
    assert payer in fault.text.en


def test_work_injury_insurance_pays_injuries_at_work_wholly() -> None:
    found = in_henan(10_00, cause="injury-at-work", insurance="work-injury")
    assert found.fund_total == 10_00


@pytest.mark.parametrize(
    ("at", "ratio"), [("township", 9000), ("city-2", 8000), ("province-3", 7000)]
)
@pytest.mark.parametrize("insurance", ["resident", "employee"])
def test_national_default_by_level(at: str, ratio: int, insurance: str) -> None:
    found = settle(bill(100_00, at=at, insurance=insurance), Rules(real_book(), PLACE))
    assert found.fund_total == half_up(100_00 * ratio)
    assert found.deductible == 0


@pytest.mark.parametrize("insurance", ["work-injury", "maternity"])
def test_national_default_of_work_injury_and_maternity(insurance: str) -> None:
    found = settle(bill(100_00, insurance=insurance), Rules(real_book(), PLACE))
    assert found.fund_total == 100_00


class TestWhatNobodyKnows:
    def refused(self, one: Bill) -> list[tuple[str, str]]:
        with pytest.raises(NotSettled) as refused:
            settle(one, Rules(real_book(), one.region))
        assert all("medical insurance agency" in f.text.en.lower() for f in refused.value.faults)
        return [(fault.code, fault.field) for fault in refused.value.faults]

    def test_the_share_of_class_b_names_every_line(self) -> None:
        one = bill(line(1_00), line(1_00, "B"), line(1_00, "B", kind="drug"))
        assert self.refused(one) == [
            ("unknown-rule", "lines[1].self_pay_share"),
            ("unknown-rule", "lines[2].self_pay_share"),
        ]

    def test_a_drug_for_children_at_sixteen(self) -> None:
        one = bill(line(1_00, restricted="child-only"), born_on=date(2010, 1, 1))
        assert self.refused(one) == [("unknown-rule", "lines[0].restricted")]

    def test_assistance_to_the_poor(self) -> None:
        one = bill(1_00, groups=("low-income",))
        assert self.refused(one) == [("unknown-rule", "medical-assistance")]

    def test_the_ratio_at_a_pharmacy(self) -> None:
        one = bill(1_00, at="pharmacy", care="outpatient")
        assert self.refused(one) == [("unknown-rule", "bill-bands")]


def test_a_group_or_a_restriction_that_the_packs_do_not_know() -> None:
    one = bill(line(1_00, restricted="moon"), groups=("rich",))
    with pytest.raises(NotSettled) as refused:
        settle(one, Rules(real_book(), PLACE))
    fields = [(fault.code, fault.field) for fault in refused.value.faults]
    assert fields == [
        ("unknown-code", "patient.groups[0]"),
        ("unknown-code", "lines[0].restricted"),
    ]


def test_a_region_that_does_not_exist() -> None:
    with pytest.raises(NotSettled, match="123456"):
        Rules(real_book(), "123456")


class TestANewYear:
    """Stays over 31 December, and tables that change with the year."""

    def book(self, *days: str) -> Any:
        deductible = [
            {"amount": "100.00", "per": "admission", "until": "2027-01-01"},
            {"amount": "200.00", "per": "admission", "from": "2027-01-01"},
        ]
        bands = [
            {"band": "1", "up-to": "none", "ratio": "0.5000", "until": "2027-01-01"},
            {"band": "1", "up-to": "none", "ratio": "0.8000", "from": "2027-01-01"},
        ]
        names = ("age", "deductible", "rates", "entitlement")
        return book_with(
            table("bill-deductible", deductible),
            table("bill-bands", bands, ["band"]),
            table("bill-days", [dict(zip(names, (*days, "admission"), strict=True))]),
        )

    def stay(self, amount: int, first: str, last: str, name: str = "") -> Bill:
        return bill(
            amount,
            admitted_on=date.fromisoformat(first),
            discharged_on=date.fromisoformat(last),
            claim_id=name,
        )

    def test_deductible_of_the_admission_rates_of_the_discharge(self) -> None:
        rules = Rules(self.book("admission", "admission", "discharge"), PLACE)
        found = settle(self.stay(1100_00, "2026-12-30", "2027-01-02"), rules)
        assert (found.deductible, found.pool.paid) == (100_00, 800_00)

    def test_a_pack_may_say_otherwise(self) -> None:
        rules = Rules(self.book("admission", "discharge", "admission"), PLACE)
        found = settle(self.stay(1100_00, "2026-12-30", "2027-01-02"), rules)
        assert (found.deductible, found.pool.paid) == (200_00, 450_00)

    def test_admissions_count_in_one_year_and_payments_in_the_other(self) -> None:
        book = self.book("admission", "admission", "discharge")
        bills = [
            self.stay(300_00, "2027-02-01", "2027-02-03", "d"),
            self.stay(300_00, "2026-12-30", "2027-01-02", "c"),
            self.stay(300_00, "2026-11-01", "2026-11-02", "b"),
            self.stay(300_00, "2026-11-01", "2026-11-02", "a"),
        ]
        done = settle_in_order(bills, book)
        assert [each.bill.claim_id for each in done] == ["a", "b", "c", "d"]
        found = [each.settlement for each in done]
        years = [each.year_to_date for each in found if each]
        assert [year.admissions for year in years] == [1, 2, 3, 1]
        # 200 × 50% twice in 2026; 200 × 80% and 100 × 80% in 2027.
        assert [year.pool_paid for year in years] == [100_00, 200_00, 160_00, 240_00]


class TestManyBillsOfOnePerson:
    def test_the_first_sound_bill_brings_the_opening_balance(self) -> None:
        """Also where it is not settled; one with a group that nobody knows is not sound."""
        book = Scheme(cap="100.00").book()
        unsound = bill(100_00, groups=("rich",), claim_id="0", used={"pool_paid": 3_00})
        refused = bill(100_00, cause="abroad", claim_id="1", used={"pool_paid": 30_00})
        second = bill(100_00, claim_id="2", used={"pool_paid": 99_00})
        third = bill(100_00, claim_id="3", used={"pool_paid": 7_00})
        done = settle_in_order([third, second, unsound, refused], book)
        faults = [each.faults[0].code for each in done if each.faults]
        assert faults == ["unknown-code", "not-settled-here"]
        paid = [each.settlement.pool.paid for each in done if each.settlement]
        assert paid == [70_00, 0]

    def test_a_first_bill_with_a_bad_line_brings_it_too(self) -> None:
        book = Scheme(cap="100.00").book()
        bad = bill(line(1_00, restricted="moon"), claim_id="1", used={"pool_paid": 100_00})
        done = settle_in_order([bad, bill(50_00, claim_id="2")], book)
        assert done[0].settlement is None
        assert done[1].settlement is not None
        assert done[1].settlement.pool.paid == 0

    def test_a_bill_that_is_taken_back_leaves_no_trace(self) -> None:
        book = Scheme(deductible="500.00", per="year", cap="900.00").book()
        bills = [bill(900_00, claim_id=str(number)) for number in range(3)]
        without = settle_in_order([bills[0], bills[2]], book)
        alone = settle_in_order([bills[0], bill(900_00, claim_id="9")], book)
        assert without[1].settlement == alone[1].settlement
        assert without[1].settlement != settle_in_order(bills, book)[2].settlement
