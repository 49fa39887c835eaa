"""Pictures and papers for tests, drawn here: nobody's face, nobody's paper."""

from __future__ import annotations

from io import BytesIO
from pathlib import Path
from typing import Any

from PIL import Image, ImageDraw, ImageFilter

Colour = tuple[int, int, int]
GREY_WALL: Colour = (240, 240, 240)
# sheet(size=(320, 240)) with a place and a direction in its metadata, written by heif-enc of
# libheif 1.15: the library that reads here cannot write.
HEIC = Path(__file__).with_name("drawn_sheet.heic")
_SKIN: Colour = (225, 180, 150)
_SHADE: Colour = (190, 140, 115)
_HAIR: Colour = (35, 28, 25)


def encoded(picture: Image.Image, kind: str = "JPEG", **options: Any) -> bytes:
    """The picture as a file."""
    out = BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


def decoded(data: bytes) -> Image.Image:
    """A file as the picture in it."""
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def sheet(*, colour: Colour = (250, 250, 250), size: tuple[int, int] = (600, 800)) -> Image.Image:
    """A sheet of paper with lines, red in its upper left corner."""
    picture = Image.new("RGB", size, colour)
    draw = ImageDraw.Draw(picture)
    for y in range(100, size[1] - 50, 40):
        draw.line([(60, y), (size[0] - 60, y)], fill=(40, 40, 40), width=3)
    draw.rectangle([0, 0, 60, 60], fill=(220, 20, 20))
    return picture


def portrait(
    *,
    size: tuple[int, int] = (900, 1200),
    at: tuple[int, int] = (450, 520),
    face: int = 340,
    wall: Colour = GREY_WALL,
) -> Image.Image:
    """A drawn person in front of a wall; `at` the middle and `face` the width of the face."""
    picture = Image.new("RGB", size, wall)
    add_person(picture, at=at, face=face)
    return picture


def add_person(picture: Image.Image, *, at: tuple[int, int], face: int) -> None:
    """Draw a person into a picture: shaded where a finder of faces looks for shade."""
    picture.paste(_shoulders_and_head(picture, at, face))
    picture.paste(_features(picture, at, face))


def _shoulders_and_head(picture: Image.Image, at: tuple[int, int], w: int) -> Image.Image:
    (x, y), h = at, w * 1.35
    made = picture.copy()
    draw = ImageDraw.Draw(made)
    draw.ellipse([x - w * 1.1, y + h * 0.62, x + w * 1.1, y + h * 2], fill=(60, 90, 120))
    draw.rectangle([x - w * 0.25, y + h * 0.3, x + w * 0.25, y + h * 0.75], fill=(205, 160, 130))
    draw.ellipse([x - w * 0.52, y - h * 0.62, x + w * 0.52, y + h * 0.35], fill=_HAIR)
    draw.ellipse([x - w * 0.5, y - h * 0.45, x + w * 0.5, y + h * 0.5], fill=_SKIN)
    for side in (-1, 1):
        eye_x, eye_y = x + side * w * 0.21, y - h * 0.06
        box = [eye_x - w * 0.15, eye_y - h * 0.09, eye_x + w * 0.15, eye_y + h * 0.05]
        draw.ellipse(box, fill=_SHADE)
    return made.filter(ImageFilter.GaussianBlur(w * 0.03))


def _features(picture: Image.Image, at: tuple[int, int], w: int) -> Image.Image:
    (x, y), h = at, w * 1.35
    made = picture.copy()
    draw = ImageDraw.Draw(made)
    for side in (-1, 1):
        ex, ey = x + side * w * 0.21, y - h * 0.06
        draw.rectangle([ex - w * 0.13, ey - h * 0.11, ex + w * 0.13, ey - h * 0.08], fill=_HAIR)
        draw.ellipse([ex - w * 0.1, ey - h * 0.03, ex + w * 0.1, ey + h * 0.035], fill=GREY_WALL)
        draw.ellipse([ex - w * 0.05, ey - h * 0.035, ex + w * 0.05, ey + h * 0.04], fill=_HAIR)
    draw.ellipse([x - w * 0.1, y + h * 0.14, x + w * 0.1, y + h * 0.2], fill=_SHADE)
    draw.ellipse([x - w * 0.17, y + h * 0.26, x + w * 0.17, y + h * 0.33], fill=(165, 80, 75))
    return made.filter(ImageFilter.GaussianBlur(w * 0.008))
