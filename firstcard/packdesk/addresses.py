"""Addresses of these pages, as links are written: many on a page, so made without a look-up.

A test compares each with the address table.
"""

from datetime import date


def pack(name: str, mark: str = "") -> str:
    """One pack; `mark` is a place on its page."""
    return f"/policy/{name}/{_mark(mark)}"


def document(pack: str, name: str, mark: str = "", on: date | None = None) -> str:
    """A document in a pack's region, on a day other than today if one is given."""
    day = f"?on={on.isoformat()}" if on else ""
    return f"/policy/{pack}/documents/{name}/{day}{_mark(mark)}"


def graph(pack: str, name: str) -> str:
    """The picture of what leads to a document."""
    return f"/policy/{pack}/documents/{name}/graph/"


def laws(pack: str, mark: str = "") -> str:
    """The instruments and sources of a pack."""
    return f"/policy/{pack}/laws/{_mark(mark)}"


def work(pack: str) -> str:
    """The work list of a pack."""
    return f"/policy/{pack}/work/"


def answer(name: str) -> str:
    """A question's page for families."""
    return f"/answers/{name}/"


def diff(pack: str, old: str = "", new: str = "") -> str:
    """Two versions of a pack beside each other."""
    chosen = f"?old={old}&new={new}" if old and new else ""
    return f"/policy/{pack}/diff/{chosen}"


def _mark(mark: str) -> str:
    return f"#{mark}" if mark else ""
