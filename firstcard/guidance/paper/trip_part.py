"""The trips of a plan for paper: where to go by when, what to do there, papers to tick. Pure."""

from collections.abc import Collection
from dataclasses import dataclass

from firstcard.guidance.presenters.papers import office_view, paper_view
from firstcard.guidance.presenters.steps import StepPresenter
from firstcard.guidance.presenters.trips import Trip, TripPaper, Trips
from firstcard.guidance.words import capital
from firstcard.policy.format import Text
from firstcard.policy.plan import Plan

_DOT = " · "


@dataclass(frozen=True, slots=True)
class PaperLine:
    """One paper with its square. `also` is its Chinese name on an English page."""

    name: str
    also: str
    form: str
    details: list[str]
    ready: bool


@dataclass(frozen=True, slots=True)
class TripBlock:
    """One trip: lines before its papers and after them."""

    title: str
    also: str
    lines: list[str]
    papers: list[PaperLine]
    after: list[str]


class TripWriter:
    """Writes the trips of one plan."""

    def __init__(self, *, plan: Plan, presenter: StepPresenter, ticks: Collection[str]) -> None:
        self.plan = plan
        self.presenter = presenter
        self.speaker = presenter.speaker
        self.ticks = ticks
        self.asked: set[str] = set()  # kinds of office of which it is said where to ask

    def blocks(self, found: Trips) -> list[TripBlock]:
        """Every trip in order; visits and what is done from home are counted alike."""
        return [self._block(number, trip) for number, trip in enumerate(found.trips, start=1)]

    def paper(self, paper: TripPaper) -> PaperLine:
        """One paper, counted over all steps of its trip."""
        view = paper_view(paper.paper, self.presenter.numbers, self.speaker)
        return PaperLine(view.name, self.also(paper.paper.name), self._form(paper),
                         [_DOT.join(view.details)] if view.details else [],
                         paper.tick in self.ticks)  # fmt: skip

    def also(self, name: Text) -> str:
        """What a clerk reads: an English page carries the Chinese name beside its own."""
        return name.zh if self.speaker.lang == "en" else ""

    def _form(self, paper: TripPaper) -> str:
        word, parts = self.speaker.word, []
        for number, name in ((paper.originals, "original"), (paper.copies, "copy")):
            if number:
                many = {"original": "originals", "copy": "copies"}[name]
                parts.append(word(f"paper_{name if number == 1 else many}", n=number))
        if paper.electronic:
            parts.append(word("paper_electronic"))
        if paper.paper.form and paper.paper.form.note:
            parts.append(self.speaker.say(paper.paper.form.note))
        return word("pdf_comma").join(parts)

    def _block(self, number: int, trip: Trip) -> TripBlock:
        brought = [each for each in trip.papers if not each.given_here]
        given = self.speaker.listed(self.speaker.say(each.paper.name)
                                    for each in trip.papers if each.given_here)  # fmt: skip
        return TripBlock(
            title=self._title(number, trip),
            also=self.also(trip.office.name) if trip.office else "",
            lines=[*self._do(trip), *self._place(trip), *self._waits(trip)],
            papers=[self.paper(each) for each in brought],
            after=[self.speaker.word("pdf_trip_given", names=given)] if given else [])  # fmt: skip

    def _title(self, number: int, trip: Trip) -> str:
        office = capital(self.speaker.say(trip.office.name)) if trip.office else ""
        title = self.speaker.word(f"pdf_trip_{trip.kind}" if office else "pdf_trip_home", n=number,
                                  office=office)  # fmt: skip
        return self.speaker.word("pdf_trip_optional", title=title) if trip.optional else title

    def _do(self, trip: Trip) -> list[str]:
        numbers: dict[str, list[str]] = {}
        for step in trip.steps:
            title = self.presenter.titles[step.id]
            numbers.setdefault(title, []).append(str(self.presenter.numbers[step.id]))
        word, listed = self.speaker.word, self.speaker.listed
        return [word("pdf_trip_do" if len(each) == 1 else "pdf_trip_do_each", title=title,
                     numbers=listed(each)) for title, each in numbers.items()]  # fmt: skip

    def _when(self, trip: Trip) -> list[str]:
        word, day = self.speaker.word, self.speaker.day
        if trip.late:
            return [word("pdf_trip_late")]
        later = trip.earliest and trip.earliest > self.plan.on
        return [word(f"pdf_trip_{name}", day=day(when))
                for name, when in (("from", trip.earliest if later else None), ("by", trip.go_by))
                if when]  # fmt: skip

    def _place(self, trip: Trip) -> list[str]:
        """When and where: known offices, else the division and, once a kind, where to ask."""
        view, when = office_view(trip.office, self.speaker), self._when(trip)
        if view is None or trip.office is None:
            return [_DOT.join(when)] if when else []
        known = [_DOT.join(part for part in (name, address, hours) if part)
                 for name, address, hours, _ in view.known]  # fmt: skip
        lines = [_DOT.join(part for part in (*when, "" if known else view.region) if part), *known]
        if view.channels and not known and trip.office.kind not in self.asked:
            self.asked.add(trip.office.kind)
            channels = self.speaker.listed(view.channels)
            lines.append(self.speaker.word("pdf_ask_at", channels=channels))
        if remote := self.speaker.channels(trip.remote):
            lines.append(self.speaker.word(f"pdf_trip_how_{trip.kind}", channels=remote))
        return [line for line in lines if line]

    def _waits(self, trip: Trip) -> list[str]:
        names = self.presenter.named([step.id for step in trip.waits])
        return [self.speaker.word("pdf_trip_waits", names=names)] if names else []
