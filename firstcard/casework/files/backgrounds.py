"""What is behind a person, and how it becomes the colour of the card. In the child only."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from PIL import Image

from firstcard.casework.files.faces import Box

# Distances in CIELAB, lightness counted half: the same wall in the shade is the same wall.
_SAME = 14.0
_NEAR = 26.0  # from here on another colour, not a badly lit one
_EXACT = 2.0
_LIGHTNESS_COUNTS = 0.5
_FOREIGN_SHARE = 0.25  # of what should be background: more is not plain
_FEWEST = 200  # points to judge by
_HEAD_WIDTH, _HEAD_HEIGHT = 0.64, 0.9  # half axes of head and hair, in OpenCV's boxes
_SOFT = 1.2  # pixels over which person and background run into each other

Points = np.ndarray


@dataclass(frozen=True, slots=True)
class Background:
    """What was measured behind a head: colour (CIELAB), the share of anything else, and where."""

    colour: Points
    foreign: float
    foreign_at: Box | None

    @property
    def plain(self) -> bool:
        """Whether it is one colour."""
        return self.foreign <= _FOREIGN_SHARE


def measured(picture: Image.Image, *, face: Box, within: Box) -> Background | None:
    """The background around a head, within a part of the picture; None where the head fills it."""
    lab = lab_of(picture)
    around = _around(lab.shape[:2], face, within)
    if np.count_nonzero(around) < _FEWEST:
        return None
    colour = np.median(lab[around], axis=0)
    foreign = around & (_distance(lab, colour) > _SAME)
    share = np.count_nonzero(foreign) / np.count_nonzero(around)
    return Background(colour, float(share), _largest(foreign))


def nearest(background: Background, *, allowed: tuple[str, ...]) -> str | None:
    """The allowed colour that it is meant to be; None where it is none of them."""
    distance, colour = min(
        (float(_distance(_lab_colour(each), background.colour)), each) for each in allowed
    )
    return colour if distance <= _NEAR else None


def mask(picture: Image.Image, background: Background) -> Points:
    """True for each point of the background: of its colour, and joined to the upper edge."""
    same = (_distance(lab_of(picture), background.colour) <= _SAME).astype(np.uint8)
    _, labels = cv2.connectedComponents(same)
    above = np.concatenate(
        [labels[0], labels[: len(labels) // 3, 0], labels[: len(labels) // 3, -1]]
    )
    return np.isin(labels, np.unique(above[above > 0]))


def cleaned(picture: Image.Image, *, behind: Points, colour: str) -> Image.Image:
    """The picture with its background in exactly this colour, soft at the edges."""
    points = np.asarray(picture, dtype=np.float32)
    target = np.array(rgb(colour), dtype=np.float32)
    if not behind.any() or np.abs(points[behind] - target).max() <= _EXACT:
        return picture
    inner = cv2.erode(behind.astype(np.float32), np.ones((3, 3)))
    share = cv2.GaussianBlur(inner, (0, 0), _SOFT)[..., None]
    return Image.fromarray((points * (1 - share) + target * share).round().astype(np.uint8))


def lab_of(picture: Image.Image) -> Points:
    """Every point in CIELAB."""
    return cv2.cvtColor(np.asarray(picture, dtype=np.float32) / 255, cv2.COLOR_RGB2LAB)


def rgb(colour: str) -> tuple[int, int, int]:
    """Red, green and blue of six digits."""
    red, green, blue = bytes.fromhex(colour)
    return red, green, blue


def as_rgb(background: Background) -> tuple[int, int, int]:
    """What was measured, as red, green and blue."""
    point = cv2.cvtColor(background.colour.reshape(1, 1, 3).astype(np.float32), cv2.COLOR_LAB2RGB)
    red, green, blue = (round(float(each) * 255) for each in point.reshape(3))
    return red, green, blue


def _around(shape: tuple[int, int], face: Box, within: Box) -> Points:
    """Beside and above the head, and above the shoulders: where only background belongs."""
    rows, columns = np.ogrid[: shape[0], : shape[1]]
    part = (columns >= within.x) & (columns < within.x + within.width) & (rows >= within.y)
    above_shoulders = rows < face.y + 0.6 * face.height
    across = (columns - face.middle) / (_HEAD_WIDTH * face.width)
    down = (rows - face.y - 0.45 * face.height) / (_HEAD_HEIGHT * face.height)
    return part & above_shoulders & (across**2 + down**2 > 1)


def _largest(points: Points) -> Box | None:
    """The box around the largest joined part."""
    count, _, stats, _ = cv2.connectedComponentsWithStats(points.astype(np.uint8))
    if count == 1:
        return None
    x, y, width, height, _ = max(stats[1:], key=lambda each: each[4])
    return Box(float(x), float(y), float(width), float(height))


def _distance(points: Points, colour: Points) -> Points:
    off = points - colour
    return np.sqrt((_LIGHTNESS_COUNTS * off[..., 0]) ** 2 + off[..., 1] ** 2 + off[..., 2] ** 2)


def _lab_colour(colour: str) -> Points:
    return lab_of(Image.new("RGB", (1, 1), rgb(colour)))[0, 0]
