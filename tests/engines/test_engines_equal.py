"""The vector engine gives the same fen as the reference for every amount of every bill."""

from __future__ import annotations

import sys
from collections import defaultdict
from collections.abc import Iterator
from typing import Any

import claim_makers
import pyarrow as pa
import pytest
from bill_makers import bill, book_with, line, real_book, table
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from firstcard.policy.book import RuleBook
from firstcard.policy.tables import Table
from firstcard.settlement.bulk.slowly import amounts
from firstcard.settlement.engines import by_reference, vector
from firstcard.settlement.engines.layout import AMOUNTS, FAULTS_OF_A_CLAIM
from firstcard.settlement.engines.single import NotCompiled, Single
from firstcard.settlement.plan import compile_plan

PLACES = ("110000", "310000")
RATIOS = ("0.0000", "0.0001", "0.3333", "0.5000", "0.7250", "1.0000")
YUAN = ("0.00", "0.01", "100.00", "999.99", "1000.01", "11000.00", "150000.00")


def assert_equal(book: RuleBook, claims: pa.RecordBatch, lines: pa.RecordBatch) -> int:
    """Every amount and every reason of both engines; how many bills were settled."""
    found = vector.settle(compile_plan(book=book), claims, lines)
    ours = {row["claim_id"]: row for row in found.settlements.to_pylist()}
    why: dict[str, set[Any]] = defaultdict(set)
    for row in found.rejects.to_pylist():
        line = row["row"] - 1 if row["file"] == "lines" else None
        why[row["claim_id"]].add((line, row["field"], row["reason"]))
    for each in by_reference.outcomes(book=book, claims=claims, lines=lines):
        own = ours.get(each.claim_id)
        if each.settlement:
            assert own, (each.claim_id, why[each.claim_id])
            assert {name: own[name] for name in AMOUNTS} == amounts(each.settlement), each.bill
            assert own["fund_total"] + own["person_total"] == own["total"]
        else:
            faults = {(line, field, fault.code) for line, field, fault in each.faults}
            known = why[each.claim_id]
            assert own is None, (each.claim_id, faults)
            assert faults <= known or len(known) == FAULTS_OF_A_CLAIM, each.claim_id
    assert len(ours) + found.rejected == len(claims)
    return len(ours)


@pytest.mark.parametrize("seed", range(10))
def test_fifty_thousand_random_bills(seed: int) -> None:
    claims, lines = claim_makers.make(claims=5_000, seed=seed, faulty=0.01)

    settled = assert_equal(real_book(), claims, lines)

    assert settled > 2_000


@pytest.fixture
def uncounted() -> Iterator[None]:
    """Lines are not counted: it takes twice as long as the bills, and the 50,000 count them."""
    tracer = sys.gettrace()
    sys.settrace(None)
    yield
    sys.settrace(tracer)


@pytest.mark.full
@pytest.mark.usefixtures("uncounted")
@pytest.mark.parametrize("seed", range(100, 195))
def test_a_million_random_bills(seed: int) -> None:
    """With the 50,000 a million, every one by both engines, shared out among the test processes."""
    claims, lines = claim_makers.make(claims=10_000, seed=seed, faulty=0.01)

    assert assert_equal(real_book(), claims, lines) > 4_000


@st.composite
def rows(draw: st.DrawFn, inputs: dict[str, tuple[str, ...]], outputs: dict[str, Any]) -> Table:
    """Rows of a table: some that ask, then one for everybody else."""
    asked = draw(st.lists(st.sampled_from(sorted(inputs)), unique=True, max_size=3))
    found = []
    for _ in range(draw(st.integers(0, 4)) if asked else 0):
        cells = {fact: draw(st.sampled_from((*inputs[fact], "-"))) for fact in asked}
        days = draw(st.sampled_from((("", ""), ("", "2026-01-01"), ("2026-01-01", ""))))
        found.append({**cells, **_said(draw, outputs), "from": days[0], "until": days[1]})
    return [*found, _said(draw, outputs)], asked


def _said(draw: st.DrawFn, outputs: dict[str, Any]) -> dict[str, str]:
    if draw(st.integers(0, 19)) == 0:
        return dict.fromkeys(outputs, "unknown")
    return {name: draw(st.sampled_from(values)) for name, values in outputs.items()}


