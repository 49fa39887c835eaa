"""`firstcard serve` from outside: started, asked over HTTP, killed in every way."""

import json
import os
import signal
import time
from pathlib import Path

import pytest
from processes import eventually, is_alive
from services import READY_SECONDS, STOP_SECONDS, Service, Starter, command_of, free_port, is_free

from firstcard.config.embedded_postgres import is_running
from firstcard.config.places import folder_of


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


def test_a_demonstration_fills_itself_and_says_who_can_sign_in(start: Starter) -> None:
    begun = start(fresh=True, FIRSTCARD_POPULATION="3")
    assert eventually(lambda: "Made-up families: 3" in begun.printed(), seconds=4 * READY_SECONDS)
    for login in ("13800000001", "clerk-zz", "only for demonstration"):
        assert login in begun.printed()
    assert "Traceback" not in begun.printed()


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
    begun = start(fresh=True)
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
        ({"FIRSTCARD_SECRET_KEY": "x" * 50}, "Set FIRSTCARD_DATA_KEY"),
        (
            {
                "FIRSTCARD_SECRET_KEY": "x" * 50,
                "FIRSTCARD_DATA_KEY": "for demonstration only: it protects nobody's data",
            },
            "Set FIRSTCARD_DATA_KEY",
        ),
        (
            {"FIRSTCARD_SECRET_KEY": "x" * 50, "FIRSTCARD_DATA_KEY": "y" * 50},
            "Set FIRSTCARD_ALLOWED_HOSTS",
        ),
    ],
)
def test_a_real_service_needs_safe_settings(start: Starter, env: dict[str, str], said: str) -> None:
    refused = start(mode="real", **env)
    assert refused.process.wait(timeout=STOP_SECONDS) == 2
    assert refused.printed().count("\n") == 1
    assert said in refused.printed()


def test_a_real_service_serves_the_names_it_was_given(start: Starter) -> None:
    real = start(
        mode="real", FIRSTCARD_SECRET_KEY="x" * 50, FIRSTCARD_DATA_KEY="y" * 50,
        FIRSTCARD_ALLOWED_HOSTS="127.0.0.1",
    )  # fmt: skip
    assert eventually(real.is_well, seconds=READY_SECONDS), real.printed()
    assert "Demo mode" not in real.printed()
    assert (real.home / "static" / "staticfiles.json").exists()
    # Nobody is written to before the operator has named a gateway, and the log says so.
    assert eventually(lambda: "messages wait" in real.printed(), seconds=READY_SECONDS)


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
