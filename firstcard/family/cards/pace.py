"""How long others waited: a bar for each few days, the own day marked; and the same in words. Pure.

Across in percent, down in em, so that the words keep their size on every screen.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil

from firstcard.cards.figures import Pace
from firstcard.family.cards.saying import Saying

_MOST_BARS = 12
_FOOT, _TALLEST = 9.0, 6.0  # em: base line, height of the tallest bar
_GAP = 0.15  # of a bar's width
_LOW, _HIGH = 30.0, 70.0  # percent: beyond these the mark's word is set from its end


@dataclass(frozen=True, slots=True)
class Bar:
    """Cards that took from `first` to `last` days. `quick`: within the nine of ten."""

    x: float
    y: float
    width: float
    height: float
    quick: bool
    said: str


@dataclass(frozen=True, slots=True)
class Picture:
    """The whole picture, its sentence and its twin in words."""

    sentence: str
    counted: str
    bars: list[Bar]
    mark: float  # percent: the own day
    anchor: str
    label: str
    ticks: list[tuple[float, int, str]]  # percent, day, anchor
    foot: float


def picture(*, pace: Pace, by_post: bool, office: str, saying: Saying) -> Picture:
    """Draw it; every number is the query's."""
    name = "pace_post" if by_post else "pace_office"
    longest = max(pace.took[-1][0], pace.day)
    step = max(1, ceil((longest + 1) / _MOST_BARS))
    days = ceil((longest + 1) / step) * step
    mark = round(100 * (pace.day + 0.5) / days, 2)
    return Picture(
        sentence=saying.word(name, office=office, n=pace.days, day=pace.day),
        counted=saying.word("pace_of", n=pace.of), bars=list(_bars(pace, step, days, saying)),
        mark=mark, anchor="start" if mark < _LOW else "end" if mark > _HIGH else "middle",
        label=saying.word("pace_yours", day=pace.day), foot=_FOOT,
        ticks=[(0.0, 0, "start"), (round(100 * (pace.days + 0.5) / days, 2), pace.days, "middle"),
               (100.0, days - 1, "end")] if pace.days < days * 0.85 else
              [(0.0, 0, "start"), (100.0, days - 1, "end")],
    )  # fmt: skip


def _bars(pace: Pace, step: int, days: int, saying: Saying) -> Iterator[Bar]:
    counts = [sum(n for day, n in pace.took if start <= day < start + step)
              for start in range(0, days, step)]  # fmt: skip
    width = 100 * step / days
    for number, count in enumerate(counts):
        if not count:
            continue
        first, last = number * step, number * step + step - 1
        height = round(_TALLEST * count / max(counts), 2)
        yield Bar(x=round(number * width + width * _GAP, 2), y=round(_FOOT - height, 2),
                  width=round(width * (1 - 2 * _GAP), 2), height=height,
                  quick=first <= pace.days, said=_said(first, last, count, saying))  # fmt: skip


def _said(first: int, last: int, count: int, saying: Saying) -> str:
    name = "pace_bin_day" if first == last else "pace_bin"
    return saying.word(name + ("_one" if count == 1 else ""), first=first, last=last, n=count)
