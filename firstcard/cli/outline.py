"""Any Struct as an indented outline in one language, for reading in a terminal."""

from __future__ import annotations

from typing import Any

import msgspec

_INDENT = "  "


def outline(*, value: Any, lang: str) -> str:
    """One line for each plain value; pairs of texts are shown in one language."""
    return "\n".join(_lines(_one_language(msgspec.to_builtins(value), lang), 0))


def _one_language(value: Any, lang: str) -> Any:
    if isinstance(value, dict):
        if set(value) == {"en", "zh"}:
            return value[lang]
        shown = {key: _one_language(each, lang) for key, each in value.items()}
        return {key: each for key, each in shown.items() if each not in (None, [], {})}
    if isinstance(value, list):
        return [_one_language(each, lang) for each in value]
    return value


def _lines(value: Any, depth: int) -> list[str]:
    pad = _INDENT * depth
    if isinstance(value, dict):
        return [line for key, each in value.items() for line in _entry(key, each, depth)]
    if isinstance(value, list):
        return [line for each in value for line in _item(each, depth)]
    return [f"{pad}{_plain(value)}"]


def _entry(key: str, value: Any, depth: int) -> list[str]:
    pad = _INDENT * depth
    if not isinstance(value, dict | list):
        return [f"{pad}{key}: {_plain(value)}"]
    if isinstance(value, list) and not any(isinstance(each, dict | list) for each in value):
        return [f"{pad}{key}: {', '.join(_plain(each) for each in value)}"]
    return [f"{pad}{key}:", *_lines(value, depth + 1)]


def _item(value: Any, depth: int) -> list[str]:
    lines = _lines(value, depth + 1)
    pad = _INDENT * depth
    return [f"{pad}- {lines[0].lstrip()}", *lines[1:]] if lines else []


def _plain(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)
