"""What can be found: answers, documents and laws of all packs, each with the texts that find it.

A child pack may say a thing anew; then it is an entry of its own, and the child's wins there.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from firstcard.policy import answers
from firstcard.policy import format as form
from firstcard.policy.answer_format import Answer
from firstcard.policy.book import RuleBook
from firstcard.policy.packs import Pack

Kind = Literal["answer", "document", "law"]
KINDS: tuple[Kind, ...] = ("answer", "document", "law")  # in this order at equal score
Key = tuple[Kind, str]
Field = tuple[float, tuple[str, ...]]

_NAME, _PLAIN, _ASIDE = 3.0, 1.0, 0.5
_SLOT = re.compile(r"\{[^}]*\}")


@dataclass(frozen=True, slots=True)
class Entry:
    """One thing to find: what it is called in either language, its texts by weight, and what may
    be shown of it."""

    key: Key
    title: form.Text
    names: tuple[str, ...]
    texts: tuple[Field, ...]
    snippets: tuple[form.Text, ...] = ()


@dataclass(frozen=True, slots=True)
class Said:
    """What a pack says of a thing: an entry if its texts are new there, or that it is gone."""

    key: Key
    entry: Entry | None = None
    withdrawn: bool = False


def said_by(book: RuleBook, pack: Pack) -> Iterator[Said]:
    """Everything that one pack says of what can be found."""
    known = answers.merged(book, book.chain_of(pack.id))
    for name, said in pack.answers.items():
        gone = said.change == "withdraw"
        yield Said(("answer", name), None if gone else _answer(known[name]), gone)
    for document in pack.documents.values():
        yield _document(book, pack, document)
    for law in pack.laws.values():
        yield Said(("law", law.id), _law(law))


def _answer(answer: Answer) -> Entry:
    question = answer.question or form.Text(answer.id, answer.id)
    asked = answers.phrases(answer)
    names = (*_both((question,)), *asked.en, *asked.zh)
    said = [variant.text for variant in answer.say or ()]
    texts = ((_NAME, names), (_PLAIN, tuple(_SLOT.sub(" ", text) for text in _both(said))))
    # What is said to everybody alike, and needs no rule to be filled in.
    plain = tuple(text for text in said if len(said) == 1 and not _SLOT.search(text.en))
    return Entry(("answer", answer.id), question, names, texts, plain)


def _document(book: RuleBook, pack: Pack, said: form.Document) -> Said:
    key: Key = ("document", said.id)
    if said.change == "withdraw":
        return Said(key, withdrawn=True)
    if not (said.name or said.step or said.summary or said.sources):
        return Said(key)
    chain = book.chain_of(pack.id)
    head = book.head(said.id, chain)
    names = _both((head.step, head.name))
    plain = (head.summary,) if head.summary else ()
    told = _both(claim.says.other for claim in book.claims(said.id, chain))
    texts = ((_NAME, names), (_PLAIN, _both(plain)), (_ASIDE, told))
    return Said(key, Entry(key, head.step or head.name, names, texts, plain))


def _law(law: form.Instrument) -> Entry:
    names = (*_both((law.title,)), law.number or "")
    summaries = tuple(article.summary for article in law.articles.values())
    texts = ((_NAME, names), (_ASIDE, _both(summaries)))
    return Entry(("law", law.id), law.title, names, texts, summaries)


def _both(texts: Iterable[form.Text | None]) -> tuple[str, ...]:
    return tuple(said for text in texts if text for said in (text.en, text.zh))
