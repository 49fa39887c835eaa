"""Search over answers, documents and laws, in both languages at once. Pure.

An index is built once for a rule book. Ranking is that of Okapi BM25 with weights by field
(Robertson and Zaragoza 2009); how much of the query a text covers decides whether it is found at
all, so that nonsense finds nothing. No query is kept or logged here.
"""

import math
import threading
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from operator import itemgetter

from firstcard.guidance.search_query import Known, Query, QueryError, checked, read
from firstcard.guidance.search_sounds import by_sound
from firstcard.guidance.search_texts import KINDS, Entry, Key, Kind, said_by
from firstcard.guidance.search_words import folded, neighbours, runs, skipping_pairs, terms
from firstcard.guidance.words import Lang, say
from firstcard.policy.book import Chain, RuleBook
from firstcard.policy.format import Text

__all__ = ["Hit", "QueryError", "checked", "find"]

_SATURATION, _LENGTH = 1.2, 0.5  # k1 and b of BM25
_LEAST_COVERED = 0.4  # of the query
_TAIL = 0.3  # of the best score: what is further behind is noise
_WHOLE = 2.0  # for a title asked for word by word
_SHORT_FORM = 1.5  # for a pair that stands together only in a short form of a title
_BOOKS = 2  # a new book and the one that it replaces


Counted = tuple[float, Counter[str]]


@dataclass(frozen=True, slots=True)
class Hit:
    """One thing found. `pack` is the most local pack that says something of it."""

    kind: Kind
    id: str
    pack: str
    title: Text
    snippet: Text | None
    score: float


def find(*, book: RuleBook, query: str, region: str, lang: Lang, limit: int = 10) -> list[Hit]:
    """What answers the query where the family lives, best first; empty if nothing does.

    Only packs that hold for the region are searched; `lang` orders what is equally good. Raises
    QueryError for an empty query, one of more than 200 characters, and one with a number that may
    be somebody's.
    """
    return index_of(book).find(checked(query), book.chain(region), lang)[:limit]


_kept: list[tuple[RuleBook, "Index"]] = []
_building = threading.Lock()


def index_of(book: RuleBook) -> "Index":
    """The index of a book, built when it is first asked for."""
    for known, index in tuple(_kept):
        if known is book:
            return index
    with _building:
        for known, index in _kept:
            if known is book:
                return index
        built = Index(book)
        _kept.insert(0, (book, built))
        del _kept[_BOOKS:]
        return built


class Index:
    """Everything that can be found in one rule book, by the terms of its texts."""

    def __init__(self, book: RuleBook) -> None:
        self.entries: list[Entry] = []
        self._said = {pack: list(self._take(book, pack)) for pack in book.packs}
        self._visible: dict[Chain, dict[int, str]] = {}
        counted = [list(_counted(entry)) for entry in self.entries]
        self._postings = _weighed(counted)
        self._known = Known(
            rarity=_rarity(self._postings, len(self.entries)),
            near=neighbours(self._postings),
            written={term for *fields, _ in counted for _, field in fields for term in field},
            sounding=by_sound(Counter(term for (_, names), *_ in counted for term in names)),
        )
        self._titles = _titles(self.entries)

    def find(self, query: str, chain: Chain, lang: Lang) -> list[Hit]:
        """Every hit in a chain of packs, best first."""
        wanted = read(query, self._known)
        visible = self._visible_in(chain)
        exact = self._titles.get(" ".join(runs(query)), set())
        scored = {entry: score * (_WHOLE if entry in exact else 1.0)
                  for entry, score in self._scores(wanted, visible)}  # fmt: skip
        best = max(scored.values(), default=0.0)
        hits = [self._hit(entry, visible[entry], score, wanted)
                for entry, score in scored.items() if score >= _TAIL * best]  # fmt: skip
        return sorted(hits, key=lambda hit: (
            -hit.score, KINDS.index(hit.kind), say(hit.title, lang)))  # fmt: skip

    def _take(self, book: RuleBook, pack: str) -> Iterator[tuple[Key, bool, int | None]]:
        """What a pack says: the thing, whether it is withdrawn, and its entry if it has one."""
        for said in said_by(book, book.packs[pack]):
            place = None
            if said.entry is not None:
                place = len(self.entries)
                self.entries.append(said.entry)
            yield said.key, said.withdrawn, place

    def _visible_in(self, chain: Chain) -> dict[int, str]:
        """The entries that hold in a chain, each with the most local pack that speaks of it."""
        if chain not in self._visible:
            holds: dict[Key, tuple[int, str]] = {}
            for pack in chain:
                for key, withdrawn, place in self._said[pack]:
                    if withdrawn:
                        holds.pop(key, None)
                    elif place is not None:
                        holds[key] = (place, pack)
                    elif key in holds:
                        holds[key] = (holds[key][0], pack)
            self._visible[chain] = dict(holds.values())
        return self._visible[chain]

    def _scores(self, wanted: Query, visible: dict[int, str]) -> Iterator[tuple[int, float]]:
        scores: dict[int, float] = defaultdict(float)
        found: dict[int, set[str]] = defaultdict(set)
        for term, weight in wanted.terms.items():
            worth = weight * self._known.rarity.get(term, 0.0)
            for entry, much in self._postings.get(term, ()):
                if entry in visible:
                    scores[entry] += worth * much
                    found[entry].add(term)
        for entry, score in scores.items():
            covered = wanted.covered(found[entry])
            if covered >= _LEAST_COVERED:
                yield entry, round(score * covered, 4)

    def _hit(self, entry: int, pack: str, score: float, wanted: Query) -> Hit:
        thing = self.entries[entry]
        kind, name = thing.key
        return Hit(kind, name, pack, thing.title, _snippet(thing, wanted), score)


