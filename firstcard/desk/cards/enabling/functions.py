"""The account behind a card, its two functions and their passwords, recorded where they are done.

A hospital sees no cards: it opens one by the number that it reads from it, and sees of it whose it
is and whether its social security side works.
"""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from firstcard.accounts.signing import actor, staff_required
from firstcard.cards import branches, queries
from firstcard.cards.attending import guardian_acts, rule_of
from firstcard.cards.models import Card
from firstcard.cards.operations import accounts, enabling, passwords, standing
from firstcard.cards.refusals import not_found
from firstcard.cards.states import PASSWORDS, Axis, Function, Remark
from firstcard.cards.waiting import day
from firstcard.core import references
from firstcard.core.refusals import Invalid, NotFound, Refusal
from firstcard.desk.cards import card as card_page
from firstcard.desk.cards import sheet
from firstcard.desk.cards.enabling.presenting import over, owner, works
from firstcard.desk.cards.enabling.standing import Standing
from firstcard.desk.cards.opening import ORDER, Opened, opened, to_card
from firstcard.desk.cards.sheet import Ask, Sheet
from firstcard.desk.forms.typed import Boxes
from firstcard.desk.views import pages
from firstcard.desk.words import WORDS
from firstcard.people.identity_numbers import mask, normalised
from firstcard.people.models import Office
from firstcard.people.permissions import Permission, allowed, regions, require
from firstcard.policy.region_codes import NATION

_DIGITS = 9
_SS, _BANK = Axis.SOCIAL_SECURITY, Axis.BANK


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def by_number(request: HttpRequest) -> HttpResponse:
    """Asks for the number on a card. Raises NotAllowed, TooMany."""
    by = actor(request)
    if not regions(actor=by, permission=Permission.ENABLE_CARD):
        require(actor=by, permission=Permission.ENABLE_CARD, region=NATION)
    if request.method != "POST":
        return _number_page(request)
    number = normalised(request.POST.get("number", "")[:60])
    try:
        if len(number) != _DIGITS or not (number.isascii() and number.isalnum()):
            wrong = WORDS["number_wrong"]
            raise Invalid(wrong, fields={"number": wrong})
        card = queries.card_by_number(number=number, by=by, at=pages.now())
    except NotFound:
        none = WORDS["number_none"]
        return _number_page(request, NotFound(none, fields={"number": none}))
    except Invalid as refusal:
        return _number_page(request, refusal)
    return redirect("card-enable", order=card.order)


def _number_page(request: HttpRequest, refusal: Refusal | None = None) -> HttpResponse:
    word = pages.tongue().word
    told = Sheet(title=word("number_title"), lead=word("number_lead"),
                 button=word("number_button"),
                 asks=[Ask(name="number", label=word("number_box"),
                           hint=word("print_number_hint"))])  # fmt: skip
    return sheet.of_no_card(request, told, refusal)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def enable(request: HttpRequest, order: str) -> HttpResponse:
    """The social security side, at a centre, a bank or a hospital. Raises NotFound, NotAllowed."""
    found = _to_enable(request, order)
    require(actor=found.by, permission=Permission.ENABLE_CARD, region=found.card.region)
    if request.method == "POST":
        return _enabled(request, found, _SS)
    if found.card.social_security != Function.OFF or (over(found.card, found.on)
                                                      and not _sees(found)):  # fmt: skip
        return _after(request, found, "")
    return _barred(request, found) or _enable_page(request, found, _SS)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def enable_bank(request: HttpRequest, order: str) -> HttpResponse:
    """The bank side, at a branch. Raises NotFound, NotAllowed."""
    found = opened(request, order)
    require(actor=found.by, permission=Permission.ENABLE_BANK_SIDE, region=found.card.region)
    if request.method == "POST":
        return _enabled(request, found, _BANK)
    return _barred(request, found) or _enable_page(request, found, _BANK)


