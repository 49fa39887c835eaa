"""The answers of an application as the family checks them, and as it signs them."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from django.urls import reverse

from firstcard.casework.draft import Adult, Number
from firstcard.family import questions
from firstcard.family.application import Application
from firstcard.family.presenters.tasks import paper_address
from firstcard.family.questions.choices import OneOf
from firstcard.family.words import WORDS, word
from firstcard.guidance.forms.places import place_name
from firstcard.guidance.presenters.check_answers import answer_rows
from firstcard.guidance.presenters.speech import Names, Speaker
from firstcard.guidance.words import Lang, say
from firstcard.people import offices
from firstcard.people.identity_numbers import mask
from firstcard.people.telephones import masked


@dataclass(frozen=True, slots=True)
class Row:
    """One thing that was told, and where to change it."""

    label: str
    values: list[str]
    change: str = ""
    own_words: bool = False  # as typed: a name or an address, in no language of the page


@dataclass(frozen=True, slots=True)
class Card:
    """A heading and its rows."""

    id: str
    title: str
    rows: list[Row]


class Check:
    """The cards of the check page in one language."""

    def __init__(self, *, application: Application, lang: Lang) -> None:
        self.application, self.lang = application, lang

    def cards(self) -> list[Card]:
        """Everything that the office will read."""
        parts = (("child", self._child()), ("family", self._family()), ("card", self._delivery()),
                 ("papers", self._papers()), ("plan", self._told()))  # fmt: skip
        made = [Card(name, self._word(f"check_{name}"), list(rows)) for name, rows in parts]
        return [card for card in made if card.rows]

    def _word(self, name: str, **values: object) -> str:
        return word(name, self.lang, **values)

    def _change(self, question: str) -> str:
        return reverse("apply-check-question", args=[self.application.case.reference, question])

    def _row(self, label: str, value: str, question: str = "") -> Row:
        return Row(self._word(label), [value], self._change(question) if question else "")

    def _typed(self, label: str, value: str, question: str) -> Row:
        return Row(self._word(label), [value], self._change(question), own_words=True)

    def _child(self) -> Iterator[Row]:
        child = self.application.draft.child
        want = self.application.want
        yield self._row("row_want", self._word("want_both" if len(want) > 1 else f"want_{want[0]}"))
        yield self._typed("row_name", child.name, "child-name")
        yield self._row("row_number", self.number(child.number), "child-number")
        if f"sex_{child.sex}" in WORDS:
            asked = any(q.id == "child-sex" for q in questions.asked(self.application, "child"))
            yield self._row("row_sex", self._word(f"sex_{child.sex}"), "child-sex" if asked else "")
        if child.born_on:
            yield Row(self._word("row_born"), [self._day(child.born_on)], reverse(
                "apply-check-told", args=[self.application.case.reference, "birth"]))  # fmt: skip

    def _day(self, said: str) -> str:
        """A day in words; what is none as it was typed."""
        try:
            day = date.fromisoformat(said)
        except ValueError:
            return said
        return Speaker(self.lang, Names(self.application.book.facts)).day(day)

    def number(self, number: Number | None) -> str:
        """A number with its kind, its middle hidden."""
        if number is None:
            return ""
        pair = f"{self._word(f'kind_{number.kind}')}"
        return f"{pair}{'：' if self.lang == 'zh' else ': '}{mask(number.number)}"

    def _family(self) -> Iterator[Row]:
        draft, applicant = self.application.draft, self.application.applicant
        if applicant is not None:
            yield self._row("row_you", self._word(f"i_{applicant.relation}"), "applicant")
            yield self._typed("row_name", applicant.name, "adult-name")
            yield self._row("row_number", self.number(applicant.number), "adult-number")
            yield self._row("row_telephone", masked(applicant.telephone))
        if principal := self.application.principal:
            yield self._principal(principal)
        for parent in ("mother", "father"):
            adult = draft.adult(parent)
            if adult is not None and not adult.known:
                yield self._row(f"row_{parent}", self._word("row_not_stated"))
        yield from self._choices()

    def _principal(self, principal: Adult) -> Row:
        who = self._word(f"for_{principal.relation}")
        return self._row("row_principal", f"{who} {principal.name}", "principal")

    def _choices(self) -> Iterator[Row]:
        asked = (*questions.asked(self.application, "ground"),
                 *questions.asked(self.application, "relation"))  # fmt: skip
        for each in asked:
            assert isinstance(each, OneOf)
            found = each.chosen(self.application)
            names = [say(w.name, self.lang) for w in (found.ways if found else ()) if w.chosen]
            label = "row_ground" if each.id == "ground" else "relation_label"
            yield Row(self._word(label), names, self._change(each.id))

    def _delivery(self) -> Iterator[Row]:
        told = self.application.draft.delivery
        if told.kind:
            name = offices.named(code=told.office, book=self.application.book)
            at = say(name, self.lang) if name is not None else told.office
            lines = [self._word(f"get_{told.kind}"), at, told.recipient, told.address]
            yield Row(self._word("row_delivery"), [line for line in lines if line],
                      self._change("delivery"))  # fmt: skip

    def _papers(self) -> Iterator[Row]:
        there = self.application.case.papers.filter(removed_at=None).prefetch_related("pages")
        pages: dict[tuple[str, str], int] = {}
        for paper in there:
            key = paper.document, paper.of
            pages[key] = pages.get(key, 0) + len(paper.pages.all())
        for wanted in self.application.papers:
            count = pages.get((wanted.document, wanted.of), 0)
            if count:
                yield Row(say(wanted.name, self.lang), [self._word("row_pages", n=count)],
                          paper_address(self.application, wanted))  # fmt: skip

    def _told(self) -> Iterator[Row]:
        application, reference = self.application, self.application.case.reference
        place = place_name(application.book, application.case.region)
        if place is not None:
            yield Row(self._word("row_place"), [say(place, self.lang)])
        rows = answer_rows(told=application.told, rules=application.book, lang=self.lang,
                           on=application.on)  # fmt: skip
        for row in rows:
            question = row.change.strip("/").split("/")[-1]
            if question not in ("place", "birth", "done"):
                yield Row(row.question, row.values,
                          reverse("apply-check-told", args=[reference, question]))  # fmt: skip
