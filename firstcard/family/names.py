"""Names of people as they are typed: kept whole, and the one dot that official names use. Pure.

Names of many peoples of China are written with a middle dot, U+00B7 (GB 13000 and the household
register use this one). Keyboards offer look-alikes; with one of them a name would not match the
register.
"""

from __future__ import annotations

import unicodedata

from firstcard.family.words import WORDS
from firstcard.policy.format import Text

DOT = "\u00b7"
# Bullet, katakana and half-width katakana middle dots, full-width and Latin full stops, dot
# operators, hyphenation point, Greek ano teleia, one dot leader.
LOOK_ALIKES = "\u2022\u30fb\uff65\uff0e.\u22c5\u2219\u2027\u0387\u2024"
LONGEST = 500  # a bound of the machine: the longest names in use have about fifty characters
_INVISIBLE = ("Cc", "Cs", "Co", "Cn")


def written(text: str) -> str:
    """The name as it is kept: blanks around it are gone, nothing inside is touched."""
    return text.strip()


def with_dot(name: str) -> str | None:
    """The name with the right dot; None where it has no look-alike."""
    fixed = "".join(DOT if sign in LOOK_ALIKES else sign for sign in name)
    return fixed if fixed != name else None


def wrong(name: str, *, missing: Text) -> Text | None:
    """What is wrong with a name; None where nothing is."""
    if not name:
        return missing
    if len(name) > LONGEST:
        return WORDS["name_too_long"]
    if any(unicodedata.category(sign) in _INVISIBLE for sign in name):
        return WORDS["name_invisible"]
    return WORDS["name_dot"] if with_dot(name) else None


def shortened(name: str) -> str:
    """For somebody who need not know the whole name: its first sign, the rest hidden."""
    return f"{name[:1]}**" if name else ""
