"""The embedded database, on real servers: how it starts, ends, and comes back."""

import os
import signal
import subprocess
import threading
from pathlib import Path

import psycopg
import pytest
from processes import ask, eventually, is_alive, start_parent, works_in

from firstcard.config import folder_lock
from firstcard.config.cluster import Cluster
from firstcard.config.embedded_postgres import Server
from firstcard.config.lifeline import NotMainThread
from firstcard.config.places import DatabaseUnavailable, Place


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
