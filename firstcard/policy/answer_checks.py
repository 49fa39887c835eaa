"""Checks the answers of a pack, and the usual family that their sentences speak of.

Every mistake is named with file, line and what is allowed. Conditions and office kinds are
checked with the rest of the pack (`checks`).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from firstcard.policy.answer_cases import HERE, flat
from firstcard.policy.answer_format import Answer, Saying
from firstcard.policy.answer_slots import FILLS, SLOT, YEARS, slots_of
from firstcard.policy.answers import merged, topics
from firstcard.policy.book import RuleBook
from firstcard.policy.check_items import near
from firstcard.policy.format import Text
from firstcard.policy.packs import Pack
from firstcard.policy.reading import Problem
from firstcard.policy.situation import SituationError

MOST_SENTENCES = 2
_BARE = "region"
_YEARLY = "premium"
_NEVER_GIVEN = ("on", "region")
_END = {
    "en": re.compile(r"[.!?]+[\"”’)]*(?:\s+|$)"),
    "zh": re.compile(r"[。！？]+[”’）]*"),
}
_NEEDED = ("topic", "question", "about", "say")
Found = Iterator[tuple[str, str, Iterable[str]]]


def check_answers(book: RuleBook, pack: Pack) -> Iterator[Problem]:
    """What is wrong with the answers of one pack, and with its usual family."""
    for name, answer in pack.answers.items():
        source = pack.files[f"answers/{name}.yaml"]
        for key, message, allowed in _Check(book, pack, answer).found():
            yield source.problem(key, message, allowed)
    usual = pack.form.usual
    if usual is not None:
        here = pack.form.region
        facts = {name: here if value == HERE else value for name, value in flat(usual.facts)}
        source = pack.files["pack.yaml"]
        for key, message, allowed in _facts(book, pack, "usual.facts", facts):
            yield source.problem(key, message, allowed)


class _Check:
    """One answer beside the packs above it."""

    def __init__(self, book: RuleBook, pack: Pack, answer: Answer) -> None:
        self.book, self.pack, self.answer = book, pack, answer
        self.chain = book.chain_of(pack.id)
        self.above = merged(book, self.chain[:-1])
        self.known = merged(book, self.chain)
        own = {name for each in self.chain for name in book.packs[each].documents}
        self.documents = {name for name, document in book.documents.items() if document in own}

    def found(self) -> Found:
        answer = self.answer
        yield from self._change()
        if answer.id not in self.above and answer.change != "withdraw":
            for key in _NEEDED:
                if getattr(answer, key) is None:
                    yield "", f'the key "{key}" is missing', ()
        for key in ("about", "say"):
            if getattr(answer, key) == []:
                yield key, "the list is empty", ("one entry at least",)
        yield from self._names()
        if answer.given is not None:
            yield from _facts(self.book, self.pack, "given", answer.given)
        for number, variant in enumerate(answer.say or ()):
            yield from self._variant(f"say[{number}]", variant)
        yield from self._ask()

    def _change(self) -> Found:
        change, inherited = self.answer.change, self.answer.id in self.above
        if inherited and change in (None, "add"):
            message = "a parent pack has this answer: say what is changed"
            yield "id", message, ("change: overlay", "change: withdraw")
        if not inherited and change not in (None, "add"):
            yield "change", "no parent pack has this answer", ("add",)
        if change == "withdraw" and self.answer.because is None:
            yield "because", "change: withdraw needs a reason", ()

    def _names(self) -> Found:
        answer = self.answer
        known = [topic.id for topic in topics(book=self.book, region=self.pack.form.region)]
        if answer.topic is not None and answer.topic not in known:
            yield "topic", f'unknown topic "{answer.topic}"', known
        for key in ("about", "want"):
            for number, name in enumerate(getattr(answer, key) or ()):
                if name not in self.documents:
                    at = f"{key}[{number}]"
                    yield at, f'unknown document "{name}"', near(name, self.documents)
        others = set(self.known) - {answer.id}
        for number, name in enumerate(answer.more or ()):
            if name not in others:
                yield f"more[{number}]", f'unknown answer "{name}"', near(name, others)

    def _variant(self, at: str, variant: Saying) -> Found:
        text = variant.text
        for lang in ("en", "zh"):
            yield from self._text(f"{at}.text.{lang}", lang, getattr(text, lang))
        if set(slots_of(text.en)) != set(slots_of(text.zh)):
            yield f"{at}.text", "en and zh have different slots", _shown(text)

    def _text(self, at: str, lang: str, text: str) -> Found:
        for name, of in slots_of(text):
            yield from self._slot(at, name, of)
        if re.search(r"[{}]", SLOT.sub("", text)):
            yield at, "a brace without its other half", ("{slot}", "{slot:document}")
        count = sentences(text, lang)
        if not 1 <= count <= MOST_SENTENCES:
            yield at, f"{count} sentences", (f"one or {MOST_SENTENCES} sentences",)

    def _slot(self, at: str, name: str, of: str) -> Found:
        if name not in FILLS:
            yield at, f'unknown slot "{name}"', forms()
        elif name == _BARE and of:
            yield at, "the slot region names nothing", ("{region}",)
        elif name == _YEARLY and of not in YEARS:
            yield at, f'unknown year "{of}"', YEARS
        elif name not in (_BARE, _YEARLY) and of not in self.documents:
            yield at, f'unknown document "{of}"', near(of, self.documents)

    def _ask(self) -> Found:
        """Where nothing can be said there must be someone to ask."""
        whole = self.known.get(self.answer.id)
        if whole is None or whole.ask or not self.answer.say:
            return
        for number, variant in enumerate(self.answer.say):
            if variant.unknown:
                yield f"say[{number}].unknown", "whom to ask is missing", ("ask: <office kind>",)
        if self.answer.say[-1].when is not None:
            message = "the last variant has a condition and nobody is named to ask"
            yield (
                f"say[{len(self.answer.say) - 1}].when",
                message,
                ("no when", "ask: <office kind>"),
            )


def sentences(text: str, lang: str) -> int:
    """How many sentences a text has; a slot is one word."""
    plain = SLOT.sub("x", text)
    return len([part for part in _END[lang].split(plain) if part.strip()])


def forms() -> list[str]:
    """Every slot as it is written."""
    written = {_BARE: "{region}", _YEARLY: "{premium:this-year}"}
    return [written.get(name, f"{{{name}:<document>}}") for name in FILLS]


def _facts(book: RuleBook, pack: Pack, at: str, facts: Mapping[str, Any]) -> Found:
    """Facts as a situation has them; a date is the family's own and is never given."""
    whole = dict(flat(facts))
    for name in whole:
        kind = book.types.get(name)
        if name in _NEVER_GIVEN or (kind is not None and kind.type == "date"):
            yield f"{at}.{name}", f"{name} is the family's own and cannot be given", ()
            return
    data = {**whole, "region": pack.form.region}
    try:
        book.facts.check(data, documents=book.documents, on=pack.form.released_on)
    except SituationError as error:
        for each in error.errors:
            yield f"{at}.{each.field}", each.message.en, each.allowed


def _shown(text: Text) -> list[str]:
    return [", ".join(SLOT.findall(part)) or "none" for part in (text.en, text.zh)]
