"""Says the desk's words and values in one language."""

from __future__ import annotations

from datetime import date, datetime

from firstcard.casework import words as casework_words
from firstcard.casework.models import Case
from firstcard.desk.words import word
from firstcard.enrolment.words import yuan
from firstcard.guidance.presenters.speech import Speaker, names_of
from firstcard.guidance.today import CHINA
from firstcard.guidance.words import Lang, capital, say
from firstcard.people.models import Office
from firstcard.policy.book import RuleBook
from firstcard.policy.format import Text
from firstcard.policy.plan import Basis


class Tongue:
    """One language, with the names of a rule book."""

    def __init__(self, lang: Lang, book: RuleBook) -> None:
        self.lang: Lang = lang
        self.book = book
        self._speaker = Speaker(lang, names_of(book))

    def say(self, text: Text) -> str:
        """A hand-written pair."""
        return say(text, self.lang)

    def word(self, name: str, /, **values: object) -> str:
        """A word of the desk."""
        return word(name, self.lang, **values)

    def day(self, day: date) -> str:
        """A date with its weekday."""
        return self._speaker.day(day)

    def moment(self, at: datetime) -> str:
        """A date and a time of day in China."""
        local = at.astimezone(CHINA)
        return f"{self.day(local.date())} {local:%H:%M}"

    def time(self, at: datetime) -> str:
        """A time of day in China."""
        return f"{at.astimezone(CHINA):%H:%M}"

    def away(self, day: date, on: date) -> str:
        """How far a day is from another: today, yesterday, 3 days ago."""
        return self._speaker.away(day, on)

    def office(self, office: Office | None) -> str:
        """An office's name."""
        if office is None:
            return ""
        return office.name_zh if self.lang == "zh" else capital(office.name_en)

    def state(self, state: str) -> str:
        """A state of a case."""
        return self.say(casework_words.STATES[state])

    def action(self, action: str) -> str:
        """What happened to a case."""
        return self.say(casework_words.ACTIONS[action])

    def wants(self, case: Case) -> str:
        """What a case applies for."""
        if case.wants_enrolment and case.wants_card:
            return self.word("want_both")
        return self.word("want_card" if case.wants_card else "want_insured")

    def basis(self, basis: Basis) -> str:
        """The title of what a demand rests on, with its article."""
        return self._speaker.title(basis)

    def money(self, fen: int) -> str:
        """An amount: 400 yuan, 12.50 yuan, free."""
        return self._speaker.money(yuan(fen))

    def asked(self, kind: str) -> str:
        """A kind of office as one asks for it."""
        return self._speaker.office(kind)

    def group(self, group: str) -> str:
        """Whose reduced premium it is."""
        return self._speaker.fact_value("groups", group)

    def listed(self, items: list[str]) -> str:
        """Items in a sentence."""
        return self._speaker.listed(items)

    def region(self, code: str) -> str:
        """The name of a division."""
        return self.say(self.book.region_name(code))
