"""Cards are handed to the post: one by one, or by the post's own list."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstcard.accounts.signing import staff_required
from firstcard.cards import centre_queries, clock
from firstcard.cards.operations import post_lists
from firstcard.cards.operations.post_lists import Taken
from firstcard.core.refusals import Invalid, Refusal
from firstcard.core.uploads import takes_files
from firstcard.desk.cards.making import barcodes
from firstcard.desk.cards.making import presenting as present
from firstcard.desk.cards.making.opening import AtCentre, at_centre, back, page
from firstcard.desk.forms.typed import Boxes
from firstcard.desk.presenters.counter import BoxView
from firstcard.desk.views import pages
from firstcard.desk.words import WORDS

_PAGE = 50
_ON_A_SHEET = 40
_LARGEST = 256 * 1024  # bytes of a list; a bound of the machine
_BOXES = ("order", "tracking")


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def post(request: HttpRequest, code: str) -> HttpResponse:
    """Hand one card to the post. Raises NotFound."""
    found = at_centre(request, code)
    if request.method != "POST":
        return _shown(request, found)
    try:
        boxes = Boxes(request.POST)
        order = boxes.words("order", missing="cc_post_no_order")
        tracking = boxes.words("tracking", missing="cc_post_no_tracking")
        boxes.check()
        new = post_lists.one(order=order, tracking=tracking, centre=found.centre, by=found.by,
                             at=found.at)  # fmt: skip
    except Refusal as refusal:
        return _shown(request, found, refusal)
    return redirect(back("card-to-post", code, "post" if new else "known"))


@takes_files()
@staff_required
@require_POST
def upload(request: HttpRequest, code: str) -> HttpResponse:
    """Work through a list of the post; which lines could not be is shown. Raises NotFound."""
    found = at_centre(request, code)
    file = request.FILES.get("file")
    try:
        if file is None or file.size is None or file.size > _LARGEST:
            text = WORDS["cc_no_list" if file is None else "cc_list_too_large"]
            raise Invalid(text, fields={"file": text})
        taken = post_lists.take(data=file.read(), centre=found.centre, by=found.by, at=found.at)
    except Refusal as refusal:
        return _shown(request, found, refusal)
    return _shown(request, found, taken=taken)


def _shown(request: HttpRequest, found: AtCentre, refusal: Refusal | None = None, *,
           taken: Taken | None = None) -> HttpResponse:  # fmt: skip
    tongue, typed = found.tongue, pages.sent(request)
    told = pages.mistakes(refusal, {name: name for name in (*_BOXES, "file")}, "order")
    cards = centre_queries.to_post(centre=found.centre)
    shown = list(cards[:_PAGE])
    return page(
        request, found, "post", tongue.word("cc_tab_post"), tab="post", refusal=refusal,
        boxes=[BoxView(name, tongue.word(f"cc_post_{name}"), typed.get(name, ""),
                       told["wrong"].get(name, ""), tongue.word(f"cc_post_{name}_hint"))
               for name in _BOXES],
        cards=[(each.order, tongue.day(clock.day_of(each.made_at or each.ordered_at)))
               for each in shown],
        first=tongue.word("cc_post_first", n=_PAGE) if cards.count() > _PAGE else "",
        taken=_told(taken, found), columns=",".join(post_lists.COLUMNS), **told)  # fmt: skip


def _told(taken: Taken | None, found: AtCentre) -> tuple[str, list[str]] | None:
    if taken is None:
        return None
    tongue = found.tongue
    return (tongue.word("cc_post_done", posted=taken.posted, known=taken.known),
            [tongue.word("cc_post_wrong", line=line, why=tongue.say(why))
             for line, why in taken.wrong])  # fmt: skip


@staff_required
@require_safe
def labels(request: HttpRequest, code: str) -> HttpResponse:
    """Where the cards that wait for the post go, to print. Raises NotFound."""
    found = at_centre(request, code)
    cards = list(centre_queries.to_post(centre=found.centre)[:_ON_A_SHEET])
    told = centre_queries.addresses(cards=cards, by=found.by, at=found.at)
    response = page(
        request, found, "labels", found.tongue.word("cc_labels"), tab="post",
        labels=[(card.order, text.split("\n") if text else [], barcodes.svg(card.order))
                for card, text in told],
        first=found.tongue.word("cc_post_first", n=present.figure(_ON_A_SHEET))
        if len(cards) == _ON_A_SHEET else "")  # fmt: skip
    response["Cache-Control"] = "no-store"
    return response
