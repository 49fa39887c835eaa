"""The embedded database, on real servers: who gets in, and where it lies."""

import os
import stat
import subprocess
import tempfile
from pathlib import Path

import psycopg
import pytest
from processes import NOBODY, as_nobody, ask

from firstcard.config.embedded_postgres import Server, destroy
from firstcard.config.places import SYSTEM_FOLDER
from firstcard.config.postgres_programs import programs

needs_root = pytest.mark.skipif(os.geteuid() != 0, reason="changes users, which only root may")


def test_the_server_is_a_child_of_its_caller(server: Server) -> None:
    status = Path(f"/proc/{server.pid}/status").read_text()
    assert f"PPid:\t{os.getpid()}\n" in status


def test_data_is_checked_and_sorted_the_same_everywhere(server: Server) -> None:
    assert ask(server.dsn, "SHOW data_checksums") == "on"
    assert ask(server.dsn, "SHOW server_encoding") == "UTF8"
    locale = "SELECT datlocale FROM pg_database WHERE datname = current_database()"
    assert ask(server.dsn, locale) == "C.UTF-8"
    assert ask(server.dsn, "SELECT upper('é')") == "É"


def test_the_service_is_no_superuser(server: Server) -> None:
    rights = "SELECT rolsuper OR rolcreaterole OR rolcreatedb FROM pg_roles"
    assert ask(server.dsn, f"{rights} WHERE rolname = current_user") is False
    owner = "SELECT pg_get_userbyid(datdba) = current_user FROM pg_database"
    assert ask(server.dsn, f"{owner} WHERE datname = current_database()") is True


def test_nothing_listens_on_tcp(server: Server) -> None:
    sockets = set()
    for entry in Path(f"/proc/{server.pid}/fd").iterdir():
        target = os.readlink(entry)
        if target.startswith("socket:["):
            sockets.add(target[8:-1])
    tcp = [
        line.split()[9]
        for table in ("tcp", "tcp6")
        if Path(f"/proc/net/{table}").exists()
        for line in Path(f"/proc/net/{table}").read_text().splitlines()[1:]
    ]
    assert sockets
    assert sockets.isdisjoint(tcp)


@pytest.mark.parametrize("role", ["firstcard", "postgres", "root", "nobody"])
@pytest.mark.parametrize("password", ["", "wrong"])
def test_nobody_gets_in_without_the_password(server: Server, role: str, password: str) -> None:
    host = server.dsn.partition("host=")[2].partition("&")[0]
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=host, port=5432, user=role, password=password, dbname="postgres")


def test_every_way_in_asks_for_a_password(server: Server) -> None:
    lines = (server.folder / "data" / "pg_hba.conf").read_text().splitlines()
    rules = [line.split() for line in lines if line.strip() and not line.startswith("#")]
    assert rules
    assert {rule[-1] for rule in rules} == {"scram-sha-256"}


@needs_root
def test_another_user_does_not_even_reach_the_socket(server: Server) -> None:
    dsn = server.dsn

    def knock() -> None:
        with pytest.raises(psycopg.OperationalError, match="Permission denied"):
            psycopg.connect(dsn)

    as_nobody(knock)


def test_passwords_and_folders_are_private(server: Server) -> None:
    for name in ("password-firstcard", "password-postgres", "lock", "postgres.log"):
        assert stat.S_IMODE((server.folder / name).stat().st_mode) == 0o600, name
    assert stat.S_IMODE((server.folder / "data").stat().st_mode) == 0o700
    sockets = Path(server.dsn.partition("host=")[2].partition("&")[0])
    assert stat.S_IMODE(sockets.stat().st_mode) == 0o700


def test_a_long_path_works(tmp_path: Path) -> None:
    home = tmp_path / ("long-" * 30) / ("deep-" * 30)
    try:
        with Server(home=home) as server:
            assert ask(server.dsn, "SELECT 1") == 1
            sockets = Path(server.dsn.partition("host=")[2].partition("&")[0])
        assert not sockets.exists()
    finally:
        destroy(home=home)


def test_no_existing_folder_changes_its_mode_or_owner(tmp_path: Path) -> None:
    closed = tmp_path / "closed"
    closed.mkdir(mode=0o700)
    home = closed / "home"
    watched = [*home.parents, Path("/tmp"), Path("/run"), *SYSTEM_FOLDER.parents]

    def seen() -> list[tuple[int, int, int]]:
        found = [folder.stat() for folder in watched]
        return [(each.st_mode, each.st_uid, each.st_gid) for each in found]

    before = seen()
    try:
        with Server(home=home) as server:
            assert ask(server.dsn, "SELECT 1") == 1
        assert seen() == before
    finally:
        destroy(home=home)


def test_what_is_committed_is_there_at_the_next_start(home: Path) -> None:
    with Server(home=home) as server, psycopg.connect(server.dsn) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS value")
    with Server(home=home) as server:
        assert ask(server.dsn, "SELECT value FROM kept") == 7


def test_two_homes_run_side_by_side(server: Server, tmp_path: Path) -> None:
    other = tmp_path / "other"
    try:
        with Server(home=other) as second:
            assert second.folder != server.folder
            with psycopg.connect(second.dsn) as connection:
                connection.execute("CREATE TABLE only_here ()")
            assert ask(server.dsn, "SELECT to_regclass('only_here')") is None
    finally:
        destroy(home=other)


@needs_root
def test_as_root_it_runs_under_an_account_of_its_own(server: Server) -> None:
    uid = Path(f"/proc/{server.pid}").stat().st_uid
    assert uid not in (0, NOBODY)
    assert server.folder.is_relative_to(SYSTEM_FOLDER)
    executable = Path(f"/proc/{server.pid}/exe").readlink()
    assert executable.is_relative_to(SYSTEM_FOLDER)
    assert executable.stat().st_uid == 0
    assert stat.S_IMODE(executable.stat().st_mode) & 0o022 == 0


@needs_root
def test_another_user_runs_one_beside_root(server: Server) -> None:
    if not readable_by_nobody():
        pytest.skip("the Python packages are closed to other users here")
    path = Path(tempfile.mkdtemp(prefix="firstcard-nobody-", dir="/tmp"))
    os.chown(path, NOBODY, NOBODY)
    before = stat.S_IMODE(path.stat().st_mode)

    def run() -> None:
        with Server(home=path / "home") as second:
            assert second.folder == path / "home" / "postgres"
            assert ask(second.dsn, "SELECT 1") == 1

    try:
        as_nobody(run)
        assert stat.S_IMODE(path.stat().st_mode) == before
    finally:
        subprocess.run(["rm", "-rf", str(path)], check=True)
    assert ask(server.dsn, "SELECT 1") == 1


def readable_by_nobody() -> bool:
    program = programs(account=None) / "postgres"
    return all(stat.S_IMODE(folder.stat().st_mode) & 0o001 for folder in program.parents)
