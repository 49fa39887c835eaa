"""What an application leads to, said before the signature: the packs' own lines, and notes."""

from __future__ import annotations

from dataclasses import dataclass

from firstcard.casework import grounds
from firstcard.casework.requirements import STEPS
from firstcard.family.application import Application
from firstcard.guidance.presenters.speech import BasisView, Speaker, names_of
from firstcard.guidance.words import Lang

_KINDS = ("consequence", "duty")


@dataclass(frozen=True, slots=True)
class Effect:
    """One effect in plain words, and what it rests on."""

    text: str
    basis: list[BasisView]


def consequences(*, application: Application, lang: Lang) -> list[Effect]:
    """Everything that lasts: what the signed form says, then what concerns this family."""
    book, region = application.book, application.case.region
    speaker = Speaker(lang, names_of(book))
    found = [Effect(speaker.say(each.text), [speaker.basis(b) for b in each.basis])
             for each in grounds.consequences(book=book, region=region,
                                              want=application.want)]  # fmt: skip
    return [*found, *_of_steps(application, speaker)]


def _of_steps(application: Application, speaker: Speaker) -> list[Effect]:
    """The lasting effects that the rules of the steps name for this family."""
    book = application.book
    chain = book.chain(application.case.region)
    found = []
    for want in application.want:
        rule = book.rule(STEPS[want], chain, application.on)
        for note in rule.notes if rule else ():
            if (
                note.kind in _KINDS
                and note.when is not None
                and note.when.holds(application.derived) is True
            ):
                basis = [speaker.basis(b) for b in book.bases(note.basis)]
                found.append(Effect(speaker.say(note.text), basis))
    return found
