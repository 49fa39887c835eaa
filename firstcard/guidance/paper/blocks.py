"""The parts of a printed plan, as its template takes them: every text ready. Pure."""

from dataclasses import dataclass

from firstcard.guidance.paper.trip_part import PaperLine, TripBlock
from firstcard.guidance.words import Lang


@dataclass(frozen=True, slots=True)
class Code:
    """A QR code as greys row by row, how wide it is in millimetres, and what it does."""

    pixels: list[list[int]]
    alt: str
    caption: str
    width: int


@dataclass(frozen=True, slots=True)
class Next:
    """What to do first."""

    title: str
    step: str
    lines: list[str]


@dataclass(frozen=True, slots=True)
class GoalLine:
    """One goal, or what comes with it; `opens` says what would open it where it is blocked."""

    name: str
    state: str
    lines: list[str]
    opens: list[str]


@dataclass(frozen=True, slots=True)
class Goals:
    """What the family will have, from when it is covered, and what it pays."""

    title: str
    items: list[GoalLine]


@dataclass(frozen=True, slots=True)
class DateRow:
    """One last day."""

    day: str
    number: str
    title: str
    note: str


@dataclass(frozen=True, slots=True)
class Dates:
    """The last days in order."""

    title: str
    head: list[str]
    rows: list[DateRow]


@dataclass(frozen=True, slots=True)
class TripsPart:
    """The trips, and what is taken along every time."""

    title: str
    base_title: str
    base: list[PaperLine]
    items: list[TripBlock]


@dataclass(frozen=True, slots=True)
class StepBlock:
    """One step, or the same step for several children. `dates` and `facts`
    go on one line each."""

    number: str
    title: str
    marks: list[str]
    dates: list[tuple[str, str]]
    lead: list[str]
    facts: list[tuple[str, str]]
    rows: list[tuple[str, str]]
    notes: list[str]


@dataclass(frozen=True, slots=True)
class Steps:
    """All steps."""

    title: str
    items: list[StepBlock]


@dataclass(frozen=True, slots=True)
class Listed:
    """A list under a title."""

    title: str
    items: list[str]


@dataclass(frozen=True, slots=True)
class End:
    """What the plan rests on."""

    title: str
    parts: list[Listed]


@dataclass(frozen=True, slots=True)
class Content:
    """The whole paper."""

    lang: Lang
    title: str
    service: str
    made: str
    foot: str
    colon: str
    comma: str
    code: Code | None
    next: Next
    goals: Goals
    dates: Dates
    trips: TripsPart
    steps: Steps
    unsure: Listed
    claims: Listed
    end: End
