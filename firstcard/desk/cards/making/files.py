"""Files that a centre sends back: handed in here, and what became of each of their lines."""

from __future__ import annotations

import hashlib
from io import BytesIO

from django.core.files.uploadedfile import UploadedFile
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_safe

from firstcard.accounts.signing import actor, staff_required
from firstcard.cards import centre_queries
from firstcard.cards.files import manifest as manifests
from firstcard.cards.files.faults import FileFault
from firstcard.cards.models import ResultFile
from firstcard.cards.operations import results
from firstcard.core.refusals import Invalid, Refusal
from firstcard.core.uploads import TooLargeFile, takes_files
from firstcard.desk.cards.making import presenting as present
from firstcard.desk.cards.making.opening import AtCentre, at_centre, back, of, page
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.views import pages
from firstcard.desk.words import WORDS
from firstcard.policy.format import Text

_PAGE = 50
_MOST_LINES = 500  # of one file on a page; all of them wait under the differences


@takes_files(most=2)
@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def files(request: HttpRequest, code: str) -> HttpResponse:
    """Hand in a result or a statement; all that came. Raises NotFound."""
    found = at_centre(request, code)
    if request.method != "POST":
        return _shown(request, found)
    try:
        manifest, file = _both(request)
        row = _taken(manifest, file, found)
    except Refusal as refusal:
        return _shown(request, found, refusal)
    done = "again" if row.received_at < found.at else "take"
    return redirect(back("card-file", str(row.pk), done))


def _taken(manifest: UploadedFile, file: UploadedFile, found: AtCentre) -> ResultFile:
    told = manifest.read(manifests.LARGEST + 1)
    if isinstance(file, TooLargeFile):
        return results.refuse(
            name=file.name or "", sha256=hashlib.sha256(told).hexdigest(),
            fault=FileFault.TOO_LARGE, centre=found.centre, by=found.by, at=found.at)  # fmt: skip
    return results.take(manifest=told, file=BytesIO(file.read()), name=file.name or "",
                        centre=found.centre, by=found.by, at=found.at)  # fmt: skip


def _both(request: HttpRequest) -> tuple[UploadedFile, UploadedFile]:
    """The manifest and its file. Raises Invalid with everything that is missing."""
    manifest, file = request.FILES.get("manifest"), request.FILES.get("file")
    if manifest is None or file is None:
        wrong: dict[str, Text] = {}
        if manifest is None:
            wrong["manifest"] = WORDS["cc_no_manifest"]
        if file is None:
            wrong["file"] = WORDS["cc_no_file"]
        raise Invalid(next(iter(wrong.values())), fields=wrong)
    return manifest, file


def _shown(request: HttpRequest, found: AtCentre, refusal: Refusal | None = None) -> HttpResponse:
    tongue = found.tongue
    rows = centre_queries.files(centre=found.centre, most=_PAGE)
    ids = {"manifest": "manifest", "file": "file"}
    return page(
        request, found, "files", tongue.word("cc_tab_files"), tab="files", refusal=refusal,
        files=[present.file_view(each, aside, tongue) for each, aside in rows],
        **pages.mistakes(refusal, ids, "manifest"))  # fmt: skip


@staff_required
@require_safe
def file(request: HttpRequest, number: int) -> HttpResponse:
    """What became of one file, its bad lines with number and reason. Raises NotFound."""
    by = actor(request)
    row = centre_queries.file(number=number, by=by)
    assert row.centre is not None, "the query gives files of a centre alone"
    found = of(row.centre, by)
    tongue = found.tongue
    bad = list(row.bad.select_related("file").order_by("line")[:_MOST_LINES])
    aside = row.bad.count()
    view = present.file_view(row, aside, tongue)
    return page(
        request, found, "file", tongue.word("cc_file"), tab="files", view=view, row=row,
        fault=present.fault(row, tongue) if row.refused else "",
        said=_said(request, row, tongue), lines=[present.bad_view(each, tongue) for each in bad],
        figures=[(name, present.figure(number)) for name, number in (
            ("lines", row.lines), ("good", row.good), ("known", row.again), ("bad", aside))],
        findings=[present.finding_view(each, tongue)
                  for each in row.findings.select_related("card", "file__batch")[:_MOST_LINES]],
    )  # fmt: skip


def _said(request: HttpRequest, row: ResultFile, tongue: Tongue) -> str:
    """What was done with what was just handed in."""
    done = request.GET.get("done")
    if row.refused or done not in ("take", "again"):
        return ""
    if done == "again":
        return tongue.word("cc_file_again", at=tongue.moment(row.received_at))
    return tongue.word("cc_file_done")
