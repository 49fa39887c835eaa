"""What a bill would have cost at another class of institution, in one language."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from firstcard.guidance.words import Lang, capital, say
from firstcard.settlement.bill import yuan
from firstcard.settlement.comparing import Compared, Elsewhere
from firstcard.settlement.showing import money
from firstcard.settlement.showing_words import word


@dataclass(frozen=True, slots=True)
class Row:
    """One class. `unknown`: why it is not known."""

    name: str
    here: bool
    fund: str
    family: str
    unknown: str


@dataclass(frozen=True, slots=True)
class ElsewhereView:
    """The question, its answer in one sentence, and every class."""

    title: str
    answer: str
    notes: list[str]
    rows: list[Row]


def view(*, found: Compared | None, lang: Lang) -> ElsewhereView | None:
    """The question is for the lowest class; of a bill from there, for the highest."""
    if found is None or len(found.classes) < 2:
        return None
    here = next(each for each in found.classes if each.here)
    lowest = found.classes[0]
    other = _highest(found.classes) if lowest.here else lowest
    return ElsewhereView(
        title=word("else_title_here" if lowest.here else "else_title", lang),
        answer=_answer(here, other, lang), notes=list(_notes(found, lang)),
        rows=[_row(each, lang) for each in found.classes])  # fmt: skip


def _highest(classes: list[Elsewhere]) -> Elsewhere:
    return next((each for each in reversed(classes) if each.unknown is None), classes[-1])


def _answer(here: Elsewhere, other: Elsewhere, lang: Lang) -> str:
    if here.unknown is not None or other.unknown is not None:
        return ""
    name, more = capital(say(other.name, lang)), other.family - here.family
    family = yuan(other.family)
    if more == 0:
        return word("else_same", lang, name=name, family=family)
    if more < 0:
        return word("else_less", lang, name=name, family=family, less=yuan(-more))
    return word("else_more", lang, name=name, family=family, more=yuan(more))


def _notes(found: Compared, lang: Lang) -> Iterator[str]:
    if found.at_home:
        yield word("else_home", lang)
    if found.rules_changed:
        yield word("else_changed", lang)


def _row(each: Elsewhere, lang: Lang) -> Row:
    unknown = say(each.unknown, lang) if each.unknown is not None else ""
    return Row(capital(say(each.name, lang)), each.here, money(each.fund, lang),
               money(each.family, lang), unknown)  # fmt: skip
