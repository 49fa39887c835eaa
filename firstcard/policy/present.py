"""Turns resolved targets into the Structs of a plan. No decisions are made here."""

from __future__ import annotations

from collections.abc import Iterable
from functools import partial
from typing import Literal

from msgspec.structs import replace

from firstcard.policy import format as form
from firstcard.policy import plan as out
from firstcard.policy.book import RuleBook
from firstcard.policy.conditions import Condition
from firstcard.policy.nodes import Limit, Node, Requirement
from firstcard.policy.resolve import Resolver
from firstcard.policy.schedule import Times


def step_id(node: Node) -> str:
    """A step's id: its document, with the year where it is done each year."""
    return f"{node.id}:{node.year}" if node.year is not None else node.id


class StepMaker:
    """Makes the steps of one child's plan."""

    def __init__(self, resolver: Resolver, person: out.Person) -> None:
        self.resolver = resolver
        self.book: RuleBook = resolver.book
        self.person = person

    def step(
        self,
        node: Node,
        times: Times,
        *,
        optional: bool,
        duty: bool,
        unlocks: list[str],
        only_if: list[str],
    ) -> out.Step:
        """One step, whole."""
        rule, way = node.rule, node.way
        assert rule is not None
        limit = node.limit
        return out.Step(
            id=step_id(node),
            document=node.id,
            title=node.head.step or node.head.name,
            name=node.head.name,
            kind=node.head.kind,
            for_=[self.person],
            who=rule.who or "guardian",
            state=times.state,
            earliest=node.earliest,
            start_by=times.start_by,
            aim_by=times.aim_by,
            due=node.due,
            done=node.done,
            done_by=node.done_by,
            office=self._place(node),
            needs=self._papers(node),
            basis=self.book.refs((way.basis if way else None) or rule.basis),
            unlocks=unlocks,
            after=[f"{k[0]}:{k[1]}" if k[1] is not None else k[0] for k in times.after],
            summary=node.head.summary,
            way=way.id if way else None,
            way_name=way.name if way else None,
            way_note=way.note if way else None,
            other_ways=[
                self.choice(w.id, w.name, status != "blocked", failing, w.note)
                for w, status, failing in node.other_ways
            ],
            due_why=self._due_why(limit) if limit else None,
            fee=self._fee(node),
            channels=list((way.channels if way and way.channels else rule.channels) or ()),
            late=self._late(node),
            notes=self._notes(node),
            only_if=only_if,
            optional=optional,
            duty=duty,
            same_visit_as=rule.same_visit_as,
            provisional=bool(limit and limit.counted and limit.counted.status == "provisional"),
            takes_unknown=node.takes_unknown,
            estimate=node.estimate,
            year=node.year,
            opens=node.opens,
            pack=rule.pack,
        )

    def choice(
        self,
        id_: str,
        name: form.Text,
        possible: bool,
        failing: Iterable[tuple[str, str]],
        note: form.Text | None = None,
    ) -> out.Choice:
        """Another possibility, with the facts that would have to be otherwise."""
        openings = [out.Opening(fact, self.fact_name(fact), test) for fact, test in sorted(failing)]
        return out.Choice(id_, name, possible, openings, note)

    def fact_name(self, fact: str) -> form.Text:
        """A fact's name in words; a choice or a time is named by its document."""
        if fact in self.book.facts.facts:
            return self.book.facts.facts[fact].name
        return self.book.head(fact.partition(".")[2], self.resolver.home).name

    def _place(self, node: Node) -> out.Place | None:
        origin = self._origin(node)
        kind = origin.rule.issuer(origin.way) if origin.rule else None
        if kind is None or kind == "family":
            return None
        where = self.resolver.first_region(origin.way.where if origin.way else None)
        return self.book.place(kind, where or origin.where, origin.chain)

    def _origin(self, node: Node) -> Node:
        """The step at whose place this one is done."""
        rule = node.rule
        target = (node.way.same_place_as if node.way else None) or (
            (rule.same_place_as or rule.same_visit_as) if rule else None
        )
        if target is None or (rule and rule.issuer(node.way)):
            return node
        document = self.book.documents[target]
        other = self.resolver.memo.get((document, None))
        return self._origin(other) if other and other.rule else node

    def _papers(self, node: Node) -> list[out.Paper]:
        papers: list[out.Paper] = []
        for found in node.requirements:
            if found.need.any_of is None:
                papers.append(self._one(found, [], found.need.basis))
            else:
                papers.extend(self._any_of(found, found.need.any_of))
        return papers

    def _any_of(self, found: Requirement, any_of: list[form.Alternative]) -> Iterable[out.Paper]:
        need, chosen = found.need, found.alternative
        others = [
            self.choice(c.id, c.name, status != "blocked", failing)
            for c, status, failing in found.others
        ]
        if chosen is None:
            yield self._text_only(found, any_of[0].name, "blocked", others, need.basis)
        elif not found.parts:
            yield self._text_only(found, chosen.name, "shared", others, chosen.basis or need.basis)
        for part in found.parts:
            yield self._one(
                part, others, part.need.basis or (chosen.basis if chosen else None) or need.basis
            )

    def _text_only(
        self,
        found: Requirement,
        name: form.Text,
        state: out.PaperState,
        others: list[out.Choice],
        basis: list[form.Basis] | None,
    ) -> out.Paper:
        resolved = self.book.refs(basis)
        return out.Paper(
            found.need.id,
            None,
            name,
            state,
            found.strength,
            basis=resolved,
            rank=self._rank(resolved),
            only_if=sorted(found.only_if),
            alternatives=others,
        )

    def _one(
        self, found: Requirement, others: list[out.Choice], basis: list[form.Basis] | None
    ) -> out.Paper:
        need, node = found.need, found.node
        assert node is not None
        if others or found.only_if or node.head.kind == "goal":
            return self._made(found, node, others, basis)
        # Most papers come out the same for every family: made once for each outcome. The book
        # keeps needs, heads and rules as long as itself, so that no other one gets their ids.
        key = ("paper", id(need), id(node.head), id(node.rule), node.year, node.status,
               found.blocked)  # fmt: skip
        paper: out.Paper = self.book.remembered(key, lambda: self._made(found, node, others, basis))
        return paper

    def _made(
        self,
        found: Requirement,
        node: Node,
        others: list[out.Choice],
        basis: list[form.Basis] | None,
    ) -> out.Paper:
        need = found.need
        resolved = self.book.refs(basis)
        base = node.head.kind == "base"
        return out.Paper(
            need.id,
            node.id,
            node.head.name,
            _state(found, node),
            found.strength,
            form=need.form,
            of=need.of,
            spec=need.spec or (node.rule.spec if node.rule else None),
            basis=resolved,
            rank=self._rank(resolved),
            only_if=sorted(found.only_if),
            get_from=node.head.get_from if base else None,
            step=_giver(node),
            alternatives=others,
            base=base,
        )

    def _rank(self, basis: list[out.Ref]) -> Literal["required", "asked"]:
        ranks = {self.book.references[ref].rank for ref in basis}
        return "required" if "required" in ranks else "asked"

    def _fee(self, node: Node) -> out.FeeInfo | None:
        fee = (node.way.fee if node.way else None) or (node.rule.fee if node.rule else None)
        if fee is None:
            return None
        if fee.table:
            return self._fee_from(node, fee)
        return out.FeeInfo(fee.amount, fee.unknown, fee.note, self.book.refs(fee.basis))

    def _fee_from(self, node: Node, fee: form.Fee) -> out.FeeInfo:
        table = self.book.table(fee.table or "", node.chain)
        assert table is not None
        hit = self.book.decide(table, self.resolver.period_facts(node.year), self.resolver.on)
        if hit is None:
            return out.FeeInfo(None, None, fee.note)
        amount = hit.outputs[table.head.outputs[0].name]
        known = None if amount == "unknown" else amount
        return out.FeeInfo(known, hit.ask or None, fee.note, self.book.refs(hit.basis))

    def _late(self, node: Node) -> list[out.LateInfo]:
        rule = node.rule
        if rule is None or not rule.late:
            return []
        return [
            out.LateInfo(late.effect, late.ask, list(late.then or ()), self.book.refs(late.basis))
            for late in rule.late
            if late.when is None or late.when.holds(self.resolver.facts) is not False
        ]

    def _notes(self, node: Node) -> list[out.NoteInfo]:
        rule = node.rule
        if rule is None or not rule.notes:
            return []
        facts, notes = self.resolver.facts, []
        for when, note in self.book.remembered(
            ("notes", *map(id, rule.notes)), partial(self._prepared, rule.notes)
        ):
            outcome = True if when is None else when.holds(facts)
            if outcome is True:
                notes.append(note)
            elif outcome is None:
                notes.append(replace(note, only_if=sorted(when.undecided(facts))))
        return notes

    def _prepared(self, notes: list[form.Note]) -> list[tuple[Condition | None, out.NoteInfo]]:
        return [
            (n.when, out.NoteInfo(n.kind or "advice", n.text, [], n.ask, self.book.refs(n.basis)))
            for n in notes
        ]

    def _due_why(self, limit: Limit) -> out.DueInfo | None:
        counted = limit.counted
        if counted is None:
            return None
        of = limit.within.of
        return out.DueInfo(
            of,
            self._anchor_name(of),
            counted.start,
            counted.span.days,
            counted.span.working_days,
            counted.span.months,
            counted.span.years,
            counted.inclusive,
            limit.within.roll is None or bool(limit.within.roll),
            limit.relative,
            counted.status,
            [str(w) for w in counted.why],
            self.book.refs(limit.basis),
        )

    def _anchor_name(self, of: str) -> form.Text:
        fact = "child.born_on" if of == "birth" else f"events.{of}"
        if fact in self.book.facts.facts:
            return self.book.facts.facts[fact].name
        if of == "year":
            return form.Text("the yearly payment window", "年度集中缴费期")
        return self.book.head(self.book.documents[of], self.resolver.home).name


def _state(found: Requirement, node: Node) -> out.PaperState:
    if found.blocked:
        return "blocked"
    if node.status == "held" or _reached(node):
        return "have"
    if found.strength == "if-held":
        return "if-held"
    return "step" if _giver(node) else "bring"


def _reached(node: Node) -> bool:
    """A goal of which nothing is left to do."""
    return node.head.kind == "goal" and node.status == "todo" and not node.closure


def _giver(node: Node) -> str | None:
    """The step that gives it; a goal is given by the last of its steps."""
    if node.is_step or node.status != "todo":
        return step_id(node) if node.is_step else None
    last = max(
        [*node.requires, *node.conditionals],
        key=lambda target: (target.done, len(target.closure)),
        default=None,
    )
    return _giver(last) if last else None
