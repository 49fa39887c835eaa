"""The packs as the command line reads them, with every broken one named."""

from __future__ import annotations

import gc
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from firstcard.cli.speech import BAD_INPUT, Refusal, say
from firstcard.guidance.packs_folders import packs_folder

if TYPE_CHECKING:
    from firstcard.policy.book import RuleBook


def read_book(*, folder: Path | None) -> RuleBook:
    """Every pack of the folder. Raises Refusal, one line a mistake, if any pack is broken."""
    from firstcard.policy.loading import load
    from firstcard.policy.reading import PackError

    root = folder or packs_folder()
    # Thousands of small parts that all stay: looking for garbage among them takes a fifth of it.
    gc.disable()
    try:
        book = load(root=root)
    except PackError as error:
        raise Refusal(*(str(each) for each in error.problems)) from None
    finally:
        gc.freeze()
        gc.enable()
    found = list(book.problems)
    wrong = [str(each) for each in found if not each.warning]
    if wrong:
        raise Refusal(*wrong, code=BAD_INPUT)
    return book


def read_day(*, option: str, text: str | None) -> date | None:
    """A date as YYYY-MM-DD. Raises Refusal."""
    if text is None:
        return None
    from firstcard.policy.fact_values import EXPECTED, read_date

    try:
        return read_date(text)
    except ValueError:
        expected = EXPECTED["date"]
        raise Refusal(
            say(
                f"{option}: {text!r} must be {expected.en}",
                f"{option}：“{text}”应为{expected.zh}",
            )
        ) from None
