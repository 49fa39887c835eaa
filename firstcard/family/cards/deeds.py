"""What a family does with a card that it has: its sides, what stands beside it, a new one."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponseBase
from django.shortcuts import redirect
from django.views.decorators.http import require_http_methods, require_POST

from firstcard.cards import queries
from firstcard.cards.models import Card, Credential
from firstcard.cards.operations import credentials, enabling, passwords
from firstcard.cards.refusals import not_found
from firstcard.cards.states import (
    E_CARD,
    E_CERTIFICATE,
    IN_THE_MAKING,
    TEMPORARY,
    Axis,
    Function,
    Password,
    Remark,
)
from firstcard.core.refusals import Refusal
from firstcard.family.cards import using
from firstcard.family.cards.views import address, of_a_card, saying
from firstcard.family.views import shared
from firstcard.family.words import word
from firstcard.guidance.today import now, today

_NOTES = {Remark.PASSWORD_SET.value: Remark.PASSWORD_SET,
          Remark.PASSWORD_CHANGED.value: Remark.PASSWORD_CHANGED}  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_card
def enable(request: HttpRequest, card: Card) -> HttpResponseBase:
    """Both sides, each with its ways; where the packs let it, the first one is enabled here.

    Sent twice, it is enabled once. Raises NotNow, NotTheirs.
    """
    by, on = shared.by(request), today()
    off = card.social_security == Function.OFF
    if request.method == "POST":
        if off:
            enabling.enable_own(card=card, by=by, at=now())
        return redirect("own-card-enable", order=card.order)
    said, home = saying(), enabling.not_at_home(card=card, by=by, on=on) is None
    found = queries.sides(card=card)
    return shared.page(
        request, "cards/enable", word("enable_title", said.lang), card=card, back=address(card),
        sides=using.sides(card=card, found=found, on=on, saying=said), here=home and off,
        in_hand=using.in_use(card), note=_note(found[0], home=home),
        account=using.account(found=queries.bank_account(card=card), saying=said))  # fmt: skip


def _note(side: queries.Side, *, home: bool) -> str:
    """What can be noted of the password of the social security side from home."""
    if not home or side.state is not Function.ON or side.password is Password.LOCKED:
        return ""
    none = side.password is Password.NONE
    return (Remark.PASSWORD_SET if none else Remark.PASSWORD_CHANGED).value


@require_POST
@of_a_card
def password(request: HttpRequest, card: Card) -> HttpResponseBase:
    """Note that a password was set or changed. Never which. Raises NotNow, NotTheirs."""
    what = _NOTES.get(request.POST.get("what", ""))
    before = passwords.state(card=card, axis=Axis.SOCIAL_SECURITY)
    if what is not None and not (what is Remark.PASSWORD_SET and before is Password.SET):
        passwords.note_own(card=card, what=what, by=shared.by(request), at=now())
    return redirect("own-card-enable", order=card.order)


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_card
def beside(request: HttpRequest, card: Card) -> HttpResponseBase:
    """What stands for the card or beside it; a button notes one more. Raises NotNow, NotFound.

    What cannot be noted yet is said on the page with its reason.
    """
    refused = ""
    if request.method == "POST":
        try:
            _give(request, card)
            return redirect("own-card-beside", order=card.order)
        except Refusal as why:
            refused = saying().text(why.text)
            status = why.status
    said, at, by = saying(), now(), shared.by(request)
    found = queries.credentials_of(person=card.person, at=at)
    title = "do_beside" if card.making in IN_THE_MAKING else "do_beside_more"
    page = shared.page(
        request, "cards/beside", word(title, said.lang), card=card, back=address(card),
        kinds=using.beside(card=card, found=found, by=by, at=at, saying=said),
        refused=refused)  # fmt: skip
    if refused:
        page.status_code = status
    return page


def _give(request: HttpRequest, card: Card) -> Credential:
    by, kind = shared.by(request), request.POST.get("kind", "")
    if kind == E_CERTIFICATE:
        return credentials.activate_e_certificate(person=card.person, by=by, at=now())
    if kind == E_CARD:
        return credentials.hold_electronic_card(person=card.person, by=by, at=now())
    if kind == TEMPORARY:
        return credentials.stand_in(card=card, by=by, at=now())
    raise not_found("no-credential")


@require_POST
@of_a_card
def let_go(request: HttpRequest, card: Card) -> HttpResponseBase:
    """Note that it was taken out of the holder's app, by the holder. Raises NotFound.

    Sent twice, it is noted once.
    """
    by, serial = shared.by(request), request.POST.get("serial", "")
    row = Credential.objects.filter(person=card.person_id, serial=serial, holder=by.account).first()
    if row is None:
        raise not_found("no-credential")
    if not row.ended_reason:
        credentials.let_go(credential=row, by=by, at=now())
    return redirect("own-card-beside", order=card.order)
