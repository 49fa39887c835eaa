"""The embedded database, on real servers: nothing here is faked."""

import os
import signal
import stat
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import psycopg
import pytest

import firstcard
from firstcard.config import databases, folder_lock
from firstcard.config.cluster import Cluster
from firstcard.config.embedded_postgres import Server, destroy
from firstcard.config.lifeline import NotMainThread
from firstcard.config.places import SYSTEM_FOLDER, DatabaseUnavailable, Place
from firstcard.config.postgres_programs import programs

NOBODY = 65534
SOURCE = Path(firstcard.__file__).parents[1]
PARENT = """
import sys, time
from pathlib import Path
from firstcard.config.embedded_postgres import Server
server = Server(home=Path(sys.argv[1]))
server.start()
print(server.pid, flush=True)
sys.stdin.readline()
"""


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "home"
    yield folder
    destroy(home=folder)


@pytest.fixture
def server(home: Path) -> Iterator[Server]:
    with Server(home=home) as running:
        yield running


def ask(dsn: str, query: str) -> object:
    with psycopg.connect(dsn) as connection:
        row = connection.execute(query.encode()).fetchone()
        return row[0] if row else None


def eventually(condition: Callable[[], bool], *, seconds: float = 15.0) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.02)
    return True


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def works_in(folder: Path) -> list[int]:
    """The processes whose working folder is `folder`: the server and all its backends."""
    found = []
    for entry in Path("/proc").glob("[0-9]*"):
        try:
            if (entry / "cwd").readlink() == folder.resolve():
                found.append(int(entry.name))
        except OSError:
            continue
    return found


