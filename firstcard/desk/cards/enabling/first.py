"""Somebody without a card comes to the desk: a late first card, a student's card.

Both are applications like every other (guide 4 asks for papers that nobody may ask for, the packs
say so); who has a card already is led to it.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstcard.accounts.signing import actor, staff_required
from firstcard.cards.operations import collecting
from firstcard.core import limits
from firstcard.core.actors import Actor
from firstcard.core.refusals import Invalid, NotFound
from firstcard.desk.cards import sheet
from firstcard.desk.cards.enabling.standing import KINDS
from firstcard.desk.cards.opening import to_card
from firstcard.desk.cards.sheet import Ask, Sheet
from firstcard.desk.forms.typed import Boxes
from firstcard.desk.views import pages
from firstcard.people.permissions import Permission, regions, require
from firstcard.policy.region_codes import NATION

MOST, SECONDS = 120, 3600  # look-ups of numbers an hour: more is no counter
_PERSONS = KINDS[:-1]  # an institution has no card
_SAID = ("card-application", "student-card")  # what packs say of a first card, and of a student's


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def first(request: HttpRequest) -> HttpResponse:
    """Whether somebody has a card; else how one is applied for. Raises NotAllowed, TooMany."""
    by = _allowed(request)
    if request.method != "POST":
        return _page(request)
    try:
        boxes = Boxes(request.POST.dict())
        kind = boxes.one_of("kind", _PERSONS, missing="stand_no_kind")
        number = boxes.words("number", missing="stand_no_number")
        boxes.check()
        limits.hit(purpose="card owner", who=str(by.account), most=MOST, seconds=SECONDS)
        card = collecting.find_by_identity(kind=kind, number=number, by=by, at=pages.now())
    except NotFound:
        return _page(request, none=True)
    except Invalid as refusal:
        return _page(request, refusal)
    return to_card(card.order, "known")


def _allowed(request: HttpRequest) -> Actor:
    by = actor(request)
    if not regions(actor=by, permission=Permission.APPLY_AT_COUNTER):
        require(actor=by, permission=Permission.APPLY_AT_COUNTER, region=NATION)
    return by


def _page(request: HttpRequest, refusal: Invalid | None = None, *,
          none: bool = False) -> HttpResponse:  # fmt: skip
    tongue, word = pages.tongue(), pages.tongue().word
    book = tongue.book
    said = [book.head(each, book.chain(NATION)).summary for each in _SAID]
    told = Sheet(
        title=word("first_title"), lead=word("first_lead"), button=word("first_button"),
        asks=[Ask(name="kind", label=word("first_kind"), value=_PERSONS[0],
                  options=[(each, word(f"kind_{each}")) for each in _PERSONS]),
              Ask(name="number", label=word("first_number"))])  # fmt: skip
    return sheet.of_no_card(
        request, told, refusal, template="first", none=none, counter=reverse("desk-counter"),
        said=[tongue.say(each) for each in said if each is not None])  # fmt: skip
