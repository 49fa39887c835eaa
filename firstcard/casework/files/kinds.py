"""What a file is, by its first bytes; never by its name or what the browser says. Pure."""

from __future__ import annotations

from typing import Literal

Kind = Literal["jpeg", "png", "heic", "pdf"]

_PNG = b"\x89PNG\r\n\x1a\n"
_HEIC_BRANDS = {b"heic", b"heix", b"heim", b"heis", b"hevc", b"hevx", b"mif1", b"msf1"}
_BRAND_AT, _BRANDS_END = 8, 64  # the brands of an ISO media file stand near its head


def kind_of(data: bytes) -> Kind | None:
    """The kind of a file that is taken; None for every other."""
    if data.startswith(b"\xff\xd8\xff"):
        return "jpeg"
    if data.startswith(_PNG):
        return "png"
    if data.startswith(b"%PDF-"):
        return "pdf"
    return "heic" if _is_heic(data) else None


def _is_heic(data: bytes) -> bool:
    """Whether an ISO media file names a brand of HEIC, as its own or among the compatible ones."""
    if data[4:8] != b"ftyp":
        return False
    end = min(int.from_bytes(data[:4], "big"), _BRANDS_END)
    return any(data[at : at + 4] in _HEIC_BRANDS for at in range(_BRAND_AT, end, 4))
