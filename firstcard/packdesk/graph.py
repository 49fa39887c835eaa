"""A procedure as a picture: documents in columns, what must be there first to the left. Pure.

What leads to a goal is laid out in layers: a document stands one column left of the leftmost that
needs it. An arrow over several columns runs in lanes of its own between the boxes. Lengths are
sixteenths of the text's size, so that a picture grows with the text.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import pairwise

from firstcard.packdesk.queries.links import Link, Manner
from firstcard.policy.conditions import Condition

WIDTH = 184.0
_ACROSS, _APART, _LANE = 76.0, 18.0, 10.0
_ROUNDS = 8
_STRENGTH: tuple[Manner, ...] = ("required", "choice", "held")
Point = tuple[float, float]
Slot = tuple[str, Manner | None, int]  # a box: its document; a lane: its source, manner and column


@dataclass(frozen=True, slots=True)
class Arrow:
    """From what is needed to what needs it.

    `when` holds the conditions of each demand of this manner, none where one is unconditional;
    `turned`: it leads back, against the columns.
    """

    source: str
    target: str
    manner: Manner
    when: tuple[tuple[Condition, ...], ...] = ()
    turned: bool = False


@dataclass(frozen=True, slots=True)
class Box:
    """Where a document stands; `column` counts from the left."""

    id: str
    column: int
    x: float
    y: float
    height: float


@dataclass(frozen=True, slots=True)
class Line:
    """An arrow with the points it passes through; between every two it runs across a gap."""

    arrow: Arrow
    points: tuple[Point, ...]


@dataclass(frozen=True, slots=True)
class Picture:
    """Boxes and lines, and the size of the whole."""

    boxes: tuple[Box, ...]
    lines: tuple[Line, ...]
    width: float
    height: float


def backward(links: Mapping[str, Sequence[Link]], goal: str) -> list[Arrow]:
    """Every arrow on the way to a goal; of several between two documents the strongest.

    Arrows that would close a circle are turned: the weakest of it, for they are looked at last.
    """
    found: dict[tuple[str, str], list[Link]] = defaultdict(list)
    waiting, seen = [goal], {goal}
    while waiting:
        target = waiting.pop(0)
        for link in links.get(target, ()):
            found[link.source, target].append(link)
            if link.source not in seen:
                seen.add(link.source)
                waiting.append(link.source)
    ahead: dict[str, set[str]] = defaultdict(set)
    arrows = []
    strongest = [(min(_STRENGTH.index(link.manner) for link in of), pair)
                 for pair, of in found.items()]  # fmt: skip
    for strength, (source, target) in sorted(strongest):
        turned = _reaches(ahead, target, source)
        manner = _STRENGTH[strength]
        when = [link.when for link in found[source, target] if link.manner == manner]
        arrows.append(Arrow(source, target, manner, tuple(when) if all(when) else (), turned))
        if not turned:
            ahead[source].add(target)
    return arrows


def _reaches(ahead: Mapping[str, set[str]], start: str, end: str) -> bool:
    waiting, seen = [start], {start}
    while waiting:
        here = waiting.pop()
        if here == end:
            return True
        waiting += (fresh := ahead.get(here, set()) - seen)
        seen |= fresh
    return False


def lay_out(arrows: Sequence[Arrow], goal: str, height: Callable[[str], float]) -> Picture:
    """Place the documents of the arrows, and the goal; `height` is that of a document's box."""
    return _Layout(arrows, goal, height).picture()


