"""Brings a family's picture into the form of the card, and says what it could not mend.

Runs in the child process only (see `child`). What is found is a code with a place on the finished
picture; `photo_words` has the sentences.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass
from io import BytesIO
from typing import Any

import cv2
import numpy as np
from PIL import Image, ImageOps

from firstcard.casework.files import backgrounds, faces
from firstcard.casework.files.backgrounds import Background
from firstcard.casework.files.faces import Box
from firstcard.casework.files.framing import Frame, Rules, framed

# What OpenCV's box around a face is to the face from cheek to cheek, and how far above it the
# crown is where the background does not show it.
_FACE_OF_BOX = 0.85
_CROWN_ABOVE, _CROWN_AT_LEAST = 0.27, 0.12
_SHARP_AT = 200  # pixels of the face: how sharpness is compared
_LEAST_SHARP = 0.004  # how much points differ from their neighbours, to how much in all
_DARK, _BRIGHT = 32.0, 95.0  # lightness of a face, 0 to 100
_ENOUGH = 1.5  # times the finished picture's width, for OpenCV's box
_SHAPE = 0.1  # how far a picture's shape may be from the card's
_ROOM = 0.02  # of a side: so much may be missing
_BEST, _WORST, _STEP = 95, 40, 3  # quality of the JPEG


@dataclass(frozen=True, slots=True)
class Found:
    """Something that is wrong, and where; whole pixels of the finished picture."""

    code: str
    x: int
    y: int
    width: int
    height: int


def made(picture: Image.Image, *, rules: Rules) -> tuple[bytes, list[Found]]:
    """The photograph as JPEG, and what is wrong with it; nothing where all is right."""
    upright, boxes = faces.found(picture)
    if len(boxes) != 1:
        return _whole(upright, boxes, rules)
    photo, found = _portrait(upright, boxes[0], rules)
    data = _within_size(photo, rules)
    if not rules.bytes_least <= len(data) <= rules.bytes_most:
        found.append(Found("no-detail", 0, 0, rules.width, rules.height))
    return data, found


def _whole(picture: Image.Image, boxes: list[Box], rules: Rules) -> tuple[bytes, list[Found]]:
    """The whole picture within the card's size, so that one sees what was looked at.

    One that a family cut itself, in nearly the card's shape, fills it: a clerk may take it.
    """
    size = (rules.width, rules.height)
    if not boxes and _is_cut(picture, rules):
        found = [Found("no-face", 0, 0, *size)]
        return _within_size(ImageOps.fit(picture, size, Image.Resampling.LANCZOS), rules), found
    inside = ImageOps.contain(picture, size)
    left, top = ((a - b) // 2 for a, b in zip(size, inside.size, strict=True))
    photo = Image.new("RGB", size, backgrounds.rgb(rules.backgrounds[0]))
    photo.paste(inside, (left, top))
    scale = inside.width / picture.width
    places = [box.moved(scale=scale, left=-left / scale, top=-top / scale) for box in boxes]
    found = [_found("several-faces", place, rules) for place in places]
    if not found:
        found = [Found("no-face", left, top, *inside.size)]
    return _within_size(photo, rules), found


def _is_cut(picture: Image.Image, rules: Rules) -> bool:
    shape = picture.width * rules.height / (picture.height * rules.width)
    return 1 - _SHAPE <= shape <= 1 + _SHAPE


def _portrait(picture: Image.Image, box: Box, rules: Rules) -> tuple[Image.Image, list[Found]]:
    picture, box = _reduced(picture, box, rules)
    width = box.width * _FACE_OF_BOX
    crown = max(box.y - _CROWN_ABOVE * box.height, 0)
    frame = framed(middle=box.middle, crown=crown, face=width, picture=picture.size, rules=rules)
    within = Box(frame.left, frame.top, *frame.size(rules))
    behind = backgrounds.measured(picture, face=box, within=within)
    colour = backgrounds.nearest(behind, allowed=rules.backgrounds) if behind else None
    crown = _crown(picture, box, behind) if behind and behind.plain else crown
    frame = framed(middle=box.middle, crown=crown, face=width, picture=picture.size, rules=rules)
    photo = _cut(picture, frame, rules, behind)
    place = box.moved(scale=frame.scale, left=frame.left, top=frame.top)
    found = [
        *_size_findings(width, crown, picture, frame, place, rules),
        *_room_findings(picture, frame, place, behind, rules),
        *_light_findings(picture, box, place, rules),
        *_background_findings(frame, behind, colour, rules),
    ]
    if behind and colour:
        photo = backgrounds.cleaned(photo, behind=backgrounds.mask(photo, behind), colour=colour)
    return photo, found


def _reduced(picture: Image.Image, box: Box, rules: Rules) -> tuple[Image.Image, Box]:
    """No more points than the card's form can show: what follows takes time for each."""
    scale = _ENOUGH * rules.width / box.width
    if scale >= 1:
        return picture, box
    size = (max(round(picture.width * scale), 1), max(round(picture.height * scale), 1))
    small = picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)
    return small, box.moved(scale=scale, left=0, top=0)


