"""Coverage and premium of a plan, each year for itself, from the region's own tables."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from typing import Any

from firstcard.policy import plan as out
from firstcard.policy.conditions import MISSING, SetValue
from firstcard.policy.format import Text
from firstcard.policy.nodes import Node
from firstcard.policy.resolve import Resolver
from firstcard.policy.tables import UNKNOWN, Hit, Table

GROUPS = "groups"
NO_GROUP = Text("no group (everyone else)", "普通居民（不属于以下对象）")


def premium(resolver: Resolver, nodes: Iterable[Node], child: int) -> list[out.Premium]:
    """What each open year costs. Yuan as text; None where nobody knows, with whom to ask."""
    found = []
    for node in sorted(nodes, key=lambda n: n.year or 0):
        fee = node.rule.fee if node.rule else None
        if node.year is None or fee is None or fee.table is None:
            continue
        table = resolver.book.table(fee.table, node.chain)
        if table is not None:
            found.append(one_premium(resolver, node, table, child))
    return found


def one_premium(resolver: Resolver, node: Node, table: Table, child: int = 1) -> out.Premium:
    """What one year costs."""
    facts = resolver.period_facts(node.year)
    hit = resolver.book.decide(table, facts, resolver.on) or Hit({}, ())
    output = table.head.outputs[0].name
    others = tuple(facts.get(i.fact, MISSING) for i in table.head.inputs if i.fact != GROUPS)
    by_group = resolver.book.remembered(
        ("premium", node.chain, table.head.id, resolver.on, others),
        lambda: _by_group(resolver, table, facts, output),
    )
    return out.Premium(
        node.year or 0,
        _known(hit, output),
        by_group,
        hit.ask or None,
        resolver.book.refs(hit.basis),
        child,
    )


def _by_group(
    resolver: Resolver, table: Table, facts: dict[str, Any], output: str
) -> list[out.GroupPremium]:
    """What everyone pays, then each group that pays something else."""
    groups = resolver.book.facts.facts[GROUPS].values or []
    every = frozenset(group.id for group in groups)

    def amount(group: str | None) -> str | None:
        yes = frozenset({group} if group else ())
        hit = table.decide({**facts, GROUPS: SetValue(yes, every - yes)}, resolver.on)
        return _known(hit, output) if hit else None

    usual = amount(None)
    found = [(group, amount(group.id)) for group in groups]
    return [
        out.GroupPremium(None, NO_GROUP, usual),
        *(out.GroupPremium(group.id, group.name, own) for group, own in found if own != usual),
    ]


def _known(hit: Hit, output: str) -> str | None:
    value = hit.outputs.get(output, UNKNOWN)
    return None if value == UNKNOWN else value


def coverage(
    resolver: Resolver, wanted: Iterable[Node], nodes: Iterable[Node], child: int
) -> list[out.Coverage]:
    """From when each paid year is covered if the plan is followed."""
    name = next((n.rule.coverage for n in wanted if n.rule and n.rule.coverage), None)
    table = resolver.book.table(name, resolver.home) if name else None
    goal = next((n for n in wanted if n.rule and n.rule.coverage), None)
    if table is None or goal is None or goal.status == "blocked":
        return []
    yearly = {n.year: n for n in (*nodes, *resolver.memo.values()) if n.year is not None}
    return [
        one_cover(resolver, table, yearly[year], child)
        for year in sorted(y for y in yearly if y is not None)
    ]


def one_cover(resolver: Resolver, table: Table, paid: Node, child: int = 1) -> out.Coverage:
    """From when until when one year is covered, paid as `paid` says."""
    facts = resolver.period_facts(paid.year)
    for wanted in table.head.inputs:
        prefix, _, document = wanted.fact.partition(".")
        if prefix == "timely":
            outcome = resolver.timing.timely(_node(resolver, document, paid))
            if outcome is not None:
                facts = {**facts, wanted.fact: outcome}
    hit = resolver.book.decide(table, facts, resolver.on)
    year = paid.year or resolver.on.year
    if hit is None or hit.undecided:
        asks = _to_ask(resolver, hit)
        return out.Coverage(
            year,
            None,
            None,
            UNKNOWN,
            "depends",
            ask_facts=asks,
            child=child,
            ask=hit.ask or None if hit else None,
        )
    rule = hit.outputs[table.head.outputs[0].name]
    start = _start(rule, resolver, paid)
    return out.Coverage(
        year,
        start,
        date(year, 12, 31) if start else None,
        rule,
        "unknown" if rule == UNKNOWN else "known" if start else "depends",
        ask=hit.ask or None,
        basis=resolver.book.refs(hit.basis),
        child=child,
    )


def _node(resolver: Resolver, document: str, paid: Node) -> Node:
    return paid if document == paid.id else resolver.resolve(document)


def _to_ask(resolver: Resolver, hit: Hit | None) -> list[str]:
    from firstcard.policy.derived import missing_inputs

    found: set[str] = set()
    for fact in hit.undecided if hit else ():
        if fact.startswith("timely."):
            found.add("have." + fact.removeprefix("timely."))
        found |= missing_inputs(fact, resolver.facts)
    return sorted(found)


def _start(rule: str, resolver: Resolver, paid: Node) -> date | None:
    """The day a coverage code stands for, never before the year that is paid."""
    year = paid.year or resolver.on.year
    new_year = date(year, 1, 1)
    born = resolver.facts.get("child.born_on")
    payment = paid.held_on or (paid.done if paid.status == "todo" else None)
    if rule == "year-start":
        return new_year
    if rule == "birth":
        return max(born, new_year) if born else None
    if payment is None:
        return None
    starts = {
        "payment-day": payment,
        "next-day": payment + timedelta(1),
        "next-month": (payment.replace(day=1) + timedelta(32)).replace(day=1),
    }
    return max(starts[rule], new_year) if rule in starts else None
