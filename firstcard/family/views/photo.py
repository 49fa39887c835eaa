"""The photograph for the card: brought into its form here, with what is wrong drawn on it."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstcard.accounts import signing
from firstcard.casework import photos
from firstcard.casework.files import replies
from firstcard.casework.requirements import PHOTO, Wanted
from firstcard.core.refusals import Refusal
from firstcard.core.uploads import MOST_BYTES, takes_files
from firstcard.family import mending
from firstcard.family.application import Application
from firstcard.family.forms import Problem
from firstcard.family.views import shared
from firstcard.family.views.done import own_case
from firstcard.family.words import WORDS, word
from firstcard.guidance.presenters.speech import Speaker, names_of
from firstcard.guidance.today import now
from firstcard.guidance.views import frame
from firstcard.guidance.words import say

_MEGABYTE = 1024 * 1024


@takes_files(most=1)
@require_http_methods(["GET", "HEAD", "POST"])
@shared.filling
def photo(request: HttpRequest, application: Application) -> HttpResponse:
    """Take a photo up, see how the card will show it, take another one."""
    wanted = next((each for each in application.papers if each.document == PHOTO), None)
    if wanted is None or not mending.may_change_paper(application, PHOTO, wanted.of):
        return redirect(shared.tasks_address(application))
    problems: list[Problem] = []
    if request.method == "POST":
        problems = _take_up(request, application)
        if not problems:
            return redirect("apply-photo", application.case.reference)
    elif frame.with_mistakes(request):
        problems = [Problem("file", WORDS["paper_missing"])]
    return _page(request, application, wanted, problems)


def _take_up(request: HttpRequest, application: Application) -> list[Problem]:
    upload = request.FILES.get("file")
    if upload is None or isinstance(upload, list):
        return [Problem("file", WORDS["paper_missing"])]
    try:
        photos.take_up(case=application.case, upload=upload, by=shared.by(request), at=now())
    except Refusal as refusal:
        return [Problem("file", refusal.text)]
    return []


def _page(request: HttpRequest, application: Application, wanted: Wanted,
          problems: list[Problem]) -> HttpResponse:  # fmt: skip
    lang, there = frame.language(), photos.of_case(case=application.case)
    speaker = Speaker(lang, names_of(application.book))
    address = reverse("apply-photo-picture", args=[application.case.reference])
    return shared.page(
        request, "photo", word("photo_title", lang), heading=word("photo_title", lang),
        case=application.case, required=wanted.required, there=there, address=address,
        preview=photos.preview(photo=there) if there else None, alt=word("photo_alt", lang),
        spec=say(wanted.spec, lang) if wanted.spec else "",
        basis=[speaker.basis(each) for each in wanted.basis],
        hint=word("photo_hint", lang, most=MOST_BYTES // _MEGABYTE),
        back=shared.tasks_address(application),
        summary=[(p.control, say(p.text, lang)) for p in problems])  # fmt: skip


@require_POST
@shared.filling
def remove(request: HttpRequest, application: Application) -> HttpResponse:
    """Take the photo away."""
    if mending.may_change_paper(application, PHOTO, ""):
        photos.remove(case=application.case, by=shared.by(request), at=now())
    return redirect("apply-photo", application.case.reference)


@require_safe
@signing.family_required
def picture(request: HttpRequest, reference: str) -> HttpResponseBase:
    """The photo as the card will show it."""
    case = own_case(request, reference)
    return replies.picture(photos.picture(case=case, by=shared.by(request), at=now()), name="photo")
