"""The private folder of the database's Unix socket.

The path of a socket holds at most 107 bytes, and a home folder may lie deeper than that.
So the socket lies in a short folder of its own, new at each start, 0700, and the database
folder notes where.
"""

import os
import shutil
import stat
import tempfile
from pathlib import Path

from firstcard.config.places import Place

_PREFIX = "firstcard-"
_NOTE = "socket"
_LONGEST = 107 - len("/.s.PGSQL.65535.lock") - len("xxxxxxxx")


def make(*, place: Place) -> Path:
    """Make a new socket folder, remove what a killed service left, and note the new one."""
    forget(folder=place.folder)
    made = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_parent()))
    if place.account is not None:
        os.chown(made, place.account.uid, place.account.gid)
    aside = place.folder / f"{_NOTE}.new"
    aside.write_text(f"{made}\n", encoding="utf-8")
    aside.replace(place.folder / _NOTE)
    return made


def forget(*, folder: Path) -> None:
    """Remove the socket folder that a killed service left, if there is one."""
    old = _read_note(folder)
    if old is not None:
        _remove_ours(old)


def noted(*, folder: Path) -> Path:
    """Return the socket folder noted last; without a note, a folder that does not exist."""
    return _read_note(folder) or folder / "not-started"


def clear(sockets: Path) -> None:
    """Remove the socket and its lock that a killed server left."""
    for left in sockets.glob(".s.PGSQL.*"):
        left.unlink(missing_ok=True)


def remove(sockets: Path, *, noted_in: Path) -> None:
    """Remove the folder and its note."""
    shutil.rmtree(sockets, ignore_errors=True)
    (noted_in / _NOTE).unlink(missing_ok=True)


def _parent() -> str:
    wanted = "/run" if os.geteuid() == 0 else os.environ.get("XDG_RUNTIME_DIR", "")
    return wanted if wanted and _fits(Path(wanted)) else "/tmp"  # noqa: S108 - mkdtemp: 0700


def _fits(parent: Path) -> bool:
    try:
        status = parent.stat()
    except OSError:
        return False
    short = len(os.fsencode(parent / _PREFIX)) <= _LONGEST
    return short and stat.S_ISDIR(status.st_mode) and status.st_uid == os.geteuid()


def _read_note(folder: Path) -> Path | None:
    try:
        return Path((folder / _NOTE).read_text(encoding="utf-8").strip())
    except FileNotFoundError:
        return None


def _remove_ours(old: Path) -> None:
    # Another user may have taken the name since: only a private folder of ours goes.
    try:
        status = old.lstat()
    except FileNotFoundError:
        return
    private = stat.S_ISDIR(status.st_mode) and stat.S_IMODE(status.st_mode) == 0o700
    ours = os.geteuid() in (0, status.st_uid)
    if old.name.startswith(_PREFIX) and private and ours:
        shutil.rmtree(old, ignore_errors=True)
