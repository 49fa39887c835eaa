"""Single values of facts: JSON in, the fact's type out, and what would be right where it is not."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

from firstcard.policy.conditions import FactType, SetValue
from firstcard.policy.format import Text

_FIRST_YEAR, _LAST_YEAR = 1900, 2100


def read_value(value: Any, kind: FactType) -> Any:
    """A JSON or YAML value as the fact's type; raises ValueError where it cannot be."""
    if value is None or (value == "null" and kind.nullable):
        if kind.nullable:
            return None
        raise ValueError
    return _READERS[kind.type](value, kind)


def _read_yes_no(value: Any, kind: FactType) -> bool:
    if isinstance(value, bool):
        return value
    return {"yes": True, "true": True, "no": False, "false": False}[value]


def read_date(value: Any) -> date:
    """A date written as 2026-11-23, of the years that can matter. Raises ValueError."""
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{4}-[0-9]{2}-[0-9]{2}", value):
        raise ValueError
    if not _FIRST_YEAR <= int(value[:4]) <= _LAST_YEAR:
        raise ValueError
    return date.fromisoformat(value)


def _read_division(value: Any, kind: FactType) -> str:
    if not isinstance(value, str) or not re.fullmatch(r"[0-9]{6}", value):
        raise ValueError
    return value


def _read_enum(value: Any, kind: FactType) -> str:
    if not isinstance(value, str) or value not in kind.values:
        raise ValueError
    return value


def _read_set(value: Any, kind: FactType) -> SetValue:
    items = value.split(",") if isinstance(value, str) else value
    if not isinstance(items, list):
        raise ValueError
    chosen = frozenset(item for item in items if item != "")
    if not all(isinstance(item, str) for item in chosen) or not chosen <= kind.values:
        raise ValueError
    return SetValue(chosen, kind.values - chosen)


def _read_number(value: Any, kind: FactType) -> int:
    if isinstance(value, bool) or not isinstance(value, int | str):
        raise ValueError
    return int(value)


_READERS: dict[str, Any] = {
    "yes-no": _read_yes_no,
    "date": lambda value, _: read_date(value),
    "division": _read_division,
    "enum": _read_enum,
    "set": _read_set,
    "number": _read_number,
}

# What would have been right, after "must be".
EXPECTED = {
    "yes-no": Text("true or false", "true 或 false"),
    "date": Text(
        "a real date of 1900 to 2100, such as 2026-11-23",
        "1900年至2100年间真实存在的日期，例如 2026-11-23",
    ),
    "division": Text("a six-digit division code such as 410100", "六位行政区划代码，例如 410100"),
    "enum": Text("one of the listed values", "所列值之一"),
    "set": Text("a list of the listed values", "由所列值组成的列表"),
    "number": Text("a whole number", "整数"),
}
