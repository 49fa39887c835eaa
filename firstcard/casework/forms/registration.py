"""The registration form as PDF/UA-1: everything that a family applies with, to be signed.

The same draft, papers, rules and language give the same bytes: the file's time of making is when
the case was begun. Numbers stand in full, because they are what is signed; so whoever shows the
form has checked who may read the case, and recorded it (`signing.show`).
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

from firstcard.casework import completeness, grounds
from firstcard.casework.content import draft_of
from firstcard.casework.forms import words
from firstcard.casework.forms.rows import Writer
from firstcard.casework.models import Case
from firstcard.guidance import packs_store
from firstcard.guidance.paper import typesetter
from firstcard.guidance.today import today
from firstcard.guidance.words import Lang, say, word

_FOLDER = Path(__file__).resolve().parent


def registration_form(*, case: Case, lang: Lang, on: date | None = None) -> bytes:
    """The form of a case as it is filled in now, under the rules of a day (today).

    A character that the font lacks is set as its number; the form never fails for one. Raises
    SituationError for facts that are none.
    """
    content = _content(case, lang, on or today())
    return typesetter.pdf(template="registration", folder=_FOLDER, content=content, lang=lang,
                          now=case.created_at)  # fmt: skip


def _content(case: Case, lang: Lang, on: date) -> dict[str, Any]:
    book, draft, want = packs_store.current(), draft_of(case), completeness.wants(case)
    writer = Writer(book=book, lang=lang)
    both, service = writer.both, word("service", lang)
    follows = grounds.consequences(book=book, region=case.region, want=want)
    return {
        "lang": lang, "service": service, "title": f"{say(words.TITLE, lang)} {case.reference}",
        "foot": say(words.FOOT, lang).format(reference=case.reference, service=service),
        "heading": both(words.TITLE), "lead": both(words.LEAD),
        "sections": [writer.application(case, want), *writer.people(draft),
                     *writer.delivery(draft, want), *writer.ways(draft, case, on),
                     *writer.facts(draft, case, on)],
        "papers": writer.papers(case, draft, on),
        "consequences": {"title": both(words.SECTIONS["consequences"]),
                         "items": [both(each.text) for each in follows]},
        "signature": {"title": both(words.SECTIONS["signature"]),
                      "declaration": both(words.DECLARATION),
                      "lines": [both(words.SIGNED_BY), both(words.SIGNED_ON)]},
        "counts": words.COUNTS.en if lang == "en" else "",
    }  # fmt: skip
