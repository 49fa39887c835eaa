"""Where a photograph is cut so that the face has the size and place of the card. Pure.

All lengths are pixels: of the family's picture before, of the finished one after scaling.
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Rules:
    """What the pack says of the photograph (`policy.format.Photo`), as the child is told."""

    width: int
    height: int
    dpi: int
    bytes_least: int
    bytes_most: int
    face_least: int
    face_most: int
    crown_least: int
    crown_most: int
    backgrounds: tuple[str, ...]  # six digits each

    @property
    def face(self) -> float:
        """The face's width that leaves the same room to both sides."""
        return (self.face_least + self.face_most) / 2

    @property
    def crown(self) -> float:
        """The same for the room above the head."""
        return (self.crown_least + self.crown_most) / 2


@dataclass(frozen=True, slots=True)
class Frame:
    """The part of a picture that becomes the photograph; it may reach beyond the picture."""

    left: float
    top: float
    scale: float

    def size(self, rules: Rules) -> tuple[float, float]:
        """Width and height in the family's picture."""
        return rules.width / self.scale, rules.height / self.scale


def framed(
    *, middle: float, crown: float, face: float, picture: tuple[int, int], rules: Rules
) -> Frame:
    """The frame around a head: `middle` across, `crown` from above, `face` its width.

    Points are not made up: a small face keeps its size, down to the least that is allowed. Where
    the picture has too little room, the face becomes larger, up to the most.
    """
    wanted = min(max(face, rules.face_least), rules.face)
    scale = max(wanted / face, _needed(middle, crown, picture, rules))
    scale = min(scale, rules.face_most / face)
    return Frame(middle - rules.width / 2 / scale, crown - rules.crown / scale, scale)


def _needed(middle: float, crown: float, picture: tuple[int, int], rules: Rules) -> float:
    """The scale from which on the frame does not reach beyond the picture at sides and bottom."""
    width, height = picture
    beside = max(min(middle, width - middle), 1)
    below = max(height - crown, 1)
    return max(rules.width / 2 / beside, (rules.height - rules.crown) / below)
