"""The papers of a bill that a family hands in: sent one by one, handed in together."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstcard.accounts import signing
from firstcard.casework import bill_papers
from firstcard.casework.files import replies
from firstcard.core.refusals import Refusal
from firstcard.core.uploads import MOST_BYTES, takes_files
from firstcard.family.cards.saying import Saying
from firstcard.family.cards.views import saying
from firstcard.family.forms import Problem
from firstcard.family.views import shared
from firstcard.family.words import WORDS
from firstcard.guidance.today import now, today
from firstcard.guidance.views import frame
from firstcard.guidance.words import capital
from firstcard.settlement import queries
from firstcard.settlement.handing import Wanted
from firstcard.settlement.models import Claim, ClaimPaper
from firstcard.settlement.operations import asking
from firstcard.settlement.states import ClaimAction, ClaimState

_MEGABYTE = 1024 * 1024
OPEN = (ClaimState.DRAFT, ClaimState.RETURNED)


@dataclass(frozen=True, slots=True)
class Task:
    """One paper in the list."""

    need: str
    title: str
    status: str
    said: str


@dataclass(frozen=True, slots=True)
class Picture:
    """One page of a paper that was sent. `removable`: the number of a paper that can go."""

    address: str
    name: str
    width: int
    height: int
    removable: int | None = None


def own(request: HttpRequest, reference: str) -> Claim:
    """A bill of the family itself. Raises NotFound for every other."""
    return asking.own(claim=queries.unread(reference=reference, by=shared.by(request), at=now()),
                      by=shared.by(request), at=now())  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@signing.family_required
def papers(request: HttpRequest, reference: str) -> HttpResponse:
    """What is asked for and what came; handing it in."""
    claim, problems = own(request, reference), []
    if claim.state not in OPEN:
        return redirect("own-bill", reference=claim.reference)
    if request.method == "POST":
        try:
            asking.hand_in(claim=claim, by=shared.by(request), at=now())
        except Refusal as refusal:
            problems = [Problem(f"paper-{name.removeprefix('papers.')}", text)
                        for name, text in refusal.fields.items()] or [
                            Problem("page", refusal.text)]  # fmt: skip
        else:
            address = reverse("own-bill", args=[claim.reference])
            return redirect(f"{address}?done=handed_in")
    return _list(request, claim, problems)


def _list(request: HttpRequest, claim: Claim, problems: Sequence[Problem]) -> HttpResponse:
    said, on = saying(), today()
    lacking = {each.id for each in asking.lacking(claim=claim, on=on)}
    tasks = [_task(each, claim, each.id in lacking, said)
             for each in asking.wanted(claim=claim, on=on)]  # fmt: skip
    again = claim.state == ClaimState.RETURNED
    return shared.page(
        request, "bills/papers", said.word("papers_title"), claim=claim, tasks=tasks, again=again,
        ready=not lacking, note=_note(claim) if again else "",
        back=reverse("own-bill", args=[claim.reference]) if again else reverse("bills"),
        summary=[(each.control, said.text(each.text)) for each in problems])  # fmt: skip


def _task(each: Wanted, claim: Claim, lacks: bool, said: Saying) -> Task:
    pages = sum(paper.pages.count() for paper in _sent(claim, each.id))
    words = said.word("papers_not_yet") if lacks else said.word("papers_there", n=pages)
    return Task(each.id, capital(said.text(each.name)), "todo" if lacks else "done", words)


def _sent(claim: Claim, need: str) -> list[ClaimPaper]:
    """What came for a need: of what was missing, what came since."""
    since = asking.sent_back_at(claim)
    rows = asking.scans(claim).filter(need=need).prefetch_related("pages")
    return list(rows.filter(uploaded_at__gt=since) if since else rows)


def _note(claim: Claim) -> str:
    last = claim.events.filter(action=ClaimAction.SEND_BACK.value).order_by("-pk").first()
    return str(last.detail.get("note", "")) if last is not None else ""


@takes_files(most=1)
@require_http_methods(["GET", "HEAD", "POST"])
@signing.family_required
def paper(request: HttpRequest, reference: str, need: str) -> HttpResponse:
    """One paper: what was sent, and one more picture."""
    claim = own(request, reference)
    if claim.state not in OPEN:
        return redirect("own-bill", reference=claim.reference)
    asked = next((each for each in asking.wanted(claim=claim, on=today()) if each.id == need), None)
    if asked is None:
        raise Http404
    problems: list[Problem] = []
    if request.method == "POST":
        problems = _take_up(request, claim, need)
        if not problems:
            return redirect("own-bill-paper", claim.reference, need)
    elif frame.with_mistakes(request):
        problems = [Problem("file", WORDS["paper_missing"])]
    return _page(request, claim, asked, problems)


def _take_up(request: HttpRequest, claim: Claim, need: str) -> list[Problem]:
    upload = request.FILES.get("file")
    if upload is None or isinstance(upload, list):
        return [Problem("file", WORDS["paper_missing"])]
    try:
        bill_papers.add(claim=claim, need=need, upload=upload, by=shared.by(request), at=now())
    except Refusal as refusal:
        return [Problem("file", refusal.text)]
    return []


def _page(request: HttpRequest, claim: Claim, asked: Wanted,
          problems: list[Problem]) -> HttpResponse:  # fmt: skip
    said = saying()
    name = capital(said.text(asked.name))
    basis = [said.speaker.basis(each) for each in said.book.bases(asked.basis)]
    return shared.page(
        request, "bills/paper", name, claim=claim, basis=basis, most=MOST_BYTES // _MEGABYTE,
        pictures=pictures(claim, _sent(claim, asked.id), name, said, removable=True),
        hint=said.word("paper_hint", most=MOST_BYTES // _MEGABYTE),
        back=reverse("own-bill-papers", args=[claim.reference]),
        summary=[(each.control, said.text(each.text)) for each in problems])  # fmt: skip


def pictures(claim: Claim, papers: Sequence[ClaimPaper], name: str, said: Saying, *,
             removable: bool = False) -> list[Picture]:  # fmt: skip
    """The pages of some papers; the first of each may take it away."""
    return [
        Picture(reverse("own-bill-page", args=[claim.reference, each.pk, page.number]),
                said.word("paper_page", name=name, n=number), page.width, page.height,
                each.pk if removable and page.number == 1 else None)
        for number, (each, page) in enumerate(
            ((each, page) for each in papers for page in each.pages.all()), start=1)
    ]  # fmt: skip


@require_POST
@signing.family_required
def remove(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """Take a picture away that no office has seen."""
    claim = own(request, reference)
    found = asking.paper_of(claim=claim, number=number)
    bill_papers.remove(paper=found, by=shared.by(request), at=now())
    return redirect("own-bill-paper", claim.reference, found.need)


@require_safe
@signing.family_required
def page(request: HttpRequest, reference: str, number: int, side: int) -> HttpResponse:
    """One page as a picture made anew; never the file that came."""
    found = asking.paper_of(claim=own(request, reference), number=number)
    data = bill_papers.page(paper=found, number=side, by=shared.by(request), at=now())
    return replies.picture(data, name=f"page-{side}")


@require_http_methods(["GET", "HEAD", "POST"])
@signing.family_required
def withdraw(request: HttpRequest, reference: str) -> HttpResponse:
    """Take the bill back, after one more question."""
    claim, said = own(request, reference), saying()
    address = reverse("own-bill", args=[claim.reference])
    if request.method == "POST":
        asking.withdraw(claim=claim, by=shared.by(request), at=now())
        return redirect(f"{address}?done=withdrawn")
    if claim.state not in asking.OPEN:
        return redirect(address)
    what = "draft" if claim.state == ClaimState.DRAFT else "what"
    return shared.page(request, "bills/withdraw", said.word("bill_withdraw_title"), claim=claim,
                       what=said.word(f"bill_withdraw_{what}"), back=address)  # fmt: skip
