"""The steps of a plan as trips: one visit where the order allows it, its papers once. Pure.

Steps share a trip where the kind of office, the place, who goes and the first possible day are the
same, so that no shared trip makes anything later; and where nothing lies between them that is done
elsewhere, or that the office takes days for.
"""

from collections.abc import Iterable, Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import date
from typing import Literal

from firstcard.policy.plan import Paper, Place, Plan, Step

TripKind = Literal["home", "remote", "visit"]
REMOTE = ("online", "app", "telephone", "post")
_STRENGTHS = ("required", "if-held", "optional")
_Key = tuple[object, ...]


@dataclass(frozen=True, slots=True)
class TripPaper:
    """One paper of a trip, counted over all its steps and children.

    `given_here` is a paper that a step of the same trip gives: nobody can bring it.
    """

    paper: Paper
    originals: int
    copies: int
    electronic: bool
    certain: bool  # asked for whatever the open facts turn out to be
    steps: tuple[str, ...]
    given_here: bool = False

    @property
    def tick(self) -> str:
        """The name under which it is ticked as ready; the same in every trip."""
        return f"paper:{self.paper.document or self.paper.id}:{self.paper.of or ''}"


@dataclass(frozen=True, slots=True)
class Trip:
    """One visit, one sitting at a phone or computer, or what is prepared at home.

    Days are calendar dates in China. `alongside` are the office's own steps of this visit, `waits`
    those that must be over before it. `remote` are the channels by which all of it can be done
    without going anywhere.
    """

    kind: TripKind
    office: Place | None
    steps: tuple[Step, ...]
    alongside: tuple[Step, ...]
    waits: tuple[Step, ...]
    papers: tuple[TripPaper, ...]
    remote: tuple[str, ...]

    @property
    def earliest(self) -> date | None:
        """The first day on which all of it can be done."""
        return max((s.earliest for s in self.steps if s.earliest), default=None)

    @property
    def due(self) -> date | None:
        """The first binding limit among its steps."""
        return min((s.due for s in self.steps if s.due), default=None)

    @property
    def go_by(self) -> date | None:
        """The last day to go without making a later step late."""
        days = [day for s in self.steps for day in (s.start_by, s.due) if day]
        return min(days, default=None)

    @property
    def aim_by(self) -> date | None:
        """The first day that a stricter source or a warning asks for."""
        return min((s.aim_by for s in self.steps if s.aim_by), default=None)

    @property
    def late(self) -> bool:
        """Whether one of its steps is overdue or cannot be in time any more."""
        return any(s.state in ("overdue", "will-be-late") for s in self.steps)

    @property
    def optional(self) -> bool:
        """Whether none of its steps has to be."""
        return all(s.optional for s in self.steps)


@dataclass(frozen=True, slots=True)
class Trips:
    """All trips in an order one can follow, and what is taken along every time."""

    trips: tuple[Trip, ...]
    base: tuple[TripPaper, ...]
    waits: tuple[Step, ...]  # the office's own steps after the last trip

    @property
    def to_take(self) -> tuple[TripPaper, ...]:
        """Every paper that somebody takes along, first what is taken every time."""
        own = (paper for trip in self.trips for paper in trip.papers if not paper.given_here)
        return (*self.base, *own)

    @property
    def visits(self) -> int:
        """How often somebody has to go somewhere."""
        return sum(trip.kind == "visit" and not trip.optional for trip in self.trips)


def trips(*, plan: Plan) -> Trips:
    """The plan's steps as trips."""
    return _Grouping(plan.steps).all()


def held_back(step: Step) -> bool:
    """Whether the office may take days over it, so that what follows is another visit."""
    return step.done != step.earliest or step.done_by != step.earliest


