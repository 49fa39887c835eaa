"""One document in one pack's region: its rule on a day, who says each part, what differs."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, fields
from datetime import date
from typing import Any, Literal

from firstcard.policy import format as form
from firstcard.policy.book import Chain, RuleBook
from firstcard.policy.packs import Case
from firstcard.policy.rules import Head, Rule

ITEMS = ("needs", "ways", "within", "windows", "late", "notes")
Did = Literal["added", "changed", "removed"]


@dataclass(frozen=True, slots=True)
class Version:
    """One version as a pack of the chain writes it; `holds` on the day that is looked at."""

    pack: str
    from_: date
    until: date | None
    reviewed_on: date | None
    holds: bool
    future: bool


@dataclass(frozen=True, slots=True)
class Difference:
    """One key, or one entry of a list, that is not as in the region above."""

    part: str
    id: str
    did: Did
    old: Any
    new: Any
    because: form.Text | None = None

    @property
    def path(self) -> tuple[str, ...]:
        """Where it stands on the page."""
        return (self.part, self.id) if self.id else (self.part,)


def own_name(book: RuleBook, chain: Chain, name: str) -> str | None:
    """The document's own id for one of its names; None where the chain does not have it."""
    own = book.documents.get(name, "")
    return own if any(own in book.packs[pack].documents for pack in chain) else None


def documents(book: RuleBook, chain: Chain) -> list[str]:
    """Every document of a chain that is not withdrawn there, sorted by id."""
    names = {name for pack in chain for name in book.packs[pack].documents}
    return sorted(name for name in names if not withdrawn(book, chain, name))


def withdrawn(book: RuleBook, chain: Chain, name: str) -> bool:
    """Whether the last pack that speaks of it takes it away."""
    said = [
        book.packs[pack].documents[name] for pack in chain if name in book.packs[pack].documents
    ]
    return bool(said) and said[-1].change == "withdraw"


def versions(book: RuleBook, chain: Chain, name: str, on: date) -> list[Version]:
    """Every version of every pack of the chain, the nation's first, then by day."""
    found = []
    for pack in chain:
        written = sorted(_versions(book, pack, name), key=lambda version: version.from_)
        held = in_force(written, on)
        found += [
            Version(pack, version.from_, version.until, version.reviewed_on,
                    version is held, version.from_ > on)
            for version in written
        ]  # fmt: skip
    return found


def in_force(versions: Iterable[form.Version], on: date) -> form.Version | None:
    """The version of one pack that holds on a day."""
    held = [v for v in versions if v.from_ <= on and (v.until is None or on < v.until)]
    return max(held, key=lambda version: version.from_, default=None)


def origins(book: RuleBook, chain: Chain, name: str, on: date) -> dict[tuple[str, str], str]:
    """Which pack says a part of the rule in force, by key, and by id in lists of entries."""
    found: dict[tuple[str, str], str] = {}
    for pack in chain:
        version = in_force(_versions(book, pack, name), on)
        for key in version.__struct_fields__ if version else ():
            value = getattr(version, key)
            if key in ITEMS:
                found |= {(key, item.id): pack for item in value or ()}
            elif value is not None:
                found[key, ""] = pack
    return found


def _versions(book: RuleBook, pack: str, name: str) -> Sequence[form.Version]:
    document = book.packs[pack].documents.get(name)
    return (document.versions if document else None) or ()


def differences(book: RuleBook, old: Rule | None, new: Rule | None) -> list[Difference]:
    """What is not the same in two rules, key by key and entry by entry."""
    if old is None or new is None:
        return [] if old is new else [
            Difference("rule", "", "added" if old is None else "removed", old, new)]  # fmt: skip
    found: list[Difference] = []
    for key in fields(Rule):
        before, after = getattr(old, key.name), getattr(new, key.name)
        if key.name == "pack" or before == after:
            continue
        if key.name in ITEMS:
            found += _entries(key.name, before, after)
        else:
            did: Did = "added" if not before else "removed" if not after else "changed"
            found.append(Difference(key.name, "", did, before, after))
    return found


def _entries(part: str, old: list[Any], new: list[Any]) -> Iterator[Difference]:
    before, after = {each.id: each for each in old}, {each.id: each for each in new}
    for name in dict.fromkeys((*before, *after)):
        one, other = before.get(name), after.get(name)
        if one != other:
            did: Did = "added" if one is None else "removed" if other is None else "changed"
            yield Difference(part, name, did, one, other)


def head_differences(old: Head, new: Head) -> list[Difference]:
    """What is not the same in two heads."""
    return [
        Difference(key.name, "", "changed", getattr(old, key.name), getattr(new, key.name))
        for key in fields(Head)
        if getattr(old, key.name) != getattr(new, key.name)
    ]


def against_parent(book: RuleBook, pack: str, name: str, on: date) -> list[Difference]:
    """What differs from the region above; empty for the nation and for what only this pack has."""
    chain = book.chain_of(pack)
    if len(chain) < 2 or own_name(book, chain[:-1], name) is None:
        return []
    found = [
        *head_differences(book.head(name, chain[:-1]), book.head(name, chain)),
        *differences(book, book.rule(name, chain[:-1], on), book.rule(name, chain, on)),
    ]
    dropped = _dropped(book, pack, name)
    return [
        Difference(each.part, each.id, each.did, each.old, each.new,
                   dropped.get((each.part, each.id)))
        for each in found
    ]  # fmt: skip


def _dropped(book: RuleBook, pack: str, name: str) -> dict[tuple[str, str], form.Text]:
    return {
        (drop.part, drop.id): drop.because
        for version in _versions(book, pack, name)
        for drop in version.drop or ()
    }


def claims(book: RuleBook, chain: Chain, name: str) -> list[tuple[str, form.Claim]]:
    """What other texts say, each with the pack that writes it down."""
    found: dict[str, tuple[str, form.Claim]] = {}
    for pack in chain:
        document = book.packs[pack].documents.get(name)
        found |= {
            claim.id: (pack, claim) for claim in (document.sources if document else None) or ()
        }
    return list(found.values())


def cases(book: RuleBook, chain: Chain, name: str) -> list[tuple[str, Case]]:
    """The worked cases that speak of a document: as wanted, as had, or in what they expect."""
    return [(pack, case) for pack in chain for case in book.packs[pack].cases
            if name in mentioned(book, case)]  # fmt: skip


def mentioned(book: RuleBook, case: Case) -> set[str]:
    """The documents that a case names."""
    had = case.situation.get("have") or ()
    names = [each["id"] if isinstance(each, dict) else each for each in had]
    names += case.situation.get("want") or ()
    return {book.documents[each] for each in (*names, *_words(case.expect))
            if each in book.documents}  # fmt: skip


def _words(value: Any) -> Iterator[str]:
    """Every name in what a case expects; a notice's id begins with its document's."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from _words(inner)
    elif isinstance(value, list):
        for each in value:
            yield from _words(each)
    elif isinstance(value, str):
        yield value.split(".")[0]
