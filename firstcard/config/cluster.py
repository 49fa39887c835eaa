"""The data folder of the embedded database: made once, with its roles and passwords.

Two roles: the server's administrator, used only to set up, and the service's own role,
which owns its database and is no superuser. Each password is random and lies in a file
that only the user who starts the service can read.
"""

import os
import secrets
import shutil
import signal
import subprocess
from collections.abc import Callable
from functools import cached_property
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql

from firstcard.config.lifeline import bound_to_this_process
from firstcard.config.places import DatabaseUnavailable, Place
from firstcard.config.postgres_programs import MAJOR_VERSION, programs

ADMIN = "postgres"
ROLE = "firstcard"
DATABASE = "firstcard"
_PASSWORD_BYTES = 32


class Cluster:
    """The data of one server, and its programs run under the right account."""

    def __init__(self, *, place: Place) -> None:
        self._place = place
        self.data = place.folder / "data"

    def create_if_missing(self) -> None:
        """Make the data folder unless there is one. Raises DatabaseUnavailable."""
        if self.data.exists():
            self._check_version()
            return
        fresh = self._place.folder / "data.new"
        # Left by a start that was cut short; never used before it is renamed.
        shutil.rmtree(fresh, ignore_errors=True)
        _password_file(self._place.folder, ROLE).unlink(missing_ok=True)
        fresh.mkdir(mode=0o700)
        if self._place.account is not None:
            os.chown(fresh, self._place.account.uid, self._place.account.gid)
        self._initdb(fresh)
        fresh.rename(self.data)

    def was_not_shut_down(self) -> bool:
        """Tell whether the last server on this data died without a shutdown."""
        return (self.data / "postmaster.pid").exists()

    def forget_stale_pid(self) -> None:
        """Remove the note of a dead server whose process number someone else has now.

        Call it with the folder's lock held: then none of our servers runs on the data.
        Raises DatabaseUnavailable if a server started by hand does.
        """
        note = self.data / "postmaster.pid"
        pid = note.read_text(encoding="utf-8").split("\n")[0] if note.exists() else ""
        if not pid.isdigit() or not Path(f"/proc/{pid}").exists():
            return
        if _working_folder(pid) == self.data.resolve():
            raise DatabaseUnavailable(
                f"Another PostgreSQL server (process {pid}) runs on {self.data}: stop it first."
            )
        note.unlink()

    def provision(self, *, dsn: str) -> bool:
        """Make role and database if they are missing; False while the server starts."""
        try:
            with psycopg.connect(dsn, autocommit=True, connect_timeout=5) as connection:
                if not _password_file(self._place.folder, ROLE).exists():
                    self._make_role(connection)
        except psycopg.OperationalError as error:
            if "password authentication failed" in str(error):
                raise DatabaseUnavailable(
                    f"The password in {_password_file(self._place.folder, ADMIN)} "
                    "does not fit the data beside it: restore both from one backup."
                ) from error
            return False
        return True

    def popen(
        self,
        program: str,
        *arguments: str,
        bind: Callable[[], None],
        keep: tuple[int, ...] = (),
        **streams: Any,
    ) -> "subprocess.Popen[bytes]":
        """Start a program of the server. Raises DatabaseUnavailable."""
        account = self._place.account
        path = self._programs / program
        try:
            return subprocess.Popen(
                [str(path), *arguments],
                stdin=subprocess.DEVNULL,
                # A new session: Ctrl-C in the terminal reaches the service, which then
                # stops its server in order.
                start_new_session=True,
                preexec_fn=bind,  # Safe here: one thread, and it only calls prctl.
                pass_fds=keep,
                cwd="/",
                # Neither the service's secrets nor the user's PG* variables.
                env={"PATH": "/usr/bin:/bin", "LC_ALL": "C", "TZ": "UTC"},
                user=account.uid if account else None,
                group=account.gid if account else None,
                extra_groups=[] if account else None,
                umask=0o077,
                **streams,
            )
        except OSError as error:
            raise DatabaseUnavailable(f"Cannot run {path}: {error.strerror}.") from error

    @cached_property
    def _programs(self) -> Path:
        return programs(account=self._place.account)

    def _check_version(self) -> None:
        found = (self.data / "PG_VERSION").read_text(encoding="ascii").strip()
        if found != str(MAJOR_VERSION):
            raise DatabaseUnavailable(
                f"The data in {self.data} is of PostgreSQL {found}, the programs are of "
                f"{MAJOR_VERSION}: dump it with {found} and restore it (docs/operations.md)."
            )

    def _initdb(self, data: Path) -> None:
        password = _make_password(self._place.folder, ADMIN)
        # In memory only: the account that runs the server has no file with the password.
        fd = os.memfd_create("password")
        try:
            os.write(fd, f"{password}\n".encode())
            process = self.popen(
                "initdb",
                f"--pgdata={data}",
                f"--username={ADMIN}",
                f"--pwfile=/proc/self/fd/{fd}",
                "--auth=scram-sha-256",
                "--encoding=UTF8",
                # Built into the server: code point order, Unicode letters, and no index
                # that breaks when the system's C library sorts differently one day.
                "--locale-provider=builtin",
                "--builtin-locale=C.UTF-8",
                "--locale=C",
                "--data-checksums",
                "--no-instructions",
                stdout=subprocess.DEVNULL,
                stderr=subprocess.PIPE,
                bind=bound_to_this_process(on_death=signal.SIGTERM),
                keep=(fd,),
            )
            _, said = process.communicate()
        finally:
            os.close(fd)
        if process.returncode != 0:
            lines = said.decode(errors="replace").strip().splitlines() or ["it said nothing"]
            raise DatabaseUnavailable(f"PostgreSQL could not make its data folder: {lines[-1]}")

    def _make_role(self, connection: "psycopg.Connection[Any]") -> None:
        # The password file is written last: while it is missing, this is done again.
        password = secrets.token_urlsafe(_PASSWORD_BYTES)
        verifier = connection.pgconn.encrypt_password(
            password.encode(), ROLE.encode(), b"scram-sha-256"
        ).decode()
        role, database = sql.Identifier(ROLE), sql.Identifier(DATABASE)
        if not _exists(connection, "SELECT 1 FROM pg_roles WHERE rolname = %s", ROLE):
            connection.execute(sql.SQL("CREATE ROLE {} LOGIN").format(role))
        connection.execute(sql.SQL("ALTER ROLE {} PASSWORD {}").format(role, sql.Literal(verifier)))
        if not _exists(connection, "SELECT 1 FROM pg_database WHERE datname = %s", DATABASE):
            connection.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(database, role))
        connection.execute(sql.SQL("REVOKE ALL ON DATABASE {} FROM PUBLIC").format(database))
        _write_private(_password_file(self._place.folder, ROLE), password)


def read_password(*, folder: Path, role: str) -> str:
    """Return the password of the role, empty before the first start."""
    try:
        return _password_file(folder, role).read_text(encoding="ascii").strip()
    except FileNotFoundError:
        return ""


def _working_folder(pid: str) -> Path | None:
    try:
        return Path(f"/proc/{pid}/cwd").readlink()
    except OSError:
        return None


def _exists(connection: "psycopg.Connection[Any]", query: str, name: str) -> bool:
    return connection.execute(query.encode(), [name]).fetchone() is not None


def _password_file(folder: Path, role: str) -> Path:
    return folder / f"password-{role}"


def _make_password(folder: Path, role: str) -> str:
    password = secrets.token_urlsafe(_PASSWORD_BYTES)
    _write_private(_password_file(folder, role), password)
    return password


def _write_private(path: Path, text: str) -> None:
    aside = path.with_name(f"{path.name}.new")
    aside.unlink(missing_ok=True)
    with os.fdopen(os.open(aside, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as file:
        file.write(f"{text}\n")
        file.flush()
        os.fsync(file.fileno())
    aside.replace(path)