def _barred(request: HttpRequest, found: Opened) -> HttpResponse | None:
    """The card's page with what stands in the way, before anybody fills in a form in vain."""
    try:
        enabling.usable(card=found.card, on=found.on)
    except Refusal as bar:
        return card_page.shown(request, found, bar)
    return None


def _enabled(request: HttpRequest, found: Opened, axis: Axis) -> HttpResponse:
    try:
        stands = _standing(found, axis).read(request.POST)
        standing.enable(card=found.card, axis=axis, stands=stands, by=found.by, at=found.at)
    except Refusal as refusal:
        return _enable_page(request, found, axis, refusal)
    return _after(request, found, "enable" if axis is _SS else "enable-bank")


def _to_enable(request: HttpRequest, order: str) -> Opened:
    """The card, for whoever sees cards, or holds it and read its number. Raises NotFound."""
    read = references.read(order, prefix=ORDER)
    if read is None:
        raise not_found()
    by, at = actor(request), pages.now()
    card = queries.card_to_enable(order=read, by=by, at=at)
    return Opened(card, by, at, pages.tongue())


def _sees(found: Opened) -> bool:
    return allowed(actor=found.by, permission=Permission.SEE_CARD, region=found.card.region)


def _after(request: HttpRequest, found: Opened, done: str) -> HttpResponse:
    """To the card's page; a hospital sees no such page, but that the card works."""
    if _sees(found):
        return to_card(found.card.order, done)
    if request.method == "POST":
        return redirect(f"{reverse('card-enable', args=[found.card.order])}?done={done}")
    since = next(each.since for each in queries.sides(card=found.card) if each.axis is _SS)
    word = found.tongue.word
    return pages.page(
        request, "cards/works", word("works_title"), card=found.card,
        done=word("card_done_enable") if request.GET.get("done") == "enable" else "",
        owner=owner(found.card, found.tongue),
        works=works(found.card, day(since) if since else None, found.tongue, found.on))  # fmt: skip


def _enable_page(request: HttpRequest, found: Opened, axis: Axis,
                 refusal: Refusal | None = None) -> HttpResponse:  # fmt: skip
    word, asked = found.tongue.word, _standing(found, axis)
    name = "enable" if axis is _SS else "enable_bank"
    told = Sheet(
        title=word(f"{name}_title"), lead=word(f"{name}_lead"), button=word(f"{name}_button"),
        notes=_notes(found, axis), asks=asked.asks(), folded=asked.letter(),
        fold=word("stand_letter"), back=_back(found))  # fmt: skip
    return sheet.shown(request, found, told, refusal)


def _notes(found: Opened, axis: Axis) -> list[str]:
    """Whose card it is, and that a guardian has to come for a small child."""
    document = enabling.DOCUMENTS[axis]
    rule = rule_of(document=document, region=found.card.region, on=found.on)
    young = rule is not None and guardian_acts(card=found.card, rule=rule, on=found.on)
    return [owner(found.card, found.tongue),
            *([found.tongue.word("stand_young")] if young else [])]  # fmt: skip


def _back(found: Opened) -> tuple[str, str] | None:
    if _sees(found):
        return None
    return found.tongue.word("to_number"), reverse("card-by-number")


def _standing(found: Opened, axis: Axis) -> Standing:
    return Standing(card=found.card, document=enabling.DOCUMENTS[axis], on=found.on,
                    tongue=found.tongue)  # fmt: skip


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def account(request: HttpRequest, order: str) -> HttpResponse:
    """The account that a branch opened. Raises NotFound, NotAllowed."""
    found = opened(request, order)
    require(actor=found.by, permission=Permission.ENABLE_BANK_SIDE, region=found.card.region)
    banks = branches.banks_for(card=found.card, by=found.by)
    if request.method != "POST":
        return _barred(request, found) or _account_page(request, found, banks)
    try:
        boxes = Boxes(request.POST.dict())
        codes = tuple(each.code for each in banks)
        code = codes[0] if len(codes) == 1 else boxes.one_of(
            "bank", codes, missing="account_no_bank")  # fmt: skip
        masked = boxes.words("masked", missing="account_no_masked")
        opened_on = boxes.day("opened_on")
        boxes.check()
        bank = next(each for each in banks if each.code == code)
        accounts.record(card=found.card, bank=bank, masked=masked, opened_on=opened_on,
                        by=found.by, at=found.at)  # fmt: skip
    except Refusal as refusal:
        return _account_page(request, found, banks, refusal)
    return to_card(found.card.order, "account")


