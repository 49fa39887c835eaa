"""`firstcard serve` from outside: started, asked over HTTP, killed in every way."""

import http.client
import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

import firstcard
from firstcard.config.embedded_postgres import destroy, is_running
from firstcard.config.places import folder_of

SOURCE = Path(firstcard.__file__).parents[1]
COMMAND = """
import sys
from firstcard.config.serve import run
sys.exit(run(host="127.0.0.1", port=int(sys.argv[1]), demo=sys.argv[2] == "demo", workers=2))
"""
READY_SECONDS = 30.0
STOP_SECONDS = 10.0


@dataclass(kw_only=True)
class Service:
    """One started service: its process, its port, what it printed."""

    process: "subprocess.Popen[str]"
    port: int
    home: Path
    output: Path

    def get(self, path: str = "/healthz") -> tuple[int, bytes, dict[str, str]]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=5)
        try:
            connection.request("GET", path)
            response = connection.getresponse()
            return response.status, response.read(), dict(response.getheaders())
        finally:
            connection.close()

    def is_well(self) -> bool:
        try:
            return self.get()[0] == 200
        except (OSError, http.client.HTTPException):
            return False

    def printed(self) -> str:
        return self.output.read_text(encoding="utf-8")

    def family(self) -> list[int]:
        """The service's process and everything below it."""
        found = [self.process.pid]
        for pid in found:
            children = Path(f"/proc/{pid}/task/{pid}/children").read_text().split()
            found += [int(child) for child in children]
        return found

    def postgres(self) -> int:
        return next(pid for pid in self.family() if command_of(pid) == "postgres")

    def web(self) -> int:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return next(int(pid) for pid in children.split() if command_of(int(pid)) != "postgres")

    def web_workers(self) -> list[int]:
        return [
            int(pid) for pid in Path(f"/proc/{self.web()}/task/{self.web()}/children")
            .read_text().split()
        ]  # fmt: skip


Starter = Callable[..., Service]


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text().strip()


def is_alive(pid: int) -> bool:
    try:
        state = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    return state != "Z"


def eventually(condition: Callable[[], bool], *, seconds: float) -> bool:
    deadline = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.03)
    return True


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True


def environment(home: Path, **more: str) -> dict[str, str]:
    ours = ("FIRSTCARD_", "DATABASE_URL", "DJANGO_")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return kept | {"FIRSTCARD_HOME": str(home)} | more


@pytest.fixture
def start(tmp_path: Path) -> Iterator[Starter]:
    started: list[Service] = []

    def begin(
        *, port: int | None = None, home: str = "home", mode: str = "demo", **env: str
    ) -> Service:
        output = tmp_path / f"output-{len(started)}"
        number = port or free_port()
        folder = tmp_path / home
        with output.open("w") as file:
            process = subprocess.Popen(
                [sys.executable, "-c", COMMAND, str(number), mode],
                cwd=SOURCE,
                env=environment(folder, **env),
                stdout=file,
                stderr=subprocess.STDOUT,
                text=True,
            )
        service = Service(process=process, port=number, home=folder, output=output)
        started.append(service)
        return service

    yield begin
    for service in started:
        if service.process.poll() is None:
            service.process.terminate()
            service.process.wait(timeout=STOP_SECONDS)
    for service in started:
        destroy(home=service.home)


@pytest.fixture
def service(start: Starter) -> Service:
    begun = start()
    assert eventually(lambda: "is ready" in begun.printed(), seconds=READY_SECONDS), begun.printed()
    return begun


def test_health_is_json_and_names_the_database(service: Service) -> None:
    status, body, headers = service.get()
    assert status == 200
    said = json.loads(body)
    assert (said["status"], said["database"]) == ("ok", "ok")
    assert "default-src 'none'" in headers["content-security-policy"]
    assert len(headers["x-request-id"]) == 12


def test_it_says_where_it_is_and_how_to_stop_it(service: Service) -> None:
    assert f"http://127.0.0.1:{service.port}/" in service.printed()
    assert "Demo mode" in service.printed()
    assert "演示模式" in service.printed()
    assert "Ctrl-C" in service.printed()


@pytest.mark.parametrize("way", [signal.SIGTERM, signal.SIGINT, signal.SIGHUP])
def test_it_stops_in_order(service: Service, way: signal.Signals) -> None:
    family = service.family()
    service.process.send_signal(way)
    assert service.process.wait(timeout=STOP_SECONDS) == 0
    assert not [pid for pid in family if is_alive(pid)]
    assert is_free(service.port)
    assert not (folder_of(home=service.home) / "data" / "postmaster.pid").exists()
    assert "Traceback" not in service.printed()


@pytest.mark.parametrize("seconds", [0.0, 0.3, 0.9])
def test_it_can_be_stopped_while_it_starts(start: Starter, seconds: float) -> None:
    begun = start()
    data = folder_of(home=begun.home)
    assert eventually((data / "lock").exists, seconds=READY_SECONDS)
    time.sleep(seconds)
    begun.process.terminate()
    assert begun.process.wait(timeout=STOP_SECONDS) == 0, begun.printed()
    assert "Traceback" not in begun.printed()
    assert not is_running(home=begun.home)
    assert is_free(begun.port)


def test_ctrl_c_reaches_the_service_alone(service: Service) -> None:
    # A terminal sends it to the whole group; the database must not go before the web server.
    own_group = os.getpgid(service.process.pid)
    assert own_group not in {os.getpgid(pid) for pid in service.family()[1:]}


