"""The way from birth to card as a map of stops, the family's own position lit. Pure.

Across, lengths are percent of the picture's width; down, em of its text.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from itertools import pairwise

from firstcard.guidance.presenters.steps import StepPresenter
from firstcard.policy.format import Station
from firstcard.policy.plan import Plan, Step

_ROW = 3  # stops side by side: what fits a phone
_HIGH, _TOP = 6.3, 1.5  # em


@dataclass(frozen=True, slots=True)
class Stop:
    """One stop. `state`: here, done, ahead, nothing, blocked or optional."""

    number: int
    name: str
    state: str
    state_said: str
    other: str  # that another agency decides there, or empty
    said: str
    x: float
    y: float


@dataclass(frozen=True, slots=True)
class JourneyMap:
    """The whole map: stops, and the lines between them as (x1, y1, x2, y2)."""

    height: float
    stops: list[Stop]
    lines: list[tuple[float, float, float, float]]
    title: str
    desc: str


def journey_map(*, stations: Sequence[Station], plan: Plan, first: Step | None,
                held: Collection[str], presenter: StepPresenter) -> JourneyMap | None:  # fmt: skip
    """The map of the stops that packs name; None where they name none.

    `first` is the next step of the plan, `held` are the documents that are there already.
    """
    if not stations:
        return None
    here = next((n for n, each in enumerate(stations)
                 if first and first.document in each.documents), None)  # fmt: skip
    stops = [_stop(number, station, _state(number, station, here, plan, held), presenter)
             for number, station in enumerate(stations)]  # fmt: skip
    rows = (len(stops) - 1) // _ROW + 1
    word = presenter.speaker.word
    desc = (word("map_desc", n=len(stops), here=stops[here].name) if here is not None
            else word("map_desc_done", n=len(stops)))  # fmt: skip
    return JourneyMap(
        height=round(rows * _HIGH, 2),
        stops=stops,
        lines=_lines(stops),
        title=word("map_title"),
        desc=desc,
    )


def _state(number: int, station: Station, here: int | None, plan: Plan,
           held: Collection[str]) -> str:  # fmt: skip
    if number == here:
        return "here"
    steps = [step for step in plan.steps if step.document in station.documents]
    if steps:
        return "optional" if all(step.optional for step in steps) else "ahead"
    blocked = {name for goal in plan.goals if goal.state == "blocked"
               for name in (goal.id, *(each.document for each in goal.blocked_by))}  # fmt: skip
    if blocked & set(station.documents):
        return "blocked"
    return "done" if set(held) & set(station.documents) else "nothing"


def _stop(number: int, station: Station, state: str, presenter: StepPresenter) -> Stop:
    speaker = presenter.speaker
    name, said = speaker.say(station.name), speaker.word(f"map_{state}")
    words = "map_station" if station.ours else "map_station_other"
    row, column = divmod(number, _ROW)
    return Stop(
        number + 1, name, state, said, "" if station.ours else speaker.word("map_other"),
        speaker.word(words, name=name, state=said),
        round((column + 0.5) * 100 / _ROW, 2), round(row * _HIGH + _TOP, 2))  # fmt: skip


def _lines(stops: Sequence[Stop]) -> list[tuple[float, float, float, float]]:
    """From stop to stop; from the end of a row round its edge to the beginning of the next."""
    lines = []
    for one, other in pairwise(stops):
        if one.y == other.y:
            lines.append((one.x, one.y, other.x, other.y))
        else:
            between = round(other.y - _TOP - 0.1, 2)
            lines += [(one.x, one.y, 99.0, one.y), (99.0, one.y, 99.0, between),
                      (99.0, between, 1.0, between), (1.0, between, 1.0, other.y),
                      (1.0, other.y, other.x, other.y)]  # fmt: skip
    return lines
