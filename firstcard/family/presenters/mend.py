"""What has to be mended: each thing with its reason, the office's words, and the way to mend it."""

from __future__ import annotations

from dataclasses import dataclass

import msgspec
from django.urls import reverse

from firstcard.casework.models import Defect
from firstcard.casework.reasons import DEFECTS
from firstcard.casework.requirements import PHOTO
from firstcard.family import mending
from firstcard.family.application import Application
from firstcard.family.words import WORDS, word
from firstcard.guidance.presenters.speech import BasisView, Speaker, names_of
from firstcard.guidance.words import Lang, say
from firstcard.policy import plan as out


@dataclass(frozen=True, slots=True)
class ToMend:
    """One thing. `again`: of a paper, whether a new one is there."""

    name: str
    reason: str
    note: str
    basis: list[BasisView]
    address: str
    is_paper: bool
    again: bool


def to_mend(*, application: Application, lang: Lang) -> list[ToMend]:
    """Everything that was named and is open."""
    speaker = Speaker(lang, names_of(application.book))
    return [_one(defect, application, speaker)
            for defect in mending.open_defects(application.case)]  # fmt: skip


def _one(defect: Defect, application: Application, speaker: Speaker) -> ToMend:
    reason = DEFECTS.get(defect.reason)
    bases = msgspec.convert(defect.basis, list[out.Basis])
    return ToMend(
        name=_name(defect, application, speaker), note=defect.note,
        reason=speaker.say(reason.text) if reason else "",
        basis=[speaker.basis(each) for each in bases],
        address=_address(defect, application), is_paper=bool(defect.document),
        again=_again(defect, application))  # fmt: skip


def _name(defect: Defect, application: Application, speaker: Speaker) -> str:
    if not defect.document:
        return _field_name(defect.field, speaker.lang)
    found = next((w for w in application.papers if w.document == defect.document), None)
    if found is not None:
        return say(found.name, speaker.lang)
    document = application.book.documents.get(defect.document, defect.document)
    head = application.book.head(document, application.book.chain(application.case.region))
    return speaker.say(head.name)


def _field_name(field: str, lang: Lang) -> str:
    last = field.split(".")[-1]
    for name in (f"field_{field}", f"field_{last}", "field_other"):
        if name in WORDS:
            return word(name, lang)
    return field


def _address(defect: Defect, application: Application) -> str:
    reference = application.case.reference
    if defect.document == PHOTO:
        return reverse("apply-photo", args=[reference])
    if defect.document:
        return reverse("apply-paper", args=[reference, defect.document, defect.of or "child"])
    if defect.field in ("child.born_on",):
        return reverse("apply-told-question", args=[reference, "birth"])
    question = mending.question_of(application, defect.field)
    if question is None:
        return reverse("apply-check", args=[reference])
    return reverse("apply-question", args=[reference, question])


def _again(defect: Defect, application: Application) -> bool:
    if defect.document == PHOTO:
        photo = getattr(application.case, "photo", None)
        return photo is not None and photo.taken_up_at > defect.event.at
    return application.case.papers.filter(
        document=defect.document, of=defect.of, removed_at=None, uploaded_at__gt=defect.event.at
    ).exists()  # fmt: skip