def _weighed(counted: list[list[Counted]]) -> dict[str, list[tuple[int, float]]]:
    """By term: the entries that hold it, and how much (0 to 1), more in short texts."""
    lengths: dict[float, list[int]] = defaultdict(list)
    for weight, counts in (part for parts in counted for part in parts):
        lengths[weight].append(counts.total())
    usual = {weight: sum(each) / len(each) or 1.0 for weight, each in lengths.items()}
    postings: dict[str, list[tuple[int, float]]] = defaultdict(list)
    for number, parts in enumerate(counted):
        total: dict[str, float] = defaultdict(float)
        for weight, counts in filter(itemgetter(1), parts):
            shrunk = weight / (1 - _LENGTH + _LENGTH * counts.total() / usual[weight])
            for term, times in counts.items():
                total[term] += shrunk * times
        for term, much in total.items():
            postings[term].append((number, much / (much + _SATURATION)))
    return dict(postings)


def _counted(entry: Entry) -> Iterator[Counted]:
    """The weight of each field, and how often each term stands in it: names first, short forms
    of them last."""
    for weight, texts in entry.texts:
        yield weight, Counter(term for text in texts for term in terms(text))
    yield _SHORT_FORM, Counter(pair for name in entry.names for pair in skipping_pairs(name))


def _rarity(postings: dict[str, list[tuple[int, float]]], number: int) -> dict[str, float]:
    """How rare each term is, from nearly 0 (everywhere) to 1 (in one entry)."""
    most = math.log(1 + (number - 0.5) / 1.5)
    return {term: min(1.0, math.log(1 + (number - len(found) + 0.5) / (len(found) + 0.5)) / most)
            for term, found in postings.items()}  # fmt: skip


def _titles(entries: list[Entry]) -> dict[str, set[int]]:
    """The entries by everything they are called, to know a title asked for as a whole."""
    titles: dict[str, set[int]] = defaultdict(set)
    for number, entry in enumerate(entries):
        for name in entry.names:
            titles[" ".join(runs(name))].add(number)
    return titles


def _snippet(thing: Entry, wanted: Query) -> Text | None:
    """Of what may be shown, the text that holds most of what was asked."""

    def held(text: Text) -> float:
        own = folded(text.en + text.zh)
        return sum(weight for term, weight in wanted.terms.items() if term in own)

    if len(thing.snippets) < 2:
        return thing.snippets[0] if thing.snippets else None
    return max(thing.snippets, key=held)
