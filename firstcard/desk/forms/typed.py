"""What is typed into single boxes at a desk, read: yuan, days, words. Nothing is lost or guessed.

Everything that is wrong is said at once, each at its box.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Mapping
from datetime import date
from typing import TypeVar

from firstcard.core.refusals import Invalid
from firstcard.desk.words import WORDS
from firstcard.policy.format import Text

_T = TypeVar("_T")
FEN_PER_YUAN = 100
LONGEST = 200  # signs of a box: a bound of the machine
_YUAN = re.compile(r"([0-9]{1,12}|[0-9]{1,3}(?:,[0-9]{3}){1,3})(?:\.([0-9]{1,2}))?")
_DAY = re.compile(r"([0-9]{4})(?:-|/|\.|年)([0-9]{1,2})(?:-|/|\.|月)([0-9]{1,2})日?")
_YEARS = range(1900, 2200)  # what four digits can mean here: everything else is a slip
_SIGNS = ("¥", "元", "yuan")


def fen_of(text: str) -> int | None:
    """400, 400.5, 1,200.00 or ¥400 in fen; None for what is no amount of yuan."""
    plain = unicodedata.normalize("NFKC", text).strip().lower()
    for sign in _SIGNS:
        plain = plain.removeprefix(sign).removesuffix(sign).strip()
    found = _YUAN.fullmatch(plain)
    if found is None:
        return None
    whole, part = found[1].replace(",", ""), (found[2] or "").ljust(2, "0")
    return int(whole) * FEN_PER_YUAN + int(part)


def day_of(text: str) -> date | None:
    """2026-10-01, 2026/10/1 or 2026年10月1日 as a day; None for what is none."""
    found = _DAY.fullmatch(unicodedata.normalize("NFKC", text).replace(" ", ""))
    if found is None or int(found[1]) not in _YEARS:
        return None
    try:
        return date(*map(int, found.groups()))
    except ValueError:
        return None


class Boxes:
    """The boxes of one form. A box that cannot be read is noted; `check` then refuses them all."""

    def __init__(self, form: Mapping[str, str]) -> None:
        self.form = form
        self.wrong: dict[str, Text] = {}

    def yuan(self, name: str) -> int:
        """An amount, in fen."""
        found = fen_of(self._text(name))
        return self._or_wrong(name, found, 0, "amount_wrong")

    def day(self, name: str) -> date:
        """A day."""
        return self._or_wrong(name, day_of(self._text(name)), date.min, "day_wrong")

    def words(self, name: str, *, missing: str) -> str:
        """Something that must be written. `missing`: the word that says what belongs here."""
        return self._or_wrong(name, self._text(name) or None, "", missing)

    def one_of(self, name: str, known: tuple[str, ...], *, missing: str) -> str:
        """One of several."""
        given = self.form.get(name, "")
        return self._or_wrong(name, given if given in known else None, "", missing)

    def check(self) -> None:
        """Raise Invalid with everything that is wrong."""
        if self.wrong:
            raise Invalid(next(iter(self.wrong.values())), fields=self.wrong)

    def _text(self, name: str) -> str:
        return self.form.get(name, "").strip()[: LONGEST + 1]

    def _or_wrong(self, name: str, found: _T | None, otherwise: _T, word: str) -> _T:
        if found is None:
            self.wrong[name] = WORDS[word]
            return otherwise
        return found
