"""Every worked case of every pack comes out as the law says."""

from pathlib import Path

import pytest

from firstcard.policy.book import RuleBook
from firstcard.policy.cases import COMPARISONS, run_case
from firstcard.policy.loading import load
from firstcard.policy.packs import BillCase, Case
from firstcard.settlement.cases import AMOUNTS, run_bill

ROOT = Path(__file__).resolve().parents[2] / "packs"
BOOK = load(root=ROOT)
CASES = [(pack.id, case) for pack in BOOK.packs.values() for case in pack.cases]
BILLS = [(pack.id, case) for pack in BOOK.packs.values() for case in pack.bills]


@pytest.fixture(scope="module")
def book() -> RuleBook:
    return BOOK


def test_no_pack_is_broken(book: RuleBook) -> None:
    assert [str(problem) for problem in book.problems if not problem.warning] == []
    assert set(book.packs) >= {folder.parent.name for folder in ROOT.glob("*/pack.yaml")}


@pytest.mark.parametrize("pack", sorted(BOOK.packs))
def test_every_pack_has_cases(book: RuleBook, pack: str) -> None:
    assert book.packs[pack].cases


@pytest.mark.parametrize(("pack", "case"), CASES, ids=[f"{pack}:{case.id}" for pack, case in CASES])
def test_case(book: RuleBook, pack: str, case: Case) -> None:
    assert [str(each) for each in run_case(book=book, pack=pack, case=case)] == []


@pytest.mark.parametrize(("pack", "case"), BILLS, ids=[f"{pack}:{case.id}" for pack, case in BILLS])
def test_bill(book: RuleBook, pack: str, case: BillCase) -> None:
    assert [str(each) for each in run_bill(book, pack, case)] == []


@pytest.mark.parametrize("pack", ["cn", "cn-41"])
def test_packs_with_tables_of_bills_have_bills(book: RuleBook, pack: str) -> None:
    assert len(book.packs[pack].bills) >= 9


class TestWhatAWorkedBillSays:
    """A bill that says nothing, something else or something unknown is a mistake."""

    def mismatches(self, book: RuleBook, expect: dict[str, object], **changed: object) -> list[str]:
        first = next(case for _, case in BILLS if case.id == "community-ninety")
        case = BillCase("x", first.sentence, {**first.bill, **changed}, expect)
        return [str(each) for each in run_bill(book, "cn", case)]

    def test_another_amount(self, book: RuleBook) -> None:
        (line,) = self.mismatches(book, {"pool": "180.01", "cash": "20.00"})
        assert line == "cn: case x: pool: expected 180.01, came 180.00"

    def test_no_expectation(self, book: RuleBook) -> None:
        assert self.mismatches(book, {})

    def test_an_unknown_key_is_named_with_what_is_allowed(self, book: RuleBook) -> None:
        (line,) = self.mismatches(book, {"pol": "180.00"})
        assert ", ".join(AMOUNTS) in line

    def test_settled_and_not_refused(self, book: RuleBook) -> None:
        (line,) = self.mismatches(book, {"refused": ["cause: not-settled-here"]})
        assert line.endswith("came a settlement")

    def test_refused_and_not_settled(self, book: RuleBook) -> None:
        (line,) = self.mismatches(book, {"pool": "180.00"}, cause="abroad")
        assert line.endswith("expected a settlement, came [cause: not-settled-here]")

    def test_refused_otherwise(self, book: RuleBook) -> None:
        (line,) = self.mismatches(book, {"refused": ["region: missing"]}, cause="abroad")
        assert "expected [region: missing], came [cause: not-settled-here]" in line


class TestWhatACaseSays:
    """A case that says nothing, or something unknown, is a mistake and no success."""

    def mismatches(self, book: RuleBook, **changed: object) -> list[str]:
        first = BOOK.packs["cn"].cases[0]
        form = {"id": "x", "sentence": first.sentence, "situation": first.situation,
                "expect": {}} | changed  # fmt: skip
        case = Case(**form)  # type: ignore[arg-type]
        return [str(each) for each in run_case(book=book, pack="cn", case=case)]

    def test_an_unknown_key_is_named_with_what_is_allowed(self, book: RuleBook) -> None:
        (line,) = self.mismatches(book, expect={"has_step": ["insured"]})
        assert "expect.has_step" in line
        assert ", ".join(COMPARISONS) in line

    def test_no_expectation_is_a_mistake(self, book: RuleBook) -> None:
        assert self.mismatches(book, expect={})

    def test_no_day_is_a_mistake(self, book: RuleBook) -> None:
        situation = {"region": "000000"}
        (line,) = self.mismatches(book, situation=situation, expect={"has_steps": ["enrolment"]})
        assert "the day of the plan" in line

    @pytest.mark.parametrize(
        "expect",
        [
            {"steps_in_order": ["nothing"]},
            {"has_steps": ["nothing"]},
            {"goals": {"insured": "nothing"}},
            {"dates": {"nothing": {"due": "2026-01-01"}}},
            {"papers": {"nothing": ["card-photo"]}},
            {"no_papers": {"nothing": ["card-photo"]}},
            {"notices": ["nothing"]},
            {"blocked_by": {"insured": "nothing"}},
            {"premium": {"1999": "1.00"}},
            {"coverage_from": "1999-01-01"},
            {"ask": ["nothing"]},
            {"refused": ["nothing"]},
            {"dates": ["not a map"]},
        ],
        ids=str,
    )
    def test_each_comparison_can_fail(self, book: RuleBook, expect: object) -> None:
        assert self.mismatches(book, expect=expect)

    def test_no_step_can_fail(self, book: RuleBook) -> None:
        wanted = {"expect": {"has_steps": ["enrolment"]}}
        situation = {"on": "2026-11-23", "region": "410100", "want": ["enrolment"]}
        assert self.mismatches(book, situation=situation, **wanted) == []
        assert self.mismatches(book, situation=situation, expect={"no_steps": ["enrolment"]})

    def test_a_refused_situation_is_named_by_field(self, book: RuleBook) -> None:
        situation = {"on": "2026-11-23", "region": "41"}
        assert self.mismatches(book, situation=situation, expect={"refused": ["region"]}) == []
        assert self.mismatches(book, situation=situation, expect={"has_steps": ["enrolment"]})
