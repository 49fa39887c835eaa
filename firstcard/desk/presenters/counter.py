"""The form of the counter as it is drawn: boxes, lists, and what is still missing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from firstcard.casework import grounds
from firstcard.casework.completeness import Missing
from firstcard.casework.models import Case
from firstcard.casework.requirements import PHOTO, Chosen
from firstcard.desk.forms import counter
from firstcard.desk.presenters.tongue import Tongue
from firstcard.guidance.words import capital

_NATIONALITY = "child.nationality"


@dataclass(frozen=True, slots=True)
class BoxView:
    """A box to type in, or with `options` a list to choose from."""

    id: str
    label: str
    value: str
    error: str = ""
    hint: str = ""
    mode: str = "text"
    options: list[tuple[str, str, bool]] = field(default_factory=list)
    choose: str = ""  # what an empty choice says; "" where one must be chosen


@dataclass(frozen=True, slots=True)
class Group:
    """Boxes under one heading."""

    id: str
    title: str
    boxes: list[BoxView]


class CounterPresenter:
    """Draws one form from what was typed."""

    def __init__(self, case: Case, form: Mapping[str, str], wrong: Mapping[str, str],
                 tongue: Tongue) -> None:  # fmt: skip
        self.case, self.form, self.wrong, self.tongue = case, form, wrong, tongue

    def groups(self) -> list[Group]:
        """The child, who applies, one more adult."""
        child = [self._text("child.name"), self._list("child.sex", self._sexes(), choose=True),
                 self._text("child.born_on", hint="date_example", mode="numeric"),
                 *self._number("child", "child.number"),
                 self._list(_NATIONALITY, self._nationalities())]  # fmt: skip
        found = [Group("child", self.tongue.word("counter_child"), child)]
        return found + [Group(at, self.tongue.word(f"counter_adult_{at}"), self._adult(at))
                        for at in counter.ADULTS]  # fmt: skip

    def delivery(self) -> Group:
        """Where the card goes."""
        kinds = [(each, self.tongue.word(f"delivery_{each}")) for each in counter.DELIVERIES]
        word = self.tongue.word
        return Group("card-goes-to", word("counter_delivery"), [
            self._list("delivery", kinds, label="counter_delivery", choose=True),
            self._text("delivery.address", label="counter_address"),
            self._text("delivery.recipient", label="counter_recipient")])  # fmt: skip

    def ways(self, choices: Sequence[Chosen]) -> list[BoxView]:
        """Needs that can be met in several ways: those open to this family."""
        return [self._way(each) for each in choices if sum(w.possible for w in each.ways) > 1]

    def consequences(self, want: Sequence[str]) -> list[str]:
        """What lastingly follows, to be read out."""
        found = grounds.consequences(book=self.tongue.book, region=self.case.region, want=want)
        return [self.tongue.say(each.text) for each in found]

    def missing(self, found: Sequence[Missing]) -> list[tuple[str, str]]:
        """What is missing, each with the id of where to go."""
        return [(anchor(each), capital(self.tongue.say(each.text))) for each in found]

    def _adult(self, at: str) -> list[BoxView]:
        relations = [(r, self.tongue.word(f"relation_{r}")) for r in counter.RELATIONS]
        return [self._list(f"{at}.relation", relations, label="counter_relation", choose=True),
                self._text(f"{at}.name", label="field_adult.name"),
                *self._number(at, "field_adult.number"),
                self._text(f"{at}.telephone", label="field_adult.telephone",
                           mode="tel")]  # fmt: skip

    def _number(self, at: str, label: str) -> list[BoxView]:
        kinds = [(each, self.tongue.word(f"kind_{each}")) for each in counter.KINDS]
        label = f"field_{label}" if not label.startswith("field_") else label
        return [self._list(f"{at}.number_kind", kinds, label="number_kind"),
                self._text(f"{at}.number", label=label)]  # fmt: skip

    def _way(self, choice: Chosen) -> BoxView:
        name = f"way:{choice.need}"
        told = self.form.get(name, next((w.id for w in choice.ways if w.chosen), ""))
        options = [(w.id, self.tongue.say(w.name), w.id == told)
                   for w in choice.ways if w.possible]  # fmt: skip
        basis = self.tongue.listed([self.tongue.basis(each) for each in choice.basis])
        return BoxView(name, self.tongue.word("counter_way"), told, hint=basis, options=options)

    def _text(self, name: str, *, label: str = "", hint: str = "", mode: str = "text") -> BoxView:
        return BoxView(name, self.tongue.word(label or f"field_{name}"), self.form.get(name, ""),
                       self.wrong.get(name, ""), self.tongue.word(hint) if hint else "",
                       mode)  # fmt: skip

    def _list(self, name: str, options: Sequence[tuple[str, str]], *, label: str = "",
              choose: bool = False) -> BoxView:  # fmt: skip
        value = self.form.get(name, "")
        drawn = [(each, words, each == value) for each, words in options]
        return BoxView(name, self.tongue.word(label or f"field_{name}"), value,
                       self.wrong.get(name, ""), options=drawn,
                       choose=self.tongue.word("counter_choose") if choose else "")  # fmt: skip

    def _sexes(self) -> list[tuple[str, str]]:
        return [(each, self.tongue.word(f"sex_{each}")) for each in counter.SEXES]

    def _nationalities(self) -> list[tuple[str, str]]:
        values: Any = self.tongue.book.facts.facts[_NATIONALITY].values or ()
        return [(each.id, self.tongue.say(each.name)) for each in values]


def anchor(missing: Missing) -> str:
    """The id of the place on the page where something can be mended."""
    if missing.kind == "paper":
        return f"paper-{missing.id.replace(' ', '-')}"
    if missing.kind == "photo" or missing.id == PHOTO:
        return "photo"
    if missing.kind == "signature":
        return "sign"
    if missing.id.startswith("adult."):
        return f"a1.{missing.id.rsplit('.', 1)[-1]}"
    named = {"applicant": "a1.relation", "child.number.citizen-id": "child.number"}
    return "facts" if missing.id.startswith("situation") else named.get(missing.id, missing.id)
