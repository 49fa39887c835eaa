"""Which folders the packs come from, as the environment says. Imports nothing that is slow."""

from __future__ import annotations

import os
from pathlib import Path

_PROJECT = Path(__file__).resolve().parents[2]


def packs_folder() -> Path:
    """The folder that packs are read from: FIRSTCARD_PACKS, else the project's own."""
    return _named("FIRSTCARD_PACKS") or _PROJECT / "packs"


def store_folder() -> Path | None:
    """The store of released packs that serves, if there is one; demo mode has none."""
    return None if is_demo() else _named("FIRSTCARD_STORE")


def kept_folder() -> Path:
    """Where the last good copy of every pack is kept: below FIRSTCARD_HOME, else `var`."""
    return (_named("FIRSTCARD_HOME") or _PROJECT / "var") / "last-good"


def is_demo() -> bool:
    """Whether sample offices are loaded: FIRSTCARD_DEMO=1."""
    return os.environ.get("FIRSTCARD_DEMO", "") == "1"


def _named(variable: str) -> Path | None:
    named = os.environ.get(variable, "")
    return Path(named).expanduser().absolute() if named else None
