"""Where the embedded database lies, and under which account it runs.

PostgreSQL refuses to run as root. Started by root, it therefore runs under a system
account of its own, with data and programs below /var/lib/firstcard: the project folder
and root's Python packages may be closed to that account, and are not opened for it.
Started by anyone else, everything lies below the home folder.

A folder that exists keeps its mode and its owner; only folders made here get one.
"""

import hashlib
import os
import pwd
import shutil
import stat
import subprocess
from dataclasses import dataclass
from pathlib import Path

ACCOUNT = "firstcard"
SYSTEM_FOLDER = Path("/var/lib/firstcard")
PROJECT_FOLDER = Path(__file__).resolve().parents[2]
_HASH_LENGTH = 12
_ADMIN_PATH = "/usr/sbin:/sbin:/usr/bin:/bin"


class DatabaseUnavailable(Exception):
    """The database cannot be used. The message is one line, for the operator."""


@dataclass(frozen=True, kw_only=True)
class Account:
    """The system account that PostgreSQL runs under."""

    uid: int
    gid: int


@dataclass(frozen=True, kw_only=True)
class Place:
    """The folder of one database and the account of its server (None: our own)."""

    folder: Path
    account: Account | None


def home_from_environment() -> Path:
    """Return FIRSTCARD_HOME, or `var` in the project folder."""
    named = os.environ.get("FIRSTCARD_HOME", "")
    return Path(named).expanduser().absolute() if named else PROJECT_FOLDER / "var"


def checkpoints_folder() -> Path:
    """Return FIRSTCARD_CHECKPOINTS, or `audit` in the home folder."""
    named = os.environ.get("FIRSTCARD_CHECKPOINTS", "")
    return Path(named).expanduser().absolute() if named else home_from_environment() / "audit"


def folder_of(*, home: Path) -> Path:
    """Return the folder of the database that belongs to `home`; makes nothing."""
    if os.geteuid() != 0:
        return home / "postgres"
    digest = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()
    return SYSTEM_FOLDER / digest[:_HASH_LENGTH]


def prepare(*, home: Path) -> Place:
    """Make the folder and, for root, the account. Raises DatabaseUnavailable."""
    folder = folder_of(home=home)
    try:
        if os.geteuid() != 0:
            return _prepare_for_user(home=home, folder=folder)
        return _prepare_for_root(home=home, folder=folder)
    except OSError as error:
        raise DatabaseUnavailable(
            f"Cannot make the folder of the database: {error.strerror}: {error.filename}. "
            "Set FIRSTCARD_HOME to a folder of your own."
        ) from error


def _prepare_for_user(*, home: Path, folder: Path) -> Place:
    home.mkdir(parents=True, exist_ok=True)
    make_folder(folder, mode=0o700)
    if folder.stat().st_uid != os.geteuid():
        raise DatabaseUnavailable(
            f"The database in {folder} belongs to another user. "
            "Set FIRSTCARD_HOME to a folder of your own."
        )
    return Place(folder=folder, account=None)


def _prepare_for_root(*, home: Path, folder: Path) -> Place:
    account = _ensure_account()
    make_folder(SYSTEM_FOLDER, mode=0o711)
    status = SYSTEM_FOLDER.lstat()
    loose = status.st_mode & (stat.S_IWGRP | stat.S_IWOTH)
    if status.st_uid != 0 or loose or not stat.S_ISDIR(status.st_mode):
        raise DatabaseUnavailable(
            f"{SYSTEM_FOLDER} must be a folder that only root can write to; it is left as it is."
        )
    make_folder(folder, mode=0o711)
    (folder / "belongs-to").write_text(f"{home}\n", encoding="utf-8")
    return Place(folder=folder, account=account)


def make_folder(folder: Path, *, mode: int) -> None:
    """Make the folder with exactly this mode; one that exists stays as it is."""
    try:
        folder.mkdir(mode=mode)
    except FileExistsError:
        return
    # mkdir's mode is cut by the umask; this folder is new, so its mode is ours to set.
    folder.chmod(mode)


def _ensure_account() -> Account:
    found = _find_account()
    if found is None:
        _add_account()
        found = _find_account()
    if found is None:
        raise DatabaseUnavailable(_no_account("it is still missing after useradd"))
    return found


def _find_account() -> Account | None:
    try:
        entry = pwd.getpwnam(ACCOUNT)
    except KeyError:
        return None
    return Account(uid=entry.pw_uid, gid=entry.pw_gid)


def _add_account() -> None:
    useradd = shutil.which("useradd", path=_ADMIN_PATH)
    if useradd is None:
        raise DatabaseUnavailable(_no_account("useradd is missing"))
    done = subprocess.run(
        [useradd, "--system", "--user-group", "--no-create-home", "--home-dir",
         str(SYSTEM_FOLDER), "--shell", "/usr/sbin/nologin", ACCOUNT],
        capture_output=True, text=True, check=False,
    )  # fmt: skip
    # Two starts at once: the other one may have made it.
    if done.returncode != 0 and _find_account() is None:
        raise DatabaseUnavailable(_no_account(done.stderr.strip() or "useradd failed"))


def _no_account(why: str) -> str:
    return (
        f"PostgreSQL does not run as root, and the account '{ACCOUNT}' could not be made "
        f"({why}). Start as another user, or set DATABASE_URL to a server of your own."
    )
