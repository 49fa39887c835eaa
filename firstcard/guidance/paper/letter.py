"""The letter with which somebody else goes: the pack's words, and blanks to fill by hand. Pure.

Nobody's name is known here. The Chinese wording counts, so an English page carries it too.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from firstcard.guidance.paper import typesetter
from firstcard.guidance.planning import plan_for
from firstcard.guidance.words import Lang, capital, word
from firstcard.policy.book import RuleBook
from firstcard.policy.format import Letter, Text
from firstcard.policy.plan import Step


@dataclass(frozen=True, slots=True)
class Offer:
    """A letter, and the steps that somebody else may do with it, in the plan's order."""

    letter: Letter
    matters: tuple[Text, ...]


def offered(*, book: RuleBook, region: str, steps: Iterable[Step]) -> Offer | None:
    """The letter that some of the steps ask for; None where somebody of the family goes."""
    chain = book.chain(region)
    asking: dict[str, list[Text]] = {}
    for step in steps:
        for need in step.needs:
            if need.document and book.head(need.document, chain).letter:
                asking.setdefault(need.document, []).append(step.title)
    for document, titles in asking.items():
        letter = book.head(document, chain).letter
        assert letter
        return Offer(letter, tuple(dict.fromkeys(titles)))
    return None


def offered_anyway(*, book: RuleBook, data: Mapping[str, Any], on: date) -> Offer | None:
    """The letter for a family that has not said that somebody else goes.

    Raises SituationError for a situation that cannot be.
    """
    plan = plan_for(book=book, data=dict(data), on=on)
    if found := offered(book=book, region=plan.region, steps=plan.steps):
        return found
    chain = book.chain(plan.region)
    for document in dict.fromkeys(book.documents.values()):
        letter = book.head(document, chain).letter
        if letter and letter.given:
            given = plan_for(book=book, data={**data, **letter.given}, on=on)
            return offered(book=book, region=given.region, steps=given.steps)
    return None


def letter_pdf(*, offer: Offer, lang: Lang, now: datetime) -> bytes:
    """The letter as one page of PDF/UA-1."""
    return typesetter.pdf(template="letter", content=_content(offer, lang), lang=lang, now=now)


def _content(offer: Offer, lang: Lang) -> dict[str, Any]:
    letter = offer.letter
    said: dict[str, Any] = {
        name: _both(getattr(letter, name), lang)
        for name in ("opening", "matters", "powers", "duration")
    }
    return said | {
        "lang": lang, "service": word("service", lang),
        "title": letter.title.zh if lang == "zh" else letter.title.en,
        "heading": _both(letter.title, lang),
        "people": [{"name": _both(part.name, lang), "lines": _all(part.lines, lang)}
                   for part in letter.people],
        "items": _all([Text(capital(each.en), each.zh) for each in offer.matters], lang),
        "signatures": _all(letter.signatures, lang),
        "notes": [note.zh if lang == "zh" else note.en for note in letter.notes or ()],
        "counts": word("letter_counts", "en") if lang == "en" else "",
        "notes_title": word("letter_notes", lang),
    }  # fmt: skip


def _all(texts: Sequence[Text], lang: Lang) -> list[dict[str, str]]:
    return [_both(text, lang) for text in texts]


def _both(text: Text, lang: Lang) -> dict[str, str]:
    """The Chinese wording, and on an English page the English one beside it."""
    return {"text": text.zh, "also": text.en if lang == "en" else ""}
