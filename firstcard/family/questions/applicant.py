"""Who applies, and for whom an agent acts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from msgspec.structs import replace

from firstcard.casework.draft import Adult, Draft, Relation
from firstcard.family.application import Application, with_adult
from firstcard.family.forms import Box, Choice, Form, Problem, Wrong, box, choice
from firstcard.family.questions import named, numbers
from firstcard.family.questions.base import Question
from firstcard.family.words import WORDS
from firstcard.guidance.words import Lang
from firstcard.policy.format import Text

_GUARDIANS: dict[str, tuple[Relation, ...]] = {
    "parent": ("mother", "father"), "adopter": ("adopter",), "relative": ("relative",),
    "institution": ("institution",),
}  # fmt: skip
_ANYBODY: tuple[Relation, ...] = ("mother", "father", "adopter", "relative", "institution")
_OF_PEOPLE = ("citizen-id", "residence-permit", "passport")


def guardians(application: Application) -> tuple[Relation, ...]:
    """Who of the family can be the guardian, by what was told."""
    facts = application.facts
    found = _GUARDIANS.get(str(facts.get("guardian")), _ANYBODY)
    return tuple(each for each in found if facts.get(f"parents.{each}.known") is not False
                 and facts.get(f"parents.{each}.can_act") not in ("dead", "absent"))  # fmt: skip


def _named(application: Application, relation: Relation | None, **values: Any) -> Draft:
    """The draft with values set for the adult of that relation."""
    assert relation is not None
    adult = application.draft.adult(relation) or Adult(relation=relation)
    return with_adult(application.draft, replace(adult, known=True, **values))


class Applicant(Question):
    """Who whoever applies is to the child."""

    id, field = "applicant", "applicant"

    def answered(self, application: Application) -> bool:
        """Whether it is said."""
        return application.draft.applicant in (*guardians(application), "agent")

    def form(self, application: Application) -> Form:
        """The answer of before."""
        return {"who": application.draft.applicant or ""}

    def controls(self, application: Application, form: Form, lang: Lang) -> Sequence[Choice]:
        """Those that what was told leaves open."""
        ways: list[tuple[str, Text, Text | None]] = [
            (each, WORDS[f"i_{each}"], None) for each in guardians(application)]  # fmt: skip
        ways.append(("agent", WORDS["i_agent"], WORDS["i_agent_hint"]))
        return [choice("who", "applicant_label", form, lang, ways)]

    def read(self, application: Application, form: Form) -> Draft:
        """The relation; adults that no longer act are left out."""
        possible = (*guardians(application), "agent")
        who = next((each for each in possible if each == form.get("who")), None)
        if who is None:
            raise Wrong(Problem(f"who-{possible[0]}", WORDS["applicant_missing"]))
        draft = application.draft
        keep = tuple(each for each in draft.adults
                     if not each.known or each.relation == who)  # fmt: skip
        if who not in {each.relation for each in keep}:
            keep = (*keep, Adult(relation=who))
        return replace(draft, applicant=who, adults=keep)


class AdultName(Question):
    """The applicant's name, or that of the institution."""

    id, field = "adult-name", "adult.name"

    def asked(self, application: Application) -> bool:
        """Once it is said who applies."""
        return application.applicant is not None

    def title(self, application: Application) -> Text:
        """Of a person or of an institution."""
        return WORDS[f"{self.id}{_institution(application)}"]

    def answered(self, application: Application) -> bool:
        """Whether there is a name."""
        return bool(application.applicant and application.applicant.name)

    def form(self, application: Application) -> Form:
        """The name of before."""
        return {"name": application.applicant.name if application.applicant else ""}

    def controls(self, application: Application, form: Form, lang: Lang) -> Sequence[Box]:
        """One box."""
        own = not _institution(application)
        return [box("name", f"adult-name{_institution(application)}_label", form, lang,
                    autocomplete="name" if own else "organization")]  # fmt: skip

    def read(self, application: Application, form: Form) -> Draft:
        """The name, whole."""
        name = named.read(form, missing="adult-name_missing")
        return _named(application, application.draft.applicant, name=name)


