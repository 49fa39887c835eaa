"""From checking to the confirmation: answers, consequences, consents, signature, reference."""

from __future__ import annotations

import unicodedata

from django.conf import settings
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods, require_safe
from msgspec.structs import replace

from firstcard.accounts import codes, consents, notices
from firstcard.accounts.notices import Notice
from firstcard.casework import operations, signing
from firstcard.casework.models import Case
from firstcard.casework.refusals import Incomplete, StaleCase
from firstcard.casework.states import HOLDERS, CaseState, Who
from firstcard.core import limits
from firstcard.core.refusals import Refusal
from firstcard.family.application import Application
from firstcard.family.forms import Box, Choice, Problem, box, choice, mark, typed
from firstcard.family.presenters.check import Check
from firstcard.family.presenters.consequences import consequences as what_follows
from firstcard.family.views import shared
from firstcard.family.words import WORDS, filled, word
from firstcard.guidance.today import now
from firstcard.guidance.views import frame
from firstcard.guidance.words import say
from firstcard.people import telephones
from firstcard.people.names import plain

_SENT = "signing"  # in the session: for which case a code was sent
_NOW = ("signature", "consent")  # kinds of what is asked for on the way from here


@require_safe
@shared.filling
def check(request: HttpRequest, application: Application) -> HttpResponse:
    """Every answer as the office will read it."""
    lang = frame.language()
    if left := _left(application):
        return _incomplete(request, application, left)
    return shared.page(request, "check", word("check_title", lang), case=application.case,
                       cards=Check(application=application, lang=lang).cards(),
                       back=shared.tasks_address(application))  # fmt: skip


def _left(application: Application) -> list[str]:
    """What is missing before it can be signed."""
    return [say(missing.text, frame.language()) for missing in application.missing
            if missing.kind not in _NOW and missing.id != "consequences"]  # fmt: skip


def _incomplete(request: HttpRequest, application: Application, left: list[str]) -> HttpResponse:
    page = shared.page(request, "incomplete", word("incomplete_title", frame.language()),
                       left=left, back=shared.tasks_address(application))  # fmt: skip
    page.status_code = 409
    return page


@require_http_methods(["GET", "HEAD", "POST"])
@shared.filling
def consequences(request: HttpRequest, application: Application) -> HttpResponse:
    """What lasts, said before the signature."""
    problems: list[Problem] = []
    ticked = bool(request.POST.get("read")) or application.draft.consequences_read
    if frame.with_mistakes(request):
        if request.POST.get("read"):
            if request.method == "POST":
                return _read_and_on(request, application)
        else:
            problems = [Problem("read", WORDS["consequences_missing"])]
    lang = frame.language()
    return shared.page(
        request, "consequences", word("consequences_title", lang), case=application.case,
        lines=what_follows(application=application, lang=lang), version=application.case.version,
        ticked=ticked and not problems, back=reverse(
            "apply-check", args=[application.case.reference]),
        summary=[(p.control, say(p.text, lang)) for p in problems])  # fmt: skip


def _read_and_on(request: HttpRequest, application: Application) -> HttpResponse:
    if not application.draft.consequences_read:
        try:
            shared.save(request, application, replace(application.draft, consequences_read=True))
        except StaleCase:
            return redirect("apply-consequences", reference=application.case.reference)
    return redirect("apply-consents", reference=application.case.reference)


def _questions(application: Application) -> list[Notice]:
    return [notice for notice in notices.before_handing_in(card=application.wants_card)
            if notice.kind == "consent"]  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@shared.filling
