"""Papers as targets: from a document back to everything that is needed to get it.

`Resolver` works for one child (or one employer): each target is resolved once, held things stop
the descent, and what cannot be reached names the facts that would open it. A date of a step is
the earliest on which it can be done; `done` counts its shortest, `done_by` its longest duration.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from firstcard.policy import format as form
from firstcard.policy.book import Chain, RuleBook
from firstcard.policy.conditions import MISSING, Condition
from firstcard.policy.derived import missing_inputs
from firstcard.policy.nodes import Key, Node, Option, Requirement, closure_of, failing
from firstcard.policy.rules import Rule
from firstcard.policy.situation import Have
from firstcard.policy.timing import Timing

NO_RULE = form.Text(
    "We know no rule for this in that place on that day.", "没有查到该地区在这一天适用的规定。"
)


class PlanCircle(Exception):
    """Two documents need each other: an error of the pack that its check should have found."""


class Resolver:
    """Resolves targets for one set of facts; each target once."""

    def __init__(self, *, book: RuleBook, facts: dict[str, Any], have: Iterable[Have]) -> None:
        self.book = book
        self.facts = facts
        self.on: date = facts["on"]
        self.region: str = facts["region"]
        self.home = book.chain(self.region)
        self.have: dict[Key, date | None] = {(h.id, self._year_of(h)): h.on for h in have}
        self.memo: dict[Key, Node] = {}
        self.named: dict[Key, Node] = {}
        self.shown: dict[str, Node] = {}
        self.placed: dict[tuple[str, ...], tuple[str | None, Chain]] = {}
        self.stack: list[Key] = []
        self.owed: frozenset[Key] = frozenset()
        self.timing = Timing(self)

    def _year_of(self, have: Have) -> int | None:
        """A yearly thing held without its year is that of the day it was got, or of the plan."""
        if "year" not in self.book.head(have.id, self.home).per:
            return None
        return have.year or (have.on or self.on).year

    def resolve(self, document: str, year: int | None = None) -> Node:
        """The target's node. Raises PlanCircle where a pack's check was not made."""
        known = self.named.get((document, year))
        if known is None:
            known = self.named[document, year] = self._resolve(document, year)
        return known

    def _resolve(self, document: str, year: int | None) -> Node:
        document = self.book.documents[document]
        head = self.book.head(document, self.home)
        key = (document, (year or self.on.year) if "year" in head.per else None)
        node = self.memo.get(key)
        if node is not None:
            return node
        if key in self.stack:
            raise PlanCircle(" → ".join(name for name, _ in (*self.stack, key)))
        self.stack.append(key)
        node = Node(document, key[1], head, key)
        before = self.enter_period(key[1]) if key[1] is not None else None
        self._fill(node)
        if before is not None:
            self.facts.update(before)
        self.stack.pop()
        self.memo[key] = node
        return node

    def enter_period(self, year: int) -> dict[str, Any]:
        """Let conditions see the year that is paid for; returns what they saw before."""
        before = {
            name: self.facts.get(name, MISSING) for name in ("period.year", "period.is_birth_year")
        }
        self.facts.update(self._period(year))
        return before

    def _period(self, year: int) -> dict[str, Any]:
        born = self.facts.get("child.born_on", MISSING)
        return {
            "period.year": year,
            "period.is_birth_year": MISSING if born is MISSING else born.year == year,
        }

    def period_facts(self, year: int | None) -> dict[str, Any]:
        """All facts as they stand for one year's payment."""
        return self.facts if year is None else {**self.facts, **self._period(year)}

    def _fill(self, node: Node) -> None:
        if self._held(node):
            return
        if node.head.kind == "base":
            node.status, node.done = "bring", self.on
            node.earliest = node.done_by = self.on
            return
        self.place(node)
        node.rule = self.rule_of(node)
        if node.rule is None:
            node.status, node.reason = "not-for-you", NO_RULE
            return
        if not self._applies(node):
            return
        for need in node.rule.needs:
            self._require(node, need)
        self._choose_way(node)
        if node.status == "blocked" or node.blocked_by or node.blocked_choices:
            node.status = "blocked"
            return
        self.timing.dates(node)
        self.timing.limits(node)
        node.closure = closure_of(node)

    def _held(self, node: Node) -> bool:
        held: Any = self.have.get(node.key, MISSING)
        ends = node.head.ends_when
        if ends is not None and ends.holds(self.facts) is True:
            return False
        if (
            held is MISSING
            and node.head.held_when is not None
            and (node.head.held_when.holds(self.facts) is True)
        ):
            held = None
        if held is MISSING:
            return False
        if held is not None:
            self.place(node)
            if self.timing.outlived(node, held):
                return False
        node.status, node.held_on = "held", held
        node.earliest = node.done = node.done_by = held or self.on
        return True

    def rule_held(self, node: Node) -> Rule | None:
        """The rule of something that is held, which its own plan does not ask for."""
        self.place(node)
        return self.rule_of(node)

    def place(self, node: Node) -> None:
        """The region whose office and rules count: the first of the paths that is known."""
        node.chain = self.home
        if node.head.kind == "goal":
            return
        paths = node.head.where
        if paths not in self.placed:
            where = self.first_region(paths)
            self.placed[paths] = (where, self.home if where is None else self.book.chain(where))
        node.where, node.chain = self.placed[paths]
        if node.where is not None:
            return
        node.depends = True
        node.asks |= missing_inputs(node.head.where[0], self.facts)

    def first_region(self, paths: Iterable[str] | None) -> str | None:
        """The first of these region facts that is known."""
        for path in paths or ():
            value: str | None = self.facts.get(path)
            if value is not None and value is not MISSING:
                return value
        return None

    def rule_of(self, node: Node) -> Rule | None:
        rule = self.book.rule(node.id, node.chain, self.on)
        if rule is None or rule.version_by in (None, "submission"):
            return rule
        day = self.facts.get(rule.version_by, MISSING)
        return rule if day is MISSING else self.book.rule(node.id, node.chain, day)

    def _applies(self, node: Node) -> bool:
        when = node.rule.applies_when if node.rule else None
        outcome = self.holds(when)
        if outcome is False:
            node.status = "not-for-you"
            node.reason = node.rule.not_for_you if node.rule else None
            return False
        if outcome is None and when is not None:
            self.ask(node, when)
            node.depends = True
        return True

    def holds(self, when: Condition | None) -> bool | None:
        return True if when is None else when.holds(self.facts)

    def ask(self, node: Node, when: Condition) -> set[str]:
        names: set[str] = set()
        for name in when.undecided(self.facts):
            names |= missing_inputs(name, self.facts)
        node.asks |= names
        return names

    def _require(self, node: Node, need: form.Need) -> None:
        found = Requirement(need)
        if need.when is not None:
            outcome = need.when.holds(self.facts)
            if outcome is False:
                return
            if outcome is None:
                found.only_if = self.ask(node, need.when)
        if need.any_of is not None:
            self._any_of(node, found)
        elif found.strength == "if-held":
            found.node = self._shown(need.document or "")
        else:
            found.node = self.resolve(need.document or "", node.year)
            if _is_void(found):
                return
        self._attach(node, found)
        node.requirements.append(found)

    def _shown(self, document: str) -> Node:
        """An if-held paper is shown, never planned for."""
        document = self.book.documents[document]
        node = self.shown.get(document)
        if node is not None:
            return node
        head = self.book.head(document, self.home)
        node = self.shown[document] = Node(document, None, head, (document, None))
        if not self._held(node):
            node.status = "bring"
        return node

    def _attach(self, node: Node, found: Requirement) -> None:
        """Let a needed target order, delay, block or only accompany this one."""
        target = found.node
        if target is None or found.strength == "if-held":
            return
        if target.status in ("blocked", "not-for-you"):
            found.blocked = True
            if found.strength == "required" and not found.only_if:
                node.blocked_by.append(target)
            elif found.strength == "required":
                node.depends = True
        elif target.status == "todo":
            if found.strength == "optional":
                node.optionals.append(target)
            elif found.only_if:
                node.conditionals.append(target)
                node.depends = True
            else:
                node.requires.append(target)
                node.depends |= target.depends

    def _any_of(self, node: Node, found: Requirement) -> None:
        options = [
            self._option(node, choice, order)
            for order, choice in enumerate(found.need.any_of or ())
        ]
        open_ = [option for option in options if option.status != "blocked"]
        if not open_:
            found.blocked = True
            found.others = [(o.choice, o.status, o.failing) for o in options]
            if found.strength == "required" and not found.only_if:
                node.blocked_choices += [(o.choice.id, o.choice.name, o.failing) for o in options]
            elif found.strength == "required":
                node.depends = True
            return
        best = min(open_, key=lambda option: option.rank)
        found.alternative, found.parts = best.choice, best.parts
        found.others = [(o.choice, o.status, o.failing) for o in options if o is not best]
        node.asks |= best.asks | best.unknown
        node.depends |= best.depends
        for part in best.parts:
            part.only_if |= found.only_if
            self._attach(node, part)

    def _option(self, node: Node, choice: form.Alternative, order: int) -> Option:
        outcome = self.holds(choice.when)
        option = Option(choice, order)
        if outcome is False and choice.when is not None:
            option.status, option.failing = "blocked", choice.when.failing(self.facts)
            return option
        if outcome is None and choice.when is not None:
            for name in choice.when.undecided(self.facts):
                option.unknown |= missing_inputs(name, self.facts)
        option.depends = outcome is None
        if choice.needs:
            self._explore(node, option, choice.needs)
        option.unsure |= option.depends
        option.rank = self._rank(option, 0, order)
        return option

    def _explore(self, node: Node, option: Option, needs: list[form.Need]) -> None:
        """What the needs of one possibility come to, without touching the target itself."""
        scratch = Node(node.id, node.year, node.head, node.key)
        for need in needs:
            self._require(scratch, need)
        option.parts, option.asks = scratch.requirements, scratch.asks
        option.targets = [*scratch.requires, *scratch.optionals]
        option.depends |= scratch.depends
        due = self.timing.fixed_due(node)
        option.late = self._makes_late(due, scratch.requires)
        option.unsure = due is not None and any(target.unsure for target in scratch.requires)
        if scratch.blocked_by or scratch.blocked_choices:
            option.status, option.failing = "blocked", failing(scratch, self.facts)

    def _makes_late(self, due: date | None, requires: list[Node]) -> bool:
        """Whether this way would miss a limit; what is owed and overdue anyway does not count."""
        if any(target.late and target.key not in self.owed for target in requires):
            return True
        return due is not None and any(target.done > due for target in requires)

    def _rank(self, option: Option, then: int, order: int) -> tuple[Any, ...]:
        """Late last, unsure next, then fewest added steps, then earliest, then as written."""
        keys: set[Key] = set()
        for target in option.targets:
            keys |= target.closure
        done = max((target.done for target in option.targets), default=self.on)
        return option.late, option.unsure, len(keys - self.owed) + then, done, order

    def _choose_way(self, node: Node) -> None:
        rule = node.rule
        if rule is None or not rule.ways or node.blocked_by or node.blocked_choices:
            return
        ways = [self._way(node, way, order) for order, way in enumerate(rule.ways)]
        open_ = [(way, option) for way, option in ways if option.status != "blocked"]
        if not open_:
            node.blocked_choices += [(w.id, w.name, o.failing) for w, o in ways]
            return
        way, best = min(open_, key=lambda pair: pair[1].rank)
        node.way = way
        node.other_ways = [(w, o.status, o.failing) for w, o in ways if w is not way]
        node.asks |= best.asks | best.unknown
        node.depends |= best.depends
        self.facts[f"chosen.{node.id}"] = way.id
        for part in best.parts:
            self._attach(node, part)
        node.requirements += best.parts

    def _way(self, node: Node, way: form.Way, order: int) -> tuple[form.Way, Option]:
        choice = form.Alternative(id=way.id, name=way.name, when=way.when, needs=way.needs)
        option = self._option(node, choice, order)
        preferred = self._preferred(way)
        option.rank = (not preferred, *self._rank(option, len(way.then or ()), order))
        return way, option

    def _preferred(self, way: form.Way) -> bool:
        channel, office = self.facts.get("prefer.channel"), self.facts.get("prefer.office")
        return (channel is not None and channel in (way.channels or ())) or (
            office is not None and office == way.issued_by
        )

    def reached(self, roots: Iterable[Node]) -> list[Node]:
        """Every open target that the roots need, choose or bring about, each once.

        Duties that follow a step (`then`) may need that step, so they are resolved only here.
        """
        seen: dict[Key, Node] = {}
        waiting = list(roots)
        while waiting:
            node = waiting.pop()
            if node.key in seen or node.status != "todo":
                continue
            seen[node.key] = node
            rule, way = node.rule, node.way
            names = [*(rule.then if rule else ()), *((way.then or ()) if way else ())]
            node.then = [self.resolve(name, node.year) for name in names]
            waiting += [*node.requires, *node.conditionals, *node.optionals, *node.then]
        return list(seen.values())


def _is_void(found: Requirement) -> bool:
    """A need of something that no rule knows here, or that is optional and not for this child."""
    target = found.node
    return (
        target is not None
        and target.status == "not-for-you"
        and (target.rule is None or found.strength != "required")
    )
