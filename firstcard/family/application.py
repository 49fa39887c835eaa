"""One application as the pages see it: the case, its draft, and what the rules say of both."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property
from typing import Any

import msgspec

from firstcard.accounts.models import Account
from firstcard.casework import completeness, requirements
from firstcard.casework.completeness import Missing
from firstcard.casework.draft import Adult, Child, Draft
from firstcard.casework.models import Case
from firstcard.casework.requirements import CARD, INSURED, Asked, Wanted
from firstcard.guidance.forms import kept
from firstcard.guidance.forms.kept import Kept
from firstcard.people import telephones
from firstcard.policy.book import RuleBook
from firstcard.policy.conditions import Facts
from firstcard.policy.derived import add_derived
from firstcard.policy.planner import situation_of
from firstcard.policy.situation import SituationError

_PARENTS = ("mother", "father")


@dataclass(frozen=True)
class Application:
    """A case that a family fills in, on a day."""

    case: Case
    draft: Draft
    book: RuleBook
    on: date

    @property
    def want(self) -> tuple[str, ...]:
        """What is applied for: "insured", "card"."""
        return completeness.wants(self.case)

    @property
    def wants_card(self) -> bool:
        """Whether a card is among it."""
        return CARD in self.want

    @property
    def wants_insurance(self) -> bool:
        """Whether the insurance is among it."""
        return INSURED in self.want

    @property
    def told(self) -> Kept:
        """What was told for the plan, as this case has it."""
        return kept.of_situation(self.draft.situation)

    @cached_property
    def facts(self) -> Mapping[str, Any]:
        """The facts of the situation by their dotted names."""
        return requirements.situation(
            draft=self.draft, want=self.want, region=self.case.region, on=self.on)  # fmt: skip

    @cached_property
    def derived(self) -> Facts:
        """The same as conditions of packs read them. Raises SituationError."""
        checked = situation_of(book=self.book, data=dict(self.facts))
        facts = {**checked.children[0], "region": checked.region}
        add_derived(facts)
        return facts

    @cached_property
    def asked(self) -> Asked | SituationError:
        """What the rules ask for, or why the facts cannot be true together."""
        try:
            return requirements.asked(draft=self.draft, want=self.want, region=self.case.region,
                                      on=self.on, book=self.book)  # fmt: skip
        except SituationError as error:
            return error

    @cached_property
    def papers(self) -> tuple[Wanted, ...]:
        """The papers of the family's case, those proven before marked; () for facts that clash."""
        if isinstance(self.asked, SituationError):
            return ()
        return completeness.wanted_papers(case=self.case, on=self.on, draft=self.draft)

    @cached_property
    def missing(self) -> tuple[Missing, ...]:
        """What stands between this draft and its submission; () for facts that clash."""
        if isinstance(self.asked, SituationError):
            return ()
        return completeness.missing(case=self.case, on=self.on, draft=self.draft)

    @property
    def applicant(self) -> Adult | None:
        """The adult who applies, as far as filled in."""
        return self.draft.adult(self.draft.applicant) if self.draft.applicant else None

    @property
    def principal(self) -> Adult | None:
        """For whom an agent acts."""
        others = (each for each in self.draft.adults if each.relation != "agent" and each.known)
        return next(others, None) if self.draft.applicant == "agent" else None

    @property
    def other_parent(self) -> str | None:
        """The parent who could agree too: of two who are known, the one who does not apply."""
        if self.draft.applicant not in _PARENTS or self.facts.get("guardian") != "parent":
            return None
        other = "father" if self.draft.applicant == "mother" else "mother"
        gone = self.facts.get(f"parents.{other}.can_act") in ("dead", "absent")
        return None if gone or self.facts.get(f"parents.{other}.known") is False else other

    @property
    def child_number(self) -> int:
        """Which of several children born together it is for, the first being 1."""
        return self.told.child_number

    def with_draft(self, draft: Draft) -> Application:
        """The same application with another draft."""
        return Application(case=self.case, draft=draft, book=self.book, on=self.on)


def prefilled(draft: Draft, *, account: Account | None, facts: Mapping[str, Any]) -> Draft:
    """The draft with everything that was told already: asked once, never again."""
    child = _child(draft.child, facts)
    adults = list(draft.adults)
    for parent in _PARENTS:
        if facts.get(f"parents.{parent}.known") is False and draft.adult(parent) is None:
            adults.append(Adult(relation=parent, known=False))  # type: ignore[arg-type]
    applicant = draft.applicant
    telephone = telephones.opened(bytes(account.telephone)) if account and account.telephone else ""
    whole = msgspec.structs.replace(draft, child=child, adults=tuple(adults), applicant=applicant)
    adult = whole.adult(applicant) if applicant else None
    if adult is not None and not adult.telephone and telephone:
        whole = with_adult(whole, msgspec.structs.replace(adult, telephone=telephone))
    return whole


def _child(child: Child, facts: Mapping[str, Any]) -> Child:
    told = {name: value for name in ("born_on", "nationality")
            if isinstance(value := facts.get(f"child.{name}"), str) and value}  # fmt: skip
    born = child.born_on or told.get("born_on", "")
    nationality = told.get("nationality", child.nationality)
    return msgspec.structs.replace(child, born_on=born, nationality=nationality)


def with_adult(draft: Draft, adult: Adult) -> Draft:
    """The draft with this adult in the place of the one of the same relation."""
    others = tuple(each for each in draft.adults if each.relation != adult.relation)
    return msgspec.structs.replace(draft, adults=(*others, adult))


def for_child(told: Kept, *, number: int) -> Kept:
    """What was told, for one of several children born together: its own day, its own papers."""
    born = told.children.get(f"{told.number}-born-{number}")
    answers = {name: dict(values) for name, values in told.answers.items()}
    if born and "birth" in answers:
        answers["birth"]["born_on"] = born
    held = {name.partition("@")[0]: day for name, day in told.held.items()
            if "@" not in name or name.endswith(f"@{number}")}  # fmt: skip
    children = {**told.children, kept.THIS: str(number)}
    return replace(told, answers=answers, held=held, children=children)
