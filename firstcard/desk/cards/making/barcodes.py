"""Code 128 (ISO/IEC 15417) as a picture: what hand-held scanners of offices read. Pure."""

from __future__ import annotations

_QUIET = 10  # modules of white on either side
_START_B, _STOP = 104, "2331112"
# The widths of bars and spaces of each value, three bars and three spaces each.
_WIDTHS = [
    "212222",
    "222122",
    "222221",
    "121223",
    "121322",
    "131222",
    "122213",
    "122312",
    "132212",
    "221213",
    "221312",
    "231212",
    "112232",
    "122132",
    "122231",
    "113222",
    "123122",
    "123221",
    "223211",
    "221132",
    "221231",
    "213212",
    "223112",
    "312131",
    "311222",
    "321122",
    "321221",
    "312212",
    "322112",
    "322211",
    "212123",
    "212321",
    "232121",
    "111323",
    "131123",
    "131321",
    "112313",
    "132113",
    "132311",
    "211313",
    "231113",
    "231311",
    "112133",
    "112331",
    "132131",
    "113123",
    "113321",
    "133121",
    "313121",
    "211331",
    "231131",
    "213113",
    "213311",
    "213131",
    "311123",
    "311321",
    "331121",
    "312113",
    "312311",
    "332111",
    "314111",
    "221411",
    "431111",
    "111224",
    "111422",
    "121124",
    "121421",
    "141122",
    "141221",
    "112214",
    "112412",
    "122114",
    "122411",
    "142112",
    "142211",
    "241211",
    "221114",
    "413111",
    "241112",
    "134111",
    "111242",
    "121142",
    "121241",
    "114212",
    "124112",
    "124211",
    "411212",
    "421112",
    "421211",
    "212141",
    "214121",
    "412121",
    "111143",
    "111341",
    "131141",
    "114113",
    "114311",
    "411113",
    "411311",
    "113141",
    "114131",
    "311141",
    "411131",
    "211412",
    "211214",
    "211232",
]


def widths(text: str) -> list[int]:
    """The widths of bars and spaces by turns, in modules; code set B.

    Raises ValueError for a sign that is no printable ASCII.
    """
    values = [ord(sign) - 32 for sign in text]
    if not all(0 <= value < 95 for value in values):
        raise ValueError("only printable ASCII")
    check = (_START_B + sum(place * value for place, value in enumerate(values, 1))) % 103
    pattern = "".join(_WIDTHS[value] for value in (_START_B, *values, check)) + _STOP
    return [int(width) for width in pattern]


def svg(text: str) -> str:
    """An inline picture, black on white on a dark page too; its text has to stand beside it."""
    found = widths(text)
    side = sum(found) + 2 * _QUIET
    path, x = [], _QUIET
    for place, width in enumerate(found):
        if place % 2 == 0:
            path.append(f"M{x} 0h{width}v1h-{width}z")
        x += width
    return (f'<svg class="barcode" aria-hidden="true" viewBox="0 0 {side} 1" '
            f'preserveAspectRatio="none" shape-rendering="crispEdges" '
            f'xmlns="http://www.w3.org/2000/svg"><path fill="#fff" d="M0 0h{side}v1H0z"/>'
            f'<path fill="#000" d="{"".join(path)}"/></svg>')  # fmt: skip
