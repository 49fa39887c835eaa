"""QR codes: a text as black squares on white, for a screen and for paper. Pure."""

from html import escape

import segno

QUIET = 4  # modules of white around the code (ISO/IEC 18004, 9.1)
MOST_BYTES_ON_SCREEN = 644  # at level L that is 85 modules, and 93 with the white around them
_WIDEST = 288  # pixels that a 320 px screen leaves between its margins: 3 for each of 93 modules
_LARGEST_MODULE = 6

Matrix = tuple[tuple[bool, ...], ...]


class TextTooLong(ValueError):
    """The code would be too fine for the camera of an old phone."""


def matrix(text: str) -> Matrix:
    """The modules row by row, true is black; without the white around, which QUIET counts.

    Error correction M where the text is short, else L: more would only make it finer. Raises
    TextTooLong for more than 1,270 bytes.
    """
    data = text.encode()
    level = "m" if len(data) <= 200 else "l"
    try:
        code = segno.make_qr(data, error=level, mode="byte", boost_error=False)
    except segno.DataOverflowError as error:
        raise TextTooLong(f"{len(data)} bytes") from error
    if len(data) > 1270:
        raise TextTooLong(f"{len(data)} bytes")
    return tuple(tuple(bool(module) for module in row) for row in code.matrix)


def svg(*, text: str, title: str) -> str:
    """An inline picture of the code, at least 3 px a module on a 320 px screen; `title` names it.

    Black on white on a dark page too: many cameras do not read the reverse. Raises TextTooLong for
    more than MOST_BYTES_ON_SCREEN bytes.
    """
    if (length := len(text.encode())) > MOST_BYTES_ON_SCREEN:
        raise TextTooLong(f"{length} bytes")
    modules = matrix(text)
    side = len(modules) + 2 * QUIET
    pixels = side * min(_LARGEST_MODULE, _WIDEST // side)
    return (f'<svg class="qr" role="img" width="{pixels}" height="{pixels}" '
            f'viewBox="0 0 {side} {side}" shape-rendering="crispEdges" '
            f'xmlns="http://www.w3.org/2000/svg"><title>{escape(title)}</title>'
            f'<path fill="#fff" d="M0 0h{side}v{side}H0z"/>'
            f'<path fill="#000" d="{_path(modules)}"/></svg>')  # fmt: skip


def pixels(modules: Matrix) -> list[list[int]]:
    """The code with the white around it, as greys from 0 to 255, one pixel a module."""
    side = len(modules) + 2 * QUIET
    white = [[255] * side] * QUIET
    around = [255] * QUIET
    rows = [[*around, *(0 if black else 255 for black in row), *around] for row in modules]
    return [*white, *rows, *white]


def _path(modules: Matrix) -> str:
    """One rectangle for each run of black modules."""
    return "".join(
        f"M{start + QUIET} {y + QUIET}h{end - start}v1h-{end - start}z"
        for y, row in enumerate(modules)
        for start, end in _runs(row)
    )


def _runs(row: tuple[bool, ...]) -> list[tuple[int, int]]:
    edges = [x for x in range(len(row) + 1)
             if (x > 0 and row[x - 1]) != (x < len(row) and row[x])]  # fmt: skip
    return list(zip(edges[::2], edges[1::2], strict=True))