class _Layout:
    """One picture while it is made."""

    def __init__(self, arrows: Sequence[Arrow], goal: str, height: Callable[[str], float]) -> None:
        self.arrows = arrows
        self.height_of = height
        self.columns = _columns(arrows, goal)
        self.slots: dict[int, list[Slot]] = defaultdict(list)
        self.near: dict[Slot, list[Slot]] = defaultdict(list)
        self.paths = {arrow: self._path(arrow) for arrow in arrows if not arrow.turned}
        for id, column in self.columns.items():
            self._slot(column, (id, None, column))
        self._order()
        self.y = self._places()

    def _path(self, arrow: Arrow) -> list[Slot]:
        """The boxes at its ends and the lanes between, shared by source and manner."""
        first, last = self.columns[arrow.source], self.columns[arrow.target]
        lanes: list[Slot] = [(arrow.source, arrow.manner, n) for n in range(first + 1, last)]
        path = [(arrow.source, None, first), *lanes, (arrow.target, None, last)]
        for slot, column in zip(path, range(first, last + 1), strict=True):
            self._slot(column, slot)
        for one, other in pairwise(path):
            self.near[one].append(other)
            self.near[other].append(one)
        return path

    def _slot(self, column: int, slot: Slot) -> None:
        if slot not in self.slots[column]:
            self.slots[column].append(slot)

    def _order(self) -> None:
        """Put what hangs together at one height, so that few arrows cross."""
        for number in range(_ROUNDS):
            step = -1 if number % 2 else 1
            for column in sorted(self.slots, key=lambda each: each * step):
                place = {slot: index / len(found) for found in self.slots.values()
                         for index, slot in enumerate(found)}  # fmt: skip
                wanted = {
                    slot: _mean([place[n] for n in self.near[slot]], place[slot])
                    for slot in self.slots[column]
                }
                self.slots[column].sort(key=wanted.__getitem__)

    def _places(self) -> dict[Slot, float]:
        """The middle of every slot: near what it hangs together with, never over its neighbour."""
        middle = {}
        for found in self.slots.values():
            top = -sum(self._size(slot) for slot in found) / 2
            for slot in found:
                middle[slot] = top + self._size(slot) / 2
                top += self._size(slot)
        for number in range(_ROUNDS):
            step = -1 if number % 2 else 1
            for column in sorted(self.slots, key=lambda each: each * step):
                found = self.slots[column]
                wanted = [_mean([middle[n] for n in self.near[slot]], middle[slot])
                          for slot in found]  # fmt: skip
                middle |= dict(zip(found, self._apart(found, wanted), strict=True))
        return middle

    def _apart(self, slots: list[Slot], wanted: list[float]) -> list[float]:
        """The heights wanted, moved up and down by the same measure until none overlap."""
        gaps = [(self._size(one) + self._size(other)) / 2
                for one, other in pairwise(slots)]  # fmt: skip
        down, up = wanted[:], wanted[:]
        for number, gap in enumerate(gaps):
            down[number + 1] = max(down[number + 1], down[number] + gap)
        for number, gap in reversed(list(enumerate(gaps))):
            up[number] = min(up[number], up[number + 1] - gap)
        return [(one + other) / 2 for one, other in zip(down, up, strict=True)]

    def _size(self, slot: Slot) -> float:
        """The height of a slot with the space around it."""
        return (self.height_of(slot[0]) if slot[1] is None else _LANE) + _APART

    def picture(self) -> Picture:
        """The boxes and lines, moved so that nothing lies left of or above zero."""
        top = min(self.y[slot] - self._size(slot) / 2 for slot in self.y)
        bottom = max(self.y[slot] + self._size(slot) / 2 for slot in self.y)
        boxes = {
            id: Box(id, column, self._x(column),
                    self.y[id, None, column] - self.height_of(id) / 2 - top, self.height_of(id))
            for id, column in self.columns.items()
        }  # fmt: skip
        right = self._x(max(self.columns.values())) + WIDTH
        lines = [*self._lines(boxes, top), *self._turned(boxes)]
        return Picture(tuple(boxes.values()), tuple(lines), right, bottom - top)

    def _x(self, column: int) -> float:
        return column * (WIDTH + _ACROSS)

    def _lines(self, boxes: Mapping[str, Box], top: float) -> Iterable[Line]:
        """Each arrow arrives at a place of its own on the left side of its box."""
        arriving: dict[str, list[Arrow]] = defaultdict(list)
        for arrow in self.paths:
            arriving[arrow.target].append(arrow)
        for target, found in arriving.items():
            found.sort(key=lambda arrow: self.y[self.paths[arrow][-2]])
            box = boxes[target]
            for number, arrow in enumerate(found, start=1):
                end = (box.x, box.y + box.height * number / (len(found) + 1))
                yield Line(arrow, (*self._passes(boxes[arrow.source], arrow, top), end))

    def _passes(self, source: Box, arrow: Arrow, top: float) -> list[Point]:
        points = [(source.x + WIDTH, source.y + source.height / 2)]
        for slot in self.paths[arrow][1:-1]:
            x, y = self._x(slot[2]), self.y[slot] - top
            points += [(x, y), (x + WIDTH, y)]
        return points

    def _turned(self, boxes: Mapping[str, Box]) -> Iterable[Line]:
        for arrow in self.arrows:
            if arrow.turned:
                one, other = boxes[arrow.source], boxes[arrow.target]
                yield Line(arrow, ((one.x, one.y + one.height), (other.x, other.y + other.height)))


def _columns(arrows: Sequence[Arrow], goal: str) -> dict[str, int]:
    """How many columns from the left each document stands; the goal stands rightmost."""
    needs: dict[str, list[str]] = defaultdict(list)
    depth = {goal: 0} | {name: 0 for arrow in arrows for name in (arrow.target, arrow.source)}
    for arrow in arrows:
        if not arrow.turned:
            needs[arrow.target].append(arrow.source)
    waiting = list(depth)
    while waiting:
        target = waiting.pop()
        for source in needs[target]:
            if depth[source] <= depth[target]:
                depth[source] = depth[target] + 1
                waiting.append(source)
    most = max(depth.values())
    return {name: most - far for name, far in depth.items()}


def _mean(values: Sequence[float], other: float) -> float:
    return sum(values) / len(values) if values else other
