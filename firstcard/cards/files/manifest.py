"""The manifest beside a file: what it holds, and by what a damaged file is known. Pure.

`control_sum`: the CRC-32 of each line's bytes without its end, added up, in decimal digits. The
first line, the names of the columns, is neither counted nor added.
"""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Iterator
from typing import Annotated, Literal

import msgspec
from msgspec import Meta, Struct

from firstcard.cards.files.cells import Coding
from firstcard.cards.files.faults import FileFault, Unfit

FORMAT = "firstcard-cards/1"
LARGEST = 64 * 1024  # bytes of a manifest; a bound of the machine
Kind = Literal["order", "result", "statement"]
_Hash = Annotated[str, Meta(pattern=r"\A[0-9a-f]{64}\Z")]
_Sum = Annotated[str, Meta(pattern=r"\A[0-9]{1,30}\Z")]
_Name = Annotated[str, Meta(pattern=r"\A[A-Za-z0-9][A-Za-z0-9._-]{0,98}\Z")]
_Count = Annotated[int, Meta(ge=0)]


class Manifest(Struct, frozen=True, kw_only=True, forbid_unknown_fields=True):
    """What a file holds. `photos`: the package of pictures beside an order, "" where none."""

    format: str = FORMAT
    kind: Kind
    batch: _Name
    coding: Coding
    file: _Name
    count: _Count
    control_sum: _Sum
    sha256: _Hash
    photos: str = ""


class Tally(Struct):
    """What is known of a file's bytes after all of them went by."""

    count: int = 0
    control_sum: int = 0
    sha256: str = ""


def encoded(manifest: Manifest) -> bytes:
    """As JSON, for people too."""
    return msgspec.json.format(msgspec.json.encode(manifest), indent=2) + b"\n"


def decoded(data: bytes) -> Manifest:
    """Back from JSON. Raises Unfit."""
    if len(data) > LARGEST:
        raise Unfit(FileFault.MANIFEST)
    try:
        found = msgspec.json.decode(data.removeprefix(b"\xef\xbb\xbf"), type=Manifest)
    except (msgspec.DecodeError, UnicodeDecodeError):
        raise Unfit(_other_format(data) or FileFault.MANIFEST) from None
    if found.format != FORMAT:
        raise Unfit(FileFault.OTHER_FORMAT)
    return found


def _other_format(data: bytes) -> FileFault | None:
    """A later form may hold other keys: say so rather than call it broken."""
    named = re.search(rb'"format"\s*:\s*"(firstcard-cards/\d+)"', data)
    other = named is not None and named[1] != FORMAT.encode()
    return FileFault.OTHER_FORMAT if other else None


def counted(lines: Iterable[bytes], *, tally: Tally) -> Iterator[bytes]:
    """The same lines, the first one the columns; `tally` is right when all have gone by."""
    digest = hashlib.sha256()
    for number, line in enumerate(lines):
        digest.update(line)
        content = line.rstrip(b"\r\n")
        if number and content:
            tally.count += 1
            tally.control_sum += zlib.crc32(content)
        yield line
    tally.sha256 = digest.hexdigest()


def check(manifest: Manifest, tally: Tally) -> None:
    """Raise Unfit where the bytes are not those of the manifest."""
    if tally.sha256 != manifest.sha256:
        raise Unfit(FileFault.OTHER_BYTES)
    if tally.count != manifest.count:
        raise Unfit(FileFault.OTHER_COUNT)
    if str(tally.control_sum) != str(int(manifest.control_sum)):
        raise Unfit(FileFault.OTHER_SUM)
