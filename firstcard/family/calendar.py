"""The promised day of a case as a calendar file."""

from __future__ import annotations

from datetime import datetime

from firstcard.casework.models import Case
from firstcard.family.words import word
from firstcard.guidance.calendar_file import one_day
from firstcard.guidance.words import Lang
from firstcard.policy.book import RuleBook


def promise_calendar(*, case: Case, lang: Lang, now: datetime, book: RuleBook) -> bytes:
    """One appointment on the day by which the office decides; it names nobody."""
    assert case.due_on is not None
    return one_day(
        key=f"case/{case.reference}", day=case.due_on, lang=lang, now=now,
        sequence=case.version, summary=word("ics_title", lang),
        description=word("ics_lines", lang, reference=case.reference),
        sure=case.due_is_final, reminders=book.reminders(case.region))  # fmt: skip
