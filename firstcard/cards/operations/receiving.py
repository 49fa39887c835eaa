"""Takes in what lies in the folder into which a card centre puts its files."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

from firstcard.cards.files import manifest as manifests
from firstcard.cards.files.faults import FileFault, Unfit
from firstcard.cards.models import ResultFile
from firstcard.cards.operations import results
from firstcard.core.actors import Actor

TAKEN, REFUSED = "taken", "refused"
_MANIFEST, _FILE = ".json", ".csv"


def take_all(*, folder: Path, by: Actor, at: datetime) -> list[ResultFile]:
    """Work through every manifest with its file; then they are moved into `taken` or `refused`.

    A manifest whose file is missing, and a file without a manifest, are refused: a centre puts the
    manifest there last. After a kill the same files are taken again, without a second effect.
    Raises NotAllowed, OSError.
    """
    found = [_one(path, by, at) for path in sorted(folder.glob(f"*{_MANIFEST}"))]
    return found + [_alone(path, by, at) for path in list(_left(folder))]


def _one(path: Path, by: Actor, at: datetime) -> ResultFile:
    with path.open("rb") as told:
        data = told.read(manifests.LARGEST + 1)
    beside = _named(path, data)
    if not beside.is_file():
        digest = hashlib.sha256(data).hexdigest()
        fault = FileFault.NO_FILE if _readable(data) else FileFault.MANIFEST
        row = results.refuse(name=path.name, sha256=digest, fault=fault, by=by, at=at)
        _move(path, row)
        return row
    with beside.open("rb") as file:
        row = results.take(manifest=data, file=file, name=beside.name, by=by, at=at)
    _move(beside, row)
    _move(path, row)
    return row


def _named(path: Path, data: bytes) -> Path:
    """The file that a manifest names; of one that cannot be read, the one called like it."""
    try:
        return path.with_name(manifests.decoded(data).file)
    except Unfit:
        return path.with_suffix(_FILE)


def _readable(data: bytes) -> bool:
    try:
        manifests.decoded(data)
    except Unfit:
        return False
    return True


def _left(folder: Path) -> Iterator[Path]:
    """Files whose manifest has not come; with it they would be gone by now."""
    yield from sorted(folder.glob(f"*{_FILE}"))


def _alone(path: Path, by: Actor, at: datetime) -> ResultFile:
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    row = results.refuse(name=path.name, sha256=digest, fault=FileFault.NO_MANIFEST, by=by, at=at)
    _move(path, row)
    return row


def _move(path: Path, row: ResultFile) -> None:
    folder = path.parent / (REFUSED if row.refused else TAKEN)
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    # An earlier file of that name stays: it is what was worked through then.
    path.rename(target if not target.exists() else folder / f"{row.pk}-{path.name}")
