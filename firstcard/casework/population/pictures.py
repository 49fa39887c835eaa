"""Papers and portraits for made-up families, drawn here: nobody's face, nobody's paper. Pure."""

from __future__ import annotations

from io import BytesIO

from PIL import Image, ImageDraw, ImageFilter, ImageFont

from firstcard.guidance.paper.glyphs import FONT

_PAGE = (620, 877)  # A4 in outline
_INK, _PALE = (40, 40, 40), (200, 60, 60)
_WALL, _SKIN, _SHADE, _HAIR = (240, 240, 240), (225, 180, 150), (190, 140, 115), (35, 28, 25)
_SHOULDERS, _NECK, _MOUTH = (60, 90, 120), (205, 160, 130), (165, 80, 75)


def paper(*, title: str) -> bytes:
    """A page that says what it stands for, and that it is a sample, as JPEG."""
    picture = Image.new("RGB", _PAGE, (252, 252, 250))
    draw = ImageDraw.Draw(picture)
    draw.rectangle([30, 30, _PAGE[0] - 30, _PAGE[1] - 30], outline=_INK, width=2)
    large, small = (ImageFont.truetype(str(FONT), size) for size in (34, 24))
    draw.text((60, 70), title, font=large, fill=_INK)
    draw.text((60, 130), "样本，虚构 · Sample, made up", font=small, fill=_PALE)
    for y in range(220, _PAGE[1] - 60, 46):
        draw.line([(60, y), (_PAGE[0] - 60, y)], fill=(150, 150, 150), width=2)
    return _jpeg(picture)


def portrait() -> bytes:
    """A drawn person in front of a wall, shaded where a finder of faces looks for shade."""
    picture = Image.new("RGB", (900, 1200), _WALL)
    x, y, width = 450, 520, 340
    picture = _body(picture, x, y, width)
    return _jpeg(_face(picture, x, y, width))


def _body(picture: Image.Image, x: int, y: int, w: int) -> Image.Image:
    draw, h = ImageDraw.Draw(picture), w * 1.35
    draw.ellipse([x - w * 1.1, y + h * 0.62, x + w * 1.1, y + h * 2], fill=_SHOULDERS)
    draw.rectangle([x - w * 0.25, y + h * 0.3, x + w * 0.25, y + h * 0.75], fill=_NECK)
    draw.ellipse([x - w * 0.52, y - h * 0.62, x + w * 0.52, y + h * 0.35], fill=_HAIR)
    draw.ellipse([x - w * 0.5, y - h * 0.45, x + w * 0.5, y + h * 0.5], fill=_SKIN)
    for side in (-1, 1):
        eye_x, eye_y = x + side * w * 0.21, y - h * 0.06
        draw.ellipse([eye_x - w * 0.15, eye_y - h * 0.09, eye_x + w * 0.15, eye_y + h * 0.05],
                     fill=_SHADE)  # fmt: skip
    return picture.filter(ImageFilter.GaussianBlur(w * 0.03))


def _face(picture: Image.Image, x: int, y: int, w: int) -> Image.Image:
    draw, h = ImageDraw.Draw(picture), w * 1.35
    for side in (-1, 1):
        ex, ey = x + side * w * 0.21, y - h * 0.06
        draw.rectangle([ex - w * 0.13, ey - h * 0.11, ex + w * 0.13, ey - h * 0.08], fill=_HAIR)
        draw.ellipse([ex - w * 0.1, ey - h * 0.03, ex + w * 0.1, ey + h * 0.035], fill=_WALL)
        draw.ellipse([ex - w * 0.05, ey - h * 0.035, ex + w * 0.05, ey + h * 0.04], fill=_HAIR)
    draw.ellipse([x - w * 0.1, y + h * 0.14, x + w * 0.1, y + h * 0.2], fill=_SHADE)
    draw.ellipse([x - w * 0.17, y + h * 0.26, x + w * 0.17, y + h * 0.33], fill=_MOUTH)
    return picture.filter(ImageFilter.GaussianBlur(w * 0.008))


def _jpeg(picture: Image.Image) -> bytes:
    out = BytesIO()
    picture.save(out, "JPEG", quality=88)
    return out.getvalue()
