"""The program of the child process: opens one file of a stranger, answers with JPEGs, and ends.

It knows nothing: no settings, no secret, no database, no environment. Standard input is the file,
the first argument says what is to be done. Standard output is a line of JSON, then the bytes of
the pictures that it lists, one after the other.
"""

from __future__ import annotations

import json
import resource
import signal
import sys
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from firstcard.casework.files import limits
from firstcard.casework.files.kinds import kind_of
from firstcard.casework.files.unfit import Unfit

if TYPE_CHECKING:
    from PIL.Image import Image


def main() -> None:
    """Do the job of the arguments within the bounds."""
    bound()
    answer, pictures = answered(sys.stdin.buffer.read(), json.loads(sys.argv[1]))
    out = sys.stdout.buffer
    out.write(json.dumps(answer | {"sizes": [len(each) for each in pictures]}).encode() + b"\n")
    for each in pictures:
        out.write(each)


def bound() -> None:
    """Bound memory, time and output, also for the case that the parent is gone."""
    resource.setrlimit(resource.RLIMIT_AS, (limits.MEMORY_BYTES,) * 2)
    resource.setrlimit(resource.RLIMIT_CPU, (limits.SECONDS,) * 2)
    resource.setrlimit(resource.RLIMIT_FSIZE, (limits.MOST_OUT_BYTES,) * 2)
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    signal.alarm(limits.SECONDS)


def answered(data: bytes, job: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    """What is answered to a job; a file that cannot be used: {"refused": code}.

    {"job": "paper"}: every page anew, "pages" being their sizes. {"job": "photo", "rules": …}: the
    photograph in the card's form, "findings" saying what is wrong with it.
    """
    try:
        return _pages(data) if job["job"] == "paper" else _photo(data, job["rules"])
    except Unfit as unfit:
        return {"refused": unfit.code}, []
    except MemoryError:
        return {"refused": "too-heavy"}, []


# The libraries are imported within the bounds, and only the ones that a job needs.


def _pages(data: bytes) -> tuple[dict[str, Any], list[bytes]]:
    from firstcard.casework.files import pictures

    made: list[bytes] = []
    sizes: list[tuple[int, int]] = []
    for page in _drawn(data):
        made.append(pictures.jpeg(page))
        sizes.append(page.size)
    return {"pages": sizes}, made


def _drawn(data: bytes) -> Iterable[Image]:
    from firstcard.casework.files import pictures

    kind = kind_of(data)
    if kind is None:
        raise Unfit("wrong-kind")
    if kind != "pdf":
        return [pictures.opened(data, kind=kind)]
    from firstcard.casework.files import documents

    return documents.drawn(data)


def _photo(data: bytes, rules: dict[str, Any]) -> tuple[dict[str, Any], list[bytes]]:
    from firstcard.casework.files import pictures

    kind = kind_of(data)
    if kind is None or kind == "pdf":
        raise Unfit("not-a-photo" if kind else "wrong-kind")
    picture = pictures.opened(data, kind=kind)
    # Only now, when the whole picture has made room: OpenCV takes half of the bound.
    from firstcard.casework.files import portraits

    photo, found = portraits.made(picture, rules=portraits.rules_from(rules))
    return {"findings": portraits.as_data(found)}, [photo]
