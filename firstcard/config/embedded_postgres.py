"""The embedded database: a PostgreSQL server that lives and dies with its parent.

    with Server(home=home) as server:
        server.dsn

The server is a direct child. It listens on a Unix socket in a private folder and nowhere
else, and lets nobody in without a password. It stops with its parent however that ends,
and `revive` starts it again when it has died itself.
"""

import os
import shutil
import signal
import subprocess
import time
from collections.abc import Callable, Mapping
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from firstcard.config import cluster, folder_lock, places, socket_folder
from firstcard.config.cluster import ADMIN, DATABASE, ROLE, Cluster
from firstcard.config.folder_lock import FolderLock
from firstcard.config.lifeline import bound_to_this_process
from firstcard.config.places import DatabaseUnavailable

PORT = 5432  # Only part of the socket's name: nothing listens on TCP.
_READY_SECONDS = 300.0  # After a crash the log is replayed first, which may take a while.
_ORPHANS_SECONDS = 30.0
_STOP_SECONDS = 20.0
_KILL_SECONDS = 5.0
_STEP_SECONDS = 0.01
_LOG_LIMIT_BYTES = 10_000_000

# Statements, parameters and key values may hold personal data: they never reach the log.
_SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "password_encryption": "scram-sha-256",
    "log_min_error_statement": "panic",
    "log_parameter_max_length_on_error": "0",
    "log_error_verbosity": "terse",
    "log_statement": "none",
    "log_timezone": "UTC",
}


def _never() -> bool:
    return False


class Server:
    """One embedded PostgreSQL server on the data that belongs to `home`."""

    def __init__(self, *, home: Path, settings: Mapping[str, str] | None = None) -> None:
        self._home = home
        self._settings = _SETTINGS | dict(settings or {})
        self._process: subprocess.Popen[bytes] | None = None
        self._lock: FolderLock | None = None
        self._cluster: Cluster | None = None
        self._sockets: Path | None = None

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self.stop()

    @property
    def folder(self) -> Path:
        """The folder with data, passwords, lock and log."""
        return places.folder_of(home=self._home)

    @property
    def pid(self) -> int | None:
        """The process number of the running server."""
        return self._process.pid if self._process and self._process.poll() is None else None

    @property
    def dsn(self) -> str:
        """The address with its password, for the service's own role."""
        return service_dsn(home=self._home)

    @property
    def admin_dsn(self) -> str:
        """The address with its password, for the server's administrator."""
        return _dsn(folder=self.folder, role=ADMIN)

    def start(self, *, stopping: Callable[[], bool] = _never) -> str:
        """Start the server and return its address, once it answers.

        Makes the data folder at the first start. `stopping` is asked while waiting.
        Raises DatabaseUnavailable with one line for the operator, and leaves nothing running.
        """
        place = places.prepare(home=self._home)
        lock = FolderLock(path=place.folder / "lock")
        lock.acquire()
        self._lock = lock
        try:
            self._cluster = Cluster(place=place)
            self._cluster.create_if_missing()
            self._cluster.forget_stale_pid()
            self._sockets = socket_folder.make(place=place)
            self._run(stopping=stopping)
        except BaseException:
            self.stop()
            raise
        return self.dsn

    def revive(self, *, stopping: Callable[[], bool] = _never) -> bool:
        """Start the server again if it has died; tell whether it had.

        Call it from the main thread. Raises DatabaseUnavailable when it does not come up;
        it can be called again.
        """
        if self._process is None or self._process.poll() is None:
            return False
        if self._sockets is not None:
            socket_folder.clear(self._sockets)
        self._run(stopping=stopping)
        return True

    def stop(self) -> None:
        """Stop the server, waiting for the shutdown; does nothing when it does not run."""
        if self._process is not None:
            _stop(self._process)
            self._process = None
        if self._sockets is not None:
            socket_folder.remove(self._sockets, noted_in=self.folder)
            self._sockets = None
        if self._lock is not None:
            self._lock.release()
            self._lock = None

    def _run(self, *, stopping: Callable[[], bool]) -> None:
        # What a killed server leaves behind may hold its memory for a moment.
        after_a_crash = self._cluster is not None and self._cluster.was_not_shut_down()
        deadline = time.monotonic() + (_ORPHANS_SECONDS if after_a_crash else 0)
        self._process = self._spawn()
        while not self._wait_until_ready(stopping=stopping):
            if time.monotonic() > deadline:
                raise DatabaseUnavailable(f"PostgreSQL did not start: {self._last_words()}")
            time.sleep(20 * _STEP_SECONDS)
            self._process = self._spawn()

    def _spawn(self) -> subprocess.Popen[bytes]:
        assert self._cluster is not None and self._lock is not None and self._lock.fd is not None
        bind = bound_to_this_process(on_death=signal.SIGINT)
        options = self._settings | {
            "unix_socket_directories": str(self._sockets),
            "port": str(PORT),
        }
        with self._open_log() as log:
            return self._cluster.popen(
                "postgres",
                "-D",
                str(self._cluster.data),
                *(f"--{name}={value}" for name, value in options.items()),
                stdout=log,
                stderr=log,
                bind=bind,
                keep=(self._lock.fd,),
            )

    def _wait_until_ready(self, *, stopping: Callable[[], bool]) -> bool:
        assert self._process is not None and self._cluster is not None
        deadline = time.monotonic() + _READY_SECONDS
        while self._process.poll() is None:
            if self._cluster.provision(dsn=self.admin_dsn):
                return True
            if stopping():
                raise DatabaseUnavailable("Stopped while PostgreSQL was starting.")
            if time.monotonic() > deadline:
                raise DatabaseUnavailable(f"PostgreSQL does not answer: {self._last_words()}")
            time.sleep(_STEP_SECONDS)
        return False

    def _open_log(self) -> Any:
        path = self.folder / "postgres.log"
        if path.exists() and path.stat().st_size > _LOG_LIMIT_BYTES:
            path.replace(path.with_suffix(".log.1"))
        return os.fdopen(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600), "ab")

    def _last_words(self) -> str:
        lines = (self.folder / "postgres.log").read_text(errors="replace").splitlines()
        fatal = [line for line in lines[-20:] if "FATAL" in line or "PANIC" in line]
        return (fatal or lines or ["it said nothing"])[-1]


