"""The trips of a plan as a checklist: where to go by when, what to do there, papers to tick. Pure.

A paper has one tick, where it is first needed; later trips name that place instead.
"""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date

from msgspec.structs import replace

from firstcard.guidance.presenters.papers import office_view, paper_view
from firstcard.guidance.presenters.steps import StepPresenter
from firstcard.guidance.presenters.trips import Trip, TripPaper, Trips
from firstcard.policy.format import PaperForm
from firstcard.policy.plan import Plan, Step


@dataclass(frozen=True, slots=True)
class TickView:
    """One paper: with `id` it can be ticked here, else `see` says where."""

    id: str
    tick: str
    name: str
    form: str
    details: list[str]
    perhaps: bool
    ready: bool
    see: str


@dataclass(frozen=True, slots=True)
class TaskView:
    """One step of a trip. `id` names it where it is marked as done."""

    id: str
    number: int
    anchor: str
    title: str
    marks: list[str]


@dataclass(frozen=True, slots=True)
class TripView:
    """One trip."""

    number: int
    anchor: str
    kind: str
    title: str
    when: str
    late: bool
    optional: bool
    place: list[str]
    sample: bool
    tasks: list[TaskView]
    papers: list[TickView]
    here: str
    without: str
    waited: list[TaskView]


@dataclass(frozen=True, slots=True)
class Checklist:
    """All trips, and what is taken along every time."""

    lead: str
    every_time: list[TickView]
    trips: list[TripView]
    waited: list[TaskView]


def checklist(*, found: Trips, plan: Plan, presenter: StepPresenter,
              ticks: Collection[str]) -> Checklist:  # fmt: skip
    """The trips in words. `ticks` are the papers that are ready."""
    return _Writer(plan, presenter, ticks).checklist(found)


def when_of(trip: Trip, presenter: StepPresenter, on: date) -> str:
    """By when to go, or from when."""
    speaker = presenter.speaker
    if trip.late:
        return speaker.word("trip_now")
    word = "trip_go_by" if trip.kind == "visit" else "trip_by"
    if trip.go_by:
        return speaker.word(word, day=speaker.day(trip.go_by), away=speaker.away(trip.go_by, on))
    if trip.earliest and trip.earliest > on:
        return speaker.word("trip_from", day=speaker.day(trip.earliest),
                            away=speaker.away(trip.earliest, on))  # fmt: skip
    return ""


def merged(paper: TripPaper) -> PaperForm | None:
    """The form of a paper with the counts of all steps and children of a trip."""
    form = paper.paper.form
    if form is None:
        return None
    return replace(form, original=paper.originals or None, copies=paper.copies or None)


class _Writer:
    def __init__(self, plan: Plan, presenter: StepPresenter, ticks: Collection[str]) -> None:
        self.plan, self.presenter, self.ticks = plan, presenter, ticks
        self.speaker = presenter.speaker
        self.first: dict[str, str] = {}  # tick: where its box stands, in words

    def checklist(self, found: Trips) -> Checklist:
        word = self.speaker.word
        lead = {0: "trips_lead_none", 1: "trips_lead_one"}.get(found.visits, "trips_lead")
        base = self._ticks("0", found.base, word("trip_see_every"))
        return Checklist(
            lead=word(lead, visits=found.visits), every_time=base,
            trips=[self._trip(number, trip) for number, trip in enumerate(found.trips, start=1)],
            waited=self._tasks(found.waits))  # fmt: skip

    def _trip(self, number: int, trip: Trip) -> TripView:
        word, listed, say = self.speaker.word, self.speaker.listed, self.speaker.say
        brought = [each for each in trip.papers if not each.given_here]
        here = listed(say(each.paper.name) for each in trip.papers if each.given_here)
        channels = self.speaker.channels(trip.remote) if trip.kind == "visit" else ""
        office = office_view(trip.office, self.speaker) if trip.kind == "visit" else None
        return TripView(
            number=number, anchor=f"trip-{number}", kind=trip.kind,
            title=self._title(trip, bool(brought)),
            when=when_of(trip, self.presenter, self.plan.on), late=trip.late,
            optional=trip.optional, place=self._place(trip),
            sample=any(sample for *_, sample in (office.known if office else ())),
            tasks=self._tasks(trip.steps),
            papers=self._ticks(str(number), brought, word("trip_see", n=number)),
            here=word("trip_here", names=here) if here else "",
            without=word("trip_without", channels=channels) if channels else "",
            waited=self._tasks(trip.waits))  # fmt: skip

    def _title(self, trip: Trip, papers: bool) -> str:
        if trip.kind != "visit" or trip.office is None:
            return self.speaker.word(f"trip_{trip.kind}")
        word = "trip_take" if papers else "trip_go"
        return self.speaker.word(word, office=self.speaker.say(trip.office.name))

    def _place(self, trip: Trip) -> list[str]:
        """The offices known by address, else the division. Their hours stand at the step."""
        view = office_view(trip.office, self.speaker) if trip.kind == "visit" else None
        if view is None:
            return []
        known = [" · ".join(part for part in (name, address) if part)
                 for name, address, *_ in view.known]  # fmt: skip
        return known or [each for each in (view.region,) if each]

    def _tasks(self, steps: Iterable[Step]) -> list[TaskView]:
        return [self._task(step) for step in steps]

    def _task(self, step: Step) -> TaskView:
        number, word = self.presenter.numbers[step.id], self.speaker.word
        marks = []
        if step.state in ("overdue", "will-be-late"):
            marks.append(word(f"state_{step.state}"))
        numbers = self.speaker.listed(str(p.number) for p in step.for_ if p.kind == "child")
        if self.presenter.children > 1 and numbers:
            many = "step_children" if len(step.for_) > 1 else "step_child"
            marks.append(word(many, numbers=numbers))
        return TaskView(step.id, number, f"step-{number}", self.presenter.titles[step.id], marks)

    def _ticks(self, trip: str, papers: Iterable[TripPaper], place: str) -> list[TickView]:
        views = []
        for number, paper in enumerate(papers, start=1):
            see = self.first.get(paper.tick, "")
            self.first.setdefault(paper.tick, place)
            views.append(self._paper(paper, "" if see else f"tick-{trip}-{number}", see))
        return views

    def _paper(self, paper: TripPaper, id_: str, see: str) -> TickView:
        # Where to get it, and that it is there already, stand at the step.
        state = "bring" if paper.paper.state == "have" else paper.paper.state
        counted = replace(paper.paper, form=merged(paper), count=1, get_from=None, state=state)
        view = paper_view(counted, self.presenter.numbers, self.speaker)
        return TickView(id_, paper.tick, view.name, view.form, [] if see else view.details,
                        not paper.certain, paper.tick in self.ticks, see)  # fmt: skip
