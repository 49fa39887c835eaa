"""One file of somebody: counted, scanned, opened in a bounded process."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from firstcard.casework.files import conversion, scanning
from firstcard.core import limits
from firstcard.core.actors import Actor

_MOST, _SECONDS = 200, 60 * 60  # more in an hour is no family, and no counter either


def taken(data: bytes, *, job: dict[str, Any], by: Actor, at: datetime) -> conversion.Answer:
    """What the child process made of a file. Call it before a transaction.

    Raises `words.UnfitFile`, `words.FilesBusy`, `words.ScannerAway`, TooMany.
    """
    if by.account is not None:
        limits.hit(purpose="files", who=str(by.account), most=_MOST, seconds=_SECONDS, at=at)
    scanning.check(data)
    return conversion.converted(data, job=job)