class AdultNumber(Question):
    """The number of the applicant's document, or the institution's code."""

    id, field = "adult-number", "adult.number"

    def asked(self, application: Application) -> bool:
        """Once it is said who applies."""
        return application.applicant is not None

    def title(self, application: Application) -> Text:
        """Of a person or of an institution."""
        return WORDS[f"{self.id}{_institution(application)}"]

    def answered(self, application: Application) -> bool:
        """Whether there is a number."""
        return bool(application.applicant and application.applicant.number)

    def form(self, application: Application) -> Form:
        """The number of before."""
        return numbers.form_of(application.applicant.number if application.applicant else None)

    def kinds(self, application: Application) -> tuple[str, ...]:
        """What identifies the applicant."""
        return ("organisation",) if _institution(application) else _OF_PEOPLE

    def controls(self, application: Application, form: Form, lang: Lang) -> Sequence[Choice]:
        """The kinds, each with its box."""
        return [numbers.control(self.kinds(application), form, lang, adult=True)]

    def read(self, application: Application, form: Form) -> Draft:
        """The number, checked."""
        number = numbers.read(self.kinds(application), form, on=application.on)
        return _named(application, application.draft.applicant, number=number)


class Principal(Question):
    """For whom an agent acts."""

    id, field = "principal", "principal"

    def asked(self, application: Application) -> bool:
        """Of an agent, where more than one guardian is possible."""
        return application.draft.applicant == "agent"

    def answered(self, application: Application) -> bool:
        """Whether it is said."""
        return application.principal is not None

    def form(self, application: Application) -> Form:
        """The answer of before; the only one there is."""
        possible = guardians(application)
        if application.principal is None:
            return {"for": possible[0]} if len(possible) == 1 else {}
        return {"for": application.principal.relation}

    def controls(self, application: Application, form: Form, lang: Lang) -> Sequence[Choice]:
        """Those that what was told leaves open."""
        return [choice("for", "principal_label", form, lang, [
            (each, WORDS[f"for_{each}"], None) for each in guardians(application)])]  # fmt: skip

    def read(self, application: Application, form: Form) -> Draft:
        """The relation; another one named before is left out."""
        possible = guardians(application)
        who = next((each for each in possible if each == form.get("for")), None)
        if who is None:
            raise Wrong(Problem(f"for-{possible[0]}", WORDS["principal_missing"]))
        keep = tuple(each for each in application.draft.adults
                     if not each.known or each.relation in ("agent", who))  # fmt: skip
        known = application.draft.adult(who)
        if known is None or not known.known:
            keep = (*keep, Adult(relation=who))
        return replace(application.draft, adults=keep)


class PrincipalName(Question):
    """The name of the guardian for whom an agent acts."""

    id, field = "principal-name", "principal.name"

    def asked(self, application: Application) -> bool:
        """Once it is said for whom."""
        return application.principal is not None

    def answered(self, application: Application) -> bool:
        """Whether there is a name."""
        return bool(application.principal and application.principal.name)

    def form(self, application: Application) -> Form:
        """The name of before."""
        return {"name": application.principal.name if application.principal else ""}

    def controls(self, application: Application, form: Form, lang: Lang) -> Sequence[Box]:
        """One box."""
        return [box("name", "principal-name_label", form, lang)]

    def read(self, application: Application, form: Form) -> Draft:
        """The name, whole."""
        assert application.principal is not None
        name = named.read(form, missing="principal-name_missing")
        return _named(application, application.principal.relation, name=name)


def _institution(application: Application) -> str:
    return "_institution" if application.draft.applicant == "institution" else ""


APPLICANT: tuple[Question, ...] = (
    Applicant(), AdultName(), AdultNumber(), Principal(), PrincipalName())  # fmt: skip
