"""What to do next: what, by when, where, with which papers; if it is late, that first. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass

from firstcard.guidance.presenters.papers import office_view
from firstcard.guidance.presenters.steps import StepPresenter, StepView, span_of
from firstcard.guidance.presenters.trips import Trip, Trips
from firstcard.policy.clock_words import span_words
from firstcard.policy.plan import Plan, Step


@dataclass(frozen=True, slots=True)
class NextView:
    """The first thing to do. `late` says why it is late, before all else; else it is empty."""

    title: str
    anchor: str
    late: list[str]
    when: str
    where: list[str]
    take: list[str]
    trip: str  # the anchor of its trip


def next_view(*, plan: Plan, found: Trips, first: StepView | None,
              presenter: StepPresenter) -> NextView | None:  # fmt: skip
    """The step to begin with, as the panel on top of the plan shows it; None if all is done."""
    if first is None:
        return None
    step = plan.steps[first.number - 1]
    number, trip = next(((n, each) for n, each in enumerate(found.trips, start=1)
                         if step in each.steps), (0, None))  # fmt: skip
    return NextView(
        title=first.title, anchor=first.anchor, late=_late(plan, step, first, presenter),
        when=_when(plan, step, presenter), where=_where(step, first, presenter),
        take=_take(trip, presenter), trip=f"trip-{number}" if number else "")  # fmt: skip


def _late(plan: Plan, step: Step, view: StepView, presenter: StepPresenter) -> list[str]:
    if step.state not in ("overdue", "will-be-late") or step.due is None:
        return []
    speaker = presenter.speaker
    said = "next_overdue" if step.state == "overdue" else "next_will_be_late"
    lines = [speaker.word(said, day=speaker.day(step.due), away=speaker.away(step.due, plan.on))]
    if step.due_why:
        span = span_words(span_of(step.due_why), speaker.lang)
        lines.append(speaker.word("next_limit", span=span,
                                  event=speaker.say(step.due_why.of_name)))  # fmt: skip
    return [*lines, *view.late]


def _when(plan: Plan, step: Step, presenter: StepPresenter) -> str:
    """The day to keep; nothing where it has passed, which `late` says."""
    speaker, on = presenter.speaker, plan.on
    if step.state in ("overdue", "will-be-late"):
        return speaker.word("trip_now")
    for day, word in ((step.due, "next_by"), (step.start_by, "next_start_by"),
                      (step.earliest, "next_from")):  # fmt: skip
        if day and (word != "next_from" or day > on):
            return speaker.word(word, day=speaker.day(day), away=speaker.away(day, on))
    return speaker.word("next_no_limit")


def _where(step: Step, view: StepView, presenter: StepPresenter) -> list[str]:
    office = office_view(step.office, presenter.speaker)
    if office is None:
        return [view.home] if view.home else []
    known = [" · ".join(part for part in (name, address) if part)
             for name, address, *_ in office.known[:1]]  # fmt: skip
    return [office.name, *(known or [office.region] if office.region else known)]


def _take(trip: Trip | None, presenter: StepPresenter) -> list[str]:
    """Every paper that the trip surely needs, those of every trip included; each name once."""
    if trip is None:
        return []
    own = [each.paper for each in trip.papers if each.certain and not each.given_here]
    base = [paper for step in trip.steps for paper in step.needs
            if paper.base and paper.strength == "required" and not paper.only_if]  # fmt: skip
    return _once(presenter.speaker.say(paper.name) for paper in (*own, *base))


def _once(names: Iterable[str]) -> list[str]:
    return list(dict.fromkeys(names))
