"""The packs as the command line reads them, with every broken one named."""

from __future__ import annotations

import os
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from firstcard.cli.speech import BAD_INPUT, Refusal, say

if TYPE_CHECKING:
    from firstcard.policy.book import RuleBook

_PROJECT = Path(__file__).resolve().parents[2]


def default_folder() -> Path:
    """FIRSTCARD_PACKS, else the project's own packs."""
    named = os.environ.get("FIRSTCARD_PACKS", "")
    return Path(named).expanduser() if named else _PROJECT / "packs"


def read_book(*, folder: Path | None) -> RuleBook:
    """Every pack of the folder. Raises Refusal, one line a mistake, if any pack is broken."""
    from firstcard.policy.loading import load
    from firstcard.policy.reading import PackError

    root = folder or default_folder()
    try:
        book = load(root=root)
    except PackError as error:
        raise Refusal(*(str(each) for each in error.problems)) from None
    found = list(book.problems)
    wrong = [str(each) for each in found if not each.warning]
    if wrong:
        raise Refusal(*wrong, code=BAD_INPUT)
    return book


def read_day(*, option: str, text: str | None) -> date | None:
    """A date as YYYY-MM-DD. Raises Refusal."""
    if text is None:
        return None
    try:
        if len(text) != len("2026-11-23"):
            raise ValueError
        return date.fromisoformat(text)
    except ValueError:
        raise Refusal(
            say(
                f"{option}: {text!r} must be a real date such as 2026-11-23",
                f"{option}：“{text}”应为真实存在的日期，例如 2026-11-23",
            )
        ) from None
