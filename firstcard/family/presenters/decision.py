"""Why an application was refused, and what can be done against it: from its own history."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Any

import msgspec

from firstcard.casework import grounds
from firstcard.casework.models import Case
from firstcard.family.words import word
from firstcard.guidance.presenters.speech import BasisView, Speaker, names_of
from firstcard.guidance.words import Lang
from firstcard.policy import plan as out
from firstcard.policy.book import RuleBook
from firstcard.policy.clock_words import day_words
from firstcard.policy.format import Text


@dataclass(frozen=True, slots=True)
class Reason:
    """One reason, the clerk's words beside it, and its basis."""

    text: str
    note: str
    basis: list[BasisView]


@dataclass(frozen=True, slots=True)
class Refusal:
    """Everything a refusal says."""

    reasons: list[Reason]
    remedies: list[Reason]


def refusal(*, case: Case, book: RuleBook, lang: Lang) -> Refusal | None:
    """As it was told on the day of the decision; None where there is none."""
    event = case.events.filter(action="refuse").order_by("-pk").first()
    if event is None:
        return None
    speaker = Speaker(lang, names_of(book))
    names = {each.id: each.name for each in grounds.refusals(book=book, region=case.region)}
    reasons = [_reason(each, names, speaker) for each in event.detail.get("reasons", ())]
    remedies = [_remedy(each, speaker) for each in event.detail.get("remedies", ())]
    return Refusal(reasons, remedies)


def _reason(told: dict[str, Any], names: dict[str, Text], speaker: Speaker) -> Reason:
    name = names.get(told["reason"])
    return Reason(speaker.maybe(name), told.get("note", ""), _basis(told, speaker))


def _remedy(told: dict[str, Any], speaker: Speaker) -> Reason:
    name = speaker.say(msgspec.convert(told["name"], Text))
    until = day_words(date.fromisoformat(told["until"]), speaker.lang)
    return Reason(name, word("remedy_until", speaker.lang, day=until), _basis(told, speaker))


def _basis(told: dict[str, Any], speaker: Speaker) -> list[BasisView]:
    found = msgspec.convert(told.get("basis", ()), list[out.Basis])
    return [speaker.basis(each) for each in found]
