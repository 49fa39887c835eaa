"""What holds for every bill under every scheme: nothing is lost, and more never costs less."""

from __future__ import annotations

from typing import Any

from bill_makers import PLACE, Scheme, bill, line
from hypothesis import given, settings
from hypothesis import strategies as st
from msgspec import structs

from firstcard.settlement.amounts import Settlement
from firstcard.settlement.bill import CODES, Bill, yuan
from firstcard.settlement.engines.reference import settle
from firstcard.settlement.rules import Rules

FEN = st.one_of(st.integers(0, 20), st.integers(0, 1_000_000), st.integers(0, 99_999_999))
RATIO = st.integers(0, 10_000)
LIMIT = st.one_of(st.none(), FEN)
HALF = st.integers(0, 5_000)


def money(fen: int | None) -> str:
    return "none" if fen is None else yuan(fen)


def decimals(ratio: int) -> str:
    return f"{ratio / 10_000:.4f}"


@st.composite
def ladders(draw: Any) -> list[tuple[str, str]]:
    ends = sorted(draw(st.sets(st.integers(1, 3_000_000), max_size=3)))
    ratios = draw(st.lists(RATIO, min_size=len(ends) + 1, max_size=len(ends) + 1))
    pairs = zip([*ends, None], ratios, strict=True)
    return [(money(end), decimals(ratio)) for end, ratio in pairs]


@st.composite
def schemes(draw: Any) -> Scheme:
    return Scheme(
        deductible=money(draw(FEN)),
        per=draw(st.sampled_from(["admission", "year"])),
        bands=draw(ladders()),
        cap=money(draw(LIMIT)),
        serious=money(draw(LIMIT)),
        serious_cap=money(draw(LIMIT)),
        serious_bands=draw(ladders()),
        assistance=decimals(draw(RATIO)),
        assistance_cap=money(draw(LIMIT)),
        share=decimals(draw(RATIO)),
        payers=draw(st.permutations(["account", "mutual-aid"])),
    )


@st.composite
def bills(draw: Any) -> Bill:
    lines = []
    for _ in range(draw(st.integers(1, 4))):
        kind = draw(st.sampled_from(CODES["list_class"]))
        lines.append(
            line(
                draw(FEN),
                kind,
                limit_price=None if kind == "C" else draw(LIMIT),
                self_pay_share=draw(st.one_of(st.none(), RATIO)) if kind == "B" else None,
                restricted=draw(st.sampled_from([None, "child-only", "injury-only"])),
            )
        )
    names = ("deductible_used", "pool_paid", "remainder", "serious_paid", "assistance_paid")
    return bill(
        *lines,
        used={"admissions": draw(st.integers(0, 3)), **{name: draw(FEN) for name in names}},
        account_balance=draw(FEN),
        mutual_aid_balance=draw(FEN),
    )


def settled(scheme: Scheme, one: Bill) -> Settlement:
    return settle(one, Rules(scheme.book(), PLACE))


@settings(max_examples=150, deadline=None)
@given(schemes(), bills())
def test_nothing_is_lost_and_no_amount_is_below_zero(scheme: Scheme, one: Bill) -> None:
    found = settled(scheme, one)
    parts = (found.own_pay, found.over_limit, found.pre_self_pay, found.in_scope)
    funds = (found.pool.paid, found.serious_illness, found.assistance)
    assert found.total == one.total == sum(parts)
    assert found.fund_total == sum(funds)
    assert found.fund_total + found.person_total == found.total
    person = found.person
    assert person.account + person.mutual_aid + person.cash == found.person_total
    assert min(*parts, *funds, *structs.astuple(person), found.deductible, found.pool.cut) >= 0
    assert sum(band.paid for band in found.pool.bands) - found.pool.cut == found.pool.paid
    assert found.fund_total <= found.in_scope
    assert person.account <= one.account_balance
    assert person.mutual_aid <= one.mutual_aid_balance


@settings(max_examples=150, deadline=None)
@given(schemes(), bills(), FEN)
def test_a_higher_bill_never_costs_the_family_less(scheme: Scheme, one: Bill, more: int) -> None:
    lower = settled(scheme, one)
    lines = (*one.lines, line(more, line_no=99))
    higher = settled(scheme, structs.replace(one, lines=lines))
    assert higher.person_total >= lower.person_total
    assert higher.pool.paid >= lower.pool.paid


@settings(max_examples=100, deadline=None)
@given(schemes(), bills())
def test_caps_hold_and_the_year_grows_by_what_was_paid(scheme: Scheme, one: Bill) -> None:
    found, before = settled(scheme, one), one.year_to_date
    after = found.year_to_date
    assert after.pool_paid - before.pool_paid == found.pool.paid
    assert after.remainder - before.remainder == found.in_scope - found.pool.paid
    assert after.serious_paid - before.serious_paid == found.serious_illness
    assert after.assistance_paid - before.assistance_paid == found.assistance
    for cap, used, paid in (
        (scheme.cap, before.pool_paid, found.pool.paid),
        (scheme.serious_cap, before.serious_paid, found.serious_illness),
        (scheme.assistance_cap, before.assistance_paid, found.assistance),
    ):
        assert cap == "none" or paid == 0 or used + paid <= int(cap.replace(".", ""))


@settings(max_examples=60, deadline=None)
@given(schemes(), bills())
def test_every_amount_is_explained(scheme: Scheme, one: Bill) -> None:
    found = settled(scheme, one)
    said = {step.id: step.amount for step in found.explanation}
    assert said["total"] == found.total
    assert said["in-scope"] == found.in_scope
    assert said["deductible"] == found.deductible
    assert said["pool"] == found.pool.paid
    assert said["fund"] == found.fund_total
    assert said["person"] == found.person_total
    assert said["cash"] == found.person.cash
    for name in ("own_pay", "over_limit", "pre_self_pay"):
        assert said.get(name.replace("_", "-"), 0) == getattr(found, name)
    assert said.get("account", 0) == found.person.account
    assert said.get("mutual-aid", 0) == found.person.mutual_aid
    bands = sum(amount for name, amount in said.items() if name.startswith("band-"))
    assert bands - said.get("cap", 0) == found.pool.paid
    assert said.get("assistance", 0) - said.get("assistance-cap", 0) == found.assistance
