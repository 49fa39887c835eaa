"""How values are said: dates, money, counts, reasons, offices; in one language. Pure."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from firstcard.guidance.words import WORDS, Lang, joined, say, word
from firstcard.policy.calendars import Calendar
from firstcard.policy.format import Text
from firstcard.policy.plan import Basis, Choice, Opening, Ref
from firstcard.policy.situation import FactSet

_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
_DAYS_EN = ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun")
_DAYS_ZH = "一二三四五六日"


@dataclass(frozen=True)
class Names:
    """Names that a plan refers to by id, and the calendar its dates were counted on."""

    facts: FactSet = field(default_factory=lambda: FactSet({}))
    office_kinds: Mapping[str, Text] = field(default_factory=dict)
    calendar: Calendar | None = None
    references: Mapping[Ref, Basis] = field(default_factory=dict)


def names_of(book: Any) -> Names:
    """The names of a rule book."""
    kinds = {kind: form.name for pack in book.packs.values()
             for kind, form in pack.office_kinds.items()}  # fmt: skip
    return Names(book.facts, kinds, book.calendar)


@dataclass(frozen=True, slots=True)
class BasisView:
    """One reason: what it is called, what it says, how sure and how binding it is."""

    title: str
    summary: str
    certainty: str
    rank: str
    required: bool
    note: str


@dataclass(frozen=True)
class Speaker:
    """Says values in one language."""

    lang: Lang
    names: Names

    def say(self, text: Text) -> str:
        """A hand-written text."""
        return say(text, self.lang)

    def maybe(self, text: Text | None) -> str:
        """A text that may be absent."""
        return say(text, self.lang) if text else ""

    def word(self, name: str, /, **values: object) -> str:
        """A word of the interface."""
        return word(name, self.lang, **values)

    def listed(self, items: Iterable[str]) -> str:
        """Each item once, as a list in a sentence."""
        return joined(list(dict.fromkeys(item for item in items if item)), self.lang)

    def day(self, day: date) -> str:
        """Mon 30 Nov 2026; 2026年11月30日（周一）."""
        if self.lang == "zh":
            return f"{day.year}年{day.month}月{day.day}日（周{_DAYS_ZH[day.weekday()]}）"
        return f"{_DAYS_EN[day.weekday()]} {day.day} {_MONTHS[day.month - 1]} {day.year}"

    def short(self, day: date, on: date) -> str:
        """3 Dec; 12月3日; with the year where it is not that of `on`."""
        same = day.year == on.year
        if self.lang == "zh":
            return f"{day.month}月{day.day}日" if same else f"{day.year}年{day.month}月{day.day}日"
        return f"{day.day} {_MONTHS[day.month - 1]}{'' if same else f' {day.year}'}"

    def month(self, day: date, *, year: bool) -> str:
        """Dec; 12月; with the year Dec 2026; 2026年12月."""
        if self.lang == "zh":
            return f"{day.year}年{day.month}月" if year else f"{day.month}月"
        return f"{_MONTHS[day.month - 1]} {day.year}" if year else _MONTHS[day.month - 1]

    def away(self, day: date, on: date) -> str:
        """How far a day is from another: in 12 days, tomorrow, 3 days ago."""
        n = (day - on).days
        near = {0: "away_today", 1: "away_tomorrow", -1: "away_yesterday"}.get(n)
        return self.word(near or ("away_in" if n > 0 else "away_ago"), n=abs(n))

    def money(self, amount: str) -> str:
        """400 yuan, 12.50 yuan; nothing is free."""
        plain = amount.removesuffix(".00")
        return self.word("fee_free") if plain == "0" else self.word("yuan", amount=plain)

    def office(self, kind: str | None) -> str:
        """An office kind as one asks for it."""
        named = self.names.office_kinds.get(kind or "")
        return self.say(named) if named else self.word("the_office_general")

    def fact(self, name: str) -> str:
        """A fact's name in words; empty where it has none."""
        known = self.names.facts.facts.get(name)
        return self.say(known.name) if known else ""

    def facts(self, names: Iterable[str]) -> str:
        """Several facts in a sentence."""
        return self.listed(self.fact(name) for name in names)

    def opening(self, opening: Opening) -> str:
        """A fact and what it would have to be."""
        wanted = [self.fact_value(opening.fact, part.strip()) for part in opening.test.split(",")]
        name = self.say(opening.name)
        if not all(wanted):
            return name
        return self.pair(name, " / ".join(wanted))

    def pair(self, name: str, value: str) -> str:
        """A name and its value."""
        return f"{name}：{value}" if self.lang == "zh" else f"{name}: {value}"

    def fact_value(self, fact: str, value: str) -> str:
        """One value of a fact in words; empty where it has none."""
        if value in ("yes", "no"):
            return self.word(value)
        known = self.names.facts.facts.get(fact)
        values = {each.id: each.name for each in (known.values if known else None) or ()}
        return self.say(values[value]) if value in values else ""

    def sentences(self, first: str, second: str) -> str:
        """Two sentences, one after the other."""
        if not second:
            return first
        end = "" if first.endswith(("。", ".", "?", "？")) else "。" if self.lang == "zh" else "."
        return f"{first}{end}{'' if self.lang == 'zh' else ' '}{second}"

    def choice(self, choice: Choice) -> str:
        """Another possibility, and why it would not do."""
        name = self.say(choice.name)
        if choice.possible:
            possible = self.word("choice_possible", name=name)
            return self.sentences(possible, self.maybe(choice.note))
        because = self.listed(self.opening(each) for each in choice.facts)
        if because:
            return self.word("choice_not_because", name=name, facts=because)
        return self.word("choice_not", name=name)

    def basis(self, basis: Basis) -> BasisView:
        """A reason in words."""
        return BasisView(
            title=self.title(basis), summary=self.maybe(basis.summary),
            certainty=self.word(f"certainty_{basis.certainty}"),
            rank=self.word(f"rank_{basis.rank}"), required=basis.rank == "required",
            note=self.maybe(basis.note))  # fmt: skip

    def bases(self, refs: Iterable[Ref]) -> list[BasisView]:
        """Each reason once."""
        return list(dict.fromkeys(self.basis(self.names.references[ref]) for ref in refs))

    def titles(self, refs: Iterable[Ref]) -> list[str]:
        """The reasons' titles alone."""
        return [self.title(self.names.references[ref]) for ref in refs]

    def title(self, basis: Basis) -> str:
        """The law with its article, or the source's title."""
        title = self.say(basis.title).strip("《》") if basis.law else self.say(basis.title)
        if basis.law and basis.article:
            return self.word("basis_article", title=title, article=basis.article)
        return self.word("basis_instrument", title=title) if basis.law else title

    def channels(self, channels: Iterable[str]) -> str:
        """The ways to apply, in words."""
        return self.listed(self.word(f"channel_{channel}") for channel in channels
                           if f"channel_{channel}" in WORDS)  # fmt: skip
