"""A whole service as a process of its own, and what belongs to it."""

import http.client
import json
import os
import socket
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from processes import SOURCE

from firstcard.config.embedded_postgres import connection_settings

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

    def children(self) -> dict[str, int]:
        """The service's own children, by their names; of those called the same, the oldest."""
        text = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        named: dict[str, int] = {}
        for pid in text.split():
            # A child that was forked just now has not taken its own name yet.
            named.setdefault(command_of(int(pid)), int(pid))
        return named

    def worker(self) -> int | None:
        return self.children().get("firstcard-work")

    def web(self) -> int:
        others = ("postgres", "firstcard-work")
        return next(pid for name, pid in self.children().items() if name not in others)

    def web_workers(self) -> list[int]:
        return [
            int(pid) for pid in Path(f"/proc/{self.web()}/task/{self.web()}/children")
            .read_text().split()
        ]  # fmt: skip


Starter = Callable[..., Service]


def command_of(pid: int) -> str:
    return Path(f"/proc/{pid}/comm").read_text().strip()


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
    return kept | {"FIRSTCARD_HOME": str(home), "FIRSTCARD_POPULATION": "0"} | more


def connected(service: Service) -> "psycopg.Connection[Any]":
    """A connection to the database of a service that runs."""
    own = connection_settings(home=service.home)
    return psycopg.connect(
        host=own["HOST"], port=own["PORT"], user=own["USER"], password=own["PASSWORD"],
        dbname=own["NAME"], autocommit=True,
    )  # fmt: skip


def ask(service: Service, query: str) -> Any:
    with connected(service) as database:
        row = database.execute(query.encode()).fetchone()
        return row[0] if row else None


def verified(service: Service, *, code: int) -> Any:
    """What `firstcard audit verify` says, run as a command of its own."""
    done = subprocess.run(
        [sys.executable, "-c", "import sys; from firstcard.cli import main; sys.exit(main())",
         "audit", "verify", "--format", "json"],
        cwd=SOURCE, env=environment(service.home), capture_output=True, text=True, check=False,
        timeout=60,
    )  # fmt: skip
    assert done.returncode == code, done.stderr
    return json.loads(done.stdout)
