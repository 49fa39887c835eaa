"""Makes a plan: backward from what is wanted, through the papers, to what is held."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from functools import partial
from typing import Any

from msgspec.structs import replace

from firstcard.policy import money
from firstcard.policy import plan as out
from firstcard.policy.book import Chain, RuleBook
from firstcard.policy.derived import add_derived
from firstcard.policy.format import Text
from firstcard.policy.nodes import Key, Node, failing
from firstcard.policy.notices import Claims, notices_of
from firstcard.policy.present import StepMaker, step_id
from firstcard.policy.resolve import Resolver
from firstcard.policy.schedule import follow
from firstcard.policy.siblings import Names, together
from firstcard.policy.situation import Situation
from firstcard.policy.timing import fixed_day


def situation_of(*, book: RuleBook, data: Mapping[str, Any], on: date | None = None) -> Situation:
    """Check a situation as JSON gives it; `on` is the day where it names none.

    Raises SituationError naming every field at fault.
    """
    region = data.get("region") if isinstance(data, Mapping) else None
    want = book.want(region) if isinstance(region, str) else ()
    return book.facts.check(data, documents=book.documents, on=on, want=want)


def make_plan(*, book: RuleBook, situation: Situation) -> out.Plan:
    """The plan for a checked situation. Pure: the same book and situation give the same plan."""
    parts = [_Part(book, situation, number) for number in range(1, len(situation.children) + 1)]
    steps, names = together([part.steps for part in parts])
    chains = {node.chain for part in parts for node in part.nodes if node.chain}
    home = book.chain(situation.region)
    name = book.region_name(situation.region)
    used = {pack for chain in (*chains, home) for pack in chain}
    coverage = [entry for part in parts for entry in part.coverage()]
    premium = [entry for part in parts for entry in part.premium()]
    notices = _once(
        _at_step(notice, own)
        for part, own in zip(parts, names, strict=True)
        for notice in part.notices(first=part is parts[0])
    )
    refs = sorted(references_of(steps, [*coverage, *premium], notices))
    return out.Plan(
        on=situation.on,
        region=situation.region,
        region_name=name,
        pack=book.reference(home[-1]),
        packs=[book.reference(pack) for pack in book.packs if pack in used],
        goals=[goal for part in parts for goal in part.goals()],
        steps=steps,
        coverage=coverage,
        premium=premium,
        notices=notices,
        ask=_asked(book, zip(parts, names, strict=True)),
        assumed=[
            book.remembered(("assumed", fact), partial(_assumed, book, fact))
            for fact in situation.assumed
        ],
        children=len(situation.children),
        references={ref: book.references[ref] for ref in refs},
    )


def _assumed(book: RuleBook, fact: str) -> out.AssumedFact:
    declared = book.facts.facts[fact]
    named = {value.id: value.name for value in declared.values or ()}
    words = {"yes": Text("yes", "是"), "no": Text("no", "否"), "": Text("none", "无"), **named}
    return out.AssumedFact(fact, declared.name, words[declared.default or ""])


def references_of(
    steps: Iterable[out.Step],
    sums: Iterable[out.Coverage | out.Premium],
    notices: Iterable[out.Notice],
) -> set[out.Ref]:
    """Every law and source that the plan names."""
    used: set[out.Ref] = set()
    for step in steps:
        parts = [*step.needs, *step.late, *step.notes, step.fee, step.due_why]
        used.update(step.basis, *(part.basis for part in parts if part is not None))
    for notice in notices:
        used.update(notice.sources, notice.prevails)
    return used.union(*(entry.basis for entry in sums))


class _Part:
    """The plan of one child: resolved, ordered and made into steps."""

    def __init__(self, book: RuleBook, situation: Situation, number: int) -> None:
        facts = {**situation.children[number - 1], "region": situation.region}
        add_derived(facts)
        have = [h for h in situation.have if h.child in (None, number)]
        self.book, self.situation, self.number = book, situation, number
        self.resolver = Resolver(book=book, facts=facts, have=have)
        self.home: Chain = book.chain(situation.region)
        self.duties = self._duties()
        self.wanted = self._wanted()
        yearly = [*self._birth_years(), *self._next_years()]
        self.nodes = self.resolver.reached([*self.duties, *self.wanted, *yearly])
        self.claims = Claims(self.resolver, self.nodes)
        order, self.times = follow(self.nodes, self.claims.aims, situation.on, book.calendar)
        self.maker = StepMaker(self.resolver, out.Person("child", number))
        self.steps = self._steps(order)

    def _duties(self) -> list[Node]:
        """What is owed even if nobody asked for it."""
        owed = [
            self.resolver.resolve(document)
            for document, duty in self.book.duties(self.home)
            if duty.holds(self.resolver.facts) is True
        ]
        self.resolver.owed = frozenset(key for node in owed for key in node.closure)
        return owed

    def _wanted(self) -> list[Node]:
        wanted = []
        for document in dict.fromkeys(self.situation.want):
            per = self.book.head(document, self.home).per
            if self.number == 1 or "employer" not in per:
                wanted.append(self.resolver.resolve(document))
        return wanted

    def _next_years(self) -> list[Node]:
        """What is due each year: next year's too, where its window opens before the year ends."""
        found = []
        last = date(self.situation.on.year, 12, 31)
        for node in list(self.resolver.memo.values()):
            if node.year is None or not self._needed(node):
                continue
            rule, coming = node.rule or self.resolver.rule_held(node), node.year + 1
            windows = rule.windows if rule else ()
            if any(w.opens and fixed_day(w.opens, coming) <= last for w in windows):
                found.append(self.resolver.resolve(node.id, coming))
        return found

    def _birth_years(self) -> list[Node]:
        """What is due each year: the birth year's too, after New Year, while the limit of a newborn
        still runs. A child born late in the year has both years to decide on."""
        born, on = self.resolver.facts.get("child.born_on"), self.situation.on
        if not isinstance(born, date) or born.year >= on.year:
            return []
        found = []
        for goal in self.wanted:
            nodes = [need.node for need in goal.requirements if need.node is not None]
            limits = [due for node in nodes if (due := self._limit(node)) is not None]
            if limits and on <= max(limits):
                yearly = [node.id for node in nodes if node.year == on.year]
                found += [self.resolver.resolve(name, born.year) for name in yearly]
        return found

    def _limit(self, node: Node) -> date | None:
        """The last day of something that is done once; of what is held too."""
        if node.year is not None:
            return None
        if node.status == "held":
            self.resolver.timing.timely(node)
        return node.due

    def _needed(self, node: Node) -> bool:
        """Whether a goal rests on it, done or not: who has paid this year pays the next one too."""
        if node.status == "held":
            return any(node is need.node for goal in self.wanted for need in goal.requirements)
        return any(node.key in wanted.closure for wanted in self.wanted)

    def _steps(self, order: list[Node]) -> list[out.Step]:
        optional, firm, unlocks = self._only_optional(), self._firm(), self._unlocks()
        owed = {node.key for node in self.duties}
        return [
            self.maker.step(
                node,
                self.times[node.key],
                optional=node.key in optional,
                duty=node.key in owed,
                unlocks=unlocks.get(node.key, []),
                only_if=[] if node.key in firm else self._only_if(node),
            )
            for node in order
        ]

    def _only_optional(self) -> set[Key]:
        """Steps that are reached through optional needs alone."""
        firm: set[Key] = set()
        waiting = [
            *self.duties,
            *self.wanted,
            *(node for node in self.nodes if node.year is not None),
        ]
        while waiting:
            node = waiting.pop()
            if node.key not in firm and node.status == "todo":
                firm.add(node.key)
                waiting += [*node.requires, *node.conditionals, *node.then]
        return {node.key for node in self.nodes} - firm

    def _firm(self) -> set[Key]:
        """Steps that are needed whatever the unknown facts turn out to be."""
        firm = {node.key for node in (*self.duties, *self.wanted)}
        return firm | {target.key for node in self.nodes for target in (*node.requires, *node.then)}

    def _only_if(self, node: Node) -> list[str]:
        """The unknown facts on which it depends whether this step is needed at all."""
        return sorted(
            {
                fact
                for other in self.nodes
                for found in other.requirements
                if found.node is node
                for fact in found.only_if
            }
        )

    def _unlocks(self) -> dict[Key, list[str]]:
        found: dict[Key, list[str]] = {}
        for node in self.nodes:
            for target in (*node.requires, *node.conditionals, *node.optionals):
                found.setdefault(target.key, []).append(step_id(node))
        return found

    def goals(self) -> list[out.Goal]:
        """What was asked for, and whether the plan reaches it."""
        return [self._goal(node) for node in self.wanted]

    def _goal(self, node: Node) -> out.Goal:
        state = _goal_state(node)
        blocked = self._blocked(node) if state == "blocked" else []
        asks = (
            sorted({fact for part in self.resolver.reached([node]) for fact in part.asks})
            if state == "depends"
            else []
        )
        return out.Goal(
            node.id,
            node.head.name,
            state,
            node.done if state in ("todo", "depends") else None,
            blocked_by=blocked,
            ask=asks,
            reason=node.reason,
            child=self.number,
        )

    def _blocked(self, node: Node) -> list[out.Blocked]:
        """The targets at the root of a block, with what would open each."""
        if node.blocked_choices:
            choices = [
                self.maker.choice(id_, name, False, facts)
                for id_, name, facts in node.blocked_choices
            ]
            return [out.Blocked(node.id, node.head.name, node.reason, choices)]
        if node.status == "not-for-you":
            facts = failing(node, self.resolver.facts)
            other = self.maker.choice(node.id, node.head.name, False, facts)
            return [out.Blocked(node.id, node.head.name, node.reason, [other])]
        return [entry for below in node.blocked_by for entry in self._blocked(below)]

    def coverage(self) -> list[out.Coverage]:
        """From when each year is covered, by the region's own table."""
        return money.coverage(self.resolver, self.wanted, self.nodes, self.number)

    def premium(self) -> list[out.Premium]:
        """What each year costs, by group."""
        return money.premium(self.resolver, self.nodes, self.number)

    def notices(self, *, first: bool) -> list[out.Notice]:
        """What the family should know besides the steps."""
        return notices_of(
            self.resolver,
            self.claims,
            self.steps,
            self.goals(),
            self.situation,
            self.duties,
            first=first,
        )


