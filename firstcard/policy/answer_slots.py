"""The slots of an answer's text, filled from the rules of one region on one day.

A closed list. What the rules do not settle for the facts at hand stays empty (None), so that the
variant is skipped: a slot never guesses.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import Any

from firstcard.policy import format as form
from firstcard.policy.book import RuleBook
from firstcard.policy.clock_words import day_words, span_words
from firstcard.policy.clocks import Span
from firstcard.policy.conditions import MISSING, Condition
from firstcard.policy.derived import add_derived
from firstcard.policy.nodes import Node, Requirement
from firstcard.policy.resolve import Resolver
from firstcard.policy.rules import Rule
from firstcard.policy.situation import Situation
from firstcard.policy.tables import UNKNOWN
from firstcard.policy.timing import span

SLOT = re.compile(r"\{([^{}]*)\}")
_ONE = re.compile(r"^1(?= )")
YEARS = ("this-year", "next-year")
_FAMILY = "family"
_NOTHING = form.Text("nothing", "免费")
_ROUGH_DAYS = {"days": 1.0, "working_days": 1.4, "months": 30.4, "years": 365.0}
Candidates = Iterable[tuple[Condition | None, form.SpanForm | None]]


def slots_of(text: str) -> list[tuple[str, str]]:
    """The slots of a text in order: name, and what stands after the colon ("" for nothing)."""
    parts = (found.partition(":") for found in SLOT.findall(text))
    return [(name, of) for name, _, of in parts]


class Slots:
    """Fills slots for the first child of a family: `real` as told, `usual` where it told nothing.

    `named` are the documents that slots name: what is asked about is described even where the
    family has it already. A last day and the year of the birth are never taken from the usual.
    """

    def __init__(
        self, *, book: RuleBook, real: Situation, usual: Situation, named: Iterable[str]
    ) -> None:
        asked = {book.documents[name] for name in named}
        self.book = book
        self.region = real.region
        self.real = _resolver(book, real, asked)
        self.resolver = _resolver(book, usual, asked)

    def filled(self, text: form.Text) -> form.Text | None:
        """The text with every slot filled; None where one of them cannot be."""
        values: dict[tuple[str, str], form.Text] = {}
        for slot in slots_of(text.en):
            value = FILLS[slot[0]](self, slot[1])
            if value is None:
                return None
            values[slot] = value
        en = SLOT.sub(lambda found: values[_key(found[1])].en, text.en)
        return form.Text(en, SLOT.sub(lambda found: values[_key(found[1])].zh, text.zh))

    def place(self, of: str) -> form.Text:
        """The region's name."""
        return self.book.region_name(self.region)

    def where(self, document: str) -> form.Text | None:
        """The kinds of office that do it: one, or one for each way that is open."""
        node, rule = self._ruled(document)
        if rule is None:
            return None
        kinds = [kind for kind in self._offices(node, rule) if kind != _FAMILY]
        everywhere = tuple(self.book.packs)
        forms = [self.book.in_chain(everywhere, "office_kinds", kind) for kind in kinds]
        names = [office.short or office.name for office in forms]
        return _listed(names, "or", "或") if names else None

    def _offices(self, node: Node, rule: Rule) -> list[str]:
        open_ = [way for way in rule.ways if self.resolver.holds(way.when) is not False]
        issuers = [rule.issuer(way) for way in open_] or [rule.issued_by]
        found = list(dict.fromkeys(kind for kind in issuers if kind))
        other = rule.same_place_as or rule.same_visit_as
        if found or other is None:
            return found
        there, its_rule = self._ruled(other)
        return self._offices(there, its_rule) if its_rule else []

    def within(self, document: str) -> form.Text | None:
        """How long one has: the binding limit."""
        node, rule = self._ruled(document)
        if rule is None:
            return None
        counted = node.limit.counted if node.limit else None
        known = counted.span if counted and counted.span.number else None
        return _span_text(known or self._binding(node, rule))

    def _binding(self, node: Node, rule: Rule) -> Span | None:
        """The shortest limit that holds; open ones count only where they all say the same."""
        facts = self.resolver.period_facts(node.year)
        sure: list[Span | None] = []
        open_: list[Span] = []
        for when, length in _limits(rule, facts):
            outcome = True if when is None else when.holds(facts)
            if outcome is True:
                sure.append(span(length))
            elif outcome is None and (maybe := span(length)):
                open_.append(maybe)
        if None in sure:
            return None
        shortest = min((s for s in sure if s), key=_rough, default=None)
        if shortest is None:
            return open_[0] if open_ and len(set(open_)) == 1 else None
        return None if any(_rough(each) < _rough(shortest) for each in open_) else shortest

    def due(self, document: str) -> form.Text | None:
        """The last day, where the family told enough to count it from what has happened."""
        limit = self.real.resolve(document).limit
        if limit is None or limit.counted is None or limit.relative:
            return None
        day = limit.counted.date
        return form.Text(day_words(day, "en"), day_words(day, "zh"))

    def takes(self, document: str) -> form.Text | None:
        """How long it takes at the most."""
        node, rule = self._ruled(document)
        if rule is None:
            return None
        said = (node.way.takes if node.way else None) or rule.takes or ()
        longest: list[Span | None] = []
        for item in said:
            outcome = self.resolver.holds(item.when)
            if outcome is not False:
                longest.append(span(item.most))
            if outcome is True:
                break
        agreed = longest[0] if longest and len(set(longest)) == 1 else None
        return _span_text(agreed) if agreed and agreed.number else None

    def fee(self, document: str) -> form.Text | None:
        """What it costs, in yuan."""
        node, rule = self._ruled(document)
        fee = ((node.way.fee if node.way else None) or rule.fee) if rule else None
        if fee is None:
            return None
        if fee.table is None:
            return _price(fee.amount)
        return self._from_table(fee.table, node, self.resolver.period_facts(node.year), _price)

    def _from_table(
        self,
        name: str,
        node: Node,
        facts: Mapping[str, Any],
        say: Callable[[str], form.Text | None],
    ) -> form.Text | None:
        table = self.book.table(name, node.chain)
        hit = self.book.decide(table, facts, self.resolver.on) if table else None
        if table is None or hit is None:
            return None
        amount = hit.outputs.get(table.head.outputs[0].name, UNKNOWN)
        return None if amount == UNKNOWN else say(amount)

    def papers(self, document: str) -> form.Text | None:
        """The papers that one must bring in any case."""
        node = self.resolver.resolve(document)
        names = list(_brought(node.requirements))
        return _listed(names, "and", "和") if names else None

    def keeps(self, document: str) -> form.Text | None:
        """How long it stays valid."""
        _, rule = self._ruled(document)
        return _span_text(span(rule.keeps)) if rule else None

    def premium(self, year: str) -> form.Text | None:
        """What the year costs; where the birth is not known, for a child born in an earlier one."""
        number = self.resolver.on.year + YEARS.index(year)
        for document in dict.fromkeys(self.book.documents.values()):
            if "year" not in self.book.head(document, self.resolver.home).per:
                continue
            node, rule = self._ruled(document)
            if rule and rule.fee and rule.fee.table:
                facts = dict(self.real.period_facts(number))
                if facts["period.is_birth_year"] is MISSING:
                    facts["period.is_birth_year"] = False
                return self._from_table(rule.fee.table, node, facts, _yuan)
        return None

    def _ruled(self, document: str) -> tuple[Node, Rule | None]:
        """The target and its rule, also where the facts say that it is there already."""
        node = self.resolver.resolve(document)
        if node.rule is not None or node.head.kind in ("base", "obsolete"):
            return node, node.rule
        fresh = Node(node.id, node.year, node.head, node.key)
        self.resolver.place(fresh)
        return fresh, self.resolver.rule_of(fresh)