class _Grouping:
    """Takes ready steps away, one trip after another, until none is left."""

    def __init__(self, steps: Iterable[Step]) -> None:
        self.waiting = {step.id: step for step in steps}
        self.steps = dict(self.waiting)
        self.keys = {name: _key(step) for name, step in self.steps.items()}
        self.after = {name: [each for each in step.after if each in self.steps]
                      for name, step in self.steps.items()}  # fmt: skip
        self.done: set[str] = set()
        self.passed: list[Step] = []  # what offices do by themselves since the last trip

    def all(self) -> Trips:
        """Every trip, in order."""
        found: list[Trip] = []
        while self.waiting:
            if not self._pass_waits():
                found.append(self._trip(self._next()))
        base = _counted([step for trip in found for step in trip.steps], ())
        return Trips(tuple(found), tuple(p for p in base if p.paper.base), tuple(self.passed))

    def _pass_waits(self) -> bool:
        own = [step for step in self.waiting.values()
               if step.who == "agency" and self.done.issuperset(self.after[step.id])]  # fmt: skip
        self.passed += own
        self._finish(own)
        return bool(own)

    def _finish(self, steps: Iterable[Step]) -> None:
        for step in steps:
            del self.waiting[step.id]
            self.done.add(step.id)

    def _next(self) -> list[Step]:
        """What to do now: at home first, then a visit that would not grow by being put off."""
        ready = [step for step in self.waiting.values()
                 if step.who != "agency" and self.done.issuperset(self.after[step.id])]  # fmt: skip
        ready.sort(key=lambda step: _KINDS.index(str(self.keys[step.id][0])) > 0)
        groups = [self._collected(key, self.done)
                  for key in dict.fromkeys(self.keys[step.id] for step in ready)]  # fmt: skip
        whole = (group for group in groups if len(group) >= len(self._put_off(group)))
        return next(whole, groups[0])

    def _put_off(self, group: list[Step]) -> list[Step]:
        """The same visit, if everything that does not need it were done before."""
        key, needing = self.keys[group[0].id], self._needing(group)
        others = {name for name in self.waiting
                  if name not in needing and self.keys[name] != key}  # fmt: skip
        return self._collected(key, self.done | others)

    def _needing(self, group: list[Step]) -> set[str]:
        found = {step.id for step in group}
        for name in self.waiting:  # in an order one can follow
            if not found.isdisjoint(self.after[name]):
                found.add(name)
        return found

    def _collected(self, key: _Key, done: Set[str]) -> list[Step]:
        inside: dict[str, Step] = {}
        for step in self.waiting.values():
            before = self.after[step.id]
            if step.id not in done and all(name in done or name in inside for name in before) \
                    and self._belongs(step, key, inside):  # fmt: skip
                inside[step.id] = step
        return list(inside.values())

    def _belongs(self, step: Step, key: _Key, inside: Mapping[str, Step]) -> bool:
        if _same_visit(step, inside.values()):
            return True
        if step.who == "agency" or self.keys[step.id] != key:
            return False
        return not any(held_back(inside[name]) for name in self.after[step.id] if name in inside)

    def _trip(self, group: list[Step]) -> Trip:
        own = tuple(step for step in group if step.who != "agency")
        waits = self._waited_for(own)
        self.passed = [step for step in self.passed if step not in waits]
        self._finish(group)
        kind = self.keys[own[0].id][0]
        inside = {step.id for step in group}
        papers = [p for p in _counted(own, inside) if not p.paper.base or p.copies]
        return Trip(
            kind="home" if kind == "home" else "remote" if kind == "remote" else "visit",
            office=own[0].office, steps=own,
            alongside=tuple(step for step in group if step.who == "agency"), waits=waits,
            papers=tuple(papers), remote=_remote(own))  # fmt: skip

    def _waited_for(self, steps: Iterable[Step]) -> tuple[Step, ...]:
        """The offices' own steps since the last trip that lead up to these."""
        wanted = {name for step in steps for name in self.after[step.id]}
        found = []
        for step in reversed(self.passed):
            if step.id in wanted:
                found.append(step)
                wanted.update(self.after[step.id])
        return tuple(reversed(found))


_KINDS = ("home", "remote", "visit")


def _key(step: Step) -> _Key:
    """What steps of one trip have in common. A place that is not known is like no other.

    Packs name the usual channel first.
    """
    who = step.who if step.who in ("employer", "institution") else "family"
    if step.office is None and not step.channels:
        return ("home", who, step.earliest)
    if step.office is None or (step.channels and step.channels[0] in REMOTE):
        return ("remote", who, step.earliest)
    where = step.office.where or step.id
    return ("visit", step.office.kind, where, who, step.earliest)


def _remote(steps: Iterable[Step]) -> tuple[str, ...]:
    each = [step.channels for step in steps if step.same_visit_as is None]
    return tuple(c for c in REMOTE if each and all(c in channels for channels in each))


def _same_visit(step: Step, inside: Iterable[Step]) -> bool:
    return step.same_visit_as is not None and any(
        other.document == step.same_visit_as and other.earliest == step.earliest
        and any(person in other.for_ for person in step.for_) for other in inside)  # fmt: skip


def to_bring(paper: Paper) -> bool:
    """Whether somebody holds it in the hand: not what the office knows, or what only has to be."""
    if paper.state == "shared":
        return False
    if paper.form is None:
        return paper.state != "step"
    held = paper.form.original or paper.form.copies or paper.form.electronic
    return bool(held) or not paper.form.shared


def _counted(steps: Iterable[Step], inside: Iterable[str]) -> Iterator[TripPaper]:
    """Each paper once: originals as often as there are children, copies as often as asked for."""
    here = set(inside)
    found: dict[tuple[str, str | None], list[tuple[Step, Paper]]] = {}
    for step in steps:
        for paper in filter(to_bring, step.needs):
            found.setdefault((paper.document or paper.id, paper.of), []).append((step, paper))
    for uses in found.values():
        yield _one(uses, here)


def _one(uses: list[tuple[Step, Paper]], here: Set[str]) -> TripPaper:
    papers = [paper for _, paper in uses]
    first = min(papers, key=lambda p: (_STRENGTHS.index(p.strength), bool(p.only_if)))
    return TripPaper(
        paper=first, originals=_originals(uses),
        copies=sum((p.form.copies or 0) * p.count for p in papers if p.form),
        electronic=any(bool(p.form.electronic) for p in papers if p.form),
        certain=first.strength == "required" and not first.only_if,
        steps=tuple(step.id for step, _ in uses),
        given_here=all(p.state == "step" and p.step in here for p in papers))  # fmt: skip


def _originals(uses: list[tuple[Step, Paper]]) -> int:
    """The same original is shown again for the same child; each child has its own."""
    each: dict[object, int] = {}
    for step, paper in uses:
        number = (paper.form.original or 0) if paper.form else 0
        for person in ("family",) if paper.base else step.for_:
            each[person] = max(each.get(person, 0), number)
    return sum(each.values())
