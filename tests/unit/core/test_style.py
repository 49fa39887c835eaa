"""The style: every colour can be read on its ground, light and dark, and all of it is small."""

import gzip
import re
from pathlib import Path

import pytest

STATIC = Path(__file__).resolve().parents[3] / "firstcard" / "core" / "static" / "core"
STYLE = (STATIC / "firstcard.css").read_text(encoding="utf-8")
KB = 1024
GROUNDS = ("paper", "ground")
SOFT = ("red", "amber", "green", "blue")
# Text and its ground, as the style puts them together: 4.5 to 1 (WCAG 2.2, 1.4.3).
READ = [
    *((text, ground) for ground in GROUNDS for text in ("ink", "soft", "link", "link-hover")),
    *((text, "paper") for text in SOFT),
    *((text, f"{text}-soft") for text in SOFT),
    *((text, f"{soft}-soft") for soft in (*SOFT, "grey") for text in ("ink", "link")),
    ("soft", "grey-soft"),
    ("green", "ground"),
    ("on-brand", "brand"),
    ("on-brand", "brand-dark"),
    ("focus-ink", "focus"),
]
# Edges of what can be touched, marks in pictures: 3 to 1 (1.4.11).
SEEN = [
    *((mark, ground) for ground in GROUNDS for mark in ("edge", "accent")),
    ("edge", "grey-soft"),
    *((mark, f"{soft}-soft") for mark in ("edge", "accent") for soft in SOFT),
    ("focus", "focus-ink"),
]
# Lines that only divide, which nothing depends on.
ORNAMENT = {"line", "line-soft"}


def _colours(block: str) -> dict[str, str]:
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})\b", block))


def _block(start: str) -> str:
    begin = STYLE.index(start)
    return STYLE[begin : STYLE.index("}", begin)]


LIGHT = _colours(_block(":root {"))
DARK = LIGHT | _colours(_block("@media screen and (prefers-color-scheme: dark)"))
PAPER = LIGHT | _colours(_block("@media print"))


def _light(colour: str) -> float:
    """Relative luminance of WCAG 2.2."""
    digits = colour[1:] if len(colour) == 7 else "".join(each * 2 for each in colour[1:])
    parts = (int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4))
    red, green, blue = (c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts)
    return 0.2126 * red + 0.7152 * green + 0.0722 * blue


def _contrast(one: str, other: str) -> float:
    dark, light = sorted((_light(one), _light(other)))
    return (light + 0.05) / (dark + 0.05)


def test_the_ratio_is_that_of_the_standard() -> None:
    assert _contrast("#000", "#ffffff") == pytest.approx(21)
    assert _contrast("#777777", "#fff") == pytest.approx(4.48, abs=0.01)


@pytest.mark.parametrize("look", [LIGHT, DARK, PAPER], ids=["light", "dark", "paper"])
def test_every_text_can_be_read(look: dict[str, str]) -> None:
    poor = {pair: round(found, 2) for pair in READ
            if (found := _contrast(look[pair[0]], look[pair[1]])) < 4.5}  # fmt: skip
    assert poor == {}


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_every_edge_and_mark_can_be_seen(look: dict[str, str]) -> None:
    poor = {pair: round(found, 2) for pair in SEEN
            if (found := _contrast(look[pair[0]], look[pair[1]])) < 3}  # fmt: skip
    assert poor == {}


@pytest.mark.parametrize("look", [LIGHT, DARK], ids=["light", "dark"])
def test_the_focus_is_seen_on_every_ground(look: dict[str, str]) -> None:
    grounds = (*GROUNDS, "brand", "grey-soft", *(f"{each}-soft" for each in SOFT))
    for ground in grounds:
        rings = [_contrast(look[ring], look[ground]) for ring in ("focus", "focus-ink")]
        assert max(rings) >= 3, ground


def test_no_colour_is_left_out() -> None:
    named = {name for pair in (*READ, *SEEN) for name in pair}
    assert set(LIGHT) - named == ORNAMENT
    assert set(DARK) == set(PAPER) == set(LIGHT)


@pytest.mark.parametrize("style", sorted(STATIC.glob("*.css")), ids=lambda path: path.name)
def test_colours_stand_in_the_tokens_only(style: Path) -> None:
    rules = re.sub(r"--[\w-]+:[^;}]+", "", style.read_text(encoding="utf-8"))
    rules = re.sub(
        r"/\*.*?\*/|figure\.qr \{[^}]*\}", "", rules, flags=re.S
    )  # always black on white
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b|\b(?:rgb|hsl|oklch)a?\(", rules) == []


def _sent(path: Path) -> int:
    return len(gzip.compress(path.read_bytes()))


def test_style_and_script_are_small() -> None:
    assert sum(_sent(path) for path in STATIC.glob("*.css")) <= 20 * KB
    assert sum(_sent(path) for path in STATIC.glob("*.js")) <= 2 * KB
    for path in STATIC.glob("*.css"):
        assert path.name == "firstcard.css" or _sent(path) <= 2 * KB, path.name
