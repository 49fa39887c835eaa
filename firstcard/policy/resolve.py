"""Papers as targets: from a document back to everything that is needed to get it.

`Resolver` works for one child (or one employer): each target is resolved once, held things stop
the descent, and what cannot be reached names the facts that would open it. A date of a step is
the earliest on which it can be done; `done` counts its shortest, `done_by` its longest duration.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from functools import cache
from typing import Any, Literal

from msgspec import Struct

from firstcard.policy import format as form
from firstcard.policy.book import Chain, RuleBook
from firstcard.policy.calendars import next_workday
from firstcard.policy.clocks import Counted, Span, at_year, count, end_of
from firstcard.policy.conditions import MISSING, Condition
from firstcard.policy.derived import missing_inputs
from firstcard.policy.rules import Head, Rule
from firstcard.policy.situation import Have

Key = tuple[str, int | None]
Status = Literal["held", "bring", "todo", "blocked", "not-for-you"]
FAR = date(9999, 1, 1)
NO_RULE = form.Text(
    "We know no rule for this in that place on that day.", "该地区在该日期没有我们已知的规定。"
)


class PlanCircle(Exception):
    """Two documents need each other: an error of the pack that its check should have found."""


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
        self.shown: dict[str, Node] = {}
        self.stack: list[Key] = []
        self.owed: frozenset[Key] = frozenset()

    def _year_of(self, have: Have) -> int | None:
        """A yearly thing held without its year is that of the day it was got, or of the plan."""
        if "year" not in self.book.head(have.id, self.home).per:
            return None
        return have.year or (have.on or self.on).year

    def resolve(self, document: str, year: int | None = None) -> Node:
        """The target's node. Raises PlanCircle where a pack's check was not made."""
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
        before = self._enter_period(key[1]) if key[1] is not None else None
        self._fill(node)
        if before is not None:
            self.facts.update(before)
        self.stack.pop()
        self.memo[key] = node
        return node

    def _enter_period(self, year: int) -> dict[str, Any]:
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
        self._place(node)
        node.rule = self._rule(node)
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
        self._dates(node)
        self._limits(node)
        node.closure = _closure(node)

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
        node.status, node.held_on = "held", held
        node.earliest = node.done = node.done_by = held or self.on
        return True

    def _place(self, node: Node) -> None:
        """The region whose office and rules count: the first of the paths that is known."""
        node.chain = self.home
        if node.head.kind == "goal":
            return
        node.where = self.first_region(node.head.where)
        if node.where is not None:
            node.chain = self.book.chain(node.where)
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

    def _rule(self, node: Node) -> Rule | None:
        rule = self.book.rule(node.id, node.chain, self.on)
        if rule is None or rule.version_by in (None, "submission"):
            return rule
        day = self.facts.get(rule.version_by, MISSING)
        return rule if day is MISSING else self.book.rule(node.id, node.chain, day)

    def _applies(self, node: Node) -> bool:
        when = node.rule.applies_when if node.rule else None
        outcome = self._holds(when)
        if outcome is False:
            node.status = "not-for-you"
            node.reason = node.rule.not_for_you if node.rule else None
            return False
        if outcome is None and when is not None:
            self._ask(node, when)
            node.depends = True
        return True

    def _holds(self, when: Condition | None) -> bool | None:
        return True if when is None else when.holds(self.facts)

    def _ask(self, node: Node, when: Condition) -> set[str]:
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
                found.only_if = self._ask(node, need.when)
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

    def _option(self, node: Node, choice: form.Alternative, order: int) -> _Option:
        outcome = self._holds(choice.when)
        option = _Option(choice, order)
        if outcome is False and choice.when is not None:
            option.status, option.failing = "blocked", choice.when.failing(self.facts)
            return option
        if outcome is None and choice.when is not None:
            for name in choice.when.undecided(self.facts):
                option.unknown |= missing_inputs(name, self.facts)
        scratch = Node(node.id, node.year, node.head, node.key)
        for need in choice.needs or ():
            self._require(scratch, need)
        option.parts, option.asks = scratch.requirements, scratch.asks
        option.targets = [*scratch.requires, *scratch.optionals]
        option.late = self._makes_late(node, scratch.requires)
        option.depends = scratch.depends or outcome is None
        if any(target.unsure for target in scratch.requires):
            option.depends |= self._fixed_due(node) is not None
        if scratch.blocked_by or scratch.blocked_choices:
            option.status, option.failing = "blocked", failing(scratch, self.facts)
        option.rank = self._rank(option, 0, order)
        return option

    def _makes_late(self, node: Node, requires: list[Node]) -> bool:
        """Whether this way would miss a limit; what is owed and overdue anyway does not count."""
        if any(target.late and target.key not in self.owed for target in requires):
            return True
        due = self._fixed_due(node)
        return due is not None and any(target.done > due for target in requires)

    def _fixed_due(self, node: Node) -> date | None:
        """The limit that is counted from an event, and so is known before the way is chosen."""
        counted = [
            self._counted(node, within, within.basis).counted
            for within in (node.rule.within if node.rule else ())
            if self._holds(within.when) is True and self._is_event(within.of)
        ]
        return min((limit.date for limit in counted if limit), default=None)

    def _is_event(self, name: str) -> bool:
        return name == "birth" or f"events.{name}" in self.book.types

    def _rank(self, option: _Option, then: int, order: int) -> tuple[Any, ...]:
        """Late last, unsure next, then fewest added steps, then earliest, then as written."""
        keys: set[Key] = set()
        for target in option.targets:
            keys |= target.closure
        done = max((target.done for target in option.targets), default=self.on)
        return option.late, option.depends, len(keys - self.owed) + then, done, order

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

    def _way(self, node: Node, way: form.Way, order: int) -> tuple[form.Way, _Option]:
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

    def _dates(self, node: Node) -> None:
        rule = node.rule
        assert rule is not None
        start = self.on
        for target in node.requires:
            start = max(start, target.done)
        if "year" in node.head.per and node.year is not None:
            self._window(node, rule)
            start = max(start, node.opens or start)
        counter = node.head.kind != "goal" and rule.at_counter(node.way)
        node.earliest = next_workday(start, self.book.calendar) if counter else start
        takes = self._takes(node)
        node.least, node.most = takes
        node.done = self._after(node.earliest, node.least)
        node.unsure = bool(node.takes_unknown and node.most is None)
        if not node.unsure:
            longest = self._after(node.earliest, node.most or node.least)
            node.done_by = max(node.done, longest)
        node.unsure |= any(target.unsure for target in node.requires)

    def _takes(self, node: Node) -> tuple[Span | None, Span | None]:
        rule = node.rule
        assert rule is not None
        takes = (node.way.takes if node.way and node.way.takes else rule.takes) or ()
        for item in takes:
            outcome = self._holds(item.when)
            if outcome is False:
                continue
            if outcome is None and item.when is not None:
                self._ask(node, item.when)
            node.takes_unknown = item.unknown
            return span(item.least), span(item.most)
        return None, None

    def _after(self, day: date, length: Span | None) -> date:
        if length is None or not length.number:
            return day
        return end_of(day, length, self.book.calendar)

    def _window(self, node: Node, rule: Rule) -> None:
        """A yearly target's window: the first that applies opens it and is its limit."""
        year = node.year or self.on.year
        for window in rule.windows:
            outcome = self._holds(window.when)
            if outcome is not True:
                if outcome is None and window.when is not None:
                    self._ask(node, window.when)
                continue
            if window.opens:
                node.opens = fixed_day(window.opens, year)
            if window.closes:
                self._fixed_limit(node, window, fixed_day(window.closes, year))
            elif window.within:
                self._add_limit(node, window.within, window.basis)
            return

    def _fixed_limit(self, node: Node, window: form.Window, closes: date) -> None:
        within = form.Within(id=window.id, of="year", days=0, basis=window.basis)
        counted = count(start=closes, span=Span(days=0), calendar=self.book.calendar, roll="none")
        node.limit = Limit(within, counted, False, window.basis)

    def _limits(self, node: Node) -> None:
        for within in node.rule.within if node.rule else ():
            outcome = self._holds(within.when)
            if outcome is None and within.when is not None:
                self._ask(node, within.when)
            if outcome is not True:
                continue
            self._add_limit(node, within, within.basis)

    def _add_limit(self, node: Node, within: form.Within, basis: list[form.Basis]) -> None:
        limit = self._counted(node, within, basis)
        if limit.counted is None:
            node.limits_unknown.append(limit)
        elif node.limit is None or node.due is None or limit.counted.date < node.due:
            node.limit = limit

    def _counted(self, node: Node, within: form.Within, basis: list[form.Basis]) -> Limit:
        length = span(within)
        if length is None:
            return Limit(within, None, False, basis, within.unknown)
        start, relative = self._anchor(node, within.of)
        if start is None:
            return Limit(within, None, True, basis)
        settings = self.book.packs[node.chain[-1]].form.clock
        inclusive = (
            within.inclusive
            if within.inclusive is not None
            else (settings.inclusive if settings else None)
        )
        roll = within.roll if within.roll is not None else (settings.roll if settings else None)
        counted = count(
            start=start,
            span=length,
            calendar=self.book.calendar,
            inclusive=bool(inclusive),
            roll="none" if roll is not None and not roll else "next-workday",
        )
        return Limit(within, counted, relative, basis)

    def timely(self, node: Node) -> bool | None:
        """Whether the target was, or by this plan will be, begun within its limit."""
        if node.status == "todo":
            return None if node.due is None else node.earliest <= node.due
        if node.status != "held" or node.held_on is None:
            return None
        self._place(node)
        node.rule = self._rule(node)
        if node.rule is None:
            return None
        before = self._enter_period(node.year) if node.year is not None else {}
        if node.year is not None:
            self._window(node, node.rule)
        self._limits(node)
        self.facts.update(before)
        return None if node.due is None else node.held_on <= node.due

    def _anchor(self, node: Node, name: str) -> tuple[date | None, bool]:
        """The day a clock starts: an event, or the completion of another step."""
        fact = "child.born_on" if name == "birth" else f"events.{name}"
        if fact in self.book.types:
            day = self.facts.get(fact, MISSING)
            if day is MISSING:
                node.asks.add(fact)
                return None, False
            return day, False
        other = self.book.documents[name]
        if (other, None) in self.stack:
            return node.earliest, True
        target = self.resolve(other)
        if target.status == "held":
            return target.held_on, target.held_on is None
        return (target.done, True) if target.status == "todo" else (None, True)

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


