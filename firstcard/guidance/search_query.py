"""A query as search reads it: its terms with their weights, and what a hit has to cover. Pure."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Literal

from firstcard.guidance.search_words import asking, is_han, only_asks, pairs, runs, stem
from firstcard.guidance.words import WORDS
from firstcard.policy.identity_shape import IDENTITY_SHAPE

LONGEST = 200  # characters
_SINGLE = 0.25  # what one character of Chinese counts beside a pair
_SLIP = 0.7  # what a word with a slip counts beside the right one
_WORD = 2.0  # how much of a query a Latin word is, beside one character of Chinese
_PART = 0.3  # how far a character that is found without its neighbours is covered

_BETWEEN_DIGITS = re.compile(r"(?<=\d)[\W_]+(?=[\dXx])")
_LONG_NUMBER = re.compile(r"\d{9,}")


class QueryError(ValueError):
    """A query that is not searched for; `text` says why, and what to do. It never repeats it."""

    def __init__(self, code: Literal["empty", "long", "number"]) -> None:
        self.code = code
        self.text = WORDS[f"query_{code}"]
        super().__init__(self.text.en)


@dataclass(frozen=True, slots=True)
class Place:
    """A character or word of a query: which terms cover it wholly, and which in part."""

    weight: float
    whole: frozenset[str]
    part: frozenset[str] = frozenset()


@dataclass(slots=True)
class Query:
    """The terms to look up with their weights, and the places of what was asked."""

    terms: dict[str, float] = field(default_factory=dict)
    places: list[Place] = field(default_factory=list)

    def covered(self, found: set[str]) -> float:
        """How much of the query some terms cover, from 0 to 1."""
        total = sum(place.weight for place in self.places)
        got = sum(place.weight if not place.whole.isdisjoint(found)
                  else place.weight * _PART if not place.part.isdisjoint(found) else 0.0
                  for place in self.places)  # fmt: skip
        return got / total if total else 0.0


def checked(query: str) -> str:
    """The query, if it may be searched for. Raises QueryError."""
    plain = unicodedata.normalize("NFKC", query)
    if _LONG_NUMBER.search(plain) or IDENTITY_SHAPE.search(_BETWEEN_DIGITS.sub("", plain)):
        raise QueryError("number")
    if len(query.strip()) > LONGEST:
        raise QueryError("long")
    if not runs(query):
        raise QueryError("empty")
    return query


def read(query: str, *, rarity: Mapping[str, float],
         slips: Callable[[str], list[str]]) -> Query:  # fmt: skip
    """What to look up. `rarity` of the known terms is from 0 to 1; `slips` gives the known words
    that an unknown one may stand for. A query that only asks ("怎么办") is taken as it stands."""
    wanted = Query()
    found = runs(query)
    asks = all(_only_asks(run) and is_han(run) for run in found) and len("".join(found)) > 2
    for run in found:
        places = _han(run, wanted, asks) if is_han(run) else _word(run, wanted, asks, rarity, slips)
        for whole, part, size in places:
            known = [rarity[term] for term in whole | part if term in rarity]
            # What nobody wrote weighs most: a query about something else must not be found.
            weight = size * (1 + max(known, default=1.0)) / 2
            wanted.places.append(Place(weight, whole, part))
    return wanted


_Place = tuple[frozenset[str], frozenset[str], float]


def _only_asks(run: str) -> bool:
    return len(asking(run)) == len(run) if is_han(run) else only_asks(run)


def _han(run: str, wanted: Query, asks: bool) -> Iterator[_Place]:
    alone = len(run) == 1
    wanted.terms.update(dict.fromkeys(run, 1.0 if alone else _SINGLE))
    wanted.terms.update(dict.fromkeys(pairs(run), 1.0))
    silent = set() if asks else asking(run)
    for n, char in enumerate(run):
        if n in silent:
            continue
        single = frozenset((char,))
        if alone:
            yield single, frozenset(), 1.0
        else:
            yield frozenset(pairs(run)[max(n - 1, 0) : n + 1]), single, 1.0


def _word(word: str, wanted: Query, asks: bool, rarity: Mapping[str, float],
          slips: Callable[[str], list[str]]) -> Iterator[_Place]:  # fmt: skip
    stemmed = stem(word)
    fits = [stemmed] if stemmed in rarity else slips(stemmed)
    wanted.terms.update({fit: 1.0 if fit == stemmed else _SLIP for fit in fits})
    if asks or not only_asks(word):
        yield frozenset(fits or [stemmed]), frozenset(), _WORD
