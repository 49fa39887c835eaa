"""What was filled in, field by field, with what it says otherwise than other sources."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property

from firstcard.casework.draft import Adult, Draft, Number
from firstcard.casework.models import Case
from firstcard.casework.signing import latest
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.queries.differences import Difference
from firstcard.people import offices, telephones
from firstcard.people.identity_numbers import mask

_KNOWN = {"yes": "parent_known", "no": "not_known"}
_HAS = {"yes": "has_citizen_id", "no": "no_citizen_id"}


@dataclass(frozen=True, slots=True)
class FieldView:
    """One field: its name in drafts, its words, its value, and what differs from it."""

    name: str
    label: str
    value: str
    differs: list[str]


class FieldsPresenter:
    """The fields of one case. `whole`: numbers are shown whole, not masked."""

    def __init__(self, case: Case, draft: Draft, tongue: Tongue, *, whole: bool) -> None:
        self.case, self.draft, self.tongue, self.whole = case, draft, tongue, whole

    def views(self, found: Sequence[Difference]) -> list[FieldView]:
        """Every field, in the order of the form."""
        return [FieldView(name, label, value or self.tongue.word("empty"),
                          [self.source(each) for each in found if each.field == name])
                for name, label, value in self._fields()]  # fmt: skip

    def names(self) -> list[tuple[str, str]]:
        """What can be named as wrong: the field's name in drafts, and its words."""
        return [(name, label) for name, label, _ in self._fields()
                if name.count(".") != 1 or not name.startswith("adult.")]  # fmt: skip

    def source(self, found: Difference) -> str:
        """What another source says instead."""
        return self.tongue.word(f"differs_{found.source}", other=self._other(found))

    def line(self, found: Difference) -> str:
        """One difference as a whole line."""
        label = next((text for name, text, _ in self._fields() if name == found.field),
                     found.field)  # fmt: skip
        said = self._value(found.kind, found.said)
        return self.tongue.word("differs_line", field=label, said=said, source=self.source(found))

    def _other(self, found: Difference) -> str:
        return self._value(found.kind, found.other)

    def _value(self, kind: str, value: str) -> str:
        word = self.tongue.word
        if kind == "day":
            return self._day(value)
        if kind == "sex":
            return word(f"sex_{value}")
        if kind == "known":
            return word(_KNOWN[value])
        if kind == "citizen-id":
            return word(_HAS[value])
        if kind == "relation":
            return self._fact("guardian", value)
        return value

    def _fields(self) -> Iterator[tuple[str, str, str]]:
        child, word = self.draft.child, self.tongue.word
        yield "child.name", word("field_child.name"), child.name
        yield "child.sex", word("field_child.sex"), word(f"sex_{child.sex}") if child.sex else ""
        yield "child.born_on", word("field_child.born_on"), self._day(child.born_on)
        yield "child.number", word("field_child.number"), self._number(child.number)
        yield ("child.nationality", word("field_child.nationality"),
               self._fact("child.nationality", child.nationality))  # fmt: skip
        applicant = word(f"relation_{self.draft.applicant}") if self.draft.applicant else ""
        yield "applicant", word("field_applicant"), applicant
        for adult in self.draft.adults:
            yield from self._adult(adult)
        if self.case.wants_card:
            yield "delivery", word("field_delivery"), self._delivery()
        yield "signature", word("field_signature"), self._signature

    def _adult(self, adult: Adult) -> Iterator[tuple[str, str, str]]:
        word, at = self.tongue.word, f"adult.{adult.relation}"
        whom = word(f"relation_{adult.relation}")
        if not adult.known:
            yield at, whom, word("not_known")
            return
        values = {"name": adult.name, "number": self._number(adult.number),
                  "telephone": self._telephone(adult.telephone)}  # fmt: skip
        for name, value in values.items():
            yield (f"{at}.{name}", word("of_whom", name=word(f"field_adult.{name}"), whom=whom),
                   value)  # fmt: skip

    def _number(self, number: Number | None) -> str:
        if number is None:
            return ""
        shown = number.number if self.whole else mask(number.number)
        return self.tongue.word("number_shown", number=shown,
                                kind=self.tongue.word(f"kind_{number.kind}"))  # fmt: skip

    def _telephone(self, number: str) -> str:
        return number if self.whole or not number else telephones.masked(number)

    def _day(self, text: str) -> str:
        try:
            return self.tongue.day(date.fromisoformat(text)) if text else ""
        except ValueError:
            return text

    def _delivery(self) -> str:
        delivery = self.draft.delivery
        if not delivery.kind:
            return ""
        name = offices.named(code=delivery.office, book=self.tongue.book)
        at = self.tongue.say(name) if name is not None else delivery.office
        said = [self.tongue.word(f"delivery_{delivery.kind}"), at, delivery.address,
                delivery.recipient]  # fmt: skip
        return " · ".join(each for each in said if each)

    @cached_property
    def _signature(self) -> str:
        signed = latest(case=self.case)
        if signed is None:
            return ""
        return self.tongue.word(f"signed_{signed.kind}", at=self.tongue.moment(signed.at))

    def _fact(self, fact: str, value: str) -> str:
        values = self.tongue.book.facts.facts[fact].values or ()
        named = next((each.name for each in values if each.id == value), None)
        return self.tongue.say(named) if named else value
