"""What is done at the counter beside the form: papers, photograph, signature, handing in."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST

from firstcard.accounts.signing import staff_required
from firstcard.casework import completeness, operations, papers, photos, requirements, signing
from firstcard.casework.refusals import Incomplete
from firstcard.core.refusals import Invalid, Refusal
from firstcard.core.uploads import takes_files
from firstcard.desk.views import counter_case, pages
from firstcard.desk.views.opening import Opened, back, for_writing, looked_up, opened
from firstcard.desk.words import WORDS
from firstcard.guidance.words import Lang
from firstcard.people.permissions import Permission, require

_LONGEST = 60
_DIGEST = 64  # hexadecimal signs of a SHA-256


@takes_files(most=1)
@staff_required
@require_POST
def paper(request: HttpRequest, reference: str) -> HttpResponse:
    """Take up one paper."""
    document = request.POST.get("document", "")[:_LONGEST]
    of = request.POST.get("of", "")[:_LONGEST]

    def act(found: Opened) -> None:
        _known(found, document, of)
        papers.add(case=found.case, document=document, of=of, by=found.by, at=found.at,
                   upload=_file(request, f"paper-{document}-{of}".rstrip("-")))  # fmt: skip

    return _done(request, reference, "paper", act)


@takes_files(most=1)
@staff_required
@require_POST
def photo(request: HttpRequest, reference: str) -> HttpResponse:
    """Take up the photograph for the card."""
    return _done(request, reference, "photo", lambda found: photos.take_up(
        case=found.case, upload=_file(request, "photo"), by=found.by, at=found.at))  # fmt: skip


@staff_required
@require_POST
def remove(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Take a paper away."""

    def act(found: Opened) -> None:
        papers.remove(paper=papers.get(case=found.case, number=number), by=found.by, at=found.at)

    return _done(request, reference, "remove", act)


@staff_required
@require_POST
def submit(request: HttpRequest, reference: str) -> HttpResponse:
    """Hand it in."""
    found = _found(request, reference)
    try:
        operations.submit(case=found.case, by=found.by, at=found.at)
    except Refusal as refusal:
        return _refused(request, reference, refusal)
    return back(found.case.reference, "submit")


@staff_required
@require_POST
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """The family takes it back."""
    found = _found(request, reference)
    try:
        operations.withdraw(case=found.case, by=found.by, at=found.at)
    except Refusal as refusal:
        return _refused(request, reference, refusal)
    return back(found.case.reference, "withdraw")


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def sign(request: HttpRequest, reference: str) -> HttpResponse:
    """Print the form; record that it was signed on paper."""
    found = _found(request, reference)
    if request.method != "POST":
        return _sign_page(request, found)
    try:
        if request.POST.get("signed") != "yes":
            missing = WORDS["counter_signed_missing"]
            raise Invalid(missing, fields={"signed": missing})
        signing.sign(case=found.case, by=found.by, kind="paper", content=b"", at=found.at,
                     form_sha256=request.POST.get("form_sha256", "")[:_DIGEST])  # fmt: skip
    except Refusal as refusal:
        return _sign_page(request, found, refusal)
    return _to_form(found, "sign")


def _sign_page(request: HttpRequest, found: Opened, refusal: Refusal | None = None) -> HttpResponse:
    tongue = found.tongue
    form = signing.show(case=found.case, by=found.by, lang=_lang(found), at=found.at)
    told = pages.mistakes(refusal, {"signed": "signed"}, "signed")
    response = pages.page(
        request, "counter_sign", tongue.word("counter_sign"), heading=tongue.word("counter_sign"),
        case=found.case, sha256=form.sha256, shown_sha256=form.sha256[:16], **told)  # fmt: skip
    if refusal is not None:
        response.status_code = refusal.status
    return response


@staff_required
@require_http_methods(["GET", "HEAD"])
def form(request: HttpRequest, reference: str) -> HttpResponse:
    """The registration form as PDF: as it was signed, else as it is filled in now."""
    found = looked_up(request, reference)
    signed = signing.latest(case=found.case)
    made = (signing.signed_form(case=found.case, by=found.by, at=found.at)
            if signed is not None and bytes(signed.form)
            else signing.show(case=found.case, by=found.by, lang=_lang(found),
                              at=found.at))  # fmt: skip
    response = HttpResponse(made.pdf, content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found.case.reference}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _lang(found: Opened) -> Lang:
    return "en" if found.case.language == "en" else "zh"


def _done(request: HttpRequest, reference: str, name: str, act: Callable[[Opened], Any]) -> (
        HttpResponse):  # fmt: skip
    found = _found(request, reference)
    try:
        act(found)
    except Refusal as refusal:
        return _refused(request, reference, refusal)
    return _to_form(found, name)


def _refused(request: HttpRequest, reference: str, refusal: Refusal) -> HttpResponse:
    request.method = "GET"
    if isinstance(refusal, Incomplete):  # the page itself lists what is missing, with links
        refusal = Invalid(refusal.text)
    response = counter_case.shown(request, opened(request, reference), refusal)
    response.status_code = refusal.status
    return response


def _to_form(found: Opened, done: str) -> HttpResponse:
    return redirect(f"{reverse('desk-counter-case', args=[found.case.reference])}?done={done}")


def _found(request: HttpRequest, reference: str) -> Opened:
    """The case, for who serves at a counter there. Raises NotFound, NotAllowed."""
    found = for_writing(request, reference)
    require(actor=found.by, permission=Permission.APPLY_AT_COUNTER, region=found.case.region)
    return found


def _file(request: HttpRequest, control: str) -> UploadedFile:
    upload = request.FILES.get("file")
    if upload is None:
        text = WORDS["counter_no_file"]
        raise Invalid(text, fields={control: text})
    return upload


def _known(found: Opened, document: str, of: str) -> None:
    """Raise Invalid for a paper that the rules do not ask for here."""
    name = f"{document} {of}".strip()
    asked = completeness.wanted_papers(case=found.case, on=found.on, draft=found.draft)
    known = {completeness.paper_id(each) for each in asked if each.document != requirements.PHOTO}
    if name not in known:
        raise Invalid(WORDS["counter_unknown_paper"])