def _resolver(book: RuleBook, situation: Situation, asked: set[str]) -> Resolver:
    facts = {**situation.children[0], "region": situation.region}
    add_derived(facts)
    have = [h for h in situation.have if h.child in (None, 1) and h.id not in asked]
    return Resolver(book=book, facts=facts, have=have)


Fill = Callable[[Slots, str], form.Text | None]
FILLS: dict[str, Fill] = {
    "region": Slots.place,
    "where": Slots.where,
    "within": Slots.within,
    "due": Slots.due,
    "takes": Slots.takes,
    "fee": Slots.fee,
    "papers": Slots.papers,
    "keeps": Slots.keeps,
    "premium": Slots.premium,
}


def _key(slot: str) -> tuple[str, str]:
    name, _, of = slot.partition(":")
    return name, of


def _limits(rule: Rule, facts: Mapping[str, Any]) -> Candidates:
    """Every limit, and of the yearly windows those up to the first that surely applies."""
    yield from ((limit.when, limit) for limit in rule.within)
    for window in rule.windows:
        yield window.when, window.within
        if window.when is None or window.when.holds(facts) is True:
            return


def _rough(length: Span) -> float:
    return _ROUGH_DAYS[length.unit] * length.number


def _span_text(length: Span | None) -> form.Text | None:
    if length is None:
        return None
    english = span_words(length, "en")
    return form.Text(_ONE.sub("one", english), span_words(length, "zh"))


def _yuan(amount: str) -> form.Text:
    plain = amount.removesuffix(".00")
    return form.Text(f"{plain} yuan", f"{plain}元")


def _price(amount: str | None) -> form.Text | None:
    """What something costs, after "costs": nothing, or so much."""
    if amount is None:
        return None
    return _NOTHING if float(amount) == 0 else _yuan(amount)


def _brought(requirements: Iterable[Requirement]) -> Iterator[form.Text]:
    """The names of required papers that are carried: what the office has itself is left out."""
    for found in requirements:
        if found.strength != "required" or found.only_if:
            continue
        yield from _brought(found.parts)
        shown = found.need.form
        if found.node is None or found.blocked or (shown and shown.shared):
            continue
        if found.node.head.kind != "goal":
            yield _in_a_sentence(found)


def _in_a_sentence(found: Requirement) -> form.Text:
    """The paper's name; what another document gives along is called as its `spec` begins."""
    need, node = found.need, found.node
    assert node is not None
    name = node.head.name
    if need.document != node.id and need.spec:
        name = form.Text(need.spec.en.partition(":")[0], need.spec.zh.partition("：")[0])
    first, second = name.en[:1], name.en[1:2]
    return form.Text(name.en if second.isupper() else first.lower() + name.en[1:], name.zh)


def _listed(names: Iterable[form.Text], last_en: str, last_zh: str) -> form.Text:
    """Names in a sentence, each once: a, b or c; a、b或c."""
    once = list(dict.fromkeys(names))
    return form.Text(_joined([n.en for n in once], ", ", f" {last_en} "),
                     _joined([n.zh for n in once], "、", last_zh))  # fmt: skip


def _joined(items: list[str], between: str, last: str) -> str:
    return last.join(part for part in (between.join(items[:-1]), items[-1]) if part)
