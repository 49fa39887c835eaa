"""What the planner finds out: targets, the needs of each, limits, and ways while compared."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from msgspec import Struct

from firstcard.policy import format as form
from firstcard.policy.book import Chain
from firstcard.policy.clocks import Counted, Span
from firstcard.policy.rules import Head, Rule

Key = tuple[str, int | None]
Status = Literal["held", "bring", "todo", "blocked", "not-for-you"]
FAR = date(9999, 1, 1)


class Requirement(Struct, eq=False):
    """One need of a step, as it came out in this situation."""

    need: form.Need
    node: Node | None = None
    alternative: form.Alternative | None = None
    others: list[tuple[form.Alternative, Status, set[tuple[str, str]]]] = []
    only_if: set[str] = set()
    parts: list[Requirement] = []
    blocked: bool = False

    @property
    def strength(self) -> form.Strength:
        """required, if-held or optional."""
        return self.need.strength or "required"


class Limit(Struct, eq=False):
    """A due date and how it was counted."""

    within: form.Within
    counted: Counted | None
    relative: bool
    basis: list[form.Basis]
    ask: str | None = None


class Node(Struct, eq=False):
    """One target of the graph for one child, and everything found out about it."""

    id: str
    year: int | None
    head: Head
    key: Key
    chain: Chain = ()
    rule: Rule | None = None
    status: Status = "todo"
    held_on: date | None = None
    where: str | None = None
    way: form.Way | None = None
    other_ways: list[tuple[form.Way, Status, set[tuple[str, str]]]] = []
    requirements: list[Requirement] = []
    requires: list[Node] = []
    optionals: list[Node] = []
    conditionals: list[Node] = []
    then: list[Node] = []
    opens: date | None = None
    earliest: date = FAR
    done: date = FAR
    done_by: date | None = None
    unsure: bool = False
    least: Span | None = None
    most: Span | None = None
    limit: Limit | None = None
    limits_unknown: list[Limit] = []
    asks: set[str] = set()
    depends: bool = False
    takes_unknown: str | None = None
    estimate: bool = False
    blocked_by: list[Node] = []
    blocked_choices: list[tuple[str, form.Text, set[tuple[str, str]]]] = []
    reason: form.Text | None = None
    closure: frozenset[Key] = frozenset()

    @property
    def is_step(self) -> bool:
        """Whether the family or the agency does something: goals are only reached."""
        return self.status == "todo" and self.head.kind != "goal"

    @property
    def due(self) -> date | None:
        """The binding limit, or None."""
        return self.limit.counted.date if self.limit and self.limit.counted else None

    @property
    def late(self) -> bool:
        """Whether it cannot be begun in time any more."""
        return self.due is not None and self.earliest > self.due


class Option(Struct, eq=False):
    """A way or an alternative while it is compared with the others."""

    choice: form.Alternative
    order: int
    status: Status = "todo"
    failing: set[tuple[str, str]] = set()
    unknown: set[str] = set()
    asks: set[str] = set()
    parts: list[Requirement] = []
    targets: list[Node] = []
    late: bool = False
    depends: bool = False
    unsure: bool = False
    rank: tuple[Any, ...] = ()


def closure_of(node: Node) -> frozenset[Key]:
    keys = {node.key} if node.is_step else set()
    for target in (*node.requires, *node.conditionals, *node.optionals):
        keys |= target.closure
    return frozenset(keys)


def failing(node: Node, facts: dict[str, Any]) -> set[tuple[str, str]]:
    """What stands in the way of a blocked target: the facts that would have to be otherwise."""
    pairs = {pair for _, _, facts_ in node.blocked_choices for pair in facts_}
    for target in node.blocked_by:
        pairs |= failing(target, facts)
    when = node.rule.applies_when if node.rule else None
    if node.status == "not-for-you" and when is not None:
        pairs |= when.failing(facts)
    return pairs
