"""What the pages of this app share: their frame, boxes to type in, and mistakes."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse

from firstcard.accounts.notices import Notice
from firstcard.accounts.words import vocabulary, word
from firstcard.core.refusals import Refusal, TooMany
from firstcard.guidance.forms.fields import Form, first
from firstcard.guidance.views import frame
from firstcard.guidance.words import LANGS, joined, say
from firstcard.policy.format import Basis, Text

_WORDS = {lang: vocabulary(lang) for lang in LANGS}


@dataclass(frozen=True, slots=True)
class Box:
    """A box to type in. `label` and `hint` are names of words; a `secret` is not shown again."""

    name: str
    label: str
    hint: str = ""
    mode: str = "text"  # of the keyboard: text, tel, numeric
    filled: str = "off"  # what a browser may fill in: values of autocomplete
    longest: int = 40
    secret: bool = False
    gaps: Mapping[str, object] = field(default_factory=dict)  # of the hint


def page(request: HttpRequest, template: str, title: str, **context: Any) -> HttpResponse:
    """A page of this app. `title` is what it is called, in the page's language."""
    shared = {"t": _WORDS[frame.language()]}
    return frame.page(request, f"accounts/{template}", title, **shared, **context)


def refused(response: HttpResponse, refusal: Refusal | None) -> HttpResponse:
    """The page of a form that was refused; too many attempts say so to programs too."""
    if isinstance(refusal, TooMany):
        response.status_code = refusal.status
    return response


def drawn(boxes: Sequence[Box], form: Form, refusal: Refusal | None = None) -> dict[str, Any]:
    """Boxes with what was typed and what is wrong, and the list of all that is wrong."""
    lang = frame.language()
    wrong = {name: say(text, lang) for name, text in refusal.fields.items()} if refusal else {}
    summary = list(wrong.items())
    if refusal and not wrong:
        summary = [(boxes[0].name, say(refusal.text, lang))]
    return {"boxes": [_drawn(box, form, wrong.get(box.name, "")) for box in boxes],
            "summary": summary}  # fmt: skip


def typed(request: HttpRequest) -> Form:
    """What was typed on this page; nothing on a first visit."""
    return frame.typed(request) or {}


def notice(shown: Notice) -> dict[str, Any]:
    """A notice in the page's language, with the articles it rests on."""
    lang = frame.language()
    return {"id": shown.id, "title": say(shown.title, lang),
            "lines": [say(line, lang) for line in shown.lines],
            "laws": articles(shown.basis)}  # fmt: skip


def articles(basis: Sequence[tuple[str, str]]) -> str:
    """Articles of the packs' laws (instrument, article), those of one law together."""
    lang, book = frame.language(), frame.book()
    by_law: dict[str, list[str]] = {}
    for law, article in basis:
        title = say(book.basis(Basis(law=law, article=article)).title, lang).strip("《》")
        by_law.setdefault(title, []).append(article)
    return joined([said("law_article" if len(found) == 1 else "law_articles", title=title,
                        articles=joined(found, lang))
                   for title, found in by_law.items()], lang)  # fmt: skip


def in_page_language(text: Text) -> str:
    """A hand-written text in the page's language."""
    return say(text, frame.language())


def said(name: str, **values: object) -> str:
    """A word in the page's language."""
    return word(name, frame.language(), **values)


def _drawn(box: Box, form: Form, wrong: str) -> dict[str, Any]:
    described = [f"{box.name}-hint"] if box.hint else []
    described += [f"{box.name}-error"] if wrong else []
    hint = said(box.hint, **box.gaps) if box.hint else ""
    return {"name": box.name, "label": said(box.label), "hint": hint,
            "mode": box.mode, "filled": box.filled, "longest": box.longest, "error": wrong,
            "secret": box.secret, "value": "" if box.secret else first(form, box.name),
            "described": " ".join(described)}  # fmt: skip
