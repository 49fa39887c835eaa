"""How long something took, as a curve with its text: which share was done within how many days."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from firstcard.core import privacy
from firstcard.desk.presenters.tongue import Tongue

_WIDTH, _HEIGHT = 100.0, 12.0  # percent across; em down
_TOP, _TICKS = 1.0, 5


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a curve: up to which day, which share."""

    days: int
    cases: int
    percent: int
    said: str


@dataclass(frozen=True, slots=True)
class Segment:
    """One stroke of a curve, in percent across and em down."""

    x1: float
    y1: float
    x2: float
    y2: float


@dataclass(frozen=True, slots=True)
class Curve:
    """One stage: its steps, and how they are drawn. No steps: too few cases."""

    id: str
    title: str
    steps: list[Step]
    segments: list[Segment]
    ticks: list[tuple[float, int]]


def curve(
    *, name: str, title: str, days: Mapping[int, int], tongue: Tongue, counted: str = "stage_n"
) -> Curve:  # fmt: skip
    """Drawn so that no step stands for few. `counted`: the word that says of how many it is."""
    total = sum(days.values())
    steps = [Step(day, n, share := round(100 * n / total), _said(day, share, tongue))
             for day, n in privacy.steps(days)]  # fmt: skip
    if not steps:
        return Curve(name, title, [], [], [])
    last = max(1, steps[-1].days)
    title = tongue.word(counted, stage=title, n=total)
    return Curve(name, title, steps, list(_segments(steps, last)), _ticks(last))


def _said(days: int, percent: int, tongue: Tongue) -> str:
    name = f"stage_within_{days}" if days < 2 else "stage_within"
    return tongue.word(name, days=days, percent=percent)


def _segments(steps: Sequence[Step], last: int) -> Iterator[Segment]:
    """Up at each step, along to the next."""
    x, y = 0.0, _HEIGHT
    for step in steps:
        right = round(_WIDTH * step.days / last, 2)
        top = round(_HEIGHT - (_HEIGHT - _TOP) * step.percent / 100, 2)
        yield Segment(x, y, right, y)
        yield Segment(right, y, right, top)
        x, y = right, top


def _ticks(last: int) -> list[tuple[float, int]]:
    every = max(1, -(-last // _TICKS))
    return [(round(_WIDTH * day / last, 2), day) for day in range(0, last + 1, every)]
