"""How a card comes to its family: chosen, shown at the desk, taken out of the parcel."""

from __future__ import annotations

from datetime import date

from django.db import transaction
from django.http import HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstcard.cards import collectors, notices, offices, queries, waiting
from firstcard.cards.attending import AGENT
from firstcard.cards.models import Card
from firstcard.cards.operations import choosing, posting
from firstcard.cards.states import Making
from firstcard.casework import corrections
from firstcard.casework.held_words import ABOUT
from firstcard.core.refusals import Invalid
from firstcard.family import names
from firstcard.family.cards import using
from firstcard.family.cards.deliveries import POST, Offered, offered, spots_field
from firstcard.family.cards.saying import Saying
from firstcard.family.cards.views import TO_SHOW, address, case_of, file, of_a_card, saying
from firstcard.family.forms import Form, Problem, choice, mark, typed
from firstcard.family.views import shared
from firstcard.family.words import WORDS, word
from firstcard.guidance import packs_store, qr
from firstcard.guidance.today import now, today
from firstcard.guidance.views import frame
from firstcard.guidance.words import say
from firstcard.people.identity_numbers import mask, mask_in_text
from firstcard.people.models import Office
from firstcard.people.offices import recorded
from firstcard.policy.clock_words import span_words
from firstcard.policy.clocks import Span
from firstcard.policy.timing import span

_LONGEST_ADDRESS = 300
# What can be wrong on a card, of what a family can ask to be put right.
_WRONG = ("name", "born", "number", "papers", "other")


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_card
def delivery(request: HttpRequest, card: Card) -> HttpResponseBase:
    """Pick-up at an office or a branch, or the post; each with cost, time and places."""
    if Making(card.making) not in choosing.OPEN:
        return redirect(address(card))
    said, problems = saying(), list[Problem]()
    form = typed(request) if frame.typed(request) is not None else _chosen(card)
    if frame.with_mistakes(request):
        problems = _unfit(card, form)
        if request.method == "POST" and not problems:
            problems = _choose(request, card, form)
            if not problems:
                return redirect(address(card))
    ways = offered(region=card.region, on=today(), form=form, saying=said)
    _mark(ways, problems, said)
    back = card.making == Making.RETURNED
    lead = said.word("delivery_lead_back", office=said.office(card.office)) if back else (
        said.word("delivery_lead"))  # fmt: skip
    return shared.page(
        request, "cards/delivery", word("delivery_title", said.lang), card=card, ways=ways,
        lead=lead, is_back=back, back=address(card), error=_of("get", problems, said),
        summary=[(each.control, say(each.text, said.lang)) for each in problems])  # fmt: skip


def _chosen(card: Card) -> Form:
    """What holds now; the address is asked for anew, as it is sealed."""
    code = card.office.code if card.office is not None else ""
    return {"get": card.delivery, spots_field(card.delivery): code}


def _unfit(card: Card, form: Form) -> list[Problem]:
    """What is missing."""
    ways = [each.id for each in waiting.deliveries(region=card.region, on=today())]
    if form.get("get") not in ways:
        return [Problem(f"get-{ways[0]}" if ways else "get", WORDS["delivery_missing"])]
    if form["get"] != POST:
        return []
    told = form.get("address", "").strip()
    problems = [] if names.written(form.get("recipient", "")) else [
        Problem("recipient", WORDS["recipient_missing"])]  # fmt: skip
    if not told or len(told) > _LONGEST_ADDRESS:
        problems.append(Problem("address", WORDS["address_missing"]))
    return problems


def _choose(request: HttpRequest, card: Card, form: Form) -> list[Problem]:
    """Keep it; what the operation refuses in the form is shown there."""
    way = form["get"]
    to = "\n".join((names.written(form.get("recipient", "")), form.get("address", "").strip()))
    try:
        choosing.choose(card=card, delivery=way, by=shared.by(request), at=now(),
                        address=to if way == POST else "", office=_office(card, form))  # fmt: skip
    except Invalid as why:
        return [Problem(_control(field, way), text) for field, text in why.fields.items()]
    return []


def _control(field: str, way: str) -> str:
    return {"office": f"{spots_field(way)}-0", "delivery": f"get-{way}"}.get(field, field)


def _office(card: Card, form: Form) -> Office | None:
    """The office that was picked, of those that were offered."""
    way = form["get"]
    places = offices.near(delivery=way, region=card.region, on=today()) if way != POST else []
    picked = next((p for p in places if p.code == form.get(spots_field(way))), None)
    return recorded(place=picked) if picked is not None else None


def _mark(ways: list[Offered], problems: list[Problem], said: Saying) -> None:
    for each in ways:
        each.spots_error = _of(f"{spots_field(each.way.value)}-0", problems, said)
        for box in each.boxes:
            box.error = _of(box.name, problems, said)


def _of(control: str, problems: list[Problem], said: Saying) -> str:
    found = (p for p in problems if p.control == control or p.control.startswith(f"{control}-"))
    return next((say(each.text, said.lang) for each in found), "")


@require_http_methods(["GET", "HEAD", "POST"])
@of_a_card
def arrived(request: HttpRequest, card: Card) -> HttpResponseBase:
    """The family looks at the card from the parcel, and says that it has it."""
    if card.making != Making.POSTED:
        return redirect(address(card))
    form, problems = typed(request), list[Problem]()
    if frame.with_mistakes(request):
        problems = _lacking(form)
        if request.method == "POST" and not problems:
            if form["came"] == "no":
                return redirect(address(card))
            return redirect(_received(request, card, form))
    return _parcel(request, card, form, problems)


