"""The instruments and sources of a pack, and what rests on each of their articles."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from firstcard.packdesk import addresses
from firstcard.packdesk.presenters.places import Places
from firstcard.packdesk.presenters.tongue import Tongue
from firstcard.packdesk.queries.entries import Entry
from firstcard.packdesk.queries.laws import below, resting, use
from firstcard.policy import format as form

_USES = ("document", "need", "clock", "note", "other", "claim", "case")


@dataclass(frozen=True, slots=True)
class UseView:
    """What of one kind rests on an article: names with their places."""

    label: str
    places: list[tuple[str, str]]


@dataclass(frozen=True, slots=True)
class ArticleView:
    """One article: what it says, how sure that is, what rests on it."""

    mark: str
    title: str
    summary: str
    certainty: str
    sure: str
    until: str
    rests: str
    uses: list[UseView]
    ref: str = ""


@dataclass(frozen=True, slots=True)
class LawView:
    """One instrument with its articles; `home` leads to the pack that writes it, if another."""

    mark: str
    title: str
    number: str
    facts: list[str]
    note: str
    superseded: str
    articles: list[ArticleView]
    home: str
    home_name: str


@dataclass(frozen=True)
class LawsView:
    """The whole page."""

    own: list[LawView]
    above: list[LawView]
    sources: list[ArticleView]


class LawsPresenter:
    """Presents the laws and sources of one pack."""

    def __init__(self, *, tongue: Tongue) -> None:
        self.tongue = tongue
        self.book = tongue.book
        self.pack = tongue.book.packs[tongue.pack]
        self.index = resting(tongue.book)
        self.places = Places(tongue)
        self.below = below(tongue.book, tongue.pack)

    def view(self) -> LawsView:
        """Own instruments with all that rests on them, and those above that this pack uses."""
        own = [self._law(law, self._articles(law)) for law in self.pack.laws.values()]
        above = [self._law(law, found, home) for home, law in self._inherited()
                 if (found := list(self._used(law)))]  # fmt: skip
        sources = [self._source(source) for source in self.pack.sources.values()]
        return LawsView(own, above, sources)

    def _inherited(self) -> Iterator[tuple[str, form.Instrument]]:
        for home in self.tongue.chain[:-1]:
            for law in self.book.packs[home].laws.values():
                if law.id not in self.pack.laws:
                    yield home, law

    def _law(
        self, law: form.Instrument, articles: Iterable[ArticleView], home: str = ""
    ) -> LawView:
        word = self.tongue.word
        later = self.book.in_chain(self.tongue.chain, "laws", law.superseded_by or "")
        return LawView(
            law.id,
            self.tongue.say(law.title).strip("《》"),
            law.number or "",
            list(self._facts(law)),
            self.tongue.say(law.note),
            word("law_superseded", title=self.tongue.say(later.title)) if later else "",
            list(articles),
            addresses.laws(home, law.id) if home else "",
            self.tongue.pack_name(home) if home else "",
        )

    def _facts(self, law: form.Instrument) -> Iterator[str]:
        word, day = self.tongue.word, self.tongue.day
        yield word(f"law_kind_{law.kind}")
        yield self.tongue.say(law.issuer)
        yield word("law_from", day=day(law.from_)) if law.from_ else word("law_undated")
        if law.until:
            yield word("law_until", day=day(law.until))
        if law.own_numbering:
            yield word("law_own_numbers")

    def _articles(self, law: form.Instrument) -> Iterator[ArticleView]:
        whole = self._kept(self.index.articles.get((law.id, None), ()))
        for number, article in law.articles.items():
            found = self._kept(self.index.articles.get((law.id, number), ()))
            yield self._article(law, number, article, found)
        if whole:
            uses = self._uses(whole)
            yield ArticleView(f"{law.id}-whole", self.tongue.word("law_whole"), "", "", "", "",
                              self.tongue.word("rests", n=len(whole)), uses)  # fmt: skip

    def _used(self, law: form.Instrument) -> Iterator[ArticleView]:
        """Only the articles on which something of this pack itself rests."""
        for number, article in law.articles.items():
            found = [each for each in self.index.articles.get((law.id, number), ())
                     if each.pack == self.tongue.pack]  # fmt: skip
            if found:
                yield self._article(law, number, article, found)

    def _kept(self, found: Sequence[Entry]) -> list[Entry]:
        """What is written in this pack or below it."""
        return [entry for entry in found if entry.pack in self.below]

    def _article(
        self, law: form.Instrument, number: str, article: form.Article, found: Sequence[Entry]
    ) -> ArticleView:
        word = self.tongue.word
        until = word("law_until", day=self.tongue.day(article.until)) if article.until else ""
        return ArticleView(
            f"{law.id}-{number}",
            word("entry" if law.own_numbering else "article", n=number),
            self.tongue.say(article.summary),
            article.certainty,
            word(f"sure_{article.certainty}"),
            until,
            self._rests(found),
            self._uses(found),
        )

    def _source(self, source: form.Source) -> ArticleView:
        word, day = self.tongue.word, self.tongue.day
        facts = [word(f"source_kind_{source.kind}")]
        if source.region:
            facts.append(self.tongue.say(self.book.region_name(source.region)))
        if source.published:
            facts.append(word("source_published", day=source.published))
        if source.seen_on:
            facts.append(word("source_seen", day=day(source.seen_on)))
        found = self._kept(self.index.sources.get(source.id, ()))
        return ArticleView(
            source.id,
            self.tongue.say(source.title),
            " · ".join(facts),
            source.certainty,
            word(f"sure_{source.certainty}"),
            self.tongue.say(source.note),
            self._rests(found),
            self._uses(found),
            source.ref or "",
        )

    def _rests(self, found: Sequence[Entry]) -> str:
        if not found:
            return self.tongue.word("rests_none")
        return self.tongue.word("rests", n=len(found))

    def _uses(self, found: Sequence[Entry]) -> list[UseView]:
        kinds = {kind: [each for each in found if use(each) == kind] for kind in _USES}
        return [
            UseView(
                self.tongue.word(f"use_{kind}"),
                list(dict.fromkeys(self.places.place(each) for each in of)),
            )
            for kind, of in kinds.items()
            if of
        ]
