"""Finds faces in a picture. Runs in the child process only (see `child`).

With the finders that come with OpenCV 4; they look for light and shade as of a face seen from the
front. They know no person, and nothing of a face is kept but the place of a box.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

_FINDERS = ("haarcascade_frontalface_alt2.xml", "haarcascade_frontalface_default.xml")
_FOLDER = Path(cv2.__file__).parent / "data"
_LOOKED_AT = 800  # pixels of the longer side: enough for a face that is large enough for a card
_STEP = 1.1
_AGREEING = 5  # boxes that must agree before a face is believed
_SMALLEST = 0.06  # of the shorter side
_ALSO_A_FACE = 0.4  # of the width of the largest: smaller ones are patterns, or far away
_TURNS = (0, 90, 270, 180)


@dataclass(frozen=True, slots=True)
class Box:
    """A place on a picture, in pixels."""

    x: float
    y: float
    width: float
    height: float

    @property
    def middle(self) -> float:
        """Across."""
        return self.x + self.width / 2

    def moved(self, *, scale: float, left: float, top: float) -> Box:
        """The same place on a picture that was cut at left and top and then scaled."""
        return Box((self.x - left) * scale, (self.y - top) * scale, self.width * scale,
                   self.height * scale)  # fmt: skip


def found(picture: Image.Image) -> tuple[Image.Image, list[Box]]:
    """The picture turned so that faces stand upright, and the faces, the largest first."""
    for turn in _TURNS:
        upright = picture.rotate(turn, expand=True) if turn else picture
        boxes = _looked_for(upright)
        if boxes:
            return upright, boxes
    return picture, []


def _looked_for(picture: Image.Image) -> list[Box]:
    scale = min(1.0, _LOOKED_AT / max(picture.size))
    grey = np.asarray(picture.convert("L"))
    if scale < 1:
        grey = cv2.resize(grey, None, fx=scale, fy=scale, interpolation=cv2.INTER_AREA)
    for name in _FINDERS:
        boxes = _by_one(name, grey)
        if boxes:
            return [Box(*(side / scale for side in each)) for each in boxes]
    return []


def _by_one(name: str, grey: np.ndarray) -> list[Sequence[float]]:
    finder = cv2.CascadeClassifier(str(_FOLDER / name))
    least = max(24, round(min(grey.shape) * _SMALLEST))
    boxes = finder.detectMultiScale(grey, _STEP, _AGREEING, minSize=(least, least))
    largest_first = sorted((tuple(map(float, box)) for box in boxes), key=lambda box: -box[2])
    return [box for box in largest_first if box[2] >= _ALSO_A_FACE * largest_first[0][2]]
