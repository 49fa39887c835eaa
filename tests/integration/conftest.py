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


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    folder = tmp_path / "home"
    yield folder
    destroy(home=folder)


@pytest.fixture
def server(home: Path) -> Iterator[Server]:
    with Server(home=home) as running:
        yield running


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
