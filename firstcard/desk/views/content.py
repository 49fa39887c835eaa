"""What several pages show of a case: papers, photograph, signature."""

from __future__ import annotations

from typing import Any

from django.urls import reverse

from firstcard.casework import photos, signing
from firstcard.desk.presenters.papers import PapersPresenter
from firstcard.desk.queries import papers
from firstcard.desk.views.opening import Opened


def papers_and_signature(found: Opened) -> dict[str, Any]:
    """Papers and photograph of a case, for the page of the form."""
    drawn = PapersPresenter(found.case, found.tongue, found.on)
    asked = papers.asked(case=found.case, draft=found.draft, on=found.on)
    signed = signing.latest(case=found.case)
    return {
        "papers": [(view, view.id.replace(" ", "-")) for view in drawn.views(asked.papers)],
        "wants_photo": asked.photo is not None, "photo": photo_shown(found),
        "signed": found.tongue.word(f"signed_{signed.kind}", at=found.tongue.moment(signed.at))
        if signed else "",
    }  # fmt: skip


def photo_shown(found: Opened) -> dict[str, Any] | None:
    """The photograph with what was found on it; None where there is none."""
    photo = photos.of_case(case=found.case)
    if photo is None:
        return None
    return {"preview": photos.preview(photo=photo),
            "address": reverse("desk-photo", args=[found.case.reference]),
            "alt": found.tongue.word("photo"), "lang": found.tongue.lang}  # fmt: skip
