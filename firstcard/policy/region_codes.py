"""What a division code (GB/T 2260) says by itself: two digits each for province, city and county.

Pure, and without the table of divisions: conditions ask this hundreds of times in one plan. That
the table says the same is tested.
"""

from __future__ import annotations

NATION = "000000"
# Cities of the rank of a province: their counties lie in no prefecture.
MUNICIPALITIES = ("11", "12", "31", "50")


def lies_in(code: str, region: str) -> bool:
    """Whether `code` is `region` or lies in it."""
    if region in (NATION, code):
        return True
    if region.endswith("0000"):
        return code[:2] == region[:2]
    return region.endswith("00") and code[:4] == region[:4]


def digits(region: str) -> str:
    """What the codes of all that lies in a region begin with; of the country nothing."""
    if region == NATION:
        return ""
    return region[:2] if region.endswith("0000") else region.removesuffix("00")


def province(code: str) -> str:
    """The province-level division of a code."""
    return code[:2] + "0000"


def prefecture(code: str) -> str:
    """The code of the prefecture that the first four digits name, whether there is one or not."""
    return code[:4] + "00"


def upward(code: str) -> tuple[str, ...]:
    """The code, then what its digits say it lies in: prefecture, province, country."""
    return tuple(dict.fromkeys((code, prefecture(code), province(code), NATION)))


def pooling_region(code: str) -> str:
    """The division in whose insurance pool a place lies: its city, municipality or itself.

    County-level cities administered by a province (such as 419001) are their own pool.
    """
    if code[:2] in MUNICIPALITIES:
        return province(code)
    if code[2:4] == "90":
        return code
    return prefecture(code)
