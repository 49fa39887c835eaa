"""Takes in what lies in the folder into which a card centre puts its files."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from firstcard.cards.files import manifest as manifests
from firstcard.cards.files.faults import FileFault, Unfit
from firstcard.cards.models import ResultFile
from firstcard.cards.operations import results
from firstcard.core.actors import Actor
from firstcard.people.models import Office

TAKEN, REFUSED = "taken", "refused"
_MANIFEST, _FILE = ".json", ".csv"


@dataclass(frozen=True, slots=True, kw_only=True)
class _Taking:
    """On whose account files are taken, and when."""

    by: Actor
    at: datetime
    centre: Office | None


def take_all(
    *, folder: Path, by: Actor, at: datetime, centre: Office | None = None,
    patience: timedelta = timedelta(),
) -> list[ResultFile]:  # fmt: skip
    """Work through every manifest with its file; then they are moved into `taken` or `refused`.

    A manifest whose file is missing, and a file without a manifest, are refused: a centre puts the
    manifest there last. `patience`: how long what is not whole may lie there before, since it may
    still be on its way. `centre`: whose folder it is. After a kill the same files are taken again,
    without a second effect. Raises NotAllowed, NotHere, OSError.
    """
    taking, young = _Taking(by=by, at=at, centre=centre), at - patience if patience else None
    found = [_one(path, taking, young) for path in _files(folder, _MANIFEST)]
    alone = [_alone(path, taking) for path in _files(folder, _FILE)
             if not _younger(path, young)]  # fmt: skip
    return [each for each in found if each is not None] + alone


def _files(folder: Path, ending: str) -> list[Path]:
    return [path for path in sorted(folder.glob(f"*{ending}")) if path.is_file()]


def _younger(path: Path, than: datetime | None) -> bool:
    return than is not None and path.stat().st_mtime > than.timestamp()


def _one(path: Path, taking: _Taking, young: datetime | None) -> ResultFile | None:
    with path.open("rb") as told:
        data = told.read(manifests.LARGEST + 1)
    beside = _named(path, data)
    if not (beside.is_file() and _readable(data)) and _younger(path, young):
        return None
    if not beside.is_file():
        done = _worked_before(data)
        if done is not None:  # a kill came between the two moves
            _move(path, done)
            return done
        fault = FileFault.NO_FILE if _readable(data) else FileFault.MANIFEST
        row = _refused(path, hashlib.sha256(data).hexdigest(), fault, taking)
        _move(path, row)
        return row
    with beside.open("rb") as file:
        row = results.take(manifest=data, file=file, name=beside.name, by=taking.by, at=taking.at,
                           centre=taking.centre)  # fmt: skip
    _move(beside, row)
    if beside != path:
        _move(path, row)
    return row


def _worked_before(manifest: bytes) -> ResultFile | None:
    """What became of a manifest's file that lies here no more."""
    if not _readable(manifest):
        return None
    told = manifests.decoded(manifest)
    rows = ResultFile.objects.filter(sha256=told.sha256, kind=told.kind, refused="")
    return rows.filter(batch__number=told.batch).first()


def _refused(path: Path, sha256: str, fault: FileFault, taking: _Taking) -> ResultFile:
    return results.refuse(name=path.name, sha256=sha256, fault=fault, by=taking.by, at=taking.at,
                          centre=taking.centre)  # fmt: skip


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


def _alone(path: Path, taking: _Taking) -> ResultFile:
    """A file whose manifest has not come; with it, it would be gone by now."""
    with path.open("rb") as file:
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    row = _refused(path, digest, FileFault.NO_MANIFEST, taking)
    _move(path, row)
    return row


def _move(path: Path, row: ResultFile) -> None:
    folder = path.parent / (REFUSED if row.refused else TAKEN)
    folder.mkdir(exist_ok=True)
    target = folder / path.name
    # An earlier file of that name stays: it is what was worked through then.
    path.rename(target if not target.exists() else folder / f"{row.pk}-{path.name}")
