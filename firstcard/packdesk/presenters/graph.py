"""The picture of a procedure, and the same as a list."""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from firstcard.guidance.text import columns
from firstcard.packdesk import addresses
from firstcard.packdesk.graph import WIDTH, Arrow, Box, Line, backward, lay_out
from firstcard.packdesk.presenters.tongue import Tongue
from firstcard.packdesk.queries.links import links

_ROOM = 20  # columns of text in a box, a Chinese character taking two
_MOST_LINES = 3
_LINE, _PADDING = 20.0, 20.0
_LEAST = 54.0  # can be touched: 54 px, 60 in large text
_REM = 16  # units of the picture in the size of the page's text
_EDGE = 4.0
_NEVER_FIRST = "，。、；：？！）》】”’"


@dataclass(frozen=True, slots=True)
class BoxView:
    """A box: where it stands, the lines of its text, where it leads."""

    x: float
    y: float
    width: float
    height: float
    name: str
    kind: str
    kind_words: str
    href: str
    lines: list[tuple[float, float, str]]


@dataclass(frozen=True, slots=True)
class LineView:
    """An arrow as a path, and in which manner it is needed."""

    path: str
    manner: str


@dataclass(frozen=True, slots=True)
class ItemView:
    """A document in the list: its name, what it needs, in which manner and on which conditions."""

    name: str
    href: str
    kind: str
    needs: list[tuple[str, str, str, str]]


@dataclass(frozen=True)
class GraphView:
    """The page: sizes in rem for the screen, in units for the picture's own room."""

    title: str
    description: str
    box: str
    width: str
    height: str
    boxes: list[BoxView]
    lines: list[LineView]
    items: list[ItemView]
    manners: list[tuple[str, str]]


def present_graph(*, tongue: Tongue, goal: str, on: date) -> GraphView:
    """What leads to a document in a pack's region on a day."""
    return _GraphPresenter(tongue, goal, on).view()


def folded(text: str, room: int = _ROOM, most: int = _MOST_LINES) -> list[str]:
    """A text in lines of at most `room` columns; what does not fit ends in an ellipsis."""
    lines, line = [], ""
    for piece in _pieces(text):
        if line and columns(line + piece.rstrip()) > room:
            lines.append(line.rstrip())
            line = piece.lstrip()
        else:
            line += piece
    lines.append(line.rstrip())
    if len(lines) > most:
        lines = [*lines[: most - 1], f"{lines[most - 1][:-1]}…"]
    return lines


def _pieces(text: str) -> Iterator[str]:
    """Where a line may be broken: after a blank or a wide character, never before its stop."""
    piece = ""
    for character, after in zip(text, f"{text[1:]} ", strict=True):
        piece += character
        if (character == " " or columns(character) == 2) and after not in _NEVER_FIRST:
            yield piece
            piece = ""
    if piece:
        yield piece


class _GraphPresenter:
    """Presents one graph."""

    def __init__(self, tongue: Tongue, goal: str, on: date) -> None:
        self.tongue, self.goal = tongue, goal
        self.arrows = backward(links(tongue.book, tongue.chain, on), goal)
        names = {goal} | {name for each in self.arrows for name in (each.source, each.target)}
        self.texts = {name: folded(tongue.document(name)) for name in names}
        self.picture = lay_out(self.arrows, goal, self._height)

    def _height(self, name: str) -> float:
        return max(len(self.texts[name]) * _LINE + _PADDING, _LEAST)

    def view(self) -> GraphView:
        word, picture = self.tongue.word, self.picture
        name = self.tongue.document(self.goal)
        width, height = picture.width + 2 * _EDGE, picture.height + 2 * _EDGE
        used = {_drawn(arrow) for arrow in self.arrows}
        return GraphView(
            title=word("graph_of", name=name),
            description=word("graph_described", n=len(picture.boxes), name=name),
            box=f"{-_EDGE:g} {-_EDGE:g} {width:.1f} {height:.1f}",
            width=f"{width / _REM:.2f}rem", height=f"{height / _REM:.2f}rem",
            boxes=[self._box(box) for box in picture.boxes],
            lines=[LineView(_path(line), _drawn(line.arrow)) for line in picture.lines],
            items=list(self._items()),
            manners=[(manner, word(f"manner_{manner}"))
                     for manner in ("required", "required-if", "choice", "held") if manner in used],
        )  # fmt: skip

    def _kind(self, name: str) -> tuple[str, str]:
        kind = self.tongue.book.head(name, self.tongue.chain).kind
        return ("goal" if name == self.goal else kind), self.tongue.word(f"one_{kind}")

    def _box(self, box: Box) -> BoxView:
        kind, words = self._kind(box.id)
        texts = self.texts[box.id]
        top = box.y + (box.height - _LINE * len(texts)) / 2 + 15
        lines = [(box.x + WIDTH / 2, top + _LINE * number, text)
                 for number, text in enumerate(texts)]  # fmt: skip
        return BoxView(box.x, box.y, WIDTH, box.height, self.tongue.document(box.id), kind, words,
                       addresses.document(self.tongue.pack, box.id), lines)  # fmt: skip

    def _when(self, arrow: Arrow) -> str:
        """The conditions of every demand: parts of one joined by dots, several by strokes."""
        said = [" · ".join(self.tongue.condition(each) for each in when) for when in arrow.when]
        return " / ".join(dict.fromkeys(said))

    def _items(self) -> Iterator[ItemView]:
        """In the order of the columns: what can be had first comes first."""
        needs: dict[str, list[Arrow]] = defaultdict(list)
        for arrow in self.arrows:
            needs[arrow.target].append(arrow)
        for box in sorted(self.picture.boxes, key=lambda box: (box.column, box.y)):
            found = [(self.tongue.document(each.source), str(each.manner),
                      self.tongue.word(f"manner_{each.manner}"), self._when(each))
                     for each in needs[box.id]]  # fmt: skip
            yield ItemView(self.tongue.document(box.id),
                           addresses.document(self.tongue.pack, box.id), self._kind(box.id)[1],
                           found)  # fmt: skip


def _drawn(arrow: Arrow) -> str:
    """What is required on conditions only is drawn otherwise than what always is."""
    return "required-if" if arrow.manner == "required" and arrow.when else arrow.manner


def _path(line: Line) -> str:
    """Curves across the gaps, straight through the lanes."""
    (x, y), *others = line.points
    said = [f"M{x:.1f} {y:.1f}"]
    for number, (to_x, to_y) in enumerate(others):
        if number % 2 == 0 or line.arrow.turned:
            middle = (x + to_x) / 2
            said.append(f"C{middle:.1f} {y:.1f} {middle:.1f} {to_y:.1f} {to_x:.1f} {to_y:.1f}")
        else:
            said.append(f"H{to_x:.1f}")
        x, y = to_x, to_y
    return "".join(said)
