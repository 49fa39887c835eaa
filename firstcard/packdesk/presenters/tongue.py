"""How an officer's page says names, conditions, spans and reasons, in one language."""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from firstcard.guidance.presenters.speech import Speaker, names_of
from firstcard.guidance.words import Lang
from firstcard.packdesk import addresses
from firstcard.packdesk.words import WORDS, word
from firstcard.policy import format as form
from firstcard.policy.book import Chain, RuleBook
from firstcard.policy.clock_words import span_words
from firstcard.policy.clocks import Span
from firstcard.policy.conditions import Condition

_NOT = re.compile(r"^not\((.*)\)$")
_COMPARE = re.compile(r"^(<=|>=|<|>)\s*(.+)$")
_INTERVAL = re.compile(r"^([\[(])\s*(.+?)\s*\.\.\s*(.+?)\s*([\])])$")
_CHOSEN, _TIMELY = "chosen.", "timely."


@dataclass(frozen=True, slots=True)
class BasisLink:
    """One reason: its title, how sure and how binding it is, and where it is listed."""

    title: str
    href: str
    certainty: str
    sure: str
    rank: str
    required: bool
    note: str


@dataclass
class Tongue:
    """Says what a pack holds in one language, for one chain of packs."""

    lang: Lang
    book: RuleBook
    chain: Chain

    @cached_property
    def speaker(self) -> Speaker:
        """The speaker of the families' pages: a rule is said in the words they were shown."""
        return Speaker(self.lang, names_of(self.book))

    @property
    def pack(self) -> str:
        """The pack whose page this is."""
        return self.chain[-1]

    def word(self, name: str, /, **values: object) -> str:
        """A word of these pages."""
        return word(name, self.lang, **values)

    def say(self, text: form.Text | None) -> str:
        """A hand-written text, if there is one."""
        return self.speaker.maybe(text)

    def day(self, day: date) -> str:
        """A day in words."""
        return self.speaker.day(day)

    def pack_name(self, pack: str) -> str:
        """A pack by the name of its region."""
        return self.say(self.book.packs[pack].form.name)

    def document(self, name: str) -> str:
        """A document by its name, whichever of its ids is used."""
        own = self.book.documents.get(name, name)
        return self.say(self.book.head(own, self.chain).name) or name

    def documents(self, names: Iterable[str]) -> str:
        """Several documents in a sentence."""
        return self.speaker.listed(self.document(name) for name in names)

    def table(self, name: str) -> str:
        """A table by its title."""
        found = self.book.table(name, self.chain)
        return self.say(found.head.title) if found else name

    def output(self, name: str) -> str:
        """A column or a value of a table in words; what nobody has named stays as it is written."""
        key = f"output_{name}"
        return self.word(key) if key in WORDS else name

    def share(self, ratio: str) -> str:
        """A ratio in percent: 0.6250 as 62.5%."""
        return f"{(Decimal(ratio) * 100).normalize():f}%"

    def yuan(self, amount: str) -> str:
        """An amount where nothing is an amount too: 0 yuan."""
        return self.speaker.word("yuan", amount=amount.removesuffix(".00"))

    def span(self, span: form.SpanForm) -> str:
        """A length of time: 10 working days; empty where none is said."""
        given = {unit: n for unit in ("days", "working_days", "months", "years")
                 if (n := getattr(span, unit)) is not None}  # fmt: skip
        return span_words(Span(**given), self.lang) if given else ""

    def event(self, name: str) -> str:
        """What a limit is counted from: an event or a document."""
        fact = "child.born_on" if name == "birth" else f"events.{name}"
        return self.speaker.fact(fact) or self.document(name)

    def basis(self, item: form.Basis) -> BasisLink:
        """A reason with its certainty and the place where it is listed."""
        found = self.book.basis(item)
        said = self.speaker.basis(found)
        attribute = "laws" if item.law else "sources"
        key = item.law or item.source or ""
        packs = self.book.packs
        home = next(
            each
            for each in (*reversed(self.chain), *packs)
            if key in getattr(packs[each], attribute)
        )
        mark = f"{key}-{item.article}" if item.law and item.article else key
        return BasisLink(said.title, addresses.laws(home, mark), found.certainty,
                         self.word(f"sure_{found.certainty}"), said.rank, said.required,
                         self.say(item.note))  # fmt: skip

    def bases(self, items: Iterable[form.Basis] | None) -> list[BasisLink]:
        """Several reasons, each once."""
        return list(dict.fromkeys(self.basis(item) for item in items or ()))

    def condition(self, condition: Condition | None) -> str:
        """A condition in words: all parts must hold, one of those in brackets."""
        return " · ".join(self._parts(condition)) if condition else ""

    def written(self, condition: Condition | None) -> str:
        """A condition as the pack writes it, for who looks for it in the files."""
        if condition is None:
            return ""
        said = [f"{fact}: {test}" for fact, test in condition.tests.items()]
        if condition.branches:
            said.append(f"any: [{' | '.join(self.written(each) for each in condition.branches)}]")
        return ", ".join(said)

    def _parts(self, condition: Condition) -> Iterable[str]:
        for fact, test in condition.tests.items():
            yield self.speaker.pair(self.fact(fact), self.test(fact, test))
        if condition.branches:
            inner = [self.condition(branch) for branch in condition.branches]
            said = self.speaker.pair(self.word("any_of"), " / ".join(inner))
            yield f"（{said}）" if self.lang == "zh" else f"({said})"

    def fact(self, name: str) -> str:
        """A fact's name in words."""
        for prefix, key in ((_CHOSEN, "fact_chosen"), (_TIMELY, "fact_timely")):
            if name.startswith(prefix):
                return self.word(key, name=self.document(name.removeprefix(prefix)))
        of_bill = self.book.bill_facts.facts.get(name)
        return self.speaker.fact(name) or (self.say(of_bill.name) if of_bill else name)

    def test(self, fact: str, test: str) -> str:
        """What a fact must be, in words."""
        test = test.strip()
        if test in ("-", ""):
            return self.word("test_any")
        if negated := _NOT.match(test):
            return self.word("test_not", values=self.test(fact, negated.group(1)))
        if compared := _COMPARE.match(test):
            return self.word(f"test_{compared.group(1)}", n=self.value(fact, compared.group(2)))
        if interval := _INTERVAL.match(test):
            opens, low, high, closes = interval.groups()
            return self.word(f"test_{opens}{closes}", low=self.value(fact, low),
                             high=self.value(fact, high))  # fmt: skip
        values = [self.value(fact, each.strip().strip('"')) for each in test.split(",")]
        return self.word("test_or").join(values)

    def value(self, fact: str, value: str) -> str:
        """One value of a fact in words."""
        if value in ("yes", "no"):
            return self.speaker.word(value)
        if fact.startswith(_CHOSEN):
            return self._option(fact.removeprefix(_CHOSEN), value)
        kind = self.book.types[fact].type if fact in self.book.types else ""
        known = self.book.facts.facts.get(fact) or self.book.bill_facts.facts.get(fact)
        names = {each.id: each.name for each in (known.values if known else None) or ()}
        if value in names:
            return self.say(names[value])
        if value == "none":
            return self.word("test_none")
        if kind == "division":
            return self.say(self.book.region_name(value))
        return self.day(date.fromisoformat(value)) if kind == "date" else value

    def _option(self, document: str, value: str) -> str:
        """The name of a way, or of one of several needs, wherever a pack writes it."""
        for pack in reversed(self.chain):
            found = self.book.packs[pack].documents.get(document)
            for version in (found.versions if found else None) or ():
                inner = [option for need in version.needs or () for option in need.any_of or ()]
                for choice in (*(version.ways or ()), *inner):
                    if choice.id == value:
                        return self.say(choice.name)
        return value
