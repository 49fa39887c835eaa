"""Everything one can ask for, in the groups that the packs name; the rest lands in "other"."""

from collections.abc import Iterable
from dataclasses import dataclass

from firstcard.guidance.words import Lang, say, word
from firstcard.policy.book import RuleBook


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


def goal_groups(*, book: RuleBook, region: str, ticked: Iterable[str],
                lang: Lang) -> list[GoalGroup]:  # fmt: skip
    """Every goal of the place's packs, each in one group."""
    chain, chosen = book.chain(region), set(ticked)
    heads = {name: book.head(name, chain) for name in sorted(set(book.documents.values()))}
    left = {
        name: GoalOption(name, say(head.name, lang),
                         say(head.summary, lang) if head.summary else "", name in chosen)
        for name, head in heads.items() if head.goal}  # fmt: skip
    groups = [
        GoalGroup(say(group.name, lang), [left.pop(name) for name in group.goals if name in left])
        for group in book.goal_groups(region)]  # fmt: skip
    groups.append(GoalGroup(word("goals_other", lang), list(left.values())))
    return [group for group in groups if group.goals]
