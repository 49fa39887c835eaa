"""Content as JSON in, a PDF/UA-1 file out. Pure but for reading its own templates and font.

The content reaches a template as data only: what looks like markup in it stays text.
"""

import json
from collections.abc import Mapping
from datetime import UTC, datetime
from functools import cache, lru_cache
from pathlib import Path
from threading import Lock
from typing import Any

import typst

from firstcard.guidance.paper import glyphs
from firstcard.guidance.words import Lang, word

_HERE = Path(__file__).resolve().parent
_ROOT = _HERE.parents[1]  # templates of other apps use what all papers have in common
_ONE_AT_A_TIME = Lock()  # a compiler is not made for two threads


def pdf(*, template: str, content: Mapping[str, Any], lang: Lang, now: datetime,
        folder: Path = _HERE) -> bytes:  # fmt: skip
    """The content set with a template of a folder of ours. `now` is the file's time of making.

    The same content, template and time give the same bytes.

    A character that the font lacks is set as its number, and `missing` says so at the end.
    """
    settled, lacking = glyphs.settable(content)
    data = {**settled, "missing": word("pdf_missing", lang) if lacking else ""}
    return _set(folder / f"{template}.typ", json.dumps(data), now.astimezone(UTC))


@lru_cache(maxsize=8)  # a form is shown, and made again when it is signed
def _set(template: Path, content: str, now: datetime) -> bytes:
    with _ONE_AT_A_TIME:
        made = _compiler(template).compile(
            format="pdf", sys_inputs={"content": content}, pdf_standards="ua-1",
            timestamp=now.replace(microsecond=0))  # fmt: skip
    assert isinstance(made, bytes)
    return made


@cache
def _compiler(template: Path) -> typst.Compiler:
    """Kept, so that fonts and templates are read once; no font of the machine is looked for."""
    fonts = typst.Fonts(include_system_fonts=False, include_embedded_fonts=False,
                        font_paths=[str(glyphs.FONT.parent)])  # fmt: skip
    return typst.Compiler(str(template), root=str(_ROOT), font_paths=fonts,
                          ignore_system_fonts=True)  # fmt: skip
