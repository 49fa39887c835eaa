"""Papers, one kind at a time: taken with a camera or from a file, seen again, removed."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstcard.accounts import signing
from firstcard.casework import completeness
from firstcard.casework import papers as papers_of_cases
from firstcard.casework.files import replies
from firstcard.casework.models import Paper
from firstcard.casework.requirements import PHOTO, Wanted
from firstcard.core.refusals import Refusal
from firstcard.core.uploads import MOST_BYTES, takes_files
from firstcard.family import mending
from firstcard.family.application import Application
from firstcard.family.forms import Problem
from firstcard.family.presenters.tasks import whose
from firstcard.family.views import shared
from firstcard.family.views.done import own_case
from firstcard.family.words import WORDS, word
from firstcard.guidance.presenters.speech import Speaker, names_of
from firstcard.guidance.today import now
from firstcard.guidance.views import frame
from firstcard.guidance.words import say

_MEGABYTE = 1024 * 1024
_BAD = "bad"  # a verdict: the office could not use it


@takes_files(most=1)
@require_http_methods(["GET", "HEAD", "POST"])
@shared.filling
def paper(request: HttpRequest, application: Application, document: str,
          of: str) -> HttpResponse:  # fmt: skip
    """One paper of one person: what it must show, what was uploaded, one more page."""
    wanted = _wanted(application, document, of)
    if not mending.may_change_paper(application, document, wanted.of):
        return redirect(shared.tasks_address(application))
    problems: list[Problem] = []
    if request.method == "POST":
        problems = _take_up(request, application, wanted)
        if not problems:
            return redirect("apply-paper", application.case.reference, document, of)
    elif frame.with_mistakes(request):
        problems = [Problem("file", WORDS["paper_missing"])]
    return _page(request, application, wanted, problems)


def _wanted(application: Application, document: str, of: str) -> Wanted:
    """The paper as the rules ask for it; others are not taken."""
    same = (w for w in application.papers if w.document == document and whose(w) == of)
    found = next(same, None) if document != PHOTO else None
    if found is None:
        raise Http404
    return found


def _take_up(request: HttpRequest, application: Application, wanted: Wanted) -> list[Problem]:
    upload = request.FILES.get("file")
    if upload is None or isinstance(upload, list):
        return [Problem("file", WORDS["paper_missing"])]
    try:
        papers_of_cases.add(case=application.case, document=wanted.document, of=wanted.of,
                            upload=upload, by=shared.by(request), at=now())  # fmt: skip
    except Refusal as refusal:
        return [Problem("file", refusal.text)]
    return []


def there(application: Application, wanted: Wanted) -> list[Paper]:
    """What was uploaded for one paper."""
    return [paper for paper in papers_of_cases.of_case(case=application.case)
            if completeness.shows(paper, wanted) and paper.of == wanted.of]  # fmt: skip


def _page(request: HttpRequest, application: Application, wanted: Wanted,
          problems: list[Problem]) -> HttpResponse:  # fmt: skip
    lang = frame.language()
    speaker = Speaker(lang, names_of(application.book))
    name, reference = say(wanted.name, lang), application.case.reference
    pictures = [
        (reverse("apply-page", args=[reference, paper.pk, page.number]),
         word("paper_page", lang, name=name, n=page.number), paper.pk, page, paper.verdict == _BAD)
        for paper in there(application, wanted) for page in paper.pages.all()]  # fmt: skip
    return shared.page(
        request, "paper", name, heading=name, case=application.case, pictures=pictures,
        owner=_owner(wanted), proven=wanted.proven, usable=any(not bad for *_, bad in pictures),
        spec=say(wanted.spec, lang) if wanted.spec and wanted.spec != wanted.name else "",
        note=say(wanted.note, lang) if wanted.note else "",
        only_if=_only_if(wanted, speaker), basis=[speaker.basis(each) for each in wanted.basis],
        hint=word("paper_hint", lang, most=MOST_BYTES // _MEGABYTE), other_ways=_ways(
            application, wanted), back=shared.tasks_address(application),
        summary=[(p.control, say(p.text, lang)) for p in problems])  # fmt: skip


def _owner(wanted: Wanted) -> str:
    name = f"of_whom_{whose(wanted)}"
    return word(name, frame.language()) if name in WORDS else ""


def _only_if(wanted: Wanted, speaker: Speaker) -> str:
    facts = speaker.facts(wanted.only_if) if wanted.only_if else ""
    return word("paper_only_if", speaker.lang, facts=facts) if facts else ""


def _ways(application: Application, wanted: Wanted) -> str:
    """Where another paper may be chosen instead."""
    if sum(way.possible for way in wanted.ways) < 2:
        return ""
    return reverse("apply-question", args=[application.case.reference, wanted.need])


@require_POST
@shared.filling
def remove(request: HttpRequest, application: Application, number: int) -> HttpResponse:
    """Take an uploaded file away."""
    found = papers_of_cases.get(case=application.case, number=number)
    if mending.may_change_paper(application, found.document, found.of):
        papers_of_cases.remove(paper=found, by=shared.by(request), at=now())
    return redirect("apply-paper", application.case.reference, found.document,
                    found.of or "child")  # fmt: skip


@require_safe
@signing.family_required
def page(request: HttpRequest, reference: str, paper: int, number: int) -> HttpResponseBase:
    """One page as a picture made anew; never the file that came."""
    case = own_case(request, reference)
    found = papers_of_cases.get(case=case, number=paper)
    data = papers_of_cases.page(paper=found, number=number, by=shared.by(request), at=now())
    return replies.picture(data, name=f"page-{number}")
