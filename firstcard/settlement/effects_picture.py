"""The picture of a change: for each class of institution how many families pay how much more.

Plain SVG that stands alone. The same as text stands in its `desc` and in the file beside it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from html import escape

from firstcard.settlement import effects_words as words
from firstcard.settlement.effects import Bin, Effect
from firstcard.settlement.effects_text import (
    Lang,
    Names,
    bin_name,
    count,
    distribution,
    in_order,
    row_name,
    yuan,
)

_WIDTH, _HEAD, _ROW, _FOOT, _EDGE = 760, 64, 116, 76, 32
_TALL = 62
_STYLE = (
    "text{font:14px system-ui,sans-serif;fill:#1b1b1b}.title{font-size:18px;font-weight:600}"
    ".small{font-size:12px}.less{fill:#1d6f42}.more{fill:#b5401d}.axis{stroke:#595959}"
    ".zero{stroke:#1b1b1b;stroke-width:2}.paper{fill:#fff}"
)


def draw(found: Effect, lang: Lang, names: Names) -> str:
    """The picture as SVG."""
    bins = in_order(found.bins, "institution.class", names)
    values = list(dict.fromkeys(each.value for each in bins))
    height = _HEAD + max(1, len(values)) * _ROW + _FOOT
    title = _in(words.TITLE, lang)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" width="{_WIDTH}" height="{height}" '
        f'viewBox="0 0 {_WIDTH} {height}" role="img" aria-labelledby="title text" '
        f'lang="{"zh-CN" if lang == "zh" else "en"}">',
        f'<title id="title">{escape(title)}</title>',
        f'<desc id="text">{escape(distribution(found, lang, names))}</desc>',
        f"<style>{_STYLE}</style>",
        f'<rect class="paper" width="{_WIDTH}" height="{height}"/>',
        _text(_EDGE, 34, title, "title"),
        *_rows(found, values, lang, names),
        "</svg>",
    ]
    return "\n".join(parts) + "\n"


def _rows(found: Effect, values: Sequence[str], lang: Lang, names: Names) -> Iterator[str]:
    if not values:
        yield _text(_EDGE, _HEAD + 30, _in(words.NO_CHANGE, lang))
        return
    scale = _Scale(found.bins)
    own = [[each for each in found.bins if each.value == value] for value in values]
    totals = [sum(each.bills for each in those) for those in own]
    highest = max(
        each.bills / total for those, total in zip(own, totals, strict=True) for each in those
    )
    for turn, (value, those, total) in enumerate(zip(values, own, totals, strict=True)):
        top = _HEAD + turn * _ROW
        yield _text(_EDGE, top + 14, row_name(value, total, lang, names))
        base = top + 38 + _TALL
        for each in those:
            yield from _bar(each, scale, base, _TALL * each.bills / total / highest, lang)
        yield _line("axis", _EDGE, base, _WIDTH - _EDGE, base)
        yield _line("zero", scale.zero, base - _TALL - 6, scale.zero, base + 6)
    yield from _axis(scale, _HEAD + len(values) * _ROW, lang)


def _bar(each: Bin, scale: _Scale, base: int, tall: float, lang: Lang) -> Iterator[str]:
    kind = "less" if scale.number(each) < 0 else "more"
    x, tall = scale.x(scale.number(each)), max(1.0, tall)
    yield (
        f'<rect class="{kind}" x="{x + 1:.1f}" y="{base - tall:.1f}" '
        f'width="{scale.width - 2:.1f}" height="{tall:.1f}">'
        f"<title>{escape(bin_name(each, lang))}: {count(each.bills)}</title></rect>"
    )
    yield _text(x + scale.width / 2, base - tall - 3, count(each.bills), "small", "middle")


def _axis(scale: _Scale, y: int, lang: Lang) -> Iterator[str]:
    for number in scale.edges():
        label = yuan(number * scale.step).removesuffix(".00")
        yield _text(scale.x(number), y + 4, label, "small", "middle")
    step = yuan(scale.step).removesuffix(".00")
    yield _text(_EDGE, y + 26, _in(words.AXIS, lang).format(step=step), "small")
    yield _text(_EDGE, y + 44, _in(words.HEIGHT, lang), "small")
    if scale.open:
        yield _text(_EDGE, y + 62, _in(words.OPEN, lang), "small")


class _Scale:
    """Where bins lie: bin n goes from n to n + 1 steps."""

    def __init__(self, bins: Sequence[Bin]) -> None:
        self.step = next(
            (each.end - each.start for each in bins
             if each.start is not None and each.end is not None), 0,
        ) or max(abs(each.start or each.end or 0) for each in bins)  # fmt: skip
        self.open = any(None in (each.start, each.end) for each in bins)
        numbers = [self.number(each) for each in bins]
        self.first, self.last = min(*numbers, -1), max(*numbers, 0)
        self.width = (_WIDTH - 2 * _EDGE) / (self.last - self.first + 1)
        self.zero = self.x(0)

    def number(self, each: Bin) -> int:
        if each.start is not None:
            return each.start // self.step
        assert each.end is not None, "one side is closed"
        return each.end // self.step - 1

    def x(self, number: int) -> float:
        return _EDGE + (number - self.first) * self.width

    def edges(self) -> range:
        """The edges that have a number, not more than fit."""
        first = self.first + (-self.first) % 2
        return range(first, self.last + 2, 2 if self.last - self.first > 7 else 1)


def _text(x: float, y: float, said: str, kind: str = "", anchor: str = "start") -> str:
    named = f' class="{kind}"' if kind else ""
    placed = "" if anchor == "start" else f' text-anchor="{anchor}"'
    return f'<text{named} x="{x:.1f}" y="{y:.1f}"{placed}>{escape(said)}</text>'


def _line(kind: str, x1: float, y1: float, x2: float, y2: float) -> str:
    return f'<line class="{kind}" x1="{x1:.1f}" y1="{y1:.1f}" x2="{x2:.1f}" y2="{y2:.1f}"/>'


def _in(text: object, lang: Lang) -> str:
    return str(getattr(text, lang))
