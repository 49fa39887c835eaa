"""The rule book: every usable pack, and the rule in force for a document, a place and a day.

A child pack says only what differs. `rule` lays the versions of a chain of packs (national
first) over each other: keys are replaced, items of a list are replaced whole by their id,
`then` is appended, `drop` takes an item away.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from datetime import date
from pathlib import Path
from typing import Any

from firstcard.policy import format as form
from firstcard.policy import plan as out
from firstcard.policy.calendars import Calendar, calendar_from
from firstcard.policy.conditions import MISSING, Condition, Facts, FactType
from firstcard.policy.divisions import Divisions
from firstcard.policy.packs import COUNTRY, Office, Pack, fact_types, read_pack
from firstcard.policy.reading import PackError, Problem
from firstcard.policy.situation import FactSet
from firstcard.policy.tables import Hit, Table

Chain = tuple[str, ...]
_ITEMS = ("needs", "ways", "within", "windows", "late", "notes")
_KEYS = (
    "applies_when",
    "not_for_you",
    "who",
    "issued_by",
    "same_place_as",
    "same_visit_as",
    "channels",
    "takes",
    "fee",
    "keeps",
    "coverage",
    "spec",
    "basis",
    "version_by",
)
_SELF_SERVED = ("online", "app", "telephone", "post")
_MOST_CACHED = 20_000
NEAREST = 3
_BINDING = ("law", "regulation", "state-council")


@dataclass(slots=True)
class Rule:
    """What holds for a document in a place on a day; every list is complete."""

    pack: str
    applies_when: Condition | None = None
    not_for_you: form.Text | None = None
    who: str | None = None
    issued_by: str | None = None
    same_place_as: str | None = None
    same_visit_as: str | None = None
    version_by: str | None = None
    channels: list[str] | None = None
    takes: list[form.Takes] | None = None
    fee: form.Fee | None = None
    keeps: form.SpanForm | None = None
    coverage: str | None = None
    spec: form.Text | None = None
    basis: list[form.Basis] | None = None
    needs: list[form.Need] = field(default_factory=list)
    ways: list[form.Way] = field(default_factory=list)
    within: list[form.Within] = field(default_factory=list)
    windows: list[form.Window] = field(default_factory=list)
    late: list[form.Late] = field(default_factory=list)
    notes: list[form.Note] = field(default_factory=list)
    then: list[str] = field(default_factory=list)

    def issuer(self, way: form.Way | None) -> str | None:
        """The kind of office that issues it in this way."""
        return (way.issued_by if way else None) or self.issued_by

    def at_counter(self, way: form.Way | None) -> bool:
        """Whether it can be done on working days only: at a counter and by no other channel."""
        channels = (way.channels if way else None) or self.channels or ()
        return (
            self.issuer(way) != "family"
            and self.who != "agency"
            and not any(channel in _SELF_SERVED for channel in channels)
        )


@dataclass(slots=True)
class Head:
    """What a document is, whatever the day."""

    id: str
    kind: str = "paper"
    name: form.Text = field(default_factory=lambda: form.Text("", ""))
    step: form.Text | None = None
    summary: form.Text | None = None
    goal: bool = False
    gives: tuple[str, ...] = ()
    per: tuple[str, ...] = ("child",)
    held_when: Condition | None = None
    ends_when: Condition | None = None
    duty: Condition | None = None
    where: tuple[str, ...] = ("region",)
    get_from: str | None = None


@dataclass
class RuleBook:
    """Everything a plan is made from. Immutable once built, safe to share between threads."""

    packs: dict[str, Pack]
    problems: tuple[Problem, ...] = ()
    facts: FactSet = field(default_factory=lambda: FactSet({}))
    types: dict[str, FactType] = field(default_factory=dict)
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
    _bases: dict[int, tuple[Any, list[out.Basis]]] = field(default_factory=dict)
    _claims: dict[tuple[str, Chain], list[form.Claim]] = field(default_factory=dict)
    _duties: dict[Chain, list[tuple[str, Condition]]] = field(default_factory=dict)
    _names: dict[str, form.Text] = field(default_factory=dict)
    _places: dict[tuple[str, str | None, Chain], out.Place] = field(default_factory=dict)
    _answers: dict[Hashable, Any] = field(default_factory=dict)

    def chain(self, region: str) -> Chain:
        """The packs that hold for a division, national first, the most local last."""
        pack: str | None = None
        for code in (region, region[:4] + "00", region[:2] + "0000", COUNTRY):
            pack = self._by_region.get(code)
            if pack:
                break
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
            self._heads[key] = _merged_head(document, self._said(document, chain))
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
            found = _merged_rule(self._said(document, chain), on)
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
                article=item.article,
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

    def bases(self, items: Sequence[form.Basis] | None) -> list[out.Basis]:
        """Several reasons at once. The list is shared: it is not to be changed."""
        if not items:
            return []
        found = self._bases.get(id(items))
        if found is None or found[0] is not items:
            found = (items, [self.basis(item) for item in items])
            if len(self._bases) < _MOST_CACHED:
                self._bases[id(items)] = found
        return found[1]

    def source(self, ref: str) -> list[out.Basis]:
        """A source that is not a law, as a list of one."""
        key = ("source", ref)
        make = form.Basis(local=form.YesNo.yes, source=ref)
        return self.remembered(key, lambda: [self.basis(make)])  # type: ignore[no-any-return]

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
        for pack in reversed(self.chain(region)):
            if self.packs[pack].form.want:
                return tuple(self.packs[pack].form.want or ())
        return ()

    def reference(self, pack: str) -> out.PackRef:
        """Id, version and digest of a pack."""
        head = self.packs[pack].form
        return out.PackRef(pack, head.region, head.name, head.version, self.packs[pack].digest)


def _common(one: str, other: str) -> int:
    return next((n for n in (6, 4, 2) if one[:n] == other[:n]), 0)


def _merged_head(document: str, said: list[tuple[str, form.Document]]) -> Head:
    head = Head(document)
    for _, part in said:
        for item in fields(Head):
            value = getattr(part, item.name)
            if value is None or item.name == "id":
                continue
            if item.name in ("gives", "per", "where"):
                value = tuple(value)
            setattr(head, item.name, bool(value) if item.name == "goal" else value)
    return head


def _in_force(versions: Iterable[form.Version], on: date) -> form.Version | None:
    held = [v for v in versions if v.from_ <= on and (v.until is None or on < v.until)]
    return max(held, key=lambda v: v.from_, default=None)


def _merged_rule(said: list[tuple[str, form.Document]], on: date) -> Rule | None:
    rule: Rule | None = None
    for pack, part in said:
        if part.change == "withdraw":
            rule = None
            continue
        version = _in_force(part.versions or (), on)
        if version is None:
            continue
        if rule is None or part.change == "replace":
            rule = Rule(pack)
        _overlay(rule, version, pack)
    return rule


def _overlay(rule: Rule, version: form.Version, pack: str) -> None:
    rule.pack = pack
    for key in _KEYS:
        value = getattr(version, key)
        if value is not None:
            setattr(rule, key, value)
    dropped = {(drop.part, drop.id) for drop in version.drop or ()}
    for name in _ITEMS:
        items = {item.id: item for item in getattr(rule, name)}
        items.update({item.id: item for item in getattr(version, name) or ()})
        kept = [item for key, item in items.items() if (name, key) not in dropped]
        setattr(rule, name, kept)
    rule.then = [*rule.then, *(item for item in version.then or () if item not in rule.then)]


def load(
    *, root: Path, samples: bool = False, last_good: Callable[[str], Path | None] | None = None
) -> RuleBook:
    """Read every pack below `root` and check it.

    A broken pack is replaced by `last_good(pack_id)` or left out, its children with it; what was
    wrong stands in `problems`. Raises PackError where no national pack can be used.
    """
    from firstcard.policy.checks import check_book

    folders = (
        sorted(p for p in root.iterdir() if (p / "pack.yaml").is_file()) if root.is_dir() else []
    )
    if not folders:
        raise PackError(
            [
                Problem(
                    str(root), 1, "", "no pack here", ("a folder with a pack.yaml for each pack",)
                )
            ]
        )
    packs, problems = _read_all(folders, samples, last_good)
    while True:
        book = build(packs)
        found = check_book(book)
        problems += found
        broken = {p.pack for p in found if not p.warning and p.pack in packs}
        if not broken:
            break
        for pack in broken:
            good = last_good(pack) if last_good else None
            if good and packs[pack].folder != good:
                packs[pack] = read_pack(good, shown=pack, samples=samples)
            else:
                del packs[pack]
        _need_country(packs, problems)
    book.problems = tuple(problems)
    return book


def _read_all(
    folders: list[Path],
    samples: bool,
    last_good: Callable[[str], Path | None] | None,
) -> tuple[dict[str, Pack], list[Problem]]:
    packs: dict[str, Pack] = {}
    problems: list[Problem] = []
    for folder in folders:
        try:
            pack = read_pack(folder, shown=f"{folder.parent.name}/{folder.name}", samples=samples)
        except PackError as error:
            problems += [_of(problem, folder.name) for problem in error.problems]
            good = last_good(folder.name) if last_good else None
            if good is None:
                continue
            pack = read_pack(good, shown=folder.name, samples=samples)
        packs[pack.id] = pack
    _need_country(packs, problems)
    return packs, problems


def _of(problem: Problem, pack: str) -> Problem:
    return Problem(
        problem.file,
        problem.line,
        problem.key,
        problem.message,
        problem.allowed,
        pack,
        problem.warning,
    )


def _need_country(packs: Mapping[str, Pack], problems: list[Problem]) -> None:
    if not any(pack.form.region == COUNTRY for pack in packs.values()):
        raise PackError(
            problems
            or [
                Problem(
                    "packs",
                    1,
                    "region",
                    "no national pack",
                    (f'one pack with region: "{COUNTRY}"',),
                )
            ]
        )


def build(packs: Mapping[str, Pack]) -> RuleBook:
    """A book of these packs, parents before children; checks are made by `checks`."""
    import hashlib

    ordered = sorted(packs.values(), key=lambda p: (p.form.region != COUNTRY, p.form.region, p.id))
    usable = _with_parents(ordered)
    book = RuleBook({pack.id: pack for pack in usable})
    book.digest = hashlib.sha256("".join(p.digest for p in usable).encode()).hexdigest()
    for pack in usable:
        book._by_region[pack.form.region] = pack.id
        book.facts = pack.facts or book.facts
        book.calendar = pack.calendar or book.calendar
        book.divisions = pack.divisions or book.divisions
        for document in pack.documents.values():
            for alias in (document.id, *(document.gives or ())):
                book.documents.setdefault(alias, document.id)
    for pack in usable:
        book.documents.update({name: name for name in pack.documents})
    book.types = fact_types(book.facts, _ways(usable))
    return book


def _with_parents(ordered: list[Pack]) -> list[Pack]:
    usable: dict[str, Pack] = {}
    waiting = list(ordered)
    while waiting:
        ready = [p for p in waiting if p.form.parent is None or p.form.parent in usable]
        if not ready:
            break
        usable.update({p.id: p for p in ready})
        waiting = [p for p in waiting if p.id not in usable]
    return list(usable.values())


def _ways(packs: Iterable[Pack]) -> dict[str, frozenset[str]]:
    ways: dict[str, set[str]] = {}
    for pack in packs:
        for document in pack.documents.values():
            ids = ways.setdefault(document.id, set())
            for version in document.versions or ():
                ids |= {way.id for way in version.ways or ()}
                for need in version.needs or ():
                    ids |= {choice.id for choice in need.any_of or ()}
    return {document: frozenset(ids) for document, ids in ways.items()}
