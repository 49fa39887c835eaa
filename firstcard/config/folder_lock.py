"""One service at a time on a data folder.

The lock (flock(2)) belongs to the open file, and every process of the service inherits
it. So it is held until the last of them has gone, however they died: the kernel keeps
count, no process number can deceive us.
"""

import fcntl
import os
import time
from pathlib import Path

from firstcard.config.places import DatabaseUnavailable

_PATIENCE_SECONDS = 10.0
_STEP_SECONDS = 0.02


class FolderLock:
    """The lock of one data folder."""

    def __init__(self, *, path: Path) -> None:
        self._path = path
        self.fd: int | None = None

    def acquire(self) -> None:
        """Take the lock, waiting for what is left of a service that has died.

        Raises DatabaseUnavailable, at once while the service itself still lives.
        """
        fd = os.open(self._path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        deadline = time.monotonic() + _PATIENCE_SECONDS
        while not _try_lock(fd):
            holder = _holder(fd)
            if _is_alive(holder) or time.monotonic() > deadline:
                os.close(fd)
                raise DatabaseUnavailable(_refusal(holder=holder, folder=self._path.parent))
            time.sleep(_STEP_SECONDS)
        os.ftruncate(fd, 0)
        os.pwrite(fd, f"{os.getpid()}\n".encode(), 0)
        self.fd = fd

    def release(self) -> None:
        """Give up our share; the lock is free when no child holds it either."""
        if self.fd is not None:
            os.close(self.fd)
            self.fd = None


def is_held(*, path: Path) -> bool:
    """Tell whether a service holds the lock now."""
    try:
        fd = os.open(path, os.O_RDWR | os.O_CLOEXEC)
    except FileNotFoundError:
        return False
    try:
        return not _try_lock(fd)
    finally:
        os.close(fd)


def _try_lock(fd: int) -> bool:
    try:
        fcntl.flock(fd, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True


def _holder(fd: int) -> int | None:
    text = os.pread(fd, 32, 0).strip()
    return int(text) if text.isdigit() else None


def _is_alive(pid: int | None) -> bool:
    if pid is None:
        return False
    try:
        state = Path(f"/proc/{pid}/stat").read_bytes().rpartition(b")")[2].split()[0]
    except (FileNotFoundError, ProcessLookupError):
        return False
    # A zombie has died; only its parent has not looked yet.
    return state not in (b"Z", b"X")


def _refusal(*, holder: int | None, folder: Path) -> str:
    who = f"process {holder}" if _is_alive(holder) else "processes of an earlier start"
    return (
        f"Firstcard is already running on the data in {folder} ({who}). "
        "Stop it first, or set FIRSTCARD_HOME to another folder."
    )
