"""Where data and programs go, and the one line that says why they cannot."""

import os
import stat
from pathlib import Path

import pytest

from firstcard.config import places, postgres_programs
from firstcard.config.addresses import Addresses, AddressUnavailable
from firstcard.config.places import DatabaseUnavailable
from firstcard.config.postgres_programs import programs

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="only root makes accounts")
needs_user = pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")


def test_the_home_is_named_or_in_the_project(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("FIRSTCARD_HOME", "/srv/firstcard")
    assert places.home_from_environment() == Path("/srv/firstcard")
    monkeypatch.delenv("FIRSTCARD_HOME")
    assert places.home_from_environment() == places.PROJECT_FOLDER / "var"


def test_a_new_folder_has_its_mode_whatever_the_umask(tmp_path: Path) -> None:
    before = os.umask(0o077)
    try:
        places.make_folder(tmp_path / "new", mode=0o711)
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "new").stat().st_mode) == 0o711


def test_a_folder_that_exists_keeps_its_mode(tmp_path: Path) -> None:
    (tmp_path / "old").mkdir(mode=0o750)
    places.make_folder(tmp_path / "old", mode=0o711)
    assert stat.S_IMODE((tmp_path / "old").stat().st_mode) == 0o750


@needs_root
def test_each_home_has_a_folder_of_its_own(tmp_path: Path) -> None:
    one, other = (places.folder_of(home=tmp_path / name) for name in ("one", "other"))
    assert one != other
    assert one.parent == other.parent == places.SYSTEM_FOLDER


@needs_root
def test_a_system_folder_open_to_others_is_refused_and_left(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loose = tmp_path / "loose"
    loose.mkdir()
    loose.chmod(0o777)
    monkeypatch.setattr(places, "SYSTEM_FOLDER", loose)
    with pytest.raises(DatabaseUnavailable, match="only root can write to"):
        places.prepare(home=tmp_path)
    assert stat.S_IMODE(loose.stat().st_mode) == 0o777


@needs_root
def test_an_account_that_cannot_be_made_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "ACCOUNT", "firstcard-missing")
    monkeypatch.setattr(places, "_ADMIN_PATH", str(tmp_path))
    with pytest.raises(DatabaseUnavailable, match="useradd is missing") as refusal:
        places.prepare(home=tmp_path)
    assert "set DATABASE_URL" in str(refusal.value)
    assert "\n" not in str(refusal.value)


@needs_root
def test_a_name_that_useradd_refuses_is_one_clear_line(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(places, "ACCOUNT", "not a name")
    with pytest.raises(DatabaseUnavailable, match="account 'not a name' could not be made"):
        places.prepare(home=tmp_path)


@needs_user
def test_a_home_that_cannot_be_made_is_one_clear_line() -> None:
    with pytest.raises(DatabaseUnavailable, match="Cannot make the folder") as refusal:
        places.prepare(home=Path("/proc/nowhere"))
    assert "\n" not in str(refusal.value)


def test_a_missing_wheel_is_one_clear_line(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(postgres_programs, "_WHEEL", "no-such-wheel")
    with pytest.raises(DatabaseUnavailable, match="run script/setup"):
        programs(account=None)


@needs_root
def test_the_programs_are_copied_once_readable_for_all_and_writable_for_root(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(postgres_programs, "SYSTEM_FOLDER", tmp_path)
    account = places.Account(uid=65534, gid=65534)
    found = programs(account=account)
    copied = found / "postgres"
    made_at = copied.stat().st_mtime_ns
    assert stat.S_IMODE(copied.stat().st_mode) == 0o755
    assert stat.S_IMODE(found.stat().st_mode) == 0o755
    assert not list(found.parents[1].rglob("*.a"))
    assert programs(account=account) == found
    assert copied.stat().st_mtime_ns == made_at
    assert [each.name for each in (tmp_path / "programs").iterdir()] == [found.parents[2].name]


def test_a_wildcard_names_addresses_that_can_be_typed() -> None:
    with Addresses(host="0.0.0.0", port=0) as addresses:
        assert addresses.urls()[0].startswith("http://127.0.0.1:")
        assert not any("0.0.0.0" in url for url in addresses.urls())


def test_an_ipv6_address_is_written_in_brackets() -> None:
    assert Addresses(host="::1", port=8000).urls() == ["http://[::1]:8000/"]


@pytest.mark.parametrize(("host", "port"), [("127.0.0.1", 70000), ("192.0.2.1", 8000)])
def test_an_address_that_is_not_ours_is_one_clear_line(host: str, port: int) -> None:
    with pytest.raises(AddressUnavailable) as refusal, Addresses(host=host, port=port):
        pass
    assert host in str(refusal.value)
    assert "\n" not in str(refusal.value)
