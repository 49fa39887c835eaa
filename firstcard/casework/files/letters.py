"""Gives PDFium the project's own Chinese font, for files that bring none. In the child only.

Without it, the Chinese letters of such a file would be left out, and nobody would see that a name
was there.
"""

from __future__ import annotations

import ctypes
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn
import pypdfium2.raw as pdfium

_CHINESE = (134, 136)  # GB 2312 and Big5, as Windows numbers the sets of letters
_ONE = 1  # how PDFium names the one font that there is
_WHOLE_FILE = 0


@cache
def give() -> Any:
    """Hand the font over, once. What comes back must live as long as PDFium."""
    data = Path(pylopdf_fonts_zh_cn.sans_path()).read_bytes()
    known = pdfium.FPDF_SYSFONTINFO()
    known.version = 1
    kinds = dict(pdfium.FPDF_SYSFONTINFO._fields_)
    for name, answer in _answers(data).items():
        setattr(known, name, kinds[name](answer))
    pdfium.FPDF_SetSystemFontInfo(known)
    return known


def _answers(data: bytes) -> dict[str, Any]:
    """What PDFium may ask of the fonts of a machine, by its own names."""

    def font_for(_: Any, weight: int, italic: int, letters: int, *rest: Any) -> int | None:
        return _ONE if letters in _CHINESE else None

    def bytes_of(_: Any, font: int, table: int, target: Any, size: int) -> int:
        if table != _WHOLE_FILE:
            return 0
        if target and size >= len(data):
            ctypes.memmove(target, data, len(data))
        return len(data)

    return {
        "MapFont": font_for,
        "GetFontData": bytes_of,
        "GetFontCharset": lambda *_: _CHINESE[0],
        "GetFaceName": lambda *_: 0,
        "EnumFonts": lambda *_: None,
        "DeleteFont": lambda *_: None,
        "Release": lambda *_: None,
    }
