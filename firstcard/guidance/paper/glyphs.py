"""What the font of the paper can draw, and what stands where it cannot. Pure.

A single missing glyph would refuse the whole PDF/UA file. So each character that the font lacks is
set as its number, 〔U+20BB7〕 for 𠮷, which a clerk can still look up.
"""

import struct
from bisect import bisect_right
from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import pylopdf_fonts_zh_cn

FONT = Path(pylopdf_fonts_zh_cn.sans_path())
_FULL_UNICODE = (3, 10)  # platform and encoding of a table with all planes (OpenType, cmap)
_GROUPED = 12
_SPACES = frozenset("\t\n\v\f\r\x1c\x1d\x1e\x1f\x85\u2028\u2029")


def settable(content: Any) -> tuple[Any, bool]:
    """The content with every text in it settable, and whether the font lacked a character.

    A break of a line becomes a blank. Lists and mappings are walked through.
    """
    used = set[str]().union(*_texts(content))
    lacking = {ord(each): f"〔U+{ord(each):04X}〕" for each in used - _SPACES
               if not _drawn(ord(each))}  # fmt: skip
    instead = lacking | {ord(each): " " for each in used & _SPACES}
    return (_replaced(content, instead) if instead else content), bool(lacking)


def _texts(part: Any) -> Iterator[str]:
    if isinstance(part, str):
        yield part
    elif isinstance(part, Mapping):
        for value in part.values():
            yield from _texts(value)
    elif isinstance(part, list | tuple):
        for value in part:
            yield from _texts(value)


def _replaced(part: Any, instead: Mapping[int, str]) -> Any:
    if isinstance(part, str):
        return part.translate(instead)
    if isinstance(part, Mapping):
        return {name: _replaced(value, instead) for name, value in part.items()}
    if isinstance(part, list | tuple):
        return [_replaced(value, instead) for value in part]
    return part


def _drawn(code: int) -> bool:
    starts, ends = _ranges()
    place = bisect_right(starts, code) - 1
    return place >= 0 and code <= ends[place]


@cache
def _ranges() -> tuple[tuple[int, ...], tuple[int, ...]]:
    """First and last characters of each run that the font draws, in order."""
    data = FONT.read_bytes()
    groups = [group for group in _groups(data, _cmap(data)) if group[2]]  # glyph 0 is "missing"
    return tuple(first for first, _, _ in groups), tuple(last for _, last, _ in groups)


def _cmap(data: bytes) -> int:
    """Where the table of characters begins."""
    (number,) = struct.unpack_from(">H", data, 4)
    for table in range(number):
        tag, _, offset, _ = struct.unpack_from(">4sLLL", data, 12 + 16 * table)
        if tag == b"cmap":
            return int(offset)
    raise ValueError(f"{FONT.name} has no table of characters")


def _groups(data: bytes, cmap: int) -> Iterator[tuple[int, int, int]]:
    """First character, last character and first glyph of each group."""
    (number,) = struct.unpack_from(">H", data, cmap + 2)
    for record in range(number):
        platform, encoding, offset = struct.unpack_from(">HHL", data, cmap + 4 + 8 * record)
        (form,) = struct.unpack_from(">H", data, cmap + offset)
        if (platform, encoding, form) == (*_FULL_UNICODE, _GROUPED):
            (groups,) = struct.unpack_from(">L", data, cmap + offset + 12)
            for group in range(groups):
                yield struct.unpack_from(">LLL", data, cmap + offset + 16 + 12 * group)
            return
    raise ValueError(f"{FONT.name} has no table of all characters")
