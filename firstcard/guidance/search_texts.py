"""What can be found: answers, documents and laws of all packs, each with the texts that find it.

A child pack may say a thing anew; then it is an entry of its own, and the child's wins there.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from firstcard.policy import format as form
from firstcard.policy.book import RuleBook
from firstcard.policy.packs import Pack

Kind = Literal["answer", "document", "law"]
KINDS: tuple[Kind, ...] = ("answer", "document", "law")  # in this order at equal score
Key = tuple[Kind, str]

_NAME, _PLAIN, _ASIDE = 3.0, 1.0, 0.5


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to find: what it is called, its texts by weight, and what may be shown of it."""

    key: Key
    titles: tuple[form.Text, ...]
    texts: tuple[tuple[float, tuple[form.Text, ...]], ...]
    snippets: tuple[form.Text, ...] = ()

    @property
    def title(self) -> form.Text:
        """The title to show."""
        return self.titles[0]


@dataclass(frozen=True, slots=True)
class Said:
    """What a pack says of a thing: an entry if its texts are new there, or that it is gone."""

    key: Key
    entry: Entry | None = None
    withdrawn: bool = False


def said_by(book: RuleBook, pack: Pack) -> Iterator[Said]:
    """Everything that one pack says of what can be found."""
    for document in pack.documents.values():
        yield _document(book, pack, document)
    for law in pack.laws.values():
        yield Said(("law", law.id), _law(law))


def _document(book: RuleBook, pack: Pack, said: form.Document) -> Said:
    key: Key = ("document", said.id)
    if said.change == "withdraw":
        return Said(key, withdrawn=True)
    if not (said.name or said.step or said.summary or said.sources):
        return Said(key)
    chain = book.chain_of(pack.id)
    head = book.head(said.id, chain)
    titles = (head.step, head.name) if head.step else (head.name,)
    plain = (head.summary,) if head.summary else ()
    said_of_it = tuple(
        claim.says.other for claim in book.claims(said.id, chain) if claim.says.other
    )
    texts = ((_NAME, titles), (_PLAIN, plain), (_ASIDE, said_of_it))
    return Said(key, Entry(key, titles, texts, plain))


def _law(law: form.Instrument) -> Entry:
    number = form.Text(law.number or "", law.number or "")
    summaries = tuple(article.summary for article in law.articles.values())
    texts = ((_NAME, (law.title, number)), (_ASIDE, summaries))
    return Entry(("law", law.id), (law.title,), texts, summaries)