def connection_settings(*, home: Path) -> dict[str, Any]:
    """Return Django's settings for the embedded database of `home`, running or not."""
    folder = places.folder_of(home=home)
    return {
        "ENGINE": "django.db.backends.postgresql",
        "NAME": DATABASE,
        "USER": ROLE,
        "PASSWORD": cluster.read_password(folder=folder, role=ROLE),
        "HOST": str(socket_folder.noted(folder=folder)),
        "PORT": str(PORT),
    }


def service_dsn(*, home: Path) -> str:
    """Return the address of the embedded database of `home` for the service's own role."""
    return _dsn(folder=places.folder_of(home=home), role=ROLE)


def is_running(*, home: Path) -> bool:
    """Tell whether a service holds the embedded database of `home` now."""
    return folder_lock.is_held(path=places.folder_of(home=home) / "lock")


def destroy(*, home: Path) -> None:
    """Delete the database of `home` for good (for tests). Raises DatabaseUnavailable."""
    folder = places.folder_of(home=home)
    if is_running(home=home):
        raise DatabaseUnavailable(f"The database in {folder} is running.")
    socket_folder.forget(folder=folder)
    shutil.rmtree(folder, ignore_errors=True)


def _dsn(*, folder: Path, role: str) -> str:
    password = cluster.read_password(folder=folder, role=role)
    host = socket_folder.noted(folder=folder)
    database = DATABASE if role == ROLE else "postgres"
    return f"postgresql://{role}:{password}@/{database}?host={host}&port={PORT}"


def _stop(process: subprocess.Popen[bytes]) -> None:
    # Fast, then immediate, then by force: each is safe, the log is replayed if need be.
    for way, patience in (
        (signal.SIGINT, _STOP_SECONDS),
        (signal.SIGQUIT, _KILL_SECONDS),
        (signal.SIGKILL, _KILL_SECONDS),
    ):
        if process.poll() is not None:
            return
        process.send_signal(way)
        try:
            process.wait(timeout=patience)
        except subprocess.TimeoutExpired:
            continue
