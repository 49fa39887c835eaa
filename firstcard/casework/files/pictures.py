"""Opens one picture and makes it anew. Runs in the child process only (see `child`)."""

from __future__ import annotations

from io import BytesIO

import pi_heif
from PIL import Image, ImageCms

from firstcard.casework.files import limits
from firstcard.casework.files.kinds import Kind
from firstcard.casework.files.unfit import Unfit

Picture = Image.Image
_PIL_FORMATS = {"jpeg": ("JPEG",), "png": ("PNG",), "heic": ("HEIF",)}
_ORIENTATION = 0x0112  # of EXIF: how the camera was held
_TURNED = {
    2: Image.Transpose.FLIP_LEFT_RIGHT, 3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM, 5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270, 7: Image.Transpose.TRANSVERSE, 8: Image.Transpose.ROTATE_90,
}  # fmt: skip
_INDEXED = ("1", "P")
_WHITE = (255, 255, 255)


def opened(data: bytes, *, kind: Kind, longest: int = limits.LONGEST_SIDE) -> Picture:
    """The picture upright, in sRGB, its longer side at most `longest` pixels. Raises Unfit.

    Its size is judged before its points are read.
    """
    try:
        return _opened(data, kind, longest)
    except (MemoryError, Image.DecompressionBombError) as error:
        raise Unfit("too-heavy") from error
    except (OSError, SyntaxError, ValueError, EOFError) as error:
        raise Unfit("unreadable") from error


def check_size(width: int, height: int) -> None:
    """Raise Unfit for a picture with too many points."""
    if max(width, height) > limits.MOST_SIDE or width * height > limits.MOST_PIXELS:
        raise Unfit("too-many-pixels")


def jpeg(picture: Picture, *, quality: int = limits.QUALITY) -> bytes:
    """The picture as a JPEG that carries nothing but the picture."""
    out = BytesIO()
    bare = Image.frombytes(picture.mode, picture.size, picture.tobytes())
    bare.save(out, "JPEG", quality=quality, optimize=True)
    return out.getvalue()


def _opened(data: bytes, kind: Kind, longest: int) -> Picture:
    pi_heif.options.DECODE_THREADS = 1
    pi_heif.register_heif_opener()
    Image.MAX_IMAGE_PIXELS = None  # judged by check_size, which answers more clearly
    with Image.open(BytesIO(data), formats=_PIL_FORMATS[kind]) as picture:
        check_size(*picture.size)
        turned = _TURNED.get(picture.getexif().get(_ORIENTATION, 1))
        small = _on_white(_in_srgb(_read_small(picture, longest)))
        return small if turned is None else small.transpose(turned)


def _read_small(picture: Picture, longest: int) -> Picture:
    """Read the points, of a large JPEG only every second, fourth or eighth."""
    profile = picture.info.get("icc_profile")
    picture.draft(picture.mode, (longest, longest))
    picture.load()
    small = _direct(picture)
    small.thumbnail((longest, longest), reducing_gap=2.0)
    small.info = {"icc_profile": profile}
    return small


def _direct(picture: Picture) -> Picture:
    """Points that say their own colour in eight bits, so that they can be averaged."""
    if picture.mode.startswith("I"):
        return picture.convert("I").point(lambda value: value / 256).convert("L")
    if picture.mode in _INDEXED:
        return picture.convert("RGBA" if "transparency" in picture.info else "RGB")
    return picture


def _in_srgb(picture: Picture) -> Picture:
    """Colours as the picture's own profile means them; without a usable one, as they stand."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "CMYK"):
        return picture
    try:
        source = ImageCms.ImageCmsProfile(BytesIO(profile))
        made = ImageCms.profileToProfile(
            picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB"
        )
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture
    return made or picture


def _on_white(picture: Picture) -> Picture:
    """Without transparency: what shows through is white, like paper."""
    if picture.mode not in ("RGBA", "LA", "La", "RGBa"):
        return picture.convert("RGB")
    solid = picture.convert("RGBA")
    paper = Image.new("RGB", solid.size, _WHITE)
    paper.paste(solid, mask=solid.getchannel("A"))
    return paper