def failing(node: Node, facts: dict[str, Any]) -> set[tuple[str, str]]:
    """What stands in the way of a blocked target: the facts that would have to be otherwise."""
    pairs = {pair for _, _, facts_ in node.blocked_choices for pair in facts_}
    for target in node.blocked_by:
        pairs |= failing(target, facts)
    when = node.rule.applies_when if node.rule else None
    if node.status == "not-for-you" and when is not None:
        pairs |= when.failing(facts)
    return pairs


def _closure(node: Node) -> frozenset[Key]:
    keys = {node.key} if node.is_step else set()
    for target in (*node.requires, *node.conditionals, *node.optionals):
        keys |= target.closure
    return frozenset(keys)


class _Option(Struct, eq=False):
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
    rank: tuple[Any, ...] = ()


def span(item: form.SpanForm | None) -> Span | None:
    """The written span as a clock's Span, or None where no unit is set."""
    if item is None:
        return None
    return _span(item.days, item.working_days, item.months, item.years)


@cache
def _span(
    days: int | None, working_days: int | None, months: int | None, years: int | None
) -> Span | None:
    """Few spans stand in the packs, so that the cache is small."""
    if days is working_days is months is years is None:
        return None
    return Span(days=days, working_days=working_days, months=months, years=years)


def fixed_day(day: form.YearDay, year: int) -> date:
    """A fixed month and day of the year that is paid for, or of one near it."""
    return at_year(month=day.month, day=day.day, year=year + day.year)
