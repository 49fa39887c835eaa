"""When: a target's earliest day, how long it takes, its limits and whether they are kept.

A clock is stopped by the start of the step and started by the completion of its event. A limit
that follows an undone step is counted from that step's earliest day, the safest.
"""

from __future__ import annotations

from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from firstcard.policy import format as form
from firstcard.policy.calendars import next_workday
from firstcard.policy.clocks import Span, at_year, count, end_of
from firstcard.policy.conditions import MISSING
from firstcard.policy.nodes import Key, Limit, Node
from firstcard.policy.rules import Rule

if TYPE_CHECKING:
    from firstcard.policy.resolve import Resolver


class Timing:
    """The clocks of one resolver."""

    def __init__(self, resolver: Resolver) -> None:
        self.resolver = resolver
        self.book = resolver.book
        self.facts = resolver.facts
        self.on = resolver.on
        self._fixed: dict[Key, date | None] = {}
        self._counted: dict[int, Limit] = {}
        self._workdays: dict[date, date] = {}

    def dates(self, node: Node) -> None:
        rule = node.rule
        assert rule is not None
        start = self.on
        for target in node.requires:
            start = max(start, target.done)
        if "year" in node.head.per and node.year is not None:
            self._window(node, rule)
            start = max(start, node.opens or start)
        counter = node.head.kind != "goal" and rule.at_counter(node.way)
        node.earliest = self._workday(start) if counter else start
        takes = self._takes(node)
        node.least, node.most = takes
        node.done = self._after(node.earliest, node.least)
        node.unsure = bool(node.takes_unknown and node.most is None)
        if not node.unsure:
            longest = self._after(node.earliest, node.most or node.least)
            node.done_by = max(node.done, longest)
        node.unsure |= any(target.unsure for target in node.requires)

    def _workday(self, day: date) -> date:
        found = self._workdays.get(day)
        if found is None:
            found = self._workdays[day] = next_workday(day, self.book.calendar)
        return found

    def outlived(self, node: Node, held_on: date) -> bool:
        """Whether what was got on that day has lost its validity by the day of the plan."""
        rule = self.resolver.rule_of(node)
        keeps = span(rule.keeps) if rule else None
        return keeps is not None and end_of(held_on, keeps, self.book.calendar) < self.on

    def _takes(self, node: Node) -> tuple[Span | None, Span | None]:
        rule = node.rule
        assert rule is not None
        takes = (node.way.takes if node.way and node.way.takes else rule.takes) or ()
        for item in takes:
            outcome = self.resolver.holds(item.when)
            if outcome is False:
                continue
            if outcome is None and item.when is not None:
                self.resolver.ask(node, item.when)
            node.takes_unknown = item.unknown
            least = span(item.least)
            node.estimate = bool(item.estimate and least and least.number)
            return least, span(item.most)
        return None, None

    def _after(self, day: date, length: Span | None) -> date:
        if length is None or not length.number:
            return day
        return end_of(day, length, self.book.calendar)

    def _window(self, node: Node, rule: Rule) -> None:
        """A yearly target's window: of those that apply the one that closes last.

        A window whose last day nobody knows counts as the last of all; of two that close on one
        day, the one that is written last.
        """
        year = node.year or self.on.year
        found: list[tuple[date, form.Window, Limit | None]] = []
        for window in rule.windows:
            outcome = self.resolver.holds(window.when)
            if outcome is None and window.when is not None:
                self.resolver.ask(node, window.when)
            if outcome is not True:
                continue
            limit = self._closes(node, window, year)
            known = limit.counted if limit else None
            found.append((known.date if known else date.max, window, limit))
        if not found:
            return
        _, window, limit = sorted(found, key=lambda each: each[0])[-1]
        if window.opens:
            node.opens = fixed_day(window.opens, year)
        if limit:
            self._set_limit(node, limit)

    def _closes(self, node: Node, window: form.Window, year: int) -> Limit | None:
        if window.within:
            return self.counted(node, window.within, window.basis)
        if window.closes is None:
            return None
        closes = fixed_day(window.closes, year)
        within = form.Within(id=window.id, of="year", days=0, basis=window.basis)
        counted = count(start=closes, span=Span(days=0), calendar=self.book.calendar, roll="none")
        return Limit(within, counted, False, window.basis)

    def limits(self, node: Node) -> None:
        for within in node.rule.within if node.rule else ():
            outcome = self.resolver.holds(within.when)
            if outcome is None and within.when is not None:
                self.resolver.ask(node, within.when)
            if outcome is not True:
                continue
            self._set_limit(node, self.counted(node, within, within.basis))

    def _set_limit(self, node: Node, limit: Limit) -> None:
        if limit.counted is None:
            node.limits_unknown.append(limit)
        elif node.limit is None or node.due is None or limit.counted.date < node.due:
            node.limit = limit

    def counted(self, node: Node, within: form.Within, basis: list[form.Basis]) -> Limit:
        """The limit as it comes out; one that is counted from an event is counted once."""
        if not self._is_event(within.of):
            return self._count(node, within, basis)
        limit = self._counted.get(id(within))
        if limit is None:
            limit = self._counted[id(within)] = self._count(node, within, basis)
        return limit

    def _count(self, node: Node, within: form.Within, basis: list[form.Basis]) -> Limit:
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
        self.resolver.place(node)
        node.rule = self.resolver.rule_of(node)
        if node.rule is None:
            return None
        before = self.resolver.enter_period(node.year) if node.year is not None else {}
        if node.year is not None:
            self._window(node, node.rule)
        self.limits(node)
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
        if (other, None) in self.resolver.stack:
            return node.earliest, True
        target = self.resolver.resolve(other)
        if target.status == "held":
            return target.held_on, target.held_on is None
        return (target.done, True) if target.status == "todo" else (None, True)

    def fixed_due(self, node: Node) -> date | None:
        """The limit that is counted from an event, and so is known before the way is chosen."""
        if node.key not in self._fixed:
            self._fixed[node.key] = self._fixed_due(node)
        return self._fixed[node.key]

    def _fixed_due(self, node: Node) -> date | None:
        counted = [
            self.counted(node, within, within.basis).counted
            for within in (node.rule.within if node.rule else ())
            if self.resolver.holds(within.when) is True and self._is_event(within.of)
        ]
        return min((limit.date for limit in counted if limit), default=None)

    def _is_event(self, name: str) -> bool:
        return name == "birth" or f"events.{name}" in self.book.types


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