def _crown(picture: Image.Image, box: Box, behind: Background) -> float:
    """The top of the head: where the background ends above the face."""
    highest = max(int(box.y - 0.7 * box.height), 0)
    columns = slice(max(int(box.x), 0), int(box.x + box.width))
    head = ~backgrounds.mask(picture, behind)[highest : int(box.y) + 1, columns]
    rows = np.flatnonzero(head.mean(axis=1) > 0.15)
    lowest = box.y - _CROWN_AT_LEAST * box.height  # below it, hair was taken for background
    return min(float(highest + rows[0]), lowest) if len(rows) else lowest


def _cut(
    picture: Image.Image, frame: Frame, rules: Rules, behind: Background | None
) -> Image.Image:
    """The frame's part of the picture; beyond the picture's edge, the colour of its background."""
    width, height = frame.size(rules)
    beyond = int(max(-frame.left, -frame.top, frame.left + width - picture.width,
                     frame.top + height - picture.height, 0)) + 2  # fmt: skip
    colour = backgrounds.as_rgb(behind) if behind else backgrounds.rgb(rules.backgrounds[0])
    wide = ImageOps.expand(picture, beyond, colour)
    left, top = frame.left + beyond, frame.top + beyond
    part = (left, top, left + width, top + height)
    return wide.resize((rules.width, rules.height), Image.Resampling.LANCZOS, part)


def _size_findings(
    face: float, crown: float, picture: Image.Image, frame: Frame, place: Box, rules: Rules
) -> Iterator[Found]:
    _, height = frame.size(rules)
    if face < rules.face_least:
        yield _found("face-too-small", place, rules)
    if crown <= _ROOM * height and frame.top < 0:
        yield Found("head-cut-off", 0, 0, rules.width, max(round(place.y), 1))


def _room_findings(
    picture: Image.Image, frame: Frame, place: Box, behind: Background | None, rules: Rules
) -> Iterator[Found]:
    width, height = frame.size(rules)
    beside = max(-frame.left, frame.left + width - picture.width)
    below = frame.top + height - picture.height
    if behind is None or beside > _ROOM * width or below > _ROOM * height:
        yield _found("too-close", place, rules)


def _light_findings(picture: Image.Image, box: Box, place: Box, rules: Rules) -> Iterator[Found]:
    right, bottom = round(box.x + box.width), round(box.y + box.height)
    face = picture.crop((round(box.x), round(box.y), right, bottom))
    if face.width > _SHARP_AT:
        face = face.resize((_SHARP_AT, round(_SHARP_AT * face.height / face.width)))
    light = float(np.mean(backgrounds.lab_of(face)[..., 0]))
    if light < _DARK:
        yield _found("too-dark", place, rules)
    if light > _BRIGHT:
        yield _found("too-bright", place, rules)
    if _sharpness(np.asarray(face.convert("L"))) < _LEAST_SHARP:
        yield _found("blurred", place, rules)


def _sharpness(grey: np.ndarray) -> float:
    return float(cv2.Laplacian(grey, cv2.CV_64F).var() / max(grey.var(), 1.0))


def _background_findings(
    frame: Frame, behind: Background | None, colour: str | None, rules: Rules
) -> Iterator[Found]:
    if behind is None:
        return  # there is no room around the head: `_room_findings` says so
    if not behind.plain and behind.foreign_at is not None:
        where = behind.foreign_at.moved(scale=frame.scale, left=frame.left, top=frame.top)
        yield _found("background-not-plain", where, rules)
    elif colour is None:
        yield Found("background-colour", 0, 0, rules.width, rules.height // 4)


def _found(code: str, place: Box, rules: Rules) -> Found:
    """A finding whose place is cut to the picture."""
    left, top = max(round(place.x), 0), max(round(place.y), 0)
    right = min(round(place.x + place.width), rules.width)
    bottom = min(round(place.y + place.height), rules.height)
    return Found(code, left, top, max(right - left, 1), max(bottom - top, 1))


def _within_size(photo: Image.Image, rules: Rules) -> bytes:
    """The best JPEG that is not too large; the very best where even that would be too small."""
    data = b""
    for quality in range(_BEST, _WORST, -_STEP):
        data = _jpeg(photo, rules, quality)
        if len(data) <= rules.bytes_most:
            break
    if len(data) < rules.bytes_least:
        data = _jpeg(photo, rules, 100)
    return data


def _jpeg(photo: Image.Image, rules: Rules, quality: int) -> bytes:
    out = BytesIO()
    resolution = (rules.dpi, rules.dpi)
    photo.save(out, "JPEG", quality=quality, optimize=True, dpi=resolution, subsampling=0)
    return out.getvalue()


def as_data(found: list[Found]) -> list[dict[str, Any]]:
    """Findings as JSON."""
    return [asdict(each) for each in found]


def rules_from(data: dict[str, Any]) -> Rules:
    """The rules as they come over in JSON."""
    return Rules(**data | {"backgrounds": tuple(data["backgrounds"])})
