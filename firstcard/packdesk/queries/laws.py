"""The reverse of every basis: what rests on each article and on each source."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from firstcard.packdesk.queries.entries import Entry, entries
from firstcard.policy import format as form
from firstcard.policy.book import RuleBook
from firstcard.policy.packs import Case

Use = Literal["document", "need", "clock", "note", "claim", "case", "other"]
_CLOCKS = (form.Within, form.Window, form.Takes, form.ClockSettings)
_NEEDS = (form.Need, form.Alternative, form.Way)
_NOTES = (form.Note, form.Late, form.Drop)


@dataclass(frozen=True)
class Resting:
    """What rests on articles, by law and number, and on sources, by id; of every pack."""

    articles: Mapping[tuple[str, str | None], Sequence[Entry]]
    sources: Mapping[str, Sequence[Entry]]


def resting(book: RuleBook) -> Resting:
    """The index of a book, made once."""
    found: Resting = book.remembered(("packdesk.resting",), lambda: _resting(book))
    return found


def _resting(book: RuleBook) -> Resting:
    articles: dict[tuple[str, str | None], list[Entry]] = defaultdict(list)
    sources: dict[str, list[Entry]] = defaultdict(list)
    for pack in book.packs:
        for entry in entries(book, pack):
            for basis in dict.fromkeys(reasons(entry)):
                if basis.law:
                    articles[basis.law, basis.article].append(entry)
                if basis.source:
                    sources[basis.source].append(entry)
    return Resting(articles, sources)


def reasons(entry: Entry) -> Iterable[form.Basis]:
    """What an entry rests on: its bases; of a claim what decides, and the text that claims."""
    if isinstance(entry.item, form.Claim):
        said = form.Basis(source=entry.item.ref)
        return [*(entry.item.because or ()), said]
    return getattr(entry.item, "basis", None) or ()


def use(entry: Entry) -> Use:
    """What kind of thing an entry is for who reads what rests on an article."""
    if isinstance(entry.item, form.Version):
        return "document"
    if isinstance(entry.item, form.Claim):
        return "claim"
    if isinstance(entry.item, Case):
        return "case"
    kinds: tuple[tuple[Use, tuple[type, ...]], ...] = (
        ("need", _NEEDS), ("clock", _CLOCKS), ("note", _NOTES))  # fmt: skip
    return next((kind for kind, of in kinds if isinstance(entry.item, of)), "other")


def below(book: RuleBook, pack: str) -> set[str]:
    """A pack and every pack that inherits from it."""
    return {name for name in book.packs if pack in book.chain_of(name)}
