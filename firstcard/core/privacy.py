"""Numbers that tell of nobody: what stands for fewer than ten cases is not shown. Pure."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TypeVar

K = 10  # the least number of cases behind a number that is shown
# Days of what is counted; the first where none is asked for. Of two times that may be chosen freely
# the difference would tell of a few.
PERIODS = ("90", "30", "365")

Key = TypeVar("Key")


def shown(counts: Mapping[Key, int]) -> dict[Key, int | None]:
    """The counts, None where one is left out: 1 to K - 1, and where a single one is missing, the
    next smallest too, since it could be reckoned from the sum. Zero tells of nobody.
    """
    out = {key for key, n in counts.items() if 0 < n < K}
    if len(out) == 1:
        others = [key for key, n in counts.items() if n >= K]
        if others:
            out.add(min(others, key=lambda key: counts[key]))
    return {key: None if key in out else n for key, n in counts.items()}


def steps(days: Mapping[int, int]) -> list[tuple[int, int]]:
    """Cases by the day on which they were through, days laid together until each has K or more.

    Pairs of the last day and the number of cases up to it; [] where there are fewer than K at all.
    """
    found: list[tuple[int, int]] = []
    total, waiting = 0, 0
    for day in sorted(days):
        waiting += days[day]
        if waiting >= K:
            total += waiting
            waiting = 0
            found.append((day, total))
    if found and waiting:  # the last few go with the step before, on the last day of all
        found[-1] = (max(days), total + waiting)
    return found


def median(days: Mapping[int, int]) -> int | None:
    """The day up to which half of the cases were through; None for fewer than K."""
    total = sum(days.values())
    if total < K:
        return None
    seen = 0
    for day in sorted(days):
        seen += days[day]
        if 2 * seen >= total:
            return day
    raise AssertionError("half of the cases lie somewhere")


def percent(part: int, whole: int) -> int | None:
    """Of 100; None where the share, or what is left of it, stands for fewer than K cases."""
    if whole < K or 0 < part < K or 0 < whole - part < K:
        return None
    return round(100 * part / whole)


def binned(values: Mapping[int, int], edges: Sequence[int]) -> list[int]:
    """How many lie up to each edge, and after the last one."""
    found = [0] * (len(edges) + 1)
    for value, n in values.items():
        found[next((i for i, edge in enumerate(edges) if value <= edge), len(edges))] += n
    return found
