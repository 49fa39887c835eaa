"""Releases: two people, a passed check, a version of its own, and copies that nobody changes."""

import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from firstcard.policy import store as shelf
from firstcard.policy.packs import digest
from firstcard.policy.reading import PackError
from firstcard.policy.release import Released, ReleaseRefused, release, released_book
from firstcard.policy.store import StoreError

PACKS = Path(__file__).resolve().parents[3] / "packs"
AT = datetime(2026, 11, 23, 9, 30, tzinfo=UTC)


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS, tmp_path / "packs"))


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


def put(packs: Path, store: Path, pack: str, **who: str) -> Released:
    names = {"by": "Wang Fang", "confirmed_by": "Li Na"} | who
    return release(folder=packs / pack, store=store, at=AT, **names)


def edit(file: Path, old: str, new: str) -> None:
    text = file.read_text(encoding="utf-8")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")


def test_a_release_is_a_read_only_copy_by_digest(packs: Path, store: Path) -> None:
    done = put(packs, store, "cn")

    assert done.new
    assert done.folder == store / "cn" / digest(packs / "cn") / "cn"
    assert digest(done.folder) == done.release.digest
    assert not [path for path in done.folder.rglob("*") if path.stat().st_mode & 0o222]
    (line,) = shelf.releases(store=store)
    assert (line.pack, line.by, line.confirmed_by) == ("cn", "Wang Fang", "Li Na")
    assert line.at == "2026-11-23T09:30:00+00:00"
    assert shelf.verify(store=store) == []


def test_the_same_digest_again_does_nothing_and_says_so(packs: Path, store: Path) -> None:
    first = put(packs, store, "cn")
    again = put(packs, store, "cn", by="Somebody", confirmed_by="Another")

    assert not again.new
    assert again.release == first.release
    assert len(shelf.releases(store=store)) == 1


@pytest.mark.parametrize(
    ("by", "confirmed_by"),
    [("Wang Fang", "Wang Fang"), ("Wang Fang", " wang  fang"), ("王芳", "王芳 "), ("", "Li"),
     ("Wang", " ")],
)  # fmt: skip
def test_two_people_are_needed(packs: Path, store: Path, by: str, confirmed_by: str) -> None:
    with pytest.raises(ReleaseRefused):
        put(packs, store, "cn", by=by, confirmed_by=confirmed_by)
    assert not store.exists()


def test_a_version_is_released_once(packs: Path, store: Path) -> None:
    put(packs, store, "cn")
    edit(packs / "cn" / "laws.yaml", "laws:", "# another text\nlaws:")

    with pytest.raises(ReleaseRefused, match="a new version"):
        put(packs, store, "cn")

    edit(packs / "cn" / "pack.yaml", 'version: "', 'version: "9')
    assert put(packs, store, "cn").new
    assert len(shelf.releases(store=store)) == 2


def test_a_broken_pack_is_refused_with_its_problems(packs: Path, store: Path) -> None:
    edit(packs / "cn" / "pack.yaml", "id: cn", "id: cn\nunheard: of")

    with pytest.raises(ReleaseRefused) as refused:
        put(packs, store, "cn")

    assert any("unheard" in line for line in refused.value.details)
    assert shelf.releases(store=store) == []


def test_a_pack_whose_case_fails_is_refused(packs: Path, store: Path) -> None:
    (packs / "cn" / "cases" / "wrong.yaml").write_text(
        "cases:\n"
        "  - id: wrong\n"
        "    sentence: {en: Wrong., zh: 错误。}\n"
        '    situation: {on: 2026-11-23, region: "000000", want: [enrolment]}\n'
        "    expect: {no_steps: [enrolment]}\n",
        encoding="utf-8",
    )
    with pytest.raises(ReleaseRefused) as refused:
        put(packs, store, "cn")
    assert any("case wrong" in line for line in refused.value.details)


def test_a_child_needs_its_parent_released(packs: Path, store: Path) -> None:
    with pytest.raises(ReleaseRefused, match="release cn first"):
        put(packs, store, "cn-41")
    parent = put(packs, store, "cn")

    assert put(packs, store, "cn-41").release.parents == {"cn": parent.release.digest}


def test_a_changed_copy_is_found(packs: Path, store: Path) -> None:
    done = put(packs, store, "cn")
    file = done.folder / "pack.yaml"
    file.chmod(0o644)
    edit(file, "id: cn", "id: cn # touched")

    (problem,) = shelf.verify(store=store)
    assert "was changed" in problem


def test_a_missing_copy_and_an_unlogged_one_are_found(packs: Path, store: Path) -> None:
    done = put(packs, store, "cn")
    folder = done.folder.parent
    folder.rename(folder.with_name("0" * 64))

    problems = "\n".join(shelf.verify(store=store))
    assert "the copy is missing" in problems
    assert "no release names" in problems


def test_a_damaged_log_names_its_line(packs: Path, store: Path) -> None:
    put(packs, store, "cn")
    with (store / shelf.LOG).open("a", encoding="utf-8") as log:
        log.write("{}\n")

    assert shelf.verify(store=store)[0].startswith("releases.jsonl:2:")
    with pytest.raises(StoreError, match=r"releases.jsonl:2"):
        put(packs, store, "cn")


def test_a_digest_is_found_by_its_beginning(packs: Path, store: Path) -> None:
    done = put(packs, store, "cn")
    own = done.release.digest

    assert shelf.find(store=store, name=own[:12]) == done.folder
    assert shelf.find(store=store, name=own[:4]) is None
    assert shelf.find(store=store, name="not-a-digest") is None


class TestReleasedBook:
    """The service serves released packs only."""

    def test_only_what_was_released_serves(self, packs: Path, store: Path) -> None:
        put(packs, store, "cn")
        assert set(released_book(store=store).packs) == {"cn"}
        put(packs, store, "cn-41")
        assert set(released_book(store=store).packs) == {"cn", "cn-41"}

    def test_the_newest_release_serves(self, packs: Path, store: Path) -> None:
        put(packs, store, "cn")
        edit(packs / "cn" / "pack.yaml", 'version: "', 'version: "9')
        newest = put(packs, store, "cn")
        assert released_book(store=store).packs["cn"].digest == newest.release.digest

    def test_a_changed_copy_gives_way_to_the_release_before(self, packs: Path, store: Path) -> None:
        first = put(packs, store, "cn")
        edit(packs / "cn" / "pack.yaml", 'version: "', 'version: "9')
        second = put(packs, store, "cn")
        file = second.folder / "laws.yaml"
        file.chmod(0o644)
        edit(file, "laws:", "# touched\nlaws:")

        book = released_book(store=store)
        assert book.packs["cn"].digest == first.release.digest
        assert any("changed" in str(problem) for problem in book.problems)

    def test_nothing_released_is_said(self, store: Path) -> None:
        with pytest.raises(PackError, match="no national pack is released"):
            released_book(store=store)
