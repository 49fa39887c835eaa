"""Everything one can ask for, in groups. Names come from the packs; new goals land in "other"."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from firstcard.guidance.words import Lang, say, word

# How goals are put together on the page; order within a group is that of the list.
_GROUPS = {
    "newborn": ("insured", "medical-e-certificate", "card-active", "birth-certificate",
                "birth-registration", "vaccination-certificate", "joint-birth-service"),
    "card": ("card-application", "card-collection", "card-ss-function", "card-bank-function",
             "electronic-card", "card-provisional-loss", "card-formal-loss", "card-replacement",
             "student-card"),
    "insurance": ("enrolment", "insurance-transfer", "direct-settlement", "manual-reimbursement",
                  "cross-region-registration", "family-mutual-aid"),
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class GoalOption:
    """One goal to tick."""

    id: str
    name: str
    summary: str
    ticked: bool


@dataclass(frozen=True, slots=True)
class GoalGroup:
    """Goals under one heading."""

    title: str
    goals: list[GoalOption]


def goal_groups(*, book: Any, region: str, ticked: Iterable[str], lang: Lang) -> list[GoalGroup]:
    """Every goal of the place's packs, each in one group."""
    chain, chosen = book.chain(region), set(ticked)
    heads = {name: book.head(name, chain) for name in sorted(set(book.documents.values()))}
    goals = {name: head for name, head in heads.items() if head.goal}
    sorted_in: dict[str, list[str]] = {
        group: [name for name in names if name in goals] for group, names in _GROUPS.items()
    }
    placed = {name for names in sorted_in.values() for name in names}
    rest = [name for name in goals if name not in placed]
    sorted_in["employer"] = [name for name in rest if "employer" in goals[name].per]
    sorted_in["other"] = [name for name in rest if "employer" not in goals[name].per]
    return [GoalGroup(word(f"goals_{group}", lang), [
        GoalOption(name, say(goals[name].name, lang),
                   say(goals[name].summary, lang) if goals[name].summary else "", name in chosen)
        for name in names]) for group, names in sorted_in.items() if names]  # fmt: skip
