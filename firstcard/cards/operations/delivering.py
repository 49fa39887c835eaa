"""Puts a batch into a folder from which a card centre fetches it: whole, or not there."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterable
from datetime import datetime
from pathlib import Path

from firstcard.cards.files import manifest as manifests
from firstcard.cards.models import Batch
from firstcard.cards.operations import batching
from firstcard.core.actors import Actor

_WRITING = ".writing-"  # the beginning of a folder that is not whole yet
_OWNER_ONLY = 0o600


def write(*, batch: Batch, folder: Path, by: Actor, at: datetime) -> Path:
    """Write file, pictures and manifest into `folder`/<number>; again: what lies there.

    The files hold personal data: they are the owner's alone. Whatever a killed writer left is
    taken away. Raises NotAllowed, OSError.
    """
    target = folder / batch.number
    if target.exists():
        return target
    _tidy(folder, batch)
    made = Path(tempfile.mkdtemp(prefix=f"{_WRITING}{batch.number}-", dir=folder))
    manifest = batching.manifest_of(batch)
    _file(made / manifest.file, batching.content(batch=batch, by=by, at=at))
    _file(made / manifest.photos, batching.photos(batch=batch, by=by, at=at))
    _file(made / f"{batch.number}.json", [manifests.encoded(manifest)])
    _sync(made)
    try:
        made.rename(target)
    except OSError:
        if not target.exists():
            raise
        shutil.rmtree(made)  # another writer was first, with the same bytes
    _sync(folder)
    return target


def _tidy(folder: Path, batch: Batch) -> None:
    for left in folder.glob(f"{_WRITING}{batch.number}-*"):
        shutil.rmtree(left, ignore_errors=True)


def _file(path: Path, pieces: Iterable[bytes]) -> None:
    with open(os.open(path, os.O_CREAT | os.O_EXCL | os.O_WRONLY, _OWNER_ONLY), "wb") as file:
        for piece in pieces:
            file.write(piece)
        file.flush()
        os.fsync(file.fileno())


def _sync(folder: Path) -> None:
    """What is in a folder lasts only when the folder is on the disk too."""
    descriptor = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
