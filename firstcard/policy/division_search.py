"""Finding a division by its Chinese name or its pinyin."""

import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from heapq import nsmallest

# Endings that people leave out: 郑州金水 for 郑州市金水区.
KINDS = str.maketrans("", "", "省市区县州盟旗")
MARKS = str.maketrans("", "", " ,'’.-，、")

Entry = tuple[str, str, str, str, str, str]


@dataclass(frozen=True, slots=True)
class SearchIndex:
    """Entries of (code, zh, en, full zh, bare full zh, full en), folded for comparing."""

    entries: tuple[Entry, ...]

    @classmethod
    def of(cls, names: Iterable[tuple[str, str, str, str, str]]) -> "SearchIndex":
        """From (code, name zh, name en, full name zh, full name en)."""
        return cls(
            tuple(
                (code, zh, folded(en), full_zh, full_zh.translate(KINDS), folded(full_en))
                for code, zh, en, full_zh, full_en in names
            )
        )

    def find(self, text: str, *, limit: int) -> list[str]:
        """The codes that fit, best first: whole name, beginning, then anywhere."""
        if not (wanted := folded(text)) or limit < 1:
            return []
        words = [word for part in text.replace(",", " ").split() if (word := folded(part))]
        scored = (
            (score, entry[0])
            for entry in self.entries
            if (score := _score(entry, wanted, words)) is not None
        )
        return [code for _, code in nsmallest(limit, scored)]


def folded(text: str) -> str:
    """Lower case, without accents, blanks and signs, full-width letters made plain."""
    plain = unicodedata.normalize("NFKD", text.casefold())
    return "".join(c for c in plain if not unicodedata.combining(c)).translate(MARKS)


def _score(entry: Entry, wanted: str, words: list[str]) -> tuple[int, int] | None:
    """How well an entry fits, smaller is better; None if it does not."""
    code, zh, en, full_zh, bare_zh, full_en = entry
    size = -code.count("0")  # among equals the larger division comes first
    if wanted in (code, zh, en, full_zh, full_en):
        return 0, size
    if zh.startswith(wanted) or en.startswith(wanted) or code.startswith(wanted):
        return 1, size
    if wanted in full_zh or wanted in full_en:
        return 2, size
    bare = wanted.translate(KINDS)
    if bare and bare in bare_zh:
        return 3, size
    if len(words) > 1 and all(word in full_zh or word in full_en for word in words):
        return 4, size
    return None
