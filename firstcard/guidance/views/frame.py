"""The frame of every page: language, words, demo mark; and what pages share."""

from collections.abc import Mapping, Sequence
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse
from django.middleware.gzip import GZipMiddleware
from django.shortcuts import render
from django.utils.translation import get_language

from firstcard.core import look
from firstcard.guidance import packs_store
from firstcard.guidance.forms.controls import Drawing, Search
from firstcard.guidance.forms.fields import Field, Form, FormError, first
from firstcard.guidance.forms.kept import Kept
from firstcard.guidance.views import keeping
from firstcard.guidance.words import LANGS, Lang, vocabulary
from firstcard.people.identity_numbers import mask_in_text
from firstcard.policy.book import RuleBook
from firstcard.policy.region_codes import NATION

_FOUND = 12  # places shown for one search
# A plan is long: a sixth of it travels. Padded at random, so that no length betrays a token.
_GZIP = GZipMiddleware(lambda request: HttpResponse())
_WORDS = {lang: vocabulary(lang) for lang in LANGS}


def language() -> Lang:
    """The language of this request."""
    return "en" if (get_language() or "").startswith("en") else "zh"


def page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    """A page in its frame: `template` of this app, or `app/template` of one that stands above it.

    A title with mistakes on its page says so first.
    """
    lang = language()
    words = _WORDS[lang]
    if context.get("summary"):
        title = words["error_prefix"] + title
    frame = {"lang": lang, "html_lang": "zh-Hans" if lang == "zh" else "en", "w": words,
             "other_lang": "zh-hans" if lang == "en" else "en",
             "other_html_lang": "zh-Hans" if lang == "en" else "en",
             "demo": settings.DEMO, "is_kept": bool(keeping.token(request)), "title": title,
             "here": request.path, "address": request.get_full_path()}  # fmt: skip
    name = template if "/" in template else f"guidance/{template}"
    response = render(request, f"{name}.html", {**frame, **context})
    # What one family sees must not stay in a shared browser's or a proxy's store.
    response["Cache-Control"] = "no-store"
    _GZIP.process_response(request, response)
    return response


def book() -> RuleBook:
    """The rule book that serves."""
    return packs_store.current()


def told(request: HttpRequest) -> Kept:
    """What this family has told so far. Raises KeptGone."""
    return keeping.told(request)


def keep(request: HttpRequest, told: Kept) -> None:
    """Keep what this family has told. Raises KeptGone, TooMuchToKeep."""
    keeping.save(request, told)


def forget(request: HttpRequest) -> None:
    """Take what this family has told off this device; a kept plan stays kept."""
    keeping.forget(request)


def calendar_id(request: HttpRequest) -> str:
    """A random name of this family's calendar, the same for every file made from this plan."""
    return keeping.calendar_id(request)


def kept_address(request: HttpRequest) -> str | None:
    """The public address of the plan that this family keeps; None where there is none."""
    return keeping.kept_address(request)


def sent(request: HttpRequest) -> Form:
    """The form that was sent, without identity numbers: no page asks for one or shows one."""
    return {
        name: [mask_in_text(str(value)) for value in values]
        for name, values in request.POST.lists()
    }


def typed(request: HttpRequest) -> Form | None:
    """What was typed on this page, sent to be acted on or only to be drawn again in another look.

    None on a first visit.
    """
    return sent(request) if request.method == "POST" or look.of(request).redrawn else None


def with_mistakes(request: HttpRequest) -> bool:
    """Whether to say what is wrong with what was typed: it was sent, or its mistakes were shown
    before the page changed its look.
    """
    return request.method == "POST" or (look.of(request).redrawn and "mistakes" in request.POST)


def searched(rules: RuleBook, form: Form, lang: Lang) -> Search | None:
    """What was searched for, and what was found.

    A search is asked for with its button, or with Enter in a box whose text is new: to go on with
    an older choice then would silently pass over what was typed. A page that changes its look
    shows again what it had found.
    """
    redrawn = form.get("language") or form.get("large")
    boxes = [name.removesuffix("-search") for name in form if name.endswith("-search")]
    wanted = [
        name
        for name in boxes
        if (query := first(form, f"{name}-search"))
        and (redrawn or first(form, "search") == name or query != first(form, f"{name}-searched"))
    ]
    if not wanted:
        return None
    name, query = wanted[0], first(form, f"{wanted[0]}-search")
    codes = rules.divisions.search(query, limit=_FOUND)
    return Search(name, query[:60], tuple(
        (code, rules.divisions.full_name(code, lang)) for code in codes
        if code != NATION))  # fmt: skip


def drawing(rules: RuleBook, form: Form, fields: Sequence[Field],
            errors: Sequence[FormError] = (), search: Search | None = None) -> Drawing:  # fmt: skip
    """How to draw the fields, with the names of places that were chosen before."""
    lang = language()
    codes = {text for values in form.values() for text in values if text in rules.divisions}
    names: Mapping[str, str] = {code: rules.divisions.full_name(code, lang) for code in codes}
    return Drawing(lang, form, errors, search, names)
