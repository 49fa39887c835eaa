"""The plan as a file to print or to put into a calendar, from the command line.

A module of its own: what it imports takes longer than a plan in words or as JSON does.
"""

from __future__ import annotations

import hashlib
import secrets
from pathlib import Path

from firstcard.guidance.calendar_file import calendar_bytes
from firstcard.guidance.paper.files import plan_pdf
from firstcard.guidance.presenters.speech import names_of
from firstcard.guidance.today import now
from firstcard.guidance.words import Lang
from firstcard.policy.book import RuleBook
from firstcard.policy.plan import Plan


def paper(*, plan: Plan, book: RuleBook, lang: Lang, source: str | None) -> bytes:
    """The plan as PDF."""
    return plan_pdf(plan=plan, lang=lang, names=names_of(book), calendar_id=_calendar_id(source),
                    now=now())  # fmt: skip


def calendar(*, plan: Plan, book: RuleBook, lang: Lang, source: str | None) -> bytes:
    """The plan's dates as a calendar file."""
    return calendar_bytes(plan=plan, lang=lang, names=names_of(book), now=now(),
                          calendar_id=_calendar_id(source),
                          reminders=book.reminders(plan.region))  # fmt: skip


def _calendar_id(source: str | None) -> str:
    """A file of facts is one family: what is made from it later replaces what was made before."""
    if source in (None, "-"):
        return secrets.token_hex(8)
    return hashlib.sha256(str(Path(str(source)).resolve()).encode()).hexdigest()[:16]
