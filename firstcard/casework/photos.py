"""The photograph for the card: brought into the card's form by the pack's rules, and judged.

A picture with findings is kept too: a finder of faces errs, above all with babies, so the family is
shown what was found and a clerk has the last word.
"""

from __future__ import annotations

from dataclasses import asdict
from datetime import date, datetime
from typing import Annotated, Any

import msgspec
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction
from msgspec import Struct

from firstcard.casework import papers, photo_words
from firstcard.casework.files import conversion
from firstcard.casework.files.framing import Rules
from firstcard.casework.files.taking import taken
from firstcard.casework.models import CardPhoto, Case
from firstcard.casework.paper_access import locked, may_change, may_read, may_remove
from firstcard.casework.photo_words import Code
from firstcard.core import audit, vault
from firstcard.core.actors import Actor
from firstcard.core.refusals import Invalid, NotFound
from firstcard.core.rows import one
from firstcard.guidance import packs_store
from firstcard.guidance.today import CHINA
from firstcard.policy import format as form
from firstcard.policy.format import Text

DOCUMENT = "card-photo"
_PURPOSE = "photo"
_BADGE = 16  # pixels from the edge
_KILOBYTE = 1000  # 1024 are meant by some: the file fits both
_KIBIBYTE = 1024


Pixels = Annotated[int, msgspec.Meta(ge=0)]


class Found(Struct, frozen=True):
    """Something that is wrong, as a code of `photo_words`, and where, in pixels."""

    code: Code
    x: Pixels
    y: Pixels
    width: Pixels
    height: Pixels


class Mark(Found, frozen=True, kw_only=True):
    """One finding as it is drawn: its number, what is wrong and what would be right."""

    number: int
    text: Text

    @property
    def badge_x(self) -> int:
        """Across: where the number stands, whole within the picture."""
        return max(self.x, _BADGE)

    @property
    def badge_y(self) -> int:
        """Down."""
        return max(self.y, _BADGE)


class Preview(Struct, frozen=True):
    """What a page shows of a photograph: size in pixels, and the marks on it."""

    width: int
    height: int
    marks: tuple[Mark, ...]


class NoPhotoRules(NotFound):
    """The packs say nothing of the form of a photograph for a region."""

    code = "no-photo-rules"


def take_up(*, case: Case, upload: UploadedFile | bytes, by: Actor, at: datetime) -> CardPhoto:
    """Bring a picture into the form of the card; it takes the place of an earlier one.

    `findings` of what comes back say what is wrong with it; [] when all is right. Raises as
    `papers.add` does, and NoPhotoRules.
    """
    made = open_file(case=case, upload=upload, by=by, at=at)
    return _kept(case, made, by, at)


def open_file(
    *, case: Case, upload: UploadedFile | bytes, by: Actor, at: datetime
) -> conversion.Answer:
    """The first half of `take_up`, which may take long: before a transaction.

    `take_up_opened` is the second. Raises as `take_up` does.
    """
    may_change(case=case, by=by)
    data = papers.content(upload)
    rules = rules_of(region=case.region, on=at.astimezone(CHINA).date())
    return taken(data, job=_job(rules), by=by, at=at)


def for_a_card(*, upload: UploadedFile | bytes, region: str, by: Actor, at: datetime) -> bytes:
    """A new picture for a card that is made anew, in the card's form. Not within a transaction.

    Raises Invalid with what is wrong with it, and as `take_up`. Who may, the card's operation asks.
    """
    rules = rules_of(region=region, on=at.astimezone(CHINA).date())
    made = taken(papers.content(upload), job=_job(rules), by=by, at=at)
    found = msgspec.convert(made.facts["findings"], list[Found])
    if found:
        wrong = photo_words.said(found[0].code, rules)
        raise Invalid(wrong, fields={"photo": wrong})
    return made.pictures[0]


def opened(*, data: bytes, rules: form.Photo) -> conversion.Answer:
    """A picture of our own opened by the bounded process and brought into the card's form."""
    return conversion.converted(data, job=_job(rules))