def agree(request: HttpRequest, application: Application) -> HttpResponse:
    """What the guardian is asked to agree to, each apart; no answer stops anything."""
    asked, lang = _questions(application), frame.language()
    form = typed(request) if frame.typed(request) is not None else _given(request, application)
    problems: list[Problem] = []
    if frame.with_mistakes(request):
        problems = [Problem(f"{each.id}-yes", WORDS["consent_missing"]) for each in asked
                    if form.get(each.id) not in ("yes", "no")]  # fmt: skip
        if not problems and request.method == "POST":
            _record(request, application, asked)
            return redirect("apply-sign", reference=application.case.reference)
    controls = [_consent(each, dict(form)) for each in asked]
    mark(controls, problems, lang)
    title = "consents_title" if len(asked) > 1 else "consents_title_one"
    return shared.page(request, "consents", word(title, lang), controls=controls,
                       heading=word(title, lang), case=application.case,
                       back=reverse("apply-consequences", args=[application.case.reference]),
                       summary=[(p.control, say(p.text, lang)) for p in problems])  # fmt: skip


def _consent(notice: Notice, form: dict[str, str]) -> Choice:
    lang = frame.language()
    made = choice(notice.id, "consents_title", form, lang, [
        ("yes", WORDS["consent_yes"], None), ("no", WORDS["consent_no"], None)])  # fmt: skip
    made.label = say(notice.title, lang)
    made.hint = "\n".join(say(line, lang) for line in notice.lines)
    return made


def _given(request: HttpRequest, application: Application) -> dict[str, str]:
    said = {each.id: consents.latest(account=shared.account(request), notice=each,
                                     case=application.case.reference)
            for each in _questions(application)}  # fmt: skip
    return {name: "yes" if given else "no" for name, given in said.items() if given is not None}


def _record(request: HttpRequest, application: Application, asked: list[Notice]) -> None:
    before = _given(request, application)
    said = {each: request.POST[each.id] == "yes" for each in asked
            if before.get(each.id) != request.POST[each.id]}  # fmt: skip
    consents.record_all(by=shared.by(request), account=shared.account(request), said=said,
                        case=application.case.reference, at=now())  # fmt: skip


@require_http_methods(["GET", "HEAD", "POST"])
@shared.filling
def sign(request: HttpRequest, application: Application) -> HttpResponse:
    """The signature: a code to the family's telephone, and the name typed. Then it is handed in."""
    if left := _left(application):
        return _incomplete(request, application, left)
    if not application.draft.consequences_read:
        return redirect("apply-consequences", reference=application.case.reference)
    if len(_given(request, application)) < len(_questions(application)):
        return redirect("apply-consents", reference=application.case.reference)
    problems: list[Problem] = []
    if request.method == "POST" and "send" in request.POST:
        problems = _send(request, application)
        if not problems:
            return redirect("apply-sign", reference=application.case.reference)
    elif frame.with_mistakes(request):
        problems = _wrong(request, application)
        if not problems and request.method == "POST":
            problems = _signed(request, application)
            if not problems:
                return redirect("apply-done", reference=application.case.reference)
    return _sign_page(request, application, problems)


def _telephone(application: Application) -> str:
    """As it is written to, however it was typed: limits count a number, not a way to write it."""
    said = application.applicant.telephone if application.applicant else ""
    return telephones.read(said) or said


def _send(request: HttpRequest, application: Application) -> list[Problem]:
    try:
        code = codes.send(telephone=_telephone(application), purpose="sign", at=now(),
                          address=limits.address(request), lang=frame.language())  # fmt: skip
    except Refusal as refusal:
        return [Problem("send", refusal.text)]
    sent = {"case": application.case.reference}
    request.session[_SENT] = {**sent, "code": code} if settings.DEMO else sent
    return []


def _wrong(request: HttpRequest, application: Application) -> list[Problem]:
    """What is wrong with the signature as typed."""
    form, name = typed(request), application.applicant.name if application.applicant else ""
    problems = []
    if form.get("drawn"):
        if signing.drawn(sent=form["drawn"]) is None:
            problems.append(Problem("name", WORDS["sign_draw_wrong"]))
    elif not form.get("name", "").strip():
        problems.append(Problem("name", WORDS["sign_name_missing"]))
    elif plain(form["name"]) != plain(name):
        problems.append(Problem("name", filled("sign_name_differs", name=name)))
    if not form.get("code", "").strip():
        problems.append(Problem("code", WORDS["sign_code_missing"]))
    if not problems and form.get("shown", "") != _form(request, application).sha256:
        problems.append(Problem("name", signing.FormChanged().text))  # before the code is used up
    return problems


