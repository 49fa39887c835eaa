"""A broken pack never takes the service down: the last good one serves."""

import os
import shutil
import threading
from collections.abc import Iterator
from pathlib import Path

import pytest

from firstcard.guidance import packs_store
from firstcard.guidance.packs_store import RECHECK_SECONDS, PacksStore
from firstcard.policy.reading import PackError

PACKS = Path(__file__).resolve().parents[3] / "packs"


class Clock:
    """Seconds that pass only when told to."""

    def __init__(self) -> None:
        self.now = 100.0

    def __call__(self) -> float:
        return self.now

    def pass_a_look(self) -> None:
        self.now += RECHECK_SECONDS


@pytest.fixture
def packs(tmp_path: Path) -> Path:
    return Path(shutil.copytree(PACKS, tmp_path / "packs"))


@pytest.fixture
def clock() -> Clock:
    return Clock()


@pytest.fixture
def store(packs: Path, tmp_path: Path, clock: Clock) -> PacksStore:
    return PacksStore(root=packs, kept=tmp_path / "kept", clock=clock)


def spoil(packs: Path, pack: str) -> None:
    file = packs / pack / "pack.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "unheard: of\n", encoding="utf-8")


def test_nothing_changed_is_the_same_book(store: PacksStore, clock: Clock) -> None:
    first = store.current()
    clock.pass_a_look()
    assert store.current() is first


def test_a_changed_file_is_read_after_five_seconds(
    store: PacksStore, packs: Path, clock: Clock
) -> None:
    first = store.current()
    file = packs / "cn-4101" / "pack.yaml"
    file.write_text(file.read_text(encoding="utf-8").replace("zh: 郑州市", "zh: 新郑州市"), "utf-8")
    assert store.current() is first
    clock.pass_a_look()
    assert store.current().packs["cn-4101"].form.name.zh == "新郑州市"


@pytest.mark.parametrize("pack", ["cn", "cn-41", "cn-4101"])
def test_a_broken_pack_keeps_the_last_good_one_serving(
    store: PacksStore, packs: Path, clock: Clock, pack: str
) -> None:
    good = {name: each.digest for name, each in store.current().packs.items()}
    spoil(packs, pack)
    clock.pass_a_look()

    book = store.current()
    assert {name: each.digest for name, each in book.packs.items()} == good
    assert any(problem.pack == pack and "unheard" in str(problem) for problem in book.problems)


def test_the_last_good_one_serves_after_a_restart_too(
    store: PacksStore, packs: Path, tmp_path: Path
) -> None:
    good = store.current().packs["cn"].digest
    spoil(packs, "cn")
    restarted = PacksStore(root=packs, kept=tmp_path / "kept")
    assert restarted.current().packs["cn"].digest == good


def test_a_broken_pack_that_never_was_good_is_left_out(packs: Path, tmp_path: Path) -> None:
    spoil(packs, "cn-4101")
    book = PacksStore(root=packs, kept=tmp_path / "kept").current()
    assert set(book.packs) == {"cn", "cn-41"}
    assert book.chain("410105") == ("cn", "cn-41")


def test_no_national_pack_at_all_is_refused_at_the_start(packs: Path, tmp_path: Path) -> None:
    spoil(packs, "cn")
    with pytest.raises(PackError, match="unheard"):
        PacksStore(root=packs, kept=tmp_path / "kept").current()


def test_a_vanished_folder_does_not_stop_a_running_service(
    store: PacksStore, packs: Path, clock: Clock
) -> None:
    book = store.current()
    shutil.rmtree(packs)
    clock.pass_a_look()
    assert store.current() is book


def test_a_mended_pack_serves_again(store: PacksStore, packs: Path, clock: Clock) -> None:
    store.current()
    file = packs / "cn" / "pack.yaml"
    text = file.read_text(encoding="utf-8")
    spoil(packs, "cn")
    clock.pass_a_look()
    assert store.current().problems
    file.write_text(text.replace('version: "', 'version: "9'), encoding="utf-8")
    clock.pass_a_look()
    book = store.current()
    assert book.packs["cn"].form.version.startswith("9")
    assert not [problem for problem in book.problems if not problem.warning]