def _lacking(form: Form) -> list[Problem]:
    if form.get("came") not in ("right", "wrong", "no"):
        return [Problem("came-right", WORDS["arrived_missing"])]
    if form["came"] != "wrong":
        return []
    problems = [] if form.get("about") in _WRONG else [
        Problem(f"about-{_WRONG[0]}", WORDS["arrived_what_missing"])]  # fmt: skip
    wish = form.get("wish", "").strip()
    if not wish or len(wish) > corrections.LONGEST:
        problems.append(Problem("wish", WORDS["arrived_wish_missing"]))
    return problems


@transaction.atomic
def _received(request: HttpRequest, card: Card, form: Form) -> str:
    """Both at once: the card is there, and what is wrong on it is asked to be put right."""
    by = shared.by(request)
    posting.delivered(card=card, by=by, at=now())
    case = case_of(request, card)
    if form["came"] == "right" or case is None:
        return address(card)
    corrections.ask(case=case, about=form["about"], wish=mask_in_text(form["wish"].strip()), by=by,
                    at=now())  # fmt: skip
    return f"{reverse('held-case', args=[case.reference])}?sent#requests"


def _parcel(request: HttpRequest, card: Card, form: Form,
            problems: list[Problem]) -> HttpResponse:  # fmt: skip
    said = saying()
    answers = choice("came", "arrived_label", form, said.lang, [
        (name, WORDS[f"arrived_{words}"], None)
        for name, words in (("right", "right"), ("wrong", "wrong"), ("no", "not"))])  # fmt: skip
    about = choice("about", "arrived_what", form, said.lang,
                   [(name, ABOUT[name], None) for name in _WRONG])  # fmt: skip
    mark([answers, about], problems, said.lang)
    return shared.page(
        request, "cards/arrived", word("arrived_title", said.lang), card=card, back=address(card),
        rows=_printed(request, card, said), answers=answers, about=about,
        wish=form.get("wish", ""), wish_error=_of("wish", problems, said),
        longest=corrections.LONGEST, older=_has_older(card), ask=_ask(card, said),
        no_case=case_of(request, card) is None,
        summary=[(each.control, say(each.text, said.lang)) for each in problems])  # fmt: skip


def _printed(request: HttpRequest, card: Card, said: Saying) -> list[tuple[str, str, bool]]:
    """What is printed: its name, its value, whether the value is in nobody's language."""
    data = queries.printed_own(card=card, by=shared.by(request), at=now())
    sex = f"arrived_sex_{data.sex}" if data.sex in (1, 2) else "arrived_sex_other"
    born = said.day(date.fromisoformat(data.born_on)) if data.born_on else ""
    rows = [("arrived_name", data.name, True), ("arrived_sex", said.word(sex), False),
            ("arrived_born", born, False), ("arrived_number", mask(data.number), True)]  # fmt: skip
    return [(said.word(name), value, foreign) for name, value, foreign in rows if value]


def _has_older(card: Card) -> bool:
    mine = Card.objects.filter(person=card.person_id, making=Making.COLLECTED, ended_on=None)
    return mine.exclude(pk=card.pk).exists()


def _ask(card: Card, said: Saying) -> str:
    rule = waiting.rule(region=card.region, on=today())
    length: Span | None = span(rule.look_for_after) if rule else None
    if length is None:
        return said.word("arrived_ask_bare")
    return said.word("arrived_ask", span=span_words(length, said.lang))


@require_safe
@of_a_card
def notice(request: HttpRequest, card: Card) -> HttpResponseBase:
    """What is shown at the desk: a code with the order alone, where, until when, what to bring."""
    branch = waiting.printed_on_coming(card)
    if Making(card.making) not in TO_SHOW and not branch:
        return redirect(address(card))
    said, by = saying(), shared.by(request)
    bring = using.to_collect(card=card, by=by, on=today(), saying=said)
    kind = "_branch" if branch else "_sealed" if card.making == Making.SEALED else ""
    return shared.page(
        request, "cards/notice", word(f"notice_title{kind}", said.lang), card=card,
        back=address(card), place=_place(card, said), until="" if kind else _until(card, said),
        bring=bring, agent=[each for each in _of_an_agent(card, said) if each not in bring],
        to_print=not branch,
        code=qr.svg(text=card.order, title=said.word("notice_qr")))  # fmt: skip


@require_safe
@of_a_card
def notice_pdf(request: HttpRequest, card: Card) -> HttpResponse:
    """The same on paper. Raises NotFound for a card that lies at no office."""
    shown = notices.show(card=card, by=shared.by(request), lang=frame.language(), at=now())
    return file(shown.pdf, f"{card.order}.pdf")


def _until(card: Card, said: Saying) -> str:
    since = waiting.day(card.at_office_since or now())
    until = waiting.kept_until(card=card, since=since, on=today())
    return said.word("card_kept", day=said.day(until)) if until else said.word("card_kept_unknown")


def _of_an_agent(card: Card, said: Saying) -> list[str]:
    needs = collectors.papers(card=card, relation=AGENT, on=today())
    return using.papers_said(needs, card, said)


def _place(card: Card, said: Saying) -> list[str]:
    """The office by name, with address and hours where they are known."""
    lines = [said.office(card.office)]
    if card.office is None:
        return lines
    book = packs_store.current()
    known = book.offices(card.office.kind, card.office.region, book.chain(card.office.region))
    for each in known:
        if each.id == card.office.code:
            lines += [said.text(each.address), said.text(each.hours)]
    return [line for line in lines if line]