def take_up_opened(*, case: Case, made: conversion.Answer, by: Actor, at: datetime) -> CardPhoto:
    """The same for a picture that `opened` has opened before: one picture for many cases."""
    may_change(case=case, by=by)
    return _kept(case, made, by, at)


def remove(*, case: Case, by: Actor, at: datetime) -> None:
    """Take the photograph away while the case is the family's. Again: no effect."""
    with transaction.atomic():
        may_remove(case=locked(case=case), by=by)
        gone, _ = CardPhoto.objects.filter(case=case).delete()
        if gone:
            _record("photo.remove", case, by, at)


def picture(*, case: Case, by: Actor, at: datetime) -> bytes:
    """The photograph as JPEG. The reading is written down. Raises NotFound."""
    may_read(case=case, by=by)
    photo = of_case(case=case)
    if photo is None:
        raise NotFound(photo_words.NONE)
    with transaction.atomic():
        _record("photo.read", case, by, at)
        return vault.unseal(bytes(photo.sealed), purpose=_PURPOSE, bound=case.reference)


def of_case(*, case: Case) -> CardPhoto | None:
    """The photograph that was taken up last; None where there is none."""
    return one(CardPhoto, case_id=case.pk)


def bytes_of(*, case: Case) -> bytes:
    """The photograph for the card itself; b"" where there is none. The caller records why."""
    photo = of_case(case=case)
    if photo is None:
        return b""
    return vault.unseal(bytes(photo.sealed), purpose=_PURPOSE, bound=case.reference)


def preview(*, photo: CardPhoto) -> Preview:
    """The marks to draw on the photograph, with sentences that say what would be right."""
    taken_on = photo.taken_up_at.astimezone(CHINA).date()
    rules = rules_of(region=photo.case.region, on=taken_on)
    marks = tuple(
        Mark(number=number, text=photo_words.said(found["code"], rules), **found)
        for number, found in enumerate(photo.findings, start=1)
    )
    return Preview(rules.width or 0, rules.height or 0, marks)


def rules_of(*, region: str, on: date) -> form.Photo:
    """The form of the photograph by the packs in force. Raises NoPhotoRules."""
    book = packs_store.current()
    rule = book.rule(DOCUMENT, book.chain(region), on)
    if rule is None or rule.photo is None:
        raise NoPhotoRules(photo_words.NO_RULES)
    return rule.photo


def _job(photo: form.Photo) -> dict[str, Any]:
    return {"job": "photo", "rules": asdict(_for_child(photo))}


def _for_child(photo: form.Photo) -> Rules:
    """A pack's whole photo (its check sees to that) in plain numbers."""
    kilobytes, face, crown = photo.kilobytes, photo.face_width, photo.crown
    assert kilobytes and face and crown
    return Rules(
        width=photo.width or 0, height=photo.height or 0, dpi=photo.dpi or 0,
        bytes_least=kilobytes.least * _KIBIBYTE, bytes_most=kilobytes.most * _KILOBYTE,
        face_least=face.least, face_most=face.most, crown_least=crown.least,
        crown_most=crown.most, backgrounds=tuple(each.colour for each in photo.backgrounds or ()),
    )  # fmt: skip


def _kept(case: Case, made: conversion.Answer, by: Actor, at: datetime) -> CardPhoto:
    found = msgspec.convert(made.facts["findings"], list[Found])
    findings = [msgspec.to_builtins(each) for each in found]
    sealed = vault.seal(made.pictures[0], purpose=_PURPOSE, bound=case.reference)
    with transaction.atomic():
        may_change(case=locked(case=case), by=by)
        photo = one(CardPhoto, case_id=case.pk) or CardPhoto(case=case)
        photo.sealed, photo.findings, photo.taken_up_at = sealed, findings, at
        photo.save()  # the case is locked: nobody else puts one there
        _record("photo.add", case, by, at, findings=[each["code"] for each in findings])
        return photo


def _record(action: str, case: Case, by: Actor, at: datetime, **detail: Any) -> None:
    audit.record(
        by=by, action=action, subject=f"photo:{case.reference}", case=case.reference,
        person=case.child_id, detail=detail, at=at,
    )  # fmt: skip