def test_only_the_newest_copy_is_kept(
    store: PacksStore, packs: Path, clock: Clock, tmp_path: Path
) -> None:
    store.current()
    file = packs / "cn" / "pack.yaml"
    file.write_text(file.read_text(encoding="utf-8") + "# more\n", encoding="utf-8")
    clock.pass_a_look()
    digest = store.current().packs["cn"].digest
    copies = [path.name for path in (tmp_path / "kept" / "cn").iterdir() if path.is_dir()]
    assert copies == [digest]


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_read_only_home_serves_without_copies(packs: Path, tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o500)
    assert PacksStore(root=packs, kept=closed / "kept").current().packs


def test_copies_that_cannot_be_kept_do_not_matter(packs: Path, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("not a folder", encoding="utf-8")
    assert PacksStore(root=packs, kept=tmp_path / "file").current().packs


def test_many_threads_get_one_book(store: PacksStore, packs: Path, clock: Clock) -> None:
    books = []
    threads = [threading.Thread(target=lambda: books.append(store.current())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len({id(book) for book in books}) == 1


class TestService:
    """What the process serves, by its environment."""

    @pytest.fixture(autouse=True)
    def own_environment(
        self, monkeypatch: pytest.MonkeyPatch, packs: Path, tmp_path: Path
    ) -> Iterator[None]:
        for name in ("FIRSTCARD_STORE", "FIRSTCARD_DEMO"):
            monkeypatch.delenv(name, raising=False)
        monkeypatch.setenv("FIRSTCARD_PACKS", str(packs))
        monkeypatch.setenv("FIRSTCARD_HOME", str(tmp_path / "home"))
        packs_store.reset()
        yield
        packs_store.reset()

    def test_health_names_versions_and_no_path(self, packs: Path, tmp_path: Path) -> None:
        good = packs_store.current().packs["cn"].digest
        spoil(packs, "cn")
        packs_store.reset()
        health = packs_store.health()
        assert health["cn"]["state"] == "last good serving"
        assert health["cn"]["digest"] == good
        assert health["cn-4101"]["state"] == "serving"
        assert str(tmp_path) not in str(health)

    def test_health_names_a_pack_that_is_refused(self, packs: Path) -> None:
        spoil(packs, "cn-4101")
        assert packs_store.health()["cn-4101"] == {"state": "refused"}

    def test_health_names_a_pack_whose_parent_is_missing(self, packs: Path) -> None:
        shutil.rmtree(packs / "cn-41")
        assert packs_store.health()["cn-4101"] == {"state": "refused"}

    def test_outside_demo_mode_a_store_serves_released_packs_only(
        self, monkeypatch: pytest.MonkeyPatch, packs: Path, tmp_path: Path
    ) -> None:
        from datetime import UTC, datetime

        from firstcard.policy.release import release

        store = tmp_path / "store"
        release(folder=packs / "cn", store=store, by="A", confirmed_by="B", at=datetime.now(UTC))
        monkeypatch.setenv("FIRSTCARD_STORE", str(store))
        assert set(packs_store.current().packs) == {"cn"}

        packs_store.reset()
        monkeypatch.setenv("FIRSTCARD_DEMO", "1")
        assert set(packs_store.current().packs) > {"cn"}


def test_links_that_lead_in_circles_are_passed_by(
    store: PacksStore, packs: Path, clock: Clock
) -> None:
    first = store.current()
    (packs / "cn" / "up").symlink_to(packs)
    (packs / "cn" / "self").symlink_to(packs / "cn" / "self")
    clock.pass_a_look()
    assert [pack.digest for pack in store.current().packs.values()] == [
        pack.digest for pack in first.packs.values()
    ]
