"""How documents hang together on a day: what each needs, and in which way."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from firstcard.policy import format as form
from firstcard.policy.book import Chain, RuleBook
from firstcard.policy.conditions import Condition
from firstcard.policy.rules import Rule

Manner = Literal["required", "choice", "held"]


@dataclass(frozen=True, slots=True)
class Link:
    """`target` needs `source`: always, in one of several ways, or only if the family has it.

    `named` is the name by which it is asked for, `when` all conditions on the way to it.
    """

    source: str
    target: str
    manner: Manner
    named: str
    when: tuple[Condition, ...] = ()
    choice: tuple[form.Text, ...] = ()


def links(book: RuleBook, chain: Chain, on: date) -> Mapping[str, list[Link]]:
    """For every document of the chain what it needs on that day; made once for a book."""
    found: Mapping[str, list[Link]] = book.remembered(
        ("packdesk.links", chain, on), lambda: _links(book, chain, on)
    )
    return found


def _links(book: RuleBook, chain: Chain, on: date) -> dict[str, list[Link]]:
    names = {name for pack in chain for name in book.packs[pack].documents}
    rules = {name: book.rule(name, chain, on) for name in sorted(names)}
    return {name: list(_of_rule(book, name, rule)) if rule else [] for name, rule in rules.items()}


def needed_by(book: RuleBook, chain: Chain, on: date, name: str) -> list[Link]:
    """What needs a document."""
    return [link for found in links(book, chain, on).values() for link in found
            if link.source == name]  # fmt: skip


def _of_rule(book: RuleBook, name: str, rule: Rule) -> Iterator[Link]:
    for need in rule.needs:
        yield from _of_need(book, Link("", name, "required", ""), need)
    for way in rule.ways:
        outer = Link("", name, "choice", "", _with((), way.when), (way.name,))
        for need in way.needs or ():
            yield from _of_need(book, outer, need)


def _of_need(book: RuleBook, outer: Link, need: form.Need) -> Iterator[Link]:
    manner: Manner = "held" if need.strength in ("if-held", "optional") else outer.manner
    here = replace(outer, manner=manner, when=_with(outer.when, need.when))
    if need.document:
        yield replace(here, source=book.documents[need.document], named=need.document)
    for option in need.any_of or ():
        inner = replace(here, manner="held" if manner == "held" else "choice",
                        when=_with(here.when, option.when),
                        choice=(*here.choice, option.name))  # fmt: skip
        for part in option.needs or ():
            yield from _of_need(book, inner, part)


def _with(when: tuple[Condition, ...], more: Condition | None) -> tuple[Condition, ...]:
    return when if more is None else (*when, more)
