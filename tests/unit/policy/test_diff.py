"""Differences between packs: entries with their dates, rows of tables, and plans that change."""

import shutil
from pathlib import Path

import pytest

from firstcard.guidance.pack_checks import Comparison, check_folder, compare
from firstcard.policy.reading import PackError

PACKS = Path(__file__).resolve().parents[3] / "packs"


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS, tmp_path / "packs"))


def against_original(packs: Path) -> Comparison:
    return compare(old=PACKS, new=packs, beside=PACKS)


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new, 1), encoding="utf-8")


def test_a_copy_does_not_differ(packs: Path) -> None:
    assert against_original(packs) == Comparison([], [])


def test_a_changed_text_is_one_change_with_both_values(packs: Path) -> None:
    edit(packs / "cn" / "documents" / "enrolment.yaml", "id: enrolment\n",
         "id: enrolment\n# a comment is no difference\n")  # fmt: skip
    edit(packs / "cn" / "pack.yaml", "zh: 全国", "zh: 中国")

    (change,) = against_original(packs).changes
    assert (change.pack, change.path, change.kind) == ("cn", "pack.name.zh", "changed")
    assert str(change) == "cn: pack.name.zh: 全国 -> 中国"


def test_a_new_version_is_added_under_its_date(packs: Path) -> None:
    file = packs / "cn" / "documents" / "card-notice.yaml"
    text = file.read_text(encoding="utf-8")
    version = text[text.index("  - from:") :]
    version = version[: version.index("\nsources:") + 1] if "\nsources:" in version else version
    newer = version.replace(version.split("\n")[0], "  - from: 2030-01-01", 1)
    file.write_text(text.replace(version, version.rstrip("\n") + "\n" + newer), encoding="utf-8")

    changes = against_original(packs).changes
    assert [(c.path, c.kind) for c in changes] == [
        ("documents.card-notice.versions.2030-01-01", "added")
    ]


def test_a_changed_row_of_a_table_is_named_by_its_cells(packs: Path) -> None:
    file = packs / "cn-4101" / "tables" / "premium.csv"
    edit(file, "220.00", "221.00")

    changes = against_original(packs).changes
    assert changes
    for change in changes:
        assert change.path.startswith("tables.premium.rows.row(")
        assert (change.old, change.new) == ("220.00", "221.00")


def test_a_pack_more_and_a_pack_less(packs: Path) -> None:
    shutil.rmtree(packs / "cn-4101")
    result = against_original(packs)
    assert [(c.pack, c.path, c.kind) for c in result.changes] == [("cn-4101", "pack", "removed")]
    back = compare(old=packs, new=PACKS, beside=PACKS)
    assert [(c.pack, c.path, c.kind) for c in back.changes] == [("cn-4101", "pack", "added")]


def test_a_changed_rule_names_the_cases_whose_plan_changes(packs: Path) -> None:
    edit(packs / "cn" / "documents" / "employer-change.yaml", "days: 30", "days: 20")

    result = against_original(packs)
    assert {c.path.split(".")[1] for c in result.changes} == {"employer-change"}
    assert result.plans
    assert all(plan.pack == "cn" for plan in result.plans)
    assert any("due" in line for plan in result.plans for line in plan.what)


def test_one_pack_is_compared_beside_its_parents(packs: Path) -> None:
    edit(packs / "cn-4101" / "pack.yaml", "zh: 郑州市", "zh: 郑州")
    result = compare(old=PACKS / "cn-4101", new=packs / "cn-4101", beside=PACKS)
    assert [c.path for c in result.changes] == ["pack.name.zh"]


def test_a_broken_side_is_refused(packs: Path) -> None:
    edit(packs / "cn-4101" / "pack.yaml", "id: cn-4101", "id: cn-4101\nunheard: of")
    with pytest.raises(PackError, match="unheard"):
        against_original(packs)


class TestCheckFolder:
    """What `firstcard packs check` reports."""

    def test_the_project_own_packs_pass(self) -> None:
        report = check_folder(folder=PACKS)
        assert report.problems == []
        assert report.counts["packs"] >= 3
        assert report.counts["cases"] > 0

    def test_one_pack_alone(self) -> None:
        report = check_folder(folder=PACKS / "cn-4101")
        assert report.problems == []
        assert report.counts["packs"] == 1

    def test_a_problem_names_file_line_key_and_what_is_allowed(self, packs: Path) -> None:
        edit(packs / "cn-41" / "pack.yaml", "parent: cn", "parnt: cn")
        report = check_folder(folder=packs)
        assert any(
            line.startswith("packs/cn-41/pack.yaml:") and "parnt" in line and "parent" in line
            for line in report.problems
        )

    def test_a_folder_without_packs(self, tmp_path: Path) -> None:
        (problem,) = check_folder(folder=tmp_path).problems
        assert "no pack here" in problem

    def test_a_pack_below_one_that_is_not_there_is_named(self, packs: Path) -> None:
        edit(packs / "cn-41" / "pack.yaml", "parent: cn\n", "parent: cnx\n")
        problems = "\n".join(check_folder(folder=packs).problems)
        assert 'packs/cn-41/pack.yaml:6: parent: the pack above, "cnx", cannot be used' in problems
        assert "cn-4101" in problems

    def test_a_folder_whose_head_is_missing_is_named(self, packs: Path) -> None:
        (packs / "cn-4101" / "pack.yaml").unlink()
        (problem,) = check_folder(folder=packs).problems
        assert problem == "packs/cn-4101/pack.yaml:1: the file is missing"
