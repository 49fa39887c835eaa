"""What was filled in, as labelled rows in one language, with the Chinese beside the English."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any

from django.db.models import Count

from firstcard.casework import completeness, requirements, waivers
from firstcard.casework.draft import Adult, Child, Draft, Number
from firstcard.casework.forms import words
from firstcard.casework.models import Case, Paper, PaperPage
from firstcard.casework.requirements import Wanted
from firstcard.guidance.paper.pairs import both
from firstcard.guidance.presenters.speech import Speaker, names_of
from firstcard.guidance.words import Lang, capital, joined, word
from firstcard.people import offices
from firstcard.policy.book import RuleBook
from firstcard.policy.format import Fact, Text

Both = dict[str, str]
Row = dict[str, Both]
Section = dict[str, Any]

# Said by the form's own rows, or not by the family.
_ELSEWHERE = frozenset({"on", "region", "want", "have", "child.born_on", "child.nationality"})


class Writer:
    """Writes the rows of one form."""

    def __init__(self, *, book: RuleBook, lang: Lang) -> None:
        self.book, self.lang = book, lang
        names = names_of(book)
        self._speakers = {"zh": Speaker("zh", names), "en": Speaker("en", names)}

    def both(self, text: Text) -> Both:
        """A text, and on an English form the Chinese beside it."""
        return both(text, self.lang)

    def application(self, case: Case, want: Sequence[str]) -> Section:
        """What is applied for, and where."""
        wants = [words.WANTS[each] for each in want]
        listed = Text(joined([w.en for w in wants], "en"), joined([w.zh for w in wants], "zh"))
        return self._section("application", [
            self._row("reference", _same(case.reference)), self._row("want", listed),
            self._row("region", self._place(case.region)),
        ])  # fmt: skip

    def people(self, draft: Draft) -> Iterator[Section]:
        """The child, and every adult that is named."""
        yield self._section("child", list(self._child(draft.child)))
        for adult in draft.adults:
            rows = list(self._adult(adult, acts=adult.relation == draft.applicant))
            yield {"title": self.both(words.RELATIONS[adult.relation]), "rows": rows}

    def delivery(self, draft: Draft, want: Sequence[str]) -> Iterator[Section]:
        """How the card comes to the family, where one is applied for."""
        if requirements.CARD not in want:
            return
        told = draft.delivery
        rows = [self._row("way", words.DELIVERY.get(told.kind, words.EMPTY))]
        rows += [self._row(name, value) for name, value in (
            ("office", offices.named(code=told.office, book=self.book) or _same(told.office)),
            ("address", _same(told.address)), ("recipient", _same(told.recipient)),
        ) if value.zh]  # fmt: skip
        yield self._section("delivery", rows)

    def ways(self, draft: Draft, case: Case, on: date) -> Iterator[Section]:
        """What was chosen where the rules leave a choice."""
        asked = requirements.asked(draft=draft, want=completeness.wants(case), region=case.region,
                                   on=on, book=self.book)  # fmt: skip
        rows = []
        for choice in asked.choices:
            step = self.book.head(choice.step, self.book.chain(case.region)).name
            rows += [{"label": self.both(step), "value": self.both(way.name)}
                     for way in choice.ways if way.chosen]  # fmt: skip
        if rows:
            yield self._section("ways", rows)

    def facts(self, draft: Draft, case: Case, on: date) -> Iterator[Section]:
        """The facts of the family from which the papers were found."""
        told = requirements.situation(draft=draft, want=completeness.wants(case),
                                      region=case.region, on=on)  # fmt: skip
        known = self.book.facts.facts
        rows = [{"label": self.both(_heading(known[name].name)), "value": self.both(value)}
                for name in sorted(told) if name in known and name not in _ELSEWHERE
                if (value := self._value(known[name], told[name])) is not None]  # fmt: skip
        if rows:
            yield self._section("facts", rows)

    def papers(self, case: Case, draft: Draft, on: date) -> Section:
        """Every paper that is asked for, and whether it is there."""
        there = list(case.papers.filter(removed_at=None))
        pages = _pages(case)
        waived = waivers.waived(case=case)
        wanted = completeness.wanted_papers(case=case, on=on, draft=draft)
        rows = [{"label": self.both(_paper_name(each)),
                 "value": self.both(_state(each, case, there, pages, waived))}
                for each in wanted]  # fmt: skip
        return self._section("papers", rows) | {"none": self.both(words.NO_PAPERS)}

    def _child(self, child: Child) -> Iterator[Row]:
        yield self._row("name", _typed(child.name))
        yield self._row("sex", words.SEX.get(child.sex, words.EMPTY))
        yield self._row("born_on", self._day(child.born_on) if child.born_on else words.EMPTY)
        nationality = self._value(self.book.facts.facts["child.nationality"], child.nationality)
        yield self._row("nationality", nationality or words.EMPTY)
        yield self._number(child.number)

    def _adult(self, adult: Adult, *, acts: bool) -> Iterator[Row]:
        if not adult.known:
            yield self._row("name", words.NOT_STATED)
            return
        yield self._row("name", _typed(adult.name))
        yield self._number(adult.number)
        if adult.telephone:
            yield self._row("telephone", _same(adult.telephone))
        if acts:
            yield self._row("acts", words.YES)

    def _number(self, number: Number | None) -> Row:
        if number is None:
            return self._row("number", words.EMPTY)
        return {"label": self.both(words.NUMBER_KINDS[number.kind]),
                "value": self.both(_same(number.number))}  # fmt: skip

    def _value(self, fact: Fact, value: Any) -> Text | None:
        """A fact's value in words; None where nothing was told."""
        if value is None:
            return words.NONE
        if isinstance(value, list | tuple):
            each = [found for item in value if (found := self._value(fact, item))]
            return Text(joined([t.en for t in each], "en"), joined([t.zh for t in each], "zh"))
        if isinstance(value, bool) or value in ("yes", "no"):
            return words.YES if value in (True, "yes") else words.NO
        if fact.type == "date":
            return self._day(str(value))
        if fact.type == "division":
            return self._place(str(value))
        named = {each.id: each.name for each in fact.values or ()}
        return named.get(str(value)) or (_same(str(value)) if str(value) else None)

    def _day(self, text: str) -> Text:
        """A day in words; what is none as it was typed."""
        try:
            day = date.fromisoformat(text)
        except ValueError:
            return _same(text)
        return Text(self._speakers["en"].day(day), self._speakers["zh"].day(day))

    def _place(self, code: str) -> Text:
        if code not in self.book.divisions:
            return _same(code)
        return Text(*(self.book.divisions.full_name(code, lang) for lang in ("en", "zh")))

    def _row(self, label: str, value: Text) -> Row:
        return {"label": self.both(words.ROWS[label]), "value": self.both(value)}

    def _section(self, name: str, rows: list[Row]) -> Section:
        return {"title": self.both(words.SECTIONS[name]), "rows": rows}


