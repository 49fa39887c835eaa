"""The child: name, number, sex."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

from msgspec.structs import replace

from firstcard.casework.draft import Draft, Number
from firstcard.casework.requirements import STEPS
from firstcard.family.application import Application
from firstcard.family.forms import Box, Choice, Form, Problem, Wrong, box, choice
from firstcard.family.questions import named, numbers
from firstcard.family.questions.base import Question
from firstcard.family.words import WORDS, filled
from firstcard.guidance.words import Lang
from firstcard.people.identity_numbers import CitizenId, check_citizen_id
from firstcard.policy.clock_words import MONTHS
from firstcard.policy.format import Text

_SEX = {"male": 1, "female": 2}
_MAINLAND = "mainland"
# By kind of number, the document of the packs that shows it.
_SHOWN_BY = {"citizen-id": "citizen-id-number", "birth-certificate": "birth-certificate",
             "residence-permit": "residence-permit", "passport": "residence-permit"}  # fmt: skip


class ChildName(Question):
    """The child's name."""

    id, field = "child-name", "child.name"

    def answered(self, application: Application) -> bool:
        """Whether there is a name."""
        return bool(application.draft.child.name)

    def form(self, application: Application) -> Form:
        """The name of before."""
        return {"name": application.draft.child.name}

    def controls(self, application: Application, form: Form, lang: Lang) -> Sequence[Box]:
        """One box."""
        return [box("name", "child-name_label", form, lang, hint="child-name_hint")]

    def read(self, application: Application, form: Form) -> Draft:
        """The name, whole."""
        name = named.read(form, missing="child-name_missing")
        return replace(application.draft, child=replace(application.draft.child, name=name))


class ChildNumber(Question):
    """The number under which the child is known."""

    id, field = "child-number", "child.number"

    def answered(self, application: Application) -> bool:
        """Whether there is a number."""
        return application.draft.child.number is not None

    def form(self, application: Application) -> Form:
        """The number of before; else the kind that follows from what was told."""
        if application.draft.child.number is not None:
            return numbers.form_of(application.draft.child.number)
        kinds = self.kinds(application)
        if len(kinds) == 1:
            return {"kind": kinds[0]}
        registered = application.facts.get("child.has_citizen_id") is True
        usual = "citizen-id" if registered or application.wants_card else "birth-certificate"
        return {"kind": usual} if usual in kinds else {}

    def kinds(self, application: Application) -> tuple[str, ...]:
        """What may identify this child."""
        if application.draft.child.nationality != _MAINLAND:
            return "residence-permit", "passport"
        if application.facts.get("child.foundling") is True:
            return ("citizen-id",)
        return "citizen-id", "birth-certificate"

    def controls(self, application: Application, form: Form, lang: Lang) -> Sequence[Choice]:
        """The kinds, each with its box."""
        return [numbers.control(self.kinds(application), form, lang, adult=False)]

    def read(self, application: Application, form: Form) -> Draft:
        """The number; of a citizen ID number, the sex too."""
        number = numbers.read(self.kinds(application), form, on=application.on)
        child = replace(application.draft.child, number=number)
        if number.kind == "citizen-id":
            found = check_citizen_id(number.number, on=application.on)
            _same_day(found, child.born_on)
            child = replace(child, sex=_SEX[found.sex], born_on=found.born_on.isoformat())
        elif application.wants_card and child.nationality == _MAINLAND:
            raise Wrong(
                Problem(f"number-{number.kind}", WORDS["number_card_needs_id"], about="card")
            )
        ways = {**application.draft.ways, **_ways_with(application, number)}
        return replace(application.draft, child=child, ways=ways)

    def ways_on(
        self, application: Application, problems: Sequence[Problem]
    ) -> tuple[tuple[str, Text], ...]:
        """Where to change the day of birth, if the number says another one."""
        differs = any(problem.about == "born" for problem in problems)
        return (("told/birth/", WORDS["change_born"]),) if differs else ()


class ChildSex(Question):
    """Asked only where no number tells it."""

    id, field = "child-sex", "child.sex"

    def asked(self, application: Application) -> bool:
        """Not with a citizen ID number: its 17th digit tells."""
        return not _tells_sex(application.draft.child.number)

    def answered(self, application: Application) -> bool:
        """Whether it is known."""
        return bool(application.draft.child.sex)

    def form(self, application: Application) -> Form:
        """The answer of before."""
        sex = application.draft.child.sex
        return {"sex": str(sex)} if sex else {}

    def controls(self, application: Application, form: Form, lang: Lang) -> Sequence[Choice]:
        """Two answers."""
        return [choice("sex", "child-sex_label", form, lang,
                       [("2", WORDS["sex_2"], None), ("1", WORDS["sex_1"], None)])]  # fmt: skip

    def read(self, application: Application, form: Form) -> Draft:
        """By GB/T 2261.1."""
        if form.get("sex") not in ("1", "2"):
            raise Wrong(Problem("sex-2", WORDS["child-sex_missing"]))
        child = replace(application.draft.child, sex=int(form["sex"]))
        return replace(application.draft, child=child)


def _tells_sex(number: Number | None) -> bool:
    return number is not None and number.kind == "citizen-id"


def _ways_with(application: Application, number: Number) -> dict[str, str]:
    """Of each step with several ways, the one that this number opens: its paper is asked for."""
    book, document = application.book, _SHOWN_BY.get(number.kind, "")
    chain = book.chain(application.case.region)
    found = {}
    for step in (STEPS[each] for each in application.want):
        rule = book.rule(step, chain, application.on)
        for way in rule.ways if rule else ():
            if document in {need.document for need in way.needs or ()}:
                found[f"{step}.way"] = way.id
    return found


def _same_day(found: CitizenId, told: str) -> None:
    if told and told != found.born_on.isoformat():
        raise Wrong(Problem("number-citizen-id", filled(
            "number_born_differs", number=day_text(found.born_on),
            told=day_text(date.fromisoformat(told))), about="born"))  # fmt: skip


def day_text(day: date) -> Text:
    """A day in both languages."""
    return Text(f"{day.day} {MONTHS[day.month - 1]} {day.year}",
                f"{day.year}年{day.month}月{day.day}日")  # fmt: skip


CHILD: tuple[Question, ...] = (ChildName(), ChildNumber(), ChildSex())