def _goal_state(node: Node) -> out.GoalState:
    if node.status == "blocked":
        return "blocked"
    if node.status == "not-for-you":
        return "not-for-you"
    if node.status in ("held", "bring") or not node.closure:
        return "done"
    return "depends" if node.depends else "todo"


def _at_step(notice: out.Notice, own: Names) -> out.Notice:
    """The notice at the step as it is called in the whole plan."""
    name = own.get(notice.step) if notice.step else None
    return notice if name in (None, notice.step) else replace(notice, step=name)


def _once(notices: Iterable[out.Notice]) -> list[out.Notice]:
    return list({(n.id, n.step): n for n in reversed(list(notices))}.values())[::-1]


def _asked(book: RuleBook, parts: Iterable[tuple[_Part, Names]]) -> list[out.Ask]:
    """Unknown facts, those that touch most steps first."""
    touched: dict[str, list[str]] = {}
    for part, own in parts:
        for node in part.nodes:
            name = own.get(step_id(node), step_id(node))
            for fact in node.asks:
                steps = touched.setdefault(fact, [])
                if name not in steps:
                    steps.append(name)
    ranked = sorted(touched.items(), key=lambda item: (-len(item[1]), item[0]))
    return [
        out.Ask(fact, book.facts.facts[fact].name, book.facts.facts[fact].question, steps)
        for fact, steps in ranked
        if fact in book.facts.facts
    ]
