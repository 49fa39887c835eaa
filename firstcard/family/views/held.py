"""What is held about my child: seen, downloaded, put right, and who looked at it."""

from __future__ import annotations

import json
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from firstcard.accounts import signing
from firstcard.accounts.models import Correction
from firstcard.accounts.views import pages
from firstcard.accounts.views.account import speaker
from firstcard.accounts.words import word as account_word
from firstcard.casework import corrections, held
from firstcard.casework.held_words import ABOUT, WORDS, done
from firstcard.casework.models import Case
from firstcard.core.refusals import Invalid
from firstcard.guidance.forms.fields import first
from firstcard.guidance.today import CHINA
from firstcard.guidance.views import frame
from firstcard.guidance.words import LANGS, say
from firstcard.people.identity_numbers import mask_in_text
from firstcard.people.models import Person

_T = {lang: {name: say(text, lang) for name, text in WORDS.items()} for lang in LANGS}
_RIGHTS = tuple(("personal-information-law", article) for article in ("44", "45", "46"))
_SHOWN = 20  # looks on the first page


@signing.family_required
@require_safe
def everything(request: HttpRequest) -> HttpResponse:
    """The family's applications, each with what is held."""
    rows = [{"reference": each.reference, "name": held.child_name(each)}
            for each in held.cases(by=signing.actor(request), at=timezone.now())]  # fmt: skip
    return _page(request, "held", said("held_title"), rows=rows, back="/account/")


@signing.family_required
@require_http_methods(["GET", "HEAD", "POST"])
def one(request: HttpRequest, reference: str) -> HttpResponse:
    """One application: what is held, who looked, and a form for what is wrong."""
    by, refusal = signing.actor(request), None
    case = held.seen(reference=reference, by=by, at=timezone.now())
    typed = frame.typed(request) or {}
    if request.method == "POST":
        try:
            corrections.ask(case=case, about=first(typed, "about"), wish=_text(typed),
                            by=by, at=timezone.now())  # fmt: skip
            return redirect(f"{reverse('held-case', args=[case.reference])}?sent#requests")
        except Invalid as why:
            refusal = why
    lang, fields = frame.language(), refusal.fields if refusal else {}
    wrong = {name: say(text, lang) for name, text in fields.items()}
    summary = [("about-name" if name == "about" else name, text) for name, text in wrong.items()]
    return _page(
        request, "held_case", said("held_of", reference=case.reference), case=case,
        back=reverse("held"), summary=summary, wrong=wrong, wish=_text(typed), rows=_rows(case),
        looks=_looks(request, case), every="every" in request.GET, sent="sent" in request.GET,
        abouts=_abouts(first(typed, "about")), longest=corrections.LONGEST,
        requests=[_request(each) for each in held.corrections(case=case)],
        examined=held.is_examined(case),
        rights=said("held_law", laws=pages.articles(_RIGHTS)))  # fmt: skip


@signing.family_required
@require_POST
@signing.fresh_required
def download(request: HttpRequest, reference: str) -> HttpResponse:
    """Everything as one file. Asked for with a form: it is written down who took it."""
    by = signing.actor(request)
    case = held.case_of(reference=reference, by=by)
    data = held.everything(case=case, by=by, at=timezone.now())
    body = json.dumps(data, ensure_ascii=False, indent=1).encode()
    response = HttpResponse(body, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{case.reference}.json"'
    response["Cache-Control"] = "no-store"
    return response


def said(name: str, **values: object) -> str:
    """A word in the page's language."""
    text = say(WORDS[name], frame.language())
    return text.format(**values) if values else text


def _page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    return frame.page(request, f"family/{template}", title, t=_T[frame.language()], **context)


def _text(form: Any) -> str:
    """What was typed in the larger box, with its lines; numbers hidden, as everywhere."""
    sent = form.get("wish", ())
    return sent[0].replace("\r\n", "\n").strip() if sent else ""


def _abouts(chosen: str) -> list[tuple[str, str, bool]]:
    return [(name, say(text, frame.language()), name == chosen) for name, text in ABOUT.items()]


def _rows(case: Case) -> list[tuple[str, list[str]]]:
    """What is held in short; numbers masked, as anybody may look over one's shoulder."""
    papers = list(case.papers.filter(removed_at=None).prefetch_related("pages"))
    pages = sum(len(each.pages.all()) for each in papers)
    photo = said("held_yes" if hasattr(case, "photo") else "held_no")
    rows = [(said("held_child"), [held.child_name(case) or said("held_no_name")]),
            (said("held_papers"), [said("held_papers_n", n=len(papers), pages=pages)]),
            (said("held_photo"), [photo])]  # fmt: skip
    child = held.child_of(case) if held.is_examined(case) else None
    return rows + (_register(child) if child else [])


def _register(child: Person) -> list[tuple[str, list[str]]]:
    numbers = [f"····{each.last_four}" for each in child.documents.filter(withdrawn_at=None)]
    guardians = child.guardians.filter(until=None).select_related("guardian").order_by("pk")
    names = [mask_in_text(each.guardian.name) for each in guardians]
    return [(said("held_numbers"), numbers), (said("held_guardians"), names),
            (said("held_enrolments"), [str(child.enrolments.count())])]  # fmt: skip


def _looks(request: HttpRequest, case: Case) -> dict[str, Any]:
    every = "every" in request.GET
    found = held.looks(case=case, by=signing.actor(request))
    others = [each for each in found if not each.own]
    shown = found if every else others[:_SHOWN]
    return {"rows": [_look(each) for each in shown], "more": len(found) > len(shown)}


def _look(look: held.Look) -> dict[str, str]:
    at = look.at.astimezone(CHINA)
    return {"when": f"{speaker().day(at.date())} {at:%H:%M}", "who": _who(look), "name": look.name,
            "what": say(done(look.action), frame.language()), "case": look.case}  # fmt: skip


def _who(look: held.Look) -> str:
    if look.own:
        return said("looked_you")
    own = {"service": "looked_service", "public": "looked_public", "parent": "looked_parent"}
    if look.role in own:
        return said(own[look.role])
    return account_word(f"role_{look.role}", frame.language())


def _request(row: Correction) -> dict[str, Any]:
    lang, book = frame.language(), frame.book()
    place = book.divisions.full_name(row.region, lang)
    state = said("correct_waiting", place=place)
    if row.answered_at:
        state = said("correct_done" if row.done else "correct_not_done", day=_day(row.answered_at))
    return {"about": say(ABOUT[row.about], lang), "wish": corrections.words_of(row),
            "asked": said("correct_asked", day=_day(row.asked_at)), "state": state,
            "answer": corrections.answer_of(row)}  # fmt: skip


def _day(at: Any) -> str:
    return speaker().day(at.astimezone(CHINA).date())
