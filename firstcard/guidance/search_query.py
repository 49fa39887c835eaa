"""A query as search reads it: its terms with their weights, and what a hit has to cover. Pure."""

import re
import unicodedata
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass, field
from itertools import groupby, pairwise
from typing import Literal

from firstcard.guidance.search_sounds import sound, spelt
from firstcard.guidance.search_words import (
    asking,
    heard,
    is_han,
    only_asks,
    pairs,
    runs,
    shortened,
    slips_in,
    stem,
    within,
)
from firstcard.guidance.words import WORDS
from firstcard.policy.identity_shape import IDENTITY_SHAPE

LONGEST = 200  # characters
_SINGLE = 0.25  # what one character of Chinese counts beside a pair
_SLIP = 0.7  # what a word or a pair with a slip counts beside the right one
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


@dataclass(frozen=True, slots=True)
class Known:
    """The terms that texts hold: how rare each is (0 to 1), the Latin words by shortened forms,
    which ones are written as they stand (others are short forms), and the usual pair of Chinese
    by its sound."""

    rarity: Mapping[str, float]
    near: Mapping[str, str]
    written: Set[str]
    sounding: Mapping[str, str]

    def word(self, stemmed: str) -> list[str]:
        """The word if it is known, else the known ones that it may stand for with fewest slips."""
        if stemmed in self.rarity or not stemmed.isalpha():
            return [stemmed]
        near = {known for form in shortened(stemmed) for known in self.near.get(form, "").split()}
        by_ear = heard(stemmed)
        for slips in range(slips_in(stemmed)):
            fits = [known for known in near
                    if heard(known) == by_ear or within(stemmed, known, slips + 1)]  # fmt: skip
            if fits:
                return sorted(fits)
        return []

    def pairs(self, run: str, silent: Set[int]) -> list[set[str]]:
        """Each pair of a run of Chinese, or what it stands for: a character that stands in no
        written pair is likely a slip, of itself or of its neighbour. What only asks, and 不, stand
        beside anything and are none."""
        two = pairs(run)
        odd = [pair not in self.written for pair in two]
        fits = [{pair} for pair in two]
        firm = {*silent, *(n for n, char in enumerate(run) if char == "不")}
        for n in (n for n in range(len(two)) if odd[n] and firm.isdisjoint((n, n + 1))):
            if all(odd[max(n - 1, 0) : n + 1]) or all(odd[n : n + 2]):
                fits[n] = self.said(sound(two[n])) or fits[n]
        return fits

    def said(self, sounds: str) -> set[str]:
        """The usual pair of Chinese with these sounds, if there is one."""
        return {self.sounding[sounds]} if sounds in self.sounding else set()

    def lacks(self, word: str) -> bool:
        """Whether neither the word nor one like it is known."""
        return stem(word) not in self.rarity and not self.word(stem(word))


def read(query: str, known: Known) -> Query:
    """What to look up. A query that only asks ("怎么办") is taken as it stands."""
    wanted = Query()
    found = runs(query)
    asks = all(_only_asks(run) and is_han(run) for run in found) and len("".join(found)) > 2
    for whole, part, size in _places(found, wanted, asks, known):
        rare = [known.rarity[term] for term in whole | part if term in known.rarity]
        # What nobody wrote weighs most: a query about something else must not be found.
        weight = size * (1 + max(rare, default=1.0)) / 2
        wanted.places.append(Place(weight, whole, part))
    return wanted


_Place = tuple[frozenset[str], frozenset[str], float]


def _only_asks(run: str) -> bool:
    return len(asking(run)) == len(run) if is_han(run) else only_asks(run)


def _places(found: list[str], wanted: Query, asks: bool, known: Known) -> Iterator[_Place]:
    for spells, group in groupby(found, key=lambda run: not is_han(run) and bool(spelt(run))):
        words = list(group)
        spoken = list(_spoken(words, wanted, known)) if spells else []
        yield from spoken
        for run in () if spoken else words:
            yield from (_han if is_han(run) else _word)(run, wanted, asks, known)


def _han(run: str, wanted: Query, asks: bool, known: Known) -> Iterator[_Place]:
    alone = len(run) == 1
    silent = set() if asks else asking(run)
    fits = known.pairs(run, silent)
    wanted.terms.update(dict.fromkeys(run, 1.0 if alone else _SINGLE))
    wanted.terms.update({fit: 1.0 if fit in run else _SLIP for some in fits for fit in some})
    for n, char in enumerate(run):
        if n in silent:
            continue
        single = frozenset((char,))
        if alone:
            yield single, frozenset(), 1.0
        else:
            yield frozenset().union(*fits[max(n - 1, 0) : n + 1]), single, 1.0


def _spoken(words: list[str], wanted: Query, known: Known) -> Iterator[_Place]:
    """Chinese typed in Latin letters, one place a syllable; nothing if it is not that."""
    sounds = [syllable for word in words for syllable in spelt(word)]
    fits = [known.said(" ".join(two)) for two in pairwise(sounds)]
    if not any(fits) or not any(known.lacks(word) for word in words):
        return
    wanted.terms = {fit: _SLIP for some in fits for fit in some} | wanted.terms
    for n in range(len(sounds)):
        yield frozenset().union(*fits[max(n - 1, 0) : n + 1]), frozenset(), 1.0


def _word(word: str, wanted: Query, asks: bool, known: Known) -> Iterator[_Place]:
    stemmed = stem(word)
    fits = known.word(stemmed)
    wanted.terms.update({fit: 1.0 if fit == stemmed else _SLIP for fit in fits})
    if asks or not only_asks(word):
        yield frozenset(fits or [stemmed]), frozenset(), _WORD
