"""The packs as the API shows them: what each is, and a document's rule in force on a day."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

import msgspec
from msgspec import Struct

from firstcard.policy import plan as out
from firstcard.policy.book import RuleBook
from firstcard.policy.conditions import Condition
from firstcard.policy.format import Basis, Claim, Instrument, Source, Text

Tests = dict[str, Any]


class PackSummary(Struct, frozen=True):
    """One pack that serves. `digest` is SHA-256 over its files."""

    id: str
    region: str
    name: Text
    parent: str | None
    version: str
    released_on: date
    digest: str


class PackList(Struct, frozen=True):
    """Every pack that serves, national first. `digest` covers all of them."""

    digest: str
    packs: list[PackSummary]


class DocumentSummary(Struct, frozen=True):
    """A document, act or goal that this pack or an ancestor speaks of; `pack` speaks last."""

    id: str
    name: Text
    kind: str
    goal: bool
    pack: str


class ChangeView(Struct, frozen=True):
    """What is new in this version of the pack."""

    id: str
    text: Text
    basis: list[out.Basis]


class PackDetail(Struct, frozen=True):
    """One pack: its place in the chain, its documents, instruments, sources and changes."""

    pack: PackSummary
    chain: list[str]
    want: list[str]
    documents: list[DocumentSummary]
    laws: list[Instrument]
    sources: list[Source]
    changes: list[ChangeView]


class ClaimView(Struct, frozen=True):
    """What a source says of the document, and how it stands to the rule. Never a demand."""

    id: str
    source: out.Basis
    standing: str
    text: Text
    says: dict[str, Any]
    because: list[out.Basis]


class DocumentView(Struct, frozen=True):
    """A document's rule in force on a day in a pack's region, inherited parts included.

    `rule` is null where no version is in force. Its keys are those of the packs
    (docs/policy-packs.md), every basis resolved to title, summary, certainty and rank.
    """

    id: str
    on: date
    pack: out.PackRef
    chain: list[out.PackRef]
    name: Text
    step: Text | None
    summary: Text | None
    kind: str
    goal: bool
    gives: list[str]
    per: list[str]
    where: list[str]
    held_when: Tests | None
    ends_when: Tests | None
    duty: Tests | None
    rule: dict[str, Any] | None
    sources: list[ClaimView]


def pack_list(*, book: RuleBook) -> PackList:
    """Every pack of the book."""
    return PackList(book.digest, [_summary(book, name) for name in book.packs])


def pack_detail(*, book: RuleBook, pack: str) -> PackDetail:
    """One pack of the book. Raises KeyError for an unknown one."""
    own = book.packs[pack]
    chain = book.chain_of(pack)
    return PackDetail(
        _summary(book, pack),
        list(chain),
        list(book.want(own.form.region)),
        list(_documents(book, chain)),
        list(own.laws.values()),
        list(own.sources.values()),
        [ChangeView(c.id, c.text, book.bases(c.basis)) for c in own.form.changes or ()],
    )


def document_view(*, book: RuleBook, pack: str, document: str, on: date) -> DocumentView:
    """A document's rule in force. Raises KeyError for an unknown pack or document."""
    chain = book.chain_of(pack)
    own = book.documents[document]
    if not any(own in book.packs[name].documents for name in chain):
        raise KeyError(document)
    head = book.head(own, chain)
    rule = book.rule(own, chain, on)
    return DocumentView(
        own, on, book.reference(pack), [book.reference(name) for name in chain],
        head.name, head.step, head.summary, head.kind, head.goal,
        list(head.gives), list(head.per), list(head.where),
        _tests(head.held_when), _tests(head.ends_when), _tests(head.duty),
        written(book, rule) if rule else None,
        [_claim(book, claim) for claim in book.claims(own, chain)],
    )  # fmt: skip


def written(book: RuleBook, value: Any) -> Any:
    """Any part of a rule as JSON: absent keys left out, conditions as written, bases resolved."""
    if isinstance(value, Basis):
        return msgspec.to_builtins(book.basis(value))
    if isinstance(value, Condition):
        return value.written()
    if isinstance(value, list):
        return [written(book, each) for each in value]
    if isinstance(value, Struct):
        named = zip(value.__struct_encode_fields__, value.__struct_fields__, strict=True)
        pairs = {shown: getattr(value, name) for shown, name in named}
    elif hasattr(value, "__dataclass_fields__"):
        pairs = {name: getattr(value, name) for name in value.__dataclass_fields__}
    else:
        return msgspec.to_builtins(value)
    return {key: written(book, each) for key, each in pairs.items() if each not in (None, [])}


def _summary(book: RuleBook, name: str) -> PackSummary:
    form = book.packs[name].form
    return PackSummary(
        name, form.region, form.name, form.parent, form.version, form.released_on,
        book.packs[name].digest,
    )  # fmt: skip


def _documents(book: RuleBook, chain: tuple[str, ...]) -> Iterable[DocumentSummary]:
    last = {document: name for name in chain for document in book.packs[name].documents}
    for document in sorted(last):
        head = book.head(document, chain)
        yield DocumentSummary(document, head.name, head.kind, head.goal, last[document])


def _claim(book: RuleBook, claim: Claim) -> ClaimView:
    says = written(book, claim.says)
    because = book.bases(claim.because)
    source = book.basis(Basis(source=claim.ref))
    return ClaimView(claim.id, source, claim.standing, claim.text, says, because)


def _tests(condition: Condition | None) -> Tests | None:
    return condition.written() if condition else None