def _account_page(request: HttpRequest, found: Opened, banks: list[Office],
                  refusal: Refusal | None = None) -> HttpResponse:  # fmt: skip
    _never_whole(request)
    word, tongue = found.tongue.word, found.tongue
    where = [Ask(name="bank", label=word("account_bank"),
                 value=banks[0].code if banks else "",
                 options=[(each.code, tongue.office(each)) for each in banks])]  # fmt: skip
    told = Sheet(
        title=word("account_title"), lead=word("account_lead"), button=word("account_button"),
        notes=[owner(found.card, tongue)],
        asks=[*(where if len(banks) > 1 else []),
              Ask(name="masked", label=word("account_masked"), hint=word("account_masked_hint")),
              Ask(name="opened_on", label=word("account_day"), mode="numeric",
                  hint=word("date_example"))])  # fmt: skip
    return sheet.shown(request, found, told, refusal)


def _never_whole(request: HttpRequest) -> None:
    """A whole account number that was typed by mistake comes back with stars in it."""
    typed = normalised(request.POST.get("masked", ""))
    if typed.isdigit():
        changed = request.POST.copy()
        changed["masked"] = mask(typed)
        request.POST = changed  # type: ignore[assignment]


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def password(request: HttpRequest, order: str) -> HttpResponse:
    """What happened to the social security side's. Raises NotFound, NotAllowed."""
    return _password(request, opened(request, order), _SS)


@staff_required
@require_http_methods(["GET", "HEAD", "POST"])
def password_bank(request: HttpRequest, order: str) -> HttpResponse:
    """What happened to the bank side's. Raises NotFound, NotAllowed."""
    return _password(request, opened(request, order), _BANK)


def _password(request: HttpRequest, found: Opened, axis: Axis) -> HttpResponse:
    require(actor=found.by, permission=enabling.PERMISSION[axis], region=found.card.region)
    if request.method != "POST":
        return _barred(request, found) or _password_page(request, found, axis)
    try:
        boxes = Boxes(request.POST.dict())
        what = boxes.one_of("what", tuple(each.what.value for each in PASSWORDS),
                            missing="password_no_what")  # fmt: skip
        boxes.check()
        locked = what == Remark.PASSWORD_LOCKED
        stands = None if locked else _standing(found, axis).read(request.POST)
        standing.note_password(card=found.card, axis=axis, what=Remark(what), stands=stands,
                               by=found.by, at=found.at)  # fmt: skip
    except Refusal as refusal:
        return _password_page(request, found, axis, refusal)
    return to_card(found.card.order, "password")


def _password_page(request: HttpRequest, found: Opened, axis: Axis,
                   refusal: Refusal | None = None) -> HttpResponse:  # fmt: skip
    word, asked = found.tongue.word, _standing(found, axis)
    fits = _fitting(found.card, axis)
    told = Sheet(
        title=word("password_title" if axis is _SS else "password_bank_title"),
        lead=word("password_lead"), button=word("password_button"), notes=_notes(found, axis),
        asks=[Ask(name="what", label=word("password_what"),
                  value=fits[0].value if len(fits) == 1 else "",
                  options=[(each.value, word(f"password_{each.value}")) for each in fits]),
              *asked.asks()],
        folded=asked.letter(), fold=word("stand_letter"))  # fmt: skip
    return sheet.shown(request, found, told, refusal)


def _fitting(card: Card, axis: Axis) -> list[Remark]:
    """What can have happened to a password as it is now."""
    now = passwords.state(card=card, axis=axis)
    return [line.what for line in PASSWORDS if line.before is now]