def test_nothing_outlives_a_killed_service_and_it_starts_again(
    service: Service, start: Starter
) -> None:
    family = service.family()
    assert len(family) > 8
    service.process.kill()
    service.process.wait()
    assert eventually(lambda: not [pid for pid in family if is_alive(pid)], seconds=STOP_SECONDS)
    assert is_free(service.port)
    again = start(port=service.port)
    assert eventually(again.is_well, seconds=READY_SECONDS), again.printed()


def test_a_restart_right_after_a_kill_needs_no_waiting(service: Service, start: Starter) -> None:
    service.process.kill()
    service.process.wait()
    again = start(port=free_port())
    assert eventually(again.is_well, seconds=READY_SECONDS), again.printed()


def test_a_killed_database_comes_back(service: Service) -> None:
    killed = service.postgres()
    os.kill(killed, signal.SIGKILL)
    assert eventually(lambda: not is_alive(killed), seconds=STOP_SECONDS)
    assert eventually(service.is_well, seconds=STOP_SECONDS), service.printed()
    assert service.postgres() != killed
    assert [service.get()[0] for _ in range(20)] == [200] * 20


def test_health_says_so_while_the_database_is_away(service: Service) -> None:
    def says_away() -> bool:
        status, body, _ = service.get()
        return status == 503 and json.loads(body)["database"] == "away"

    # A database that is stopped in order is away until the service notices.
    parent = service.process.pid
    os.kill(parent, signal.SIGSTOP)
    try:
        os.kill(service.postgres(), signal.SIGINT)
        assert eventually(says_away, seconds=STOP_SECONDS)
    finally:
        os.kill(parent, signal.SIGCONT)
    assert eventually(service.is_well, seconds=STOP_SECONDS), service.printed()


def test_a_killed_worker_is_replaced(service: Service) -> None:
    before = service.web_workers()
    os.kill(before[0], signal.SIGKILL)
    assert eventually(
        lambda: len(service.web_workers()) == 2 and before[0] not in service.web_workers(),
        seconds=STOP_SECONDS,
    )
    assert service.is_well()


def test_a_killed_web_server_is_replaced_with_its_workers(service: Service) -> None:
    web, workers = service.web(), service.web_workers()
    os.kill(web, signal.SIGKILL)
    assert eventually(
        lambda: not [pid for pid in (web, *workers) if is_alive(pid)], seconds=STOP_SECONDS
    )
    assert eventually(service.is_well, seconds=READY_SECONDS), service.printed()
    assert service.web() != web


def test_a_busy_port_is_refused_in_one_line(service: Service, start: Starter) -> None:
    second = start(port=service.port, home="other")
    assert second.process.wait(timeout=STOP_SECONDS) == 2
    assert second.printed().count("\n") == 1
    assert f"Port {service.port} on 127.0.0.1 is already in use" in second.printed()


def test_a_second_service_on_the_same_data_is_refused_in_one_line(
    service: Service, start: Starter
) -> None:
    second = start()
    assert second.process.wait(timeout=STOP_SECONDS) == 1
    assert second.printed().count("\n") == 1
    assert "already running on the data" in second.printed()
    assert service.is_well()


@pytest.mark.parametrize(
    ("env", "said"),
    [
        ({}, "Set FIRSTCARD_SECRET_KEY to a random text"),
        ({"FIRSTCARD_SECRET_KEY": "short"}, "Set FIRSTCARD_SECRET_KEY to a random text"),
        (
            {
                "FIRSTCARD_SECRET_KEY": "for demonstration only: "
                "everyone can read this in the source code"
            },
            "is the demo secret",
        ),
        ({"FIRSTCARD_SECRET_KEY": "x" * 50}, "Set FIRSTCARD_ALLOWED_HOSTS"),
    ],
)
def test_a_real_service_needs_safe_settings(start: Starter, env: dict[str, str], said: str) -> None:
    refused = start(mode="real", **env)
    assert refused.process.wait(timeout=STOP_SECONDS) == 2
    assert refused.printed().count("\n") == 1
    assert said in refused.printed()


def test_a_real_service_serves_the_names_it_was_given(start: Starter) -> None:
    real = start(mode="real", FIRSTCARD_SECRET_KEY="x" * 50, FIRSTCARD_ALLOWED_HOSTS="127.0.0.1")
    assert eventually(real.is_well, seconds=READY_SECONDS), real.printed()
    assert "Demo mode" not in real.printed()
    assert (real.home / "static" / "staticfiles.json").exists()


def test_an_own_server_is_used_with_nothing_else_changed(service: Service, start: Starter) -> None:
    from firstcard.config.embedded_postgres import Server

    url = Server(home=service.home).dsn
    own = start(home="unused", DATABASE_URL=url)
    assert eventually(own.is_well, seconds=READY_SECONDS), own.printed()
    assert "postgres" not in [command_of(pid) for pid in own.family()]
    assert not folder_of(home=own.home).exists()


def test_logs_hold_no_query_and_no_long_number(start: Starter) -> None:
    noisy = start(FIRSTCARD_LOG_LEVEL="INFO")
    assert eventually(noisy.is_well, seconds=READY_SECONDS), noisy.printed()
    noisy.get("/nowhere/41010520260901123X?name=secret")
    assert eventually(lambda: "/nowhere/" in noisy.printed(), seconds=5)
    assert "/nowhere/[number]" in noisy.printed()
    assert "41010520260901123" not in noisy.printed()
    assert "secret" not in noisy.printed()


def test_a_service_without_any_usable_pack_says_so_and_leaves(
    start: Starter, tmp_path: Path
) -> None:
    empty = tmp_path / "no-packs"
    empty.mkdir()
    refused = start(FIRSTCARD_PACKS=str(empty))
    assert refused.process.wait(timeout=READY_SECONDS) == 1
    assert "No policy pack can be used" in refused.printed()
    assert "Traceback" not in refused.printed()