@st.composite
def bands(draw: st.DrawFn, name: str, inputs: dict[str, tuple[str, ...]]) -> Table:
    """Bands that ascend to an open one, for somebody apart and for everybody else."""
    fact = draw(st.sampled_from(sorted(inputs)))
    found = []
    for who in (draw(st.sampled_from(inputs[fact])), "-"):
        ends = sorted(draw(st.sets(st.sampled_from(YUAN[1:]), max_size=3)), key=float)
        for number, end in enumerate((*ends, "none"), start=1):
            ratio = draw(st.sampled_from((*RATIOS, *RATIOS, "unknown")))
            found.append({fact: who, "band": str(number), "up-to": end, "ratio": ratio})
        # Whoever has fewer bands than everybody else must not fall into theirs.
    apart = [row for row in found if row[fact] != "-"]
    others = [row for row in found if row[fact] == "-"]
    return table(name, [*apart, *others], [fact, "band"])


WHO = {
    "bill.insurance": ("resident", "employee, maternity", "not(resident)"),
    "bill.care": ("inpatient", "outpatient"),
    "bill.referral": ("local", "not(local)"),
    "institution.class": ("township, pharmacy", "city-3", "not(city-3)"),
    "patient.age_years": ("<= 14", "[15..18)", ">= 60", "0", "> 17"),
    "bill.admission": ("1", ">= 2", "3"),
    "groups": ("destitute", "orphan, low-income", "not(destitute)"),
}
CAP = ("none", *YUAN)


def _some(*facts: str) -> dict[str, tuple[str, ...]]:
    return {fact: WHO[fact] for fact in facts}


@st.composite
def books(draw: st.DrawFn) -> RuleBook:
    """A national book with random tables of bills."""
    insured = _some("bill.insurance", "groups")
    asked = {
        "bill-deductible": (WHO, {"amount": YUAN, "per": ("admission", "year")}),
        "bill-cap": (_some("bill.insurance", "bill.care"), {"amount": CAP}),
        "serious-illness": (insured, {"deductible": CAP, "cap": CAP}),
        "medical-assistance": (insured, {"ratio": RATIOS, "cap": CAP}),
        "bill-share": (
            {"line.list_class": ("A", "B"), "line.kind": ("drug", "bed, material"),
             "bill.insurance": WHO["bill.insurance"]},
            {"share": RATIOS},
        ),
    }  # fmt: skip
    made = [table(name, *draw(rows(*forms))) for name, forms in asked.items()]
    admission = st.sampled_from(("admission", "discharge"))
    names = ("age", "deductible", "rates", "entitlement")
    order = draw(st.permutations(("account", "mutual-aid")))
    return book_with(
        *made,
        table("bill-days", [{name: draw(admission) for name in names}]),
        table("bill-payers", [dict(zip(("first", "second"), order, strict=True))]),
        draw(bands("bill-bands", {f: WHO[f] for f in WHO if f != "bill.admission"})),
        draw(bands("serious-illness-bands", insured)),
    )


@settings(max_examples=40, deadline=None, suppress_health_check=[*HealthCheck])
@given(books(), st.integers(0, 10**6))
def test_random_packs_and_bills(book: RuleBook, seed: int) -> None:
    claims, lines = claim_makers.make(claims=60, seed=seed, faulty=0.02, regions=PLACES)

    assert_equal(book, claims, lines)


def test_one_bill_by_the_plan_is_the_same_bill() -> None:
    claims, lines = claim_makers.make(claims=300, seed=99)
    single = Single(compile_plan(book=real_book()))
    settled = 0

    for each in by_reference.outcomes(book=real_book(), claims=claims, lines=lines):
        if each.settlement and each.bill:
            assert single.settle(each.bill) == amounts(each.settlement)
            settled += 1
    assert settled > 100


def test_one_bill_that_nobody_has_a_rule_for_is_refused() -> None:
    bare = bill(line(1000, "B"), line(1000, "A"), line(5, "A", kind="gift"))

    with pytest.raises(NotCompiled) as refused:
        Single(compile_plan(book=real_book())).settle(bare)

    assert refused.value.faults == [("self_pay_share", "unknown-rule"), ("kind", "unknown-code")]
