"""The board of a card centre: what waits, each batch as a bar through its stages."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_POST, require_safe

from firstcard.accounts.signing import actor, staff_required
from firstcard.cards import boards
from firstcard.cards.files.cells import Coding
from firstcard.cards.operations import batching, exchanging
from firstcard.cards.places import centres_of
from firstcard.core.refusals import Refusal
from firstcard.desk.cards.making import presenting as present
from firstcard.desk.cards.making.opening import AtCentre, at_centre, back, page
from firstcard.desk.views import pages
from firstcard.people.permissions import Permission, regions, require
from firstcard.policy.region_codes import NATION

_PAGE = 20
_LONGEST = 18


@staff_required
@require_safe
def centres(request: HttpRequest) -> HttpResponse:
    """The centre at which somebody works, or all of them to choose from. Raises NotAllowed."""
    by, tongue = actor(request), pages.tongue()
    found = centres_of(by=by)
    if len(found) == 1:
        return redirect("card-board", found[0].code)
    if not regions(actor=by, permission=Permission.MAKE_CARDS):
        require(actor=by, permission=Permission.MAKE_CARDS, region=NATION)
    return pages.page(
        request, "cards/centres", tongue.word("menu_centre"),
        centres=[(each.code, tongue.office(each)) for each in found])  # fmt: skip


@staff_required
@require_safe
def board(request: HttpRequest, code: str) -> HttpResponse:
    """A centre's board. Raises NotFound."""
    return _shown(request, at_centre(request, code))


@staff_required
@require_POST
def send(request: HttpRequest, code: str) -> HttpResponse:
    """Send what waits as one batch. Raises NotFound."""
    found = at_centre(request, code)
    given = request.POST.get("coding", "")
    coding = Coding(given) if given in list(Coding) else exchanging.coding_of(centre=found.centre)
    try:
        batch = batching.send(centre=found.centre, coding=coding, by=found.by, at=found.at)
    except Refusal as refusal:
        return _shown(request, found, refusal)
    return redirect(back("card-batch", batch.number, "send"))


def _shown(request: HttpRequest, found: AtCentre, refusal: Refusal | None = None) -> HttpResponse:
    tongue = found.tongue
    before = request.GET.get("before", "")[:_LONGEST]
    seen = boards.board(
        centre=found.centre, by=found.by, at=found.at, most=_PAGE,
        before=int(before) if before.isascii() and before.isdigit() else None)  # fmt: skip
    open_ones = tongue.word("cc_note_open", findings=present.figure(seen.findings),
                            lines=present.figure(seen.bad_lines))  # fmt: skip
    return page(
        request, found, "board", tongue.word("cc_tab_batches"), tab="batches", refusal=refusal,
        waiting=present.waiting_view(seen.waiting, tongue, found.at), older=seen.before,
        batches=[present.batch_view(each, tongue) for each in seen.batches],
        further=bool(before), short=seen.stock.short,
        open_ones=open_ones if seen.findings or seen.bad_lines else "",
        codings=[(each.value, each.value.upper().replace("GB18030", "GB 18030"),
                  each is exchanging.coding_of(centre=found.centre)) for each in Coding],
        **pages.mistakes(refusal, {}, "waiting"))  # fmt: skip
