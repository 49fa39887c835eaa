"""The files to print: a plan and a letter of authority, on A4. Pure: the caller says the time."""

from collections.abc import Collection
from datetime import datetime

import msgspec

from firstcard.guidance import qr
from firstcard.guidance.calendar_file import short_text
from firstcard.guidance.paper import typesetter
from firstcard.guidance.paper.blocks import Code
from firstcard.guidance.paper.content import content
from firstcard.guidance.presenters.speech import Names
from firstcard.guidance.words import Lang, word
from firstcard.policy.plan import Plan

_ADDRESS_MM, _CALENDAR_MM = 30, 46  # wide enough for the modules of each


def plan_pdf(
    *,
    plan: Plan,
    lang: Lang,
    names: Names,
    calendar_id: str,
    now: datetime,
    address: str | None = None,
    ticks: Collection[str] = (),
) -> bytes:
    """The plan as PDF/UA-1 in black and white.

    Its code holds the `address` of the kept plan, else the plan's next dates as calendar text.
    `ticks` are the papers that are ready already.
    """
    code = _code(plan, lang, names, calendar_id, now, address)
    made = content(plan=plan, lang=lang, names=names, code=code, ticks=ticks)
    return typesetter.pdf(template="plan", content=msgspec.to_builtins(made), lang=lang, now=now)


def _code(plan: Plan, lang: Lang, names: Names, calendar_id: str, now: datetime,
          address: str | None) -> Code | None:  # fmt: skip
    kind = "address" if address else "calendar"
    text = address or short_text(
        plan=plan, lang=lang, names=names, calendar_id=calendar_id, now=now)  # fmt: skip
    if not text:
        return None
    return Code(qr.pixels(qr.matrix(text)), word(f"pdf_code_{kind}_alt", lang),
                word(f"pdf_code_{kind}", lang),
                _ADDRESS_MM if address else _CALENDAR_MM)  # fmt: skip
