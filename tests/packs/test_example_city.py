"""A province and a city that the service has never heard of are added as data alone.

`example_city` was written from docs/policy-packs.md by someone who had not read the code.
"""

from __future__ import annotations

import csv
import shutil
from pathlib import Path
from typing import Any

import pytest

from firstcard.policy.book import RuleBook
from firstcard.policy.cases import run_cases
from firstcard.policy.loading import load
from firstcard.policy.plan import Plan, Step
from firstcard.policy.planner import make_plan, situation_of

SHIPPED = Path(__file__).resolve().parents[2] / "packs"
EXAMPLE = Path(__file__).resolve().parent / "example_city"
ADDED = ("cn-44", "cn-4403")
# The day of the plans is after the first day of the example's rules.
ON = "2026-12-01"


@pytest.fixture(scope="module")
def root(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("both") / "packs"
    shutil.copytree(SHIPPED, folder)
    shutil.copytree(EXAMPLE, folder, dirs_exist_ok=True)
    return folder


@pytest.fixture(scope="module")
def book(root: Path) -> RuleBook:
    return load(root=root)


@pytest.fixture(scope="module")
def shipped() -> RuleBook:
    return load(root=SHIPPED)


def family(region: str, **changed: Any) -> dict[str, Any]:
    """A child of 20 July 2026 whose parents and register are in `region`."""
    parent = {"known": "yes", "household_region": region}
    return {
        "on": ON,
        "region": region,
        "child": {
            "born_on": "2026-07-20",
            "birthplace": "institution",
            "birth_region": region,
            "follows": "mother",
            "has_citizen_id": "yes",
            "household_region": region,
        },
        "parents": {"married": "yes", "mother": parent, "father": parent},
        "guardian": "parent",
        "have": ["birth-registration", {"id": "card-registration-form", "on": ON}],
        "want": ["insured", "card-application", "card-production", "joint-birth-service"],
    } | changed


def plan(book: RuleBook, data: dict[str, Any]) -> Plan:
    return make_plan(book=book, situation=situation_of(book=book, data=data))


def step(of: Plan, document: str) -> Step:
    return next(step for step in of.steps if step.document == document)


def notes(of: Plan, document: str) -> str:
    return " ".join(note.text.en for note in step(of, document).notes)


class TestThePackItself:
    def test_it_loads_without_a_problem(self, book: RuleBook) -> None:
        assert [str(problem) for problem in book.problems] == []
        assert set(ADDED) <= set(book.packs)

    @pytest.mark.parametrize("pack", ADDED)
    def test_its_cases_come_out_as_computed_by_hand(self, book: RuleBook, pack: str) -> None:
        assert book.packs[pack].cases
        assert [str(each) for each in run_cases(book=book, pack=pack)] == []

    def test_it_is_more_than_a_token(self, book: RuleBook) -> None:
        assert sum(len(book.packs[pack].cases) for pack in ADDED) >= 5
        assert book.packs["cn-44"].tables["coverage"].rows

    @pytest.mark.parametrize("pack", ADDED)
    def test_every_source_says_how_sure_it_is_and_how_to_find_it(
        self, book: RuleBook, pack: str
    ) -> None:
        sources = book.packs[pack].sources.values()
        assert sources
        assert all(source.certainty and source.ref and source.seen_on for source in sources)

    @pytest.mark.parametrize("pack", ADDED)
    def test_no_office_is_invented(self, root: Path, pack: str) -> None:
        with (root / pack / "offices.csv").open(encoding="utf-8", newline="") as file:
            header, *rows = csv.reader(file)
        assert "source" in header
        assert rows == []

    def test_a_place_without_a_pack_gets_its_province(self, book: RuleBook) -> None:
        assert book.chain("441800") == ("cn", "cn-44")
        assert book.chain("440305") == ("cn", "cn-44", "cn-4403")


class TestAFamilyThere:
    def test_without_the_pack_the_national_limit_has_passed(self, shipped: RuleBook) -> None:
        # 20 July + 90 days is Sunday 18 October, so Monday 19 October.
        enrolment = step(plan(shipped, family("440300")), "enrolment")
        assert str(enrolment.due) == "2026-10-19"
        assert enrolment.state == "overdue"

    def test_with_the_pack_there_are_180_days(self, book: RuleBook) -> None:
        # 20 July + 180 days is 16 January 2027.
        enrolment = step(plan(book, family("440300")), "enrolment")
        assert str(enrolment.due) == "2027-01-16"
        assert enrolment.state != "overdue"

    def test_the_basis_is_the_local_source_and_says_that_it_is_weak(self, book: RuleBook) -> None:
        there = plan(book, family("440300"))
        why = step(there, "enrolment").due_why
        assert why is not None
        assert why.basis == ["guangdong-180"]
        assert there.references["guangdong-180"].certainty == "weak"

    def test_the_card_takes_20_working_days_where_the_nation_does_not_know(
        self, book: RuleBook, shipped: RuleBook
    ) -> None:
        here = step(plan(book, family("440300")), "card-production")
        before = step(plan(shipped, family("440300")), "card-production")
        assert (str(here.done_by), here.takes_unknown) == ("2026-12-29", None)
        assert before.takes_unknown == "card-centre"

    def test_the_city_replaces_a_note_and_keeps_the_rest(self, book: RuleBook) -> None:
        card = notes(plan(book, family("440300")), "card-production")
        assert "An old page of Shenzhen" in card
        assert "Other places publish" not in card

    def test_the_province_replaces_what_the_nation_did_not_know(
        self, book: RuleBook, shipped: RuleBook
    ) -> None:
        here, before = plan(book, family("440300")), plan(shipped, family("440300"))
        assert "Nine matters" in notes(here, "joint-birth-service")
        assert "whether your place" not in notes(here, "joint-birth-service")
        assert "whether your place" in notes(before, "joint-birth-service")

    def test_a_new_document_is_shown_but_not_demanded(self, book: RuleBook) -> None:
        here = plan(book, family("440300"))
        (receipt,) = [
            need
            for need in step(here, "card-application").needs
            if need.document == "photo-studio-receipt"
        ]
        assert receipt.strength == "if-held"
        assert "photo-studio-receipt" not in {each.document for each in here.steps}

    def test_the_notices_differ(self, book: RuleBook, shipped: RuleBook) -> None:
        here = {notice.id for notice in plan(book, family("440300")).notices}
        before = {notice.id for notice in plan(shipped, family("440300")).notices}
        # The shipped packs have no rules of this place and say so; the late notice goes as well.
        assert {"region", "enrolment.late.0"} <= before
        assert not {"region", "enrolment.late.0"} & here


@pytest.mark.parametrize("region", ["410100", "410105", "410300", "610100"])
def test_elsewhere_nothing_changes(book: RuleBook, shipped: RuleBook, region: str) -> None:
    assert plan(book, family(region)) == plan(shipped, family(region))