def start_parent(home: Path) -> tuple["subprocess.Popen[str]", int]:
    parent = subprocess.Popen(
        [sys.executable, "-c", PARENT, str(home)],
        cwd=SOURCE,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert parent.stdout is not None
    return parent, int(parent.stdout.readline())


def as_nobody(work: Callable[[], None]) -> None:
    """Run the work in a child that has given up root; fails if it raises."""
    child = os.fork()
    if child == 0:
        code = 1
        try:
            os.setgroups([])
            os.setgid(NOBODY)
            os.setuid(NOBODY)
            work()
            code = 0
        except BaseException as error:  # noqa: BLE001 - a fork must not return
            print(repr(error), file=sys.stderr, flush=True)
        finally:
            os._exit(code)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


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


@pytest.mark.parametrize(
    "end", ["SIGTERM", "SIGINT", "SIGKILL", "SIGSEGV", "SIGHUP", "normal exit"]
)
def test_the_server_ends_with_its_parent(home: Path, end: str) -> None:
    parent, pid = start_parent(home)
    data = Server(home=home).folder / "data"
    assert parent.stdin is not None
    assert parent.stdout is not None
    if end == "normal exit":
        parent.stdin.write("\n")
        parent.stdin.flush()
    else:
        parent.send_signal(signal.Signals[end])
    parent.wait(timeout=15)
    parent.stdin.close()
    parent.stdout.close()
    assert eventually(lambda: not is_alive(pid) and not works_in(data))
    assert not (data / "postmaster.pid").exists(), "it was not shut down in order"
    with Server(home=home) as server:
        assert ask(server.dsn, "SELECT 1") == 1


def test_a_killed_server_is_started_again(server: Server) -> None:
    with psycopg.connect(server.dsn) as connection:
        connection.execute("CREATE TABLE kept AS SELECT 7 AS value")
    address = server.dsn
    idle = psycopg.connect(address)
    assert server.revive() is False
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    assert eventually(lambda: server.pid is None)
    assert server.revive() is True
    assert server.dsn == address
    assert ask(address, "SELECT value FROM kept") == 7
    idle.close()


def test_a_stopped_backend_of_a_killed_server_is_waited_for(server: Server) -> None:
    # It still holds the old server's memory, so the new one must not start beside it.
    connection = psycopg.connect(server.dsn)
    backend = connection.info.backend_pid
    os.kill(backend, signal.SIGSTOP)
    assert server.pid is not None
    os.kill(server.pid, signal.SIGKILL)
    assert eventually(lambda: server.pid is None)
    waker = subprocess.Popen(["sh", "-c", f"sleep 1; kill -CONT {backend}"])
    assert server.revive() is True
    assert ask(server.dsn, "SELECT 1") == 1
    waker.wait(timeout=5)
    connection.close()


def test_a_process_number_taken_by_someone_else_does_not_hinder_the_start(home: Path) -> None:
    with Server(home=home) as server:
        note = server.folder / "data" / "postmaster.pid"
    # PostgreSQL takes any process of its own user for the old server.
    account = note.parent.stat().st_uid
    bystander = subprocess.Popen(["sleep", "60"], user=account if os.geteuid() == 0 else None)
    try:
        note.write_text(f"{bystander.pid}\n{note.parent}\n0\n5432\n/tmp\n\n")
        with Server(home=home) as server:
            assert ask(server.dsn, "SELECT 1") == 1
        assert bystander.poll() is None
    finally:
        bystander.kill()
        bystander.wait()


def test_a_first_start_cut_short_is_done_again(home: Path) -> None:
    with Server(home=home) as server:
        folder = server.folder
    (folder / "data").rename(folder / "data.new")
    (folder / "data.new" / "PG_VERSION").unlink()
    with Server(home=home) as server:
        assert ask(server.dsn, "SELECT 1") == 1


def test_a_second_start_is_refused_in_one_line(server: Server, home: Path) -> None:
    with pytest.raises(DatabaseUnavailable) as refusal:
        Server(home=home).start()
    assert f"already running on the data in {server.folder}" in str(refusal.value)
    assert f"process {os.getpid()}" in str(refusal.value)
    assert "\n" not in str(refusal.value)
    assert ask(server.dsn, "SELECT 1") == 1


def test_a_start_is_refused_while_a_server_of_a_killed_parent_lives(
    home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(folder_lock, "_PATIENCE_SECONDS", 0.5)
    parent, pid = start_parent(home)
    os.kill(pid, signal.SIGSTOP)
    try:
        parent.kill()
        parent.wait()
        with pytest.raises(DatabaseUnavailable, match="processes of an earlier start"):
            Server(home=home).start()
    finally:
        os.kill(pid, signal.SIGCONT)
        for stream in (parent.stdin, parent.stdout):
            assert stream is not None
            stream.close()
    monkeypatch.undo()
    with Server(home=home) as server:
        assert ask(server.dsn, "SELECT 1") == 1


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


def test_an_own_server_is_used_instead(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DATABASE_URL", server.dsn)
    databases.check_own_server(url=server.dsn)
    found = databases.settings()
    assert (found["USER"], found["NAME"]) == ("firstcard", "firstcard")
    assert found["HOST"] == server.dsn.partition("host=")[2].partition("&")[0]


def test_an_own_server_that_is_too_old_is_refused(
    server: Server, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(databases, "OLDEST_VERSION", 99)
    with pytest.raises(DatabaseUnavailable, match="is PostgreSQL 18; 99 or newer is needed"):
        databases.check_own_server(url=server.dsn)


@pytest.mark.parametrize(
    "url", ["mysql://a/b", "postgresql://host", "postgresql://h:x/d", "nonsense"]
)
def test_a_wrong_address_is_refused_in_one_line(url: str) -> None:
    with pytest.raises(DatabaseUnavailable, match="DATABASE_URL must look like"):
        databases.check_own_server(url=url)


def test_an_own_server_that_is_away_is_named_without_its_password() -> None:
    with pytest.raises(DatabaseUnavailable, match="DATABASE_URL cannot be used") as refusal:
        databases.check_own_server(url="postgresql://a:hush@127.0.0.1:1/d")
    assert "hush" not in str(refusal.value)
    assert "\n" not in str(refusal.value)


def test_a_server_started_by_hand_on_the_data_is_left_alone(home: Path) -> None:
    with Server(home=home) as server:
        data = server.folder / "data"
        # As if our lock had not been taken by whoever started it.
        other = Cluster(place=Place(folder=server.folder, account=None))
        with pytest.raises(DatabaseUnavailable, match=f"process {server.pid}"):
            other.forget_stale_pid()
        assert (data / "postmaster.pid").exists()


def test_data_of_another_version_is_refused_in_one_line(home: Path) -> None:
    with Server(home=home) as server:
        version = server.folder / "data" / "PG_VERSION"
    version.write_text("17\n")
    with pytest.raises(DatabaseUnavailable, match="is of PostgreSQL 17, the programs are of 18"):
        Server(home=home).start()


def test_a_server_that_cannot_start_says_why_in_one_line(home: Path) -> None:
    with Server(home=home) as server:
        folder = server.folder
    with pytest.raises(DatabaseUnavailable, match=r"PostgreSQL did not start: .*FATAL") as refusal:
        Server(home=home, settings={"shared_buffers": "nonsense"}).start()
    assert "\n" not in str(refusal.value)
    assert not (folder / "socket").exists()
    with Server(home=home) as again:
        assert ask(again.dsn, "SELECT 1") == 1


def test_a_password_that_does_not_fit_the_data_is_named(home: Path) -> None:
    with Server(home=home) as server:
        password = server.folder / "password-postgres"
    password.write_text("another\n")
    with pytest.raises(DatabaseUnavailable, match="does not fit the data beside it"):
        Server(home=home).start()


def test_a_lost_password_of_the_service_is_made_anew(home: Path) -> None:
    with Server(home=home) as server:
        password = server.folder / "password-firstcard"
    before = password.read_text()
    password.unlink()
    with Server(home=home) as server:
        assert ask(server.dsn, "SELECT 1") == 1
    assert password.read_text() != before


def test_a_server_is_started_from_the_main_thread_only(home: Path) -> None:
    # The kernel would stop it with the thread.
    raised: list[BaseException] = []

    def start() -> None:
        try:
            Server(home=home).start()
        except NotMainThread as error:
            raised.append(error)

    thread = threading.Thread(target=start)
    thread.start()
    thread.join()
    assert len(raised) == 1
    with Server(home=home) as server:
        assert ask(server.dsn, "SELECT 1") == 1
