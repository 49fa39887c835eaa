"""How a card's days, offices, costs and times are said, in one language."""

from __future__ import annotations

from datetime import date, datetime

from firstcard.family.words import word
from firstcard.guidance.presenters.speech import Speaker, names_of
from firstcard.guidance.today import CHINA
from firstcard.guidance.words import Lang, say
from firstcard.guidance.words import word as common
from firstcard.people.models import Office
from firstcard.policy import format as form
from firstcard.policy.book import RuleBook
from firstcard.policy.clock_words import day_words, span_words
from firstcard.policy.timing import span


class Saying:
    """One language, and the packs whose names are used."""

    def __init__(self, *, lang: Lang, book: RuleBook) -> None:
        self.lang, self.book = lang, book
        self.speaker = Speaker(lang, names_of(book))

    def word(self, name: str, /, **values: object) -> str:
        """A word of the family's pages."""
        return word(name, self.lang, **values)

    def text(self, text: form.Text) -> str:
        """A text of the packs or of an operation."""
        return say(text, self.lang)

    def day(self, day: date | datetime) -> str:
        """A day in China with its weekday."""
        here = day.astimezone(CHINA).date() if isinstance(day, datetime) else day
        return day_words(here, self.lang)

    def office(self, office: Office | None) -> str:
        """An office's name; in general words where none is named."""
        if office is None:
            return common("the_office_general", self.lang)
        return office.name_en if self.lang == "en" else office.name_zh

    def cost(self, fee: form.Fee | None) -> str:
        """What something costs, or whom to ask."""
        if fee is not None and fee.amount is not None:
            return self.speaker.money(fee.amount)
        if fee is None or fee.unknown is None:
            return common("fee_unknown_bare", self.lang)
        return common("fee_unknown", self.lang, office=self.speaker.office(fee.unknown))

    def takes(self, takes: form.Takes) -> str:
        """How long a way of delivery takes, or whom to ask."""
        most, least = span(takes.most), span(takes.least)
        if most is not None:
            return self.word("delivery_days_most", span=span_words(most, self.lang))
        if least is not None and not least.number:
            return self.word("delivery_at_once")
        if least is not None:
            return self.word("delivery_days_least", span=span_words(least, self.lang))
        return self.word("delivery_days_unknown", office=self.speaker.office(takes.unknown))
