"""A child's insurance year by year: what each costs, until when it can be paid, what it covers.

The plan says all this before; a bill and the cover that a payment buys are made from the very same
rules and tables afterwards. Pure.
"""

from __future__ import annotations

from datetime import date

from msgspec import Struct

from firstcard.policy import money
from firstcard.policy import plan as out
from firstcard.policy.book import RuleBook
from firstcard.policy.derived import add_derived
from firstcard.policy.nodes import Node
from firstcard.policy.resolve import Resolver
from firstcard.policy.situation import Situation
from firstcard.policy.tables import Table
from firstcard.policy.timing import fixed_day

GOAL = "insured"


def last_day(year: int) -> date:
    """The last day that a year's premium can cover: it is paid by calendar years."""
    return date(year, 12, 31)


def first_opening(*, book: RuleBook, region: str, year: int, on: date) -> date | None:
    """The first day on which anybody in a region can pay a year; None where no day is fixed."""
    chain = book.chain(region)
    goal = book.rule(GOAL, chain, on)
    names = [need.document for need in goal.needs if need.document] if goal else []
    yearly = (book.rule(name, chain, on) for name in names if "year" in book.head(name, chain).per)
    windows = [window for rule in yearly if rule for window in rule.windows]
    return min((fixed_day(each.opens, year) for each in windows if each.opens), default=None)


class Year(Struct, frozen=True, gc=False):
    """One year. `due`: the last day to pay in time, None where no rule says one.

    `premium` is None where no table of the place names one.
    """

    year: int
    premium: out.Premium | None
    coverage: out.Coverage | None
    opens: date | None
    due: date | None
    due_is_final: bool


class Insurance:
    """What the rules say of one child's insurance on the day of the situation.

    What is done already stands in the situation's `have`: the enrolment with its day, and each
    year's premium with its year and its day.
    """

    def __init__(self, *, book: RuleBook, situation: Situation) -> None:
        facts = {**situation.children[0], "region": situation.region}
        add_derived(facts)
        self.book, self.on = book, situation.on
        self.resolver = Resolver(book=book, facts=facts, have=situation.have)
        self.goal = self.resolver.resolve(GOAL)
        nodes = [need.node for need in self.goal.requirements if need.node is not None]
        self._yearly = next((node.id for node in nodes if node.year is not None), None)
        self._once = [node for node in nodes if node.year is None]

    def year(self, year: int) -> Year:
        """One year for itself."""
        node = self._node(year)
        table = self._fee_table(node) if node else None
        return Year(
            year,
            money.one_premium(self.resolver, node, table) if node and table else None,
            self._cover(node) if node else None,
            node.opens if node else None,
            node.due if node else None,
            bool(node and node.limit and node.limit.counted
                 and node.limit.counted.status == "final"),
        )  # fmt: skip

    def years(self, *, until: date) -> tuple[int, ...]:
        """The years that are decided now, each for itself, up to that of the day `until`.

        The year itself; where the limit to enrol a newborn runs on beyond New Year, every year
        from the birth to its end; and the next one, once its time to pay has begun.
        """
        found = {self.on.year, until.year}
        born, limit = self.resolver.facts.get("child.born_on"), self.limit_of_birth()
        if isinstance(born, date) and limit is not None and self.on <= limit:
            found |= set(range(born.year, limit.year + 1))
        coming = self._node(max(found) + 1)
        if coming is not None and coming.opens is not None and coming.opens <= until:
            found.add(max(found) + 1)
        return tuple(sorted(found))

    def limit_of_birth(self) -> date | None:
        """Until when enrolling counts as in time, where it is counted from an event."""
        for node in self._once:
            if node.status == "held":
                self.resolver.timing.timely(node)
            if node.due is not None:
                return node.due
        return None

    def in_time(self) -> bool | None:
        """Whether the child was enrolled in time; None where no rule says."""
        told = [self.resolver.timing.timely(node) for node in self._once]
        return next((each for each in told if each is not None), None)

    def whom_to_ask(self) -> str:
        """The kind of office that knows where the rules do not."""
        kinds = (node.rule or self.resolver.rule_held(node) for node in self._once)
        return next((rule.issued_by for rule in kinds if rule and rule.issued_by), "")

    def _node(self, year: int) -> Node | None:
        return self.resolver.resolve(self._yearly, year) if self._yearly else None

    def _fee_table(self, node: Node) -> Table | None:
        if node.rule is None:
            node.rule = self.resolver.rule_held(node)
        fee = node.rule.fee if node.rule else None
        return self.book.table(fee.table, node.chain) if fee and fee.table else None

    def _cover(self, node: Node) -> out.Coverage | None:
        name = self.goal.rule.coverage if self.goal.rule else None
        table = self.book.table(name, self.resolver.home) if name else None
        return money.one_cover(self.resolver, table, node) if table else None
