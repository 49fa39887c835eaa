"""What is refused while cards are sent out and handed over, and why."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date, datetime

from firstcard.cards.handing_words import REFUSED
from firstcard.cards.refusals import NotNow
from firstcard.core.refusals import Conflict, Invalid
from firstcard.guidance.today import CHINA
from firstcard.people.models import Office
from firstcard.policy.clock_words import MONTHS
from firstcard.policy.format import Text


class Misdirected(Conflict):
    """The card was scanned at an office to which it does not belong: `meant` is the right one."""

    code = "misdirected"

    def __init__(self, *, meant: Office) -> None:
        super().__init__(filled("misdirected", office=named(meant)))
        self.meant = meant


class NotHere(Conflict):
    """The card is at another office than whoever acts."""

    code = "not-here"


class Taken(Conflict):
    """Somebody else is handing the card out, until `until`."""

    code = "taken"

    def __init__(self, *, who: str, until: datetime) -> None:
        time = f"{until.astimezone(CHINA):%H:%M}"
        super().__init__(filled("taken", who=Text(who, who), time=Text(time, time)))
        self.who, self.until = who, until


class NotTaken(Conflict):
    """Whoever hands the card out has not taken it, or no longer has it."""

    code = "not-taken"

    def __init__(self) -> None:
        super().__init__(REFUSED["not-taken"])


class WrongCard(Conflict):
    """The card in the hand is not the card of the record."""

    code = "wrong-card"

    def __init__(self) -> None:
        super().__init__(REFUSED["wrong-card"], fields={"card_number": REFUSED["wrong-card"]})


def not_here(office: Office | None) -> NotHere:
    """Where the card is."""
    if office is None:
        return NotHere(REFUSED["unknown-place"])
    return NotHere(filled("not-here", office=named(office)))


def not_now(why: str, **gaps: Text) -> NotNow:
    """What stands in the way."""
    return NotNow(filled(why, **gaps))


def invalid(why: str, *, field: str, **gaps: Text) -> Invalid:
    """What is wrong with what was sent, at which field."""
    text = filled(why, **gaps)
    return Invalid(text, fields={field: text})


def papers_missing(names: Mapping[str, Text]) -> Invalid:
    """The papers that must still be shown, by the ids of their needs."""
    fields = {need: filled("paper", name=name) for need, name in names.items()}
    return Invalid(REFUSED["papers"], fields=fields)


def filled(key: str, **gaps: Text) -> Text:
    """A refusal's text with its gaps filled, each language with its own words."""
    text = REFUSED[key]
    return Text(text.en.format(**{name: gap.en for name, gap in gaps.items()}),
                text.zh.format(**{name: gap.zh for name, gap in gaps.items()}))  # fmt: skip


def named(office: Office) -> Text:
    """An office's name."""
    return Text(office.name_en, office.name_zh)


def day_text(day: date) -> Text:
    """A day in words."""
    return Text(f"{day.day} {MONTHS[day.month - 1]} {day.year}",
                f"{day.year}年{day.month}月{day.day}日")  # fmt: skip
