"""The other parent's agreement: asked for by link, answered on their own phone.

As with kept plans, the token stands in one address only, which answers with a redirect.
"""

from __future__ import annotations

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe

from firstcard.casework import authorisations
from firstcard.casework.completeness import wants
from firstcard.casework.models import Authorisation, Case
from firstcard.core import limits
from firstcard.core.refusals import NotFound
from firstcard.family import names
from firstcard.family.application import Application
from firstcard.family.forms import Control, Problem, box, choice, mark, typed
from firstcard.family.views import shared
from firstcard.family.words import WORDS, word
from firstcard.guidance import qr
from firstcard.guidance.forms.places import place_name
from firstcard.guidance.today import CHINA, now
from firstcard.guidance.tokens import new_token, read_token
from firstcard.guidance.views import frame
from firstcard.guidance.words import say
from firstcard.policy.clock_words import day_words

_LINK = "agreement-link"  # in the session of who asked: reference and token
_ASKED = "agreement"  # in the session of who was asked: the token
_MOST_OPENED, _HOUR = 60, 60 * 60
_TITLE = "second_title"


@require_http_methods(["GET", "HEAD", "POST"])
@shared.filling
def second(request: HttpRequest, application: Application) -> HttpResponse:
    """Ask, remind, take back; or go on without."""
    other, case = application.other_parent, application.case
    if other is None:
        return redirect(shared.tasks_address(application))
    if request.method == "POST":
        _do(request, case, other)
        return redirect("apply-second", reference=case.reference)
    lang = frame.language()
    latest = authorisations.latest(case=case)
    standing = authorisations.standing(case=case, at=now())
    link = _link(request, case) if standing == "waiting" else ""
    return shared.page(
        request, "second_parent", word(_TITLE, lang), case=case, standing=standing, link=link,
        code=_code(link), said=_said(latest, standing) if latest else "",
        reminded=_day("second_reminded", latest.reminded_at) if latest and latest.reminded_at
        else "", hint=word("second_link_hint", lang, day=_in_words(latest.expires_at))
        if latest else "", token=new_token(), back=shared.tasks_address(application))  # fmt: skip


def _do(request: HttpRequest, case: Case, other: str) -> None:
    by, at = shared.by(request), now()
    if "remind" in request.POST:
        authorisations.remind(case=case, by=by, at=at)
    elif "back" in request.POST:
        authorisations.take_back(case=case, by=by, at=at)
    elif "ask" in request.POST:
        # Chosen before the button was shown, so that pressing it twice makes one link.
        token = read_token(request.POST.get("token", "")) or new_token()
        authorisations.ask(case=case, of=other, token=token, by=by, at=at)
        request.session[_LINK] = [case.reference, token]


def _link(request: HttpRequest, case: Case) -> str:
    """The link, on the device that asked; elsewhere only a new one can be made."""
    reference, token = request.session.get(_LINK, ["", ""])
    if reference != case.reference:
        return ""
    path = reverse("agree-address", args=[token])
    return settings.PUBLIC_URL + path if settings.PUBLIC_URL else request.build_absolute_uri(path)


def _code(link: str) -> str:
    return qr.svg(text=link, title=word("second_qr", frame.language())) if link else ""


def _said(latest: Authorisation, standing: str) -> str:
    """How it stands, with its day."""
    day = {"waiting": latest.asked_at, "over": latest.expires_at}.get(standing, latest.answered_at)
    return _day(f"second_{standing}", day or latest.asked_at)


def _day(name: str, at: object) -> str:
    return word(name, frame.language(), day=_in_words(at))


def _in_words(at: object) -> str:
    return day_words(at.astimezone(CHINA).date(), frame.language())  # type: ignore[attr-defined]


def address(request: HttpRequest, code: str) -> HttpResponse:
    """The link's address: puts its token into the session, out of the address bar."""
    limits.hit(purpose="agreement link", who=limits.address(request), most=_MOST_OPENED,
               seconds=_HOUR)  # fmt: skip
    request.session[_ASKED] = read_token(code) or ""
    response = redirect("agree")
    response["Referrer-Policy"] = "no-referrer"
    response["X-Robots-Tag"] = "noindex, nofollow"
    response["Cache-Control"] = "no-store"
    return response


@require_http_methods(["GET", "HEAD", "POST"])
def agree(request: HttpRequest) -> HttpResponse:
    """What the other parent is asked, and the answer. Nothing but a name is asked of them."""
    token = str(request.session.get(_ASKED, ""))
    try:
        found = authorisations.of_token(token=token, at=now())
    except NotFound:
        return redirect("agree-gone")
    problems: list[Problem] = []
    form = typed(request)
    if frame.with_mistakes(request):
        problems = _wrong(form.get("name", ""), form.get("answer", ""))
        if not problems and request.method == "POST":
            return _answered(request, token)
    return _agree_page(request, found, problems)


def _wrong(name: str, answer: str) -> list[Problem]:
    problems = []
    if wrong := names.wrong(names.written(name), missing=WORDS["agree_name_missing"]):
        problems.append(Problem("name", wrong))
    if answer not in ("yes", "no"):
        problems.append(Problem("answer-yes", WORDS["agree_missing"]))
    return problems


def _answered(request: HttpRequest, token: str) -> HttpResponse:
    name = names.written(request.POST["name"])
    try:
        authorisations.answer(token=token, name=name, granted=request.POST["answer"] == "yes",
                              by=shared.by(request), at=now())  # fmt: skip
    except NotFound:
        return redirect("agree-gone")
    request.session.pop(_ASKED, None)
    return redirect("agree-thanks")


def _agree_page(request: HttpRequest, found: Authorisation,
                problems: list[Problem]) -> HttpResponse:  # fmt: skip
    lang, form, case = frame.language(), typed(request), found.case
    controls: list[Control] = [
        box("name", "agree_name", form, lang, autocomplete="name"),
        choice("answer", "agree_answer", form, lang, [
            ("yes", WORDS["agree_yes"], None), ("no", WORDS["agree_no"], None)]),
    ]  # fmt: skip
    mark(controls, problems, lang)
    draft, want = authorisations.opened(asked=found, by=shared.by(request), at=now()), wants(case)
    place = place_name(frame.book(), case.region)
    rows = [
        (word("agree_child", lang), names.shortened(draft.child.name)),
        (word("agree_want", lang), word("want_both" if len(want) > 1 else f"want_{want[0]}", lang)),
        (word("agree_place", lang), say(place, lang) if place else ""),
    ]
    who = word(f"agree_who_{draft.applicant}", lang)
    return shared.page(request, "agree", word("agree_title", lang), controls=controls,
                       rows=[row for row in rows if row[1]],
                       lead=word("agree_lead", lang, who=who),
                       summary=[(p.control, say(p.text, lang)) for p in problems])  # fmt: skip


@require_safe
def thanks(request: HttpRequest) -> HttpResponse:
    """The answer has arrived."""
    lang = frame.language()
    return shared.page(request, "plain", word("agree_done_title", lang),
                       line=word("agree_done", lang))  # fmt: skip


@require_safe
def gone(request: HttpRequest) -> HttpResponse:
    """The same words for a wrong link, one that was answered, taken back, or has run out."""
    lang = frame.language()
    page = shared.page(request, "plain", word("agree_gone_title", lang),
                       line=word("agree_gone", lang))  # fmt: skip
    page.status_code = 410
    return page
