"""Questions and answers: what a search finds, every question, one answer."""

from http import HTTPStatus
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import NoReverseMatch, reverse
from django.views.decorators.http import require_http_methods, require_POST

from firstcard.guidance.forms import questions
from firstcard.guidance.forms.granted import granted_facts, wanted
from firstcard.guidance.presenters.answer import present
from firstcard.guidance.presenters.answer_pages import page_of
from firstcard.guidance.presenters.search_results import Group, grouped, whom_to_ask
from firstcard.guidance.presenters.speech import names_of
from firstcard.guidance.search import Hit, QueryError, find
from firstcard.guidance.today import today
from firstcard.guidance.views import asking, files, frame
from firstcard.guidance.words import say, word
from firstcard.policy import answers as known

_SHOWN = 15  # hits on one page


@require_http_methods(["GET", "HEAD", "POST"])
def answers(request: HttpRequest) -> HttpResponse:
    """What was asked for, found; and every question under its topic."""
    if request.method == "POST":
        return _asked(request)
    return _found(request, asking.kept_question(request))


@require_http_methods(["GET", "HEAD", "POST"])
def answer(request: HttpRequest, id: str) -> HttpResponse:
    """One question and its answer for where the family lives; another can be asked here."""
    if request.method == "POST":
        return _asked(request)
    told, rules, lang = frame.told(request), frame.book(), frame.language()
    facts = told.situation(on=today())
    try:
        answered = known.answer_for(
            book=rules, id=id, region=asking.region_of(told), on=today(), told=facts
        )
    except KeyError:
        return _missing(request)
    page = page_of(present(answered=answered, lang=lang, names=names_of(rules)),
                   dated="child.born_on" in facts)  # fmt: skip
    # The letter's matters are those of a plan, and a plan needs a place.
    letter = "place" in told.answers and files.offers_letter(
        rules=rules, region=answered.region, steps=answered.steps)  # fmt: skip
    return frame.page(request, "answer", page.view.question, answer=page, back="/answers/",
                      letter=letter,
                      query=asking.typed_question(request),
                      **asking.place_words(told, rules, f"/place/answers/{id}/"))  # fmt: skip


@require_POST
def plan(request: HttpRequest, id: str) -> HttpResponse:
    """From an answer into the whole plan: its goals, and what its question takes for granted.

    What the family told stands over that.
    """
    told, rules = frame.told(request), frame.book()
    region = asking.region_of(told)
    found = known.heads(book=rules, region=region).get(id)
    if found is None:
        return redirect("answers")
    told.want = wanted(told.want, found.want or found.about or (), rules.want(region))
    said = told.situation(on=today())
    granted = granted_facts(found.given, rules.facts.facts)
    told.facts |= {name: value for name, value in granted.items() if name not in said}
    frame.keep(request, told)
    return redirect("plan" if questions.first_open(told.answers) is None else "check")


def _asked(request: HttpRequest) -> HttpResponse:
    """Keep the question and go to what it finds; or say why it is not searched for."""
    if "clear" in request.POST:
        asking.forget_question(request)
        return redirect("answers")
    try:
        asking.keep_question(request)
    except QueryError as error:
        wrong = say(error.text, frame.language())
        return _questions(request, HTTPStatus.BAD_REQUEST, query=asking.typed_question(request),
                          summary=[("q", wrong)], ask_error=wrong)  # fmt: skip
    return redirect("answers")


def _found(request: HttpRequest, asked: str) -> HttpResponse:
    groups = _groups(request, asked) if asked else []
    return _questions(request, HTTPStatus.OK, asked=asked, groups=groups,
                      query=asking.typed_question(request) or asked)  # fmt: skip


def _missing(request: HttpRequest) -> HttpResponse:
    return _questions(request, HTTPStatus.NOT_FOUND, missing=True, query="")


def _questions(request: HttpRequest, status: HTTPStatus, *, missing: bool = False,
               **context: Any) -> HttpResponse:  # fmt: skip
    told, rules, lang = frame.told(request), frame.book(), frame.language()
    offices = whom_to_ask(book=rules, region=asking.region_of(told), lang=lang)
    title = word("answers_missing" if missing else "box_title", lang)
    response = frame.page(
        request, "answers", title, back="/", missing=missing, offices=offices,
        topics=asking.topics_for(told, rules), action=reverse("answers"),
        **asking.place_words(told, rules, "/place/answers/"), **context)  # fmt: skip
    response.status_code = status.value
    return response


def _groups(request: HttpRequest, asked: str) -> list[Group]:
    told, rules, lang = frame.told(request), frame.book(), frame.language()
    region, facts = asking.region_of(told), told.situation(on=today())

    def said(id: str) -> str:
        answered = known.answer_for(book=rules, id=id, region=region, on=today(), told=facts)
        return say(answered.say, lang)

    hits = find(book=rules, query=asked, region=region, lang=lang, limit=_SHOWN)
    return grouped(hits=hits, answers=known.heads(book=rules, region=region), lang=lang,
                   address=_address, said=said)  # fmt: skip


def _address(hit: Hit) -> str:
    """The page of a paper or a law; empty where this service has no such pages."""
    try:
        if hit.kind == "document":
            return reverse("policy-document", args=(hit.pack, hit.id))
        return f"{reverse('policy-laws', args=(hit.pack,))}#{hit.id}"
    except NoReverseMatch:
        return ""