@require_safe
@shared.filling
def form(request: HttpRequest, application: Application) -> HttpResponse:
    """The registration form as it is to be signed."""
    return pdf(_form(request, application).pdf, application.case)


def pdf(data: bytes, case: Case) -> HttpResponse:
    """A form as a file to keep."""
    response = HttpResponse(data, content_type="application/pdf")
    response["Content-Disposition"] = f'attachment; filename="{case.reference}.pdf"'
    response["Cache-Control"] = "no-store"
    return response


def _form(request: HttpRequest, application: Application) -> signing.Shown:
    return signing.show(case=application.case, by=shared.by(request), lang=frame.language(),
                        at=now())  # fmt: skip


def _signed(request: HttpRequest, application: Application) -> list[Problem]:
    """Sign and hand in. A second click waits for the first one, and finds it done."""
    code = unicodedata.normalize("NFKC", request.POST["code"]).replace(" ", "")
    try:
        codes.count_try(address=limits.address(request), at=now())
    except Refusal as refusal:
        return [Problem("code", refusal.text)]
    with transaction.atomic():
        case = Case.objects.select_for_update().get(pk=application.case.pk)
        if HOLDERS[CaseState(case.state)] is not Who.FAMILY:
            return []
        try:  # a try counts: what it wrote is kept, as nothing here undoes it
            codes.use(telephone=_telephone(application), purpose="sign", code=code, at=now())
        except Refusal as refusal:
            return [Problem("code", refusal.text)]
        return _handed_in(request, application)


def _handed_in(request: HttpRequest, application: Application) -> list[Problem]:
    try:
        with transaction.atomic():
            drawn = signing.drawn(sent=request.POST.get("drawn", ""))
            signing.sign(case=application.case, by=shared.by(request), at=now(),
                         kind="drawn" if drawn else "typed",
                         content=drawn or request.POST["name"].strip().encode(),
                         form_sha256=request.POST.get("shown", ""))  # fmt: skip
            operations.submit(case=application.case, by=shared.by(request), at=now())
    except Incomplete as refusal:
        return [Problem("name", missing.text) for missing in refusal.missing]
    except Refusal as refusal:
        return [Problem("name", refusal.text)]
    request.session.pop(_SENT, None)
    return []


def _sign_page(request: HttpRequest, application: Application,
               problems: list[Problem]) -> HttpResponse:  # fmt: skip
    lang, form = frame.language(), dict(typed(request))
    name = application.applicant.name if application.applicant else ""
    sent = request.session.get(_SENT, {})
    mine = sent.get("case") == application.case.reference
    controls: list[Box | Choice] = [
        box("name", "sign_name", form, lang, autocomplete="name"),
        box("code", "sign_code", form, lang, inputmode="numeric", autocomplete="one-time-code"),
    ]
    controls[0].hint = word("sign_name_hint", lang, name=name)
    mark(controls, problems, lang)
    telephone = telephones.masked(_telephone(application))
    return shared.page(
        request, "sign", word("sign_title", lang), controls=controls, case=application.case,
        digest=_form(request, application).sha256, was_sent=mine,
        why=word("sign_1_why", lang, telephone=telephone),
        sent=word("sign_sent", lang, telephone=telephone), back=reverse(
            "apply-consents", args=[application.case.reference]),
        demo_code=word("sign_demo", lang, code=sent.get("code")) if mine and "code" in sent else "",
        summary=[(p.control, say(p.text, lang)) for p in problems])  # fmt: skip
