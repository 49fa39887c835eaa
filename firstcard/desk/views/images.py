"""Pictures of papers: a page alone, turned and enlarged without scripts. Each look is recorded."""

from __future__ import annotations

from io import BytesIO

from django.http import HttpRequest, HttpResponse
from django.views.decorators.http import require_safe
from PIL import Image

from firstcard.accounts.signing import staff_required
from firstcard.casework import papers, photos
from firstcard.casework.files import replies
from firstcard.desk.presenters.papers import PapersPresenter
from firstcard.desk.views import pages
from firstcard.desk.views.opening import looked_up, opened

TURNS = ("0", "90", "180", "270")
SIZES = ("100", "200", "400")
_QUALITY = 85


@staff_required
@require_safe
def page(request: HttpRequest, reference: str, number: int, side: int) -> HttpResponse:
    """One page of a paper as it was made anew, turned to the right by `turn` degrees."""
    found = looked_up(request, reference)
    paper = papers.get(case=found.case, number=number)
    picture = papers.page(paper=paper, number=side, by=found.by, at=found.at)
    return replies.picture(turned(picture, one_of(request, "turn", TURNS)), name=f"page-{side}")


@staff_required
@require_safe
def paper(request: HttpRequest, reference: str, number: int) -> HttpResponse:
    """One paper, a page at a time."""
    found = opened(request, reference)
    chosen = papers.get(case=found.case, number=number)
    turn, size = int(one_of(request, "turn", TURNS)), one_of(request, "size", SIZES)
    sides = list(chosen.pages.values_list("number", flat=True))
    side = next((n for n in sides if str(n) == request.GET.get("page")), sides[0] if sides else 0)
    name = PapersPresenter(found.case, found.tongue, found.on).name_of(chosen)
    word = found.tongue.word
    return pages.page(
        request, "paper", name, name=name, case=found.case, paper=chosen, side=side, turn=turn,
        size=size, alt=word("paper_page", n=side, name=name),
        sides=[(n, word("page_n", n=n), n == side) for n in sides],
        sizes=[(each, word(f"zoom_{each}"), each == size) for each in SIZES],
        left=(turn - 90) % 360, right=(turn + 90) % 360)  # fmt: skip


@staff_required
@require_safe
def photo(request: HttpRequest, reference: str) -> HttpResponse:
    """The photograph in the card's form."""
    found = looked_up(request, reference)
    picture = photos.picture(case=found.case, by=found.by, at=found.at)
    return replies.picture(picture, name="photo")


def one_of(request: HttpRequest, name: str, known: tuple[str, ...]) -> str:
    """What the address says, if it is known; else the first."""
    given = request.GET.get(name, "")
    return given if given in known else known[0]


def turned(picture: bytes, degrees: str) -> bytes:
    """A JPEG turned to the right."""
    if degrees == "0":
        return picture
    with Image.open(BytesIO(picture)) as image:
        turned = image.rotate(-int(degrees), expand=True)
    made = BytesIO()
    turned.save(made, "JPEG", quality=_QUALITY)
    return made.getvalue()
