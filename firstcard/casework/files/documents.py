"""Draws the pages of a PDF as pictures. Runs in the child process only (see `child`).

Scripts, links, attached files and everything else that is not seen stay behind: PDFium here has
no engine for scripts, and only what it drew goes on.
"""

from __future__ import annotations

from collections.abc import Iterator

import pypdfium2 as pdfium
from PIL import Image

from firstcard.casework.files import letters, limits
from firstcard.casework.files.unfit import Unfit

_END, _END_WITHIN = b"%%EOF", 2048
_PASSWORD = "password"  # noqa: S105  # as PDFium's message says


def drawn(data: bytes, *, longest: int = limits.LONGEST_SIDE) -> Iterator[Image.Image]:
    """Each page as a picture whose longer side has `longest` pixels. Raises Unfit."""
    if _END not in data[-_END_WITHIN:]:
        raise Unfit("unreadable")  # cut off: PDFium would mend it and show fewer pages
    try:
        yield from _drawn(data, longest)
    except pdfium.PdfiumError as error:
        raise Unfit("locked" if _PASSWORD in str(error).lower() else "unreadable") from error
    except MemoryError as error:
        raise Unfit("too-heavy") from error


def _drawn(data: bytes, longest: int) -> Iterator[Image.Image]:
    letters.give()
    document = pdfium.PdfDocument(data)
    if not len(document):
        raise Unfit("unreadable")
    if len(document) > limits.MOST_PAGES:
        raise Unfit("too-many-pages")
    document.init_forms()  # so that filled-in fields are drawn
    for page in document:
        scale = longest / max(*page.get_size(), 1)
        yield page.render(scale=scale).to_pil().convert("RGB")
        page.close()
