"""Embedded servers and whole services for the tests that look at them from outside."""

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from processes import SOURCE, eventually
from services import (
    COMMAND,
    READY_SECONDS,
    STOP_SECONDS,
    Service,
    Starter,
    environment,
    free_port,
)

from firstcard.config.embedded_postgres import Server, destroy
from firstcard.config.places import folder_of


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "home"
    yield folder
    destroy(home=folder)


@pytest.fixture
def server(home: Path) -> Iterator[Server]:
    with Server(home=home) as running:
        yield running


@pytest.fixture(scope="session")
def stopped_service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Path]:
    """The home of a demonstration that was started once and stopped in order."""
    folder = tmp_path_factory.mktemp("stopped")
    output, home = folder / "output", folder / "home"
    with output.open("w") as file:
        process = subprocess.Popen(
            [sys.executable, "-c", COMMAND, str(free_port()), "demo"],
            cwd=SOURCE,
            env=environment(home),
            stdout=file,
            stderr=subprocess.STDOUT,
        )
    assert eventually(lambda: "is ready" in output.read_text("utf-8"), seconds=READY_SECONDS)
    process.terminate()
    assert process.wait(timeout=STOP_SECONDS) == 0
    yield home
    destroy(home=home)


def _copy(stopped: Path, home: Path) -> None:
    # With owners and modes: started by root, the database is another account's.
    for source, target in ((stopped, home), (folder_of(home=stopped), folder_of(home=home))):
        subprocess.run(["cp", "-a", "-T", source, target], check=True)


@pytest.fixture
def start(tmp_path: Path, request: pytest.FixtureRequest) -> Iterator[Starter]:
    """Starts services; a home that is not there yet is a copy of a stopped one unless `fresh`."""
    started: list[Service] = []

    def begin(
        *,
        port: int | None = None,
        home: str = "home",
        mode: str = "demo",
        fresh: bool = False,
        **env: str,
    ) -> Service:
        output = tmp_path / f"output-{len(started)}"
        number = port or free_port()
        folder = tmp_path / home
        own_server = "DATABASE_URL" in env
        if mode == "demo" and not (fresh or own_server or folder.exists()):
            _copy(request.getfixturevalue("stopped_service"), folder)
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
