"""The rule book: every usable pack, and the rule in force for a document, a place and a day.

A child pack says only what differs; `rule` lays a chain of packs, national first, together.
What comes out the same for every family is kept, within bounds.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from zlib import crc32

from firstcard.policy import format as form
from firstcard.policy import plan as out
from firstcard.policy.calendars import Calendar, calendar_from
from firstcard.policy.conditions import MISSING, Condition, Facts, FactType
from firstcard.policy.divisions import Divisions
from firstcard.policy.packs import Office, Pack
from firstcard.policy.reading import Problem
from firstcard.policy.region_codes import upward
from firstcard.policy.rules import Head, Rule, merged_head, merged_rule
from firstcard.policy.situation import FactSet
from firstcard.policy.tables import Hit, Table

Chain = tuple[str, ...]
_MOST_CACHED = 20_000
NEAREST = 3
_BINDING = ("law", "regulation", "state-council")


@dataclass
class RuleBook:
    """Everything a plan is made from. Immutable once built, safe to share between threads."""

    packs: dict[str, Pack]
    problems: tuple[Problem, ...] = ()
    facts: FactSet = field(default_factory=lambda: FactSet({}))
    types: dict[str, FactType] = field(default_factory=dict)
    bill_facts: FactSet = field(default_factory=lambda: FactSet({}))
    bill_types: dict[str, FactType] = field(default_factory=dict)
    documents: dict[str, str] = field(default_factory=dict)
    calendar: Calendar = field(default_factory=lambda: calendar_from({}))
    divisions: Divisions = field(default_factory=lambda: Divisions.from_rows([]))
    digest: str = ""
    _by_region: dict[str, str] = field(default_factory=dict)
    _chains: dict[str, Chain] = field(default_factory=dict)
    _rules: dict[tuple[str, Chain, int], Rule | None] = field(default_factory=dict)
    _edges: dict[tuple[str, Chain], list[date]] = field(default_factory=dict)
    _heads: dict[tuple[str, Chain], Head] = field(default_factory=dict)
    _basis: dict[tuple[Any, ...], out.Basis] = field(default_factory=dict)
    references: dict[out.Ref, out.Basis] = field(default_factory=dict)
    _refs: dict[int, tuple[Any, list[out.Ref]]] = field(default_factory=dict)
    _claims: dict[tuple[str, Chain], list[form.Claim]] = field(default_factory=dict)
    _duties: dict[Chain, list[tuple[str, Condition]]] = field(default_factory=dict)
    _names: dict[str, form.Text] = field(default_factory=dict)
    _places: dict[tuple[str, str | None, Chain], out.Place] = field(default_factory=dict)
    _answers: dict[Hashable, Any] = field(default_factory=dict)

    def chain(self, region: str) -> Chain:
        """The packs that hold for a division, national first, the most local last."""
        chain: Chain = self.remembered(("chain", region), lambda: self._chain(region))
        return chain

    def _chain(self, region: str) -> Chain:
        found = (self._by_region.get(code) for code in upward(region))
        pack = next(filter(None, found), None)
        return self.chain_of(pack) if pack else ()

    def chain_of(self, pack: str) -> Chain:
        """A pack after its ancestors."""
        if pack not in self._chains:
            parent = self.packs[pack].form.parent
            self._chains[pack] = (*(self.chain_of(parent) if parent else ()), pack)
        return self._chains[pack]

    def chains(self) -> Iterable[Chain]:
        """Every pack's chain."""
        return [self.chain_of(pack) for pack in self.packs]

    def head(self, document: str, chain: Chain) -> Head:
        """The document's name and nature as the chain's packs say it."""
        key = (document, chain)
        if key not in self._heads:
            self._heads[key] = merged_head(document, self._said(document, chain))
        return self._heads[key]

    def rule(self, document: str, chain: Chain, on: date) -> Rule | None:
        """The rule in force on a day, or None where no version holds (or it is withdrawn)."""
        key = (document, chain)
        edges = self._edges.get(key)
        if edges is None:
            edges = self._edges[key] = self.boundaries(document, chain)
        segment = bisect_right(edges, on)
        found = self._rules.get((document, chain, segment), False)
        if found is False:
            found = merged_rule(self._said(document, chain), on)
            self._rules[document, chain, segment] = found
        return found  # type: ignore[return-value]

    def boundaries(self, document: str, chain: Chain) -> list[date]:
        """The days on which some version of the chain begins or ends."""
        days = set()
        for _, said in self._said(document, chain):
            for version in said.versions or ():
                days |= {version.from_} | ({version.until} if version.until else set())
        return sorted(days)

    def _said(self, document: str, chain: Chain) -> list[tuple[str, form.Document]]:
        return [
            (pack, self.packs[pack].documents[document])
            for pack in chain
            if document in self.packs[pack].documents
        ]

    def claims(self, document: str, chain: Chain) -> list[form.Claim]:
        """What sources say of a document, from every pack of the chain; the local one by id."""
        key = (document, chain)
        if key not in self._claims:
            said = [
                claim for _, part in self._said(document, chain) for claim in part.sources or ()
            ]
            self._claims[key] = list({claim.id: claim for claim in said}.values())
        return self._claims[key]

    def table(self, name: str, chain: Chain) -> Table | None:
        """The most local table of that name."""
        for pack in reversed(chain):
            if name in self.packs[pack].tables:
                return self.packs[pack].tables[name]
        return None

    def duties(self, chain: Chain) -> list[tuple[str, Condition]]:
        """Documents that may be owed even if nobody asks, and when they are."""
        if chain not in self._duties:
            heads = [self.head(d, chain) for d in dict.fromkeys(self.documents.values())]
            self._duties[chain] = [(h.id, h.duty) for h in heads if h.duty is not None]
        return self._duties[chain]

    def decide(self, table: Table, facts: Facts, on: date) -> Hit | None:
        """A table's answer; the same inputs are decided once."""
        key = (
            table.head.id,
            id(table),
            on,
            *(facts.get(wanted.fact, MISSING) for wanted in table.head.inputs),
        )
        return self.remembered(key, lambda: table.decide(facts, on))  # type: ignore[no-any-return]

    def in_chain(self, chain: Chain, attribute: str, key: str) -> Any:
        """The most local entry of a pack's dictionary, or None."""
        for pack in reversed(chain):
            found = getattr(self.packs[pack], attribute).get(key)
            if found is not None:
                return found
        return None

    def basis(self, item: form.Basis) -> out.Basis:
        """A reason with its title, summary, certainty and rank."""
        key = (item.law, item.article, item.source, item.note)
        if key not in self._basis:
            self._basis[key] = self._resolve(item)
        return self._basis[key]

    def _resolve(self, item: form.Basis) -> out.Basis:
        everywhere = tuple(self.packs)
        if item.law:
            law: form.Instrument = self.in_chain(everywhere, "laws", item.law)
            article = law.articles.get(item.article or "")
            return out.Basis(
                law.title,
                article.certainty if article else "general",
                "required" if law.kind in _BINDING else "asked",
                law=item.law,
                # Parts that only we have numbered are no articles that a reader could look up.
                article=None if law.own_numbering else item.article,
                number=law.number,
                note=item.note,
                summary=article.summary if article else None,
            )
        source: form.Source = self.in_chain(everywhere, "sources", item.source or "")
        return out.Basis(
            source.title,
            source.certainty,
            "asked",
            source=item.source,
            ref=source.ref,
            note=item.note or source.note,
        )

    def bases(self, items: Iterable[form.Basis] | None) -> list[out.Basis]:
        """Several reasons at once."""
        return [self.basis(item) for item in items or ()]

    def refs(self, items: Sequence[form.Basis] | None) -> list[out.Ref]:
        """The keys of several reasons in `references`. The list is shared: never change it."""
        if not items:
            return []
        found = self._refs.get(id(items))
        if found is None or found[0] is not items:
            found = (items, [self._ref(item) for item in items])
            if len(self._refs) < _MOST_CACHED:
                self._refs[id(items)] = found
        return found[1]

    def _ref(self, item: form.Basis) -> out.Ref:
        key = f"{item.law}:{item.article}" if item.article else item.law or item.source or ""
        if item.note:
            key = f"{key}#{crc32(item.note.en.encode()):08x}"
        self.references.setdefault(key, self.basis(item))
        return key

    def source(self, name: str) -> list[out.Ref]:
        """The key of a source that is not a law, as a list of one."""
        return [self._ref(form.Basis(local=form.YesNo.yes, source=name))]

    def region_name(self, code: str) -> form.Text:
        """The division's full name in both languages, or its code where no name is known."""
        name = self._names.get(code)
        if name is None:
            name = form.Text(code, code)
            if code in self.divisions:
                name = form.Text(
                    self.divisions.full_name(code, "en"), self.divisions.full_name(code, "zh")
                )
                self._names[code] = name
        return name

    def place(self, kind: str, where: str | None, chain: Chain) -> out.Place:
        """Where to go for a kind of office: authority, division, known offices, channels."""
        key = (kind, where, chain)
        found = self._places.get(key)
        if found is None:
            found = self._place(kind, where, chain)
            if len(self._places) < _MOST_CACHED:
                self._places[key] = found
        return found

    def _place(self, kind: str, where: str | None, chain: Chain) -> out.Place:
        office: form.OfficeKind = self.in_chain(tuple(self.packs), "office_kinds", kind)
        known = self.offices(kind, where, chain) if where else []
        return out.Place(
            kind,
            office.name,
            office.authority,
            where,
            self.region_name(where) if where else None,
            [
                out.Office(o.name, o.region, o.address, o.hours, o.sample, o.source)
                for o in known[:NEAREST]
            ],
            [out.ChannelInfo(c.id, c.name, c.kind) for c in self.channels(kind, chain)],
            bool(known),
        )

    def remembered(self, key: Hashable, make: Callable[[], Any]) -> Any:
        """A table's answer to the same question, made once; the memory is bounded."""
        found = self._answers.get(key)
        if found is None:
            if len(self._answers) >= _MOST_CACHED:
                self._answers.clear()
            found = self._answers[key] = make()
        return found

    def offices(self, kind: str, region: str, chain: Chain) -> list[Office]:
        """Known offices of a kind, nearest in the division tree first, within the region's pool.

        Nearness: same division, then the longest common part of the code.
        """
        found = [
            office
            for pack in chain
            for office in self.packs[pack].offices
            if office.kind == kind and office.region[:4] == region[:4]
        ]
        return sorted(found, key=lambda office: (-_common(office.region, region), office.id))

    def channels(self, kind: str, chain: Chain) -> list[form.Channel]:
        """Official channels that serve a kind of office, the most local first."""
        return [
            channel
            for pack in reversed(chain)
            for channel in self.packs[pack].channels.values()
            if kind in channel.offices
        ]

    def want(self, region: str) -> tuple[str, ...]:
        """The goals of a plan that names none."""
        return self._nearest(region, "want")

    def goal_groups(self, region: str) -> tuple[form.GoalGroup, ...]:
        """How the goals are put together where all are listed."""
        return self._nearest(region, "goals")

    def done(self, region: str) -> tuple[form.DoneItem, ...]:
        """What a family is asked about as perhaps done already."""
        return self._nearest(region, "done")

    def switches(self, region: str) -> tuple[str, ...]:
        """Facts that a family can change beside its plan."""
        return self._nearest(region, "switches")

    def journey(self, region: str) -> tuple[form.Station, ...]:
        """The stops of the way from birth to card, in order."""
        return self._nearest(region, "journey")

    def compare(self, region: str) -> tuple[form.Comparison, ...]:
        """Facts that a family can choose, each worth a look at the other choice."""
        return self._nearest(region, "compare")

    def reminders(self, region: str) -> tuple[form.Reminder, ...]:
        """When calendars ring before a last day."""
        return self._nearest(region, "reminders")

    def handling(self, region: str) -> form.Handling:
        """How offices handle applications: each key as the most local pack says it."""
        merged: form.Handling = self.remembered(
            ("handling", region), lambda: self._handling(region)
        )
        return merged

    def _handling(self, region: str) -> form.Handling:
        said = [self.packs[pack].form.handling for pack in reversed(self.chain(region))]
        keys = form.Handling.__struct_fields__
        return form.Handling(**{
            key: next((found for each in said if each and (found := getattr(each, key))), None)
            for key in keys
        })  # fmt: skip

    def usual(self, region: str) -> form.Usual | None:
        """The family that a sentence speaks of where nobody said anything else."""
        said = (self.packs[pack].form.usual for pack in reversed(self.chain(region)))
        return next(filter(None, said), None)

    def _nearest(self, region: str, key: str) -> tuple[Any, ...]:
        """A list of pack.yaml as the most local pack says it; none is added up."""
        said = (getattr(self.packs[pack].form, key) for pack in reversed(self.chain(region)))
        return tuple(next(filter(None, said), ()))

    def reference(self, pack: str) -> out.PackRef:
        """Id, version and digest of a pack."""
        head = self.packs[pack].form
        return out.PackRef(pack, head.region, head.name, head.version, self.packs[pack].digest)


def _common(one: str, other: str) -> int:
    return next((n for n in (6, 4, 2) if one[:n] == other[:n]), 0)
