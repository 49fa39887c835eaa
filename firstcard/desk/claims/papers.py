"""Pictures of a bill's papers: a page alone, turned and enlarged without scripts; each recorded."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_safe

from firstcard.accounts.signing import actor, staff_required
from firstcard.casework import bill_papers
from firstcard.casework.files import replies
from firstcard.desk.presenters.papers import SideView
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.views import pages
from firstcard.desk.views.images import SIZES, TURNS, one_of, turned
from firstcard.enrolment.changing import day_of
from firstcard.guidance.words import capital
from firstcard.people.permissions import Permission
from firstcard.settlement import handing, queries
from firstcard.settlement.models import Claim, ClaimPaper
from firstcard.settlement.operations import asking


@dataclass(frozen=True, slots=True)
class PaperView:
    """A paper that is asked for, how it stands, and the pages that came."""

    name: str
    light: str
    said: str
    sides: list[SideView] = field(default_factory=list)


def opened(request: HttpRequest, reference: str) -> Claim:
    """A bill for staff of the agency; the read is recorded. Raises NotFound."""
    by = actor(request)
    claim = queries.claim_for(reference=reference, by=by, at=pages.now())
    queries.may(claim=claim, by=by, permission=Permission.SEE_BILL)
    return asking.handed(claim=claim)


def views(claim: Claim, tongue: Tongue) -> list[PaperView]:
    """Every paper that is asked for, with what came for it, the oldest first."""
    scans = list(asking.scans(claim).prefetch_related("pages"))
    asked = handing.papers(region=claim.region, on=day_of(claim.presented_at))
    if scans:
        by_need = {each.need for each in scans}
        asked = [each for each in asked if each.id in by_need or each.id in claim.missing]
    return [_view(each, [paper for paper in scans if paper.need == each.id], claim, tongue)
            for each in asked]  # fmt: skip


def _view(asked: handing.Wanted, scans: Sequence[ClaimPaper], claim: Claim,
          tongue: Tongue) -> PaperView:  # fmt: skip
    name = capital(tongue.say(asked.name))
    if asked.id in claim.missing:
        light, said = "late", tongue.word("claim_paper_missing")
    elif scans:
        light = "fine"
        said = tongue.word("claim_paper_there", when=tongue.moment(scans[-1].uploaded_at))
    elif asked.id in claim.papers:
        light, said = "fine", tongue.word("claim_paper_shown")
    else:
        light, said = "none", tongue.word("claim_paper_none")
    return PaperView(
        name, light, said, [each for paper in scans for each in _sides(paper, claim, name, tongue)]
    )


def _sides(paper: ClaimPaper, claim: Claim, name: str, tongue: Tongue) -> list[SideView]:
    href = reverse("desk-claim-paper", args=[claim.reference, paper.pk])
    return [SideView(reverse("desk-claim-page", args=[claim.reference, paper.pk, page.number]),
                     f"{href}?page={page.number}", page.width, page.height,
                     tongue.word("paper_page", n=page.number, name=name))
            for page in paper.pages.all()]  # fmt: skip


@staff_required
@require_safe
def page(request: HttpRequest, reference: str, number: int, side: int) -> HttpResponse:
    """One page as it was made anew, turned to the right by `turn` degrees. Raises NotFound."""
    by, at = actor(request), pages.now()
    claim = asking.handed(claim=queries.unread(reference=reference, by=by, at=at))
    found = asking.paper_of(claim=claim, number=number)
    picture = bill_papers.page(paper=found, number=side, by=by, at=at)
    return replies.picture(turned(picture, one_of(request, "turn", TURNS)), name=f"page-{side}")


@staff_required
@require_safe
def paper(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One paper, a page at a time. Raises NotFound."""
    claim, tongue = opened(request, reference), pages.tongue()
    chosen = asking.paper_of(claim=claim, number=number)
    turn, size = int(one_of(request, "turn", TURNS)), one_of(request, "size", SIZES)
    sides = list(chosen.pages.values_list("number", flat=True))
    side = next((n for n in sides if str(n) == request.GET.get("page")), sides[0] if sides else 0)
    asked = handing.papers(region=claim.region, on=day_of(claim.presented_at))
    name = next((capital(tongue.say(each.name)) for each in asked if each.id == chosen.need), "")
    word = tongue.word
    return pages.page(
        request, "claims/paper", name, name=name, claim=claim, side=side, turn=turn, size=size,
        picture=reverse("desk-claim-page", args=[claim.reference, number, side]) if side else "",
        alt=word("paper_page", n=side, name=name),
        sides=[(n, word("page_n", n=n), n == side) for n in sides],
        sizes=[(each, word(f"zoom_{each}"), each == size) for each in SIZES],
        left=(turn - 90) % 360, right=(turn + 90) % 360)  # fmt: skip