def _heading(text: Text) -> Text:
    return Text(capital(text.en), text.zh)


def _same(text: str) -> Text:
    return Text(text, text)


def _typed(text: str) -> Text:
    return _same(text) if text.strip() else words.EMPTY


def _paper_name(wanted: Wanted) -> Text:
    if not wanted.of:
        return wanted.name
    en, zh = (word(f"of_{wanted.of}", lang) for lang in ("en", "zh"))
    return Text(f"{wanted.name.en} ({en})", f"{wanted.name.zh}（{zh}）")


def _pages(case: Case) -> Mapping[int, int]:
    """How many pages each paper has, without reading what is on them."""
    rows = PaperPage.objects.filter(paper__case=case, paper__removed_at=None)
    return dict(rows.values_list("paper").annotate(n=Count("pk")).order_by())


def _state(
    wanted: Wanted, case: Case, there: Sequence[Paper], pages: Mapping[int, int],
    waived: frozenset[str],
) -> Text:  # fmt: skip
    """Whether a paper is there."""
    shown = [paper for paper in there if completeness.shows(paper, wanted)]
    if shown:
        n = sum(pages.get(paper.pk, 0) for paper in shown)
        return Text(words.PAGES.en.format(n=n), words.PAGES.zh.format(n=n))
    if wanted.document == requirements.PHOTO and getattr(case, "photo", None) is not None:
        return words.PHOTO_THERE
    if wanted.proven:
        return words.PROVEN
    if wanted.need in waived:
        return words.WAIVED
    return words.ABSENT if wanted.required else words.IF_HELD
