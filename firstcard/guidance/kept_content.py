"""What a kept plan holds, and how two people's changes to it go together. Pure."""

from collections.abc import Mapping
from typing import Any

import msgspec

_ABSENT = object()


class Content(msgspec.Struct, frozen=True):
    """What was told (see forms.kept), how the plan looked when it was last seen (see
    presenters.changes), and the random name of its calendar."""

    told: dict[str, Any]
    seen: dict[str, Any]
    calendar: str


def encoded(content: Content) -> bytes:
    """As bytes, to be sealed."""
    return msgspec.json.encode(content)


def decoded(data: bytes) -> Content:
    """Back from bytes."""
    return msgspec.json.decode(data, type=Content)


def plain(data: Mapping[str, Any]) -> dict[str, Any]:
    """As it comes back from JSON, so that it can be compared with what is kept."""
    return msgspec.json.decode(msgspec.json.encode(data), type=dict[str, Any])


def merged(*, base: Mapping[str, Any], mine: Mapping[str, Any],
           theirs: Mapping[str, Any]) -> dict[str, Any]:  # fmt: skip
    """Both changes to what was told, made side by side from the same base.

    Two phones that answer different questions, or tick different papers, both count. Where both
    said something about the very same thing, what is said last (mine) holds.
    """
    names = dict.fromkeys([*theirs, *mine])
    parts = {name: _part(base.get(name, _ABSENT), mine.get(name, _ABSENT),
                         theirs.get(name, _ABSENT)) for name in names}  # fmt: skip
    return {name: part for name, part in parts.items() if part is not _ABSENT}


def _part(base: Any, mine: Any, theirs: Any) -> Any:
    if mine == base or theirs == base:
        return theirs if mine == base else mine
    if isinstance(mine, Mapping) and isinstance(theirs, Mapping):
        return _named(base if isinstance(base, Mapping) else {}, mine, theirs)
    if isinstance(mine, list) and isinstance(theirs, list):
        return _listed(base if isinstance(base, list) else [], mine, theirs)
    return mine


def _named(base: Mapping[str, Any], mine: Mapping[str, Any],
           theirs: Mapping[str, Any]) -> dict[str, Any]:  # fmt: skip
    """By name: each value is taken whole, for its parts were told together."""
    chosen = {}
    for name in dict.fromkeys([*theirs, *mine]):
        own = mine.get(name, _ABSENT)
        chosen[name] = theirs.get(name, _ABSENT) if own == base.get(name, _ABSENT) else own
    return {name: value for name, value in chosen.items() if value is not _ABSENT}


def _listed(base: list[Any], mine: list[Any], theirs: list[Any]) -> list[Any]:
    """A list of ticks: what either ticked or took away."""
    stays = [each for each in theirs if each in mine or each not in base]
    return stays + [each for each in mine if each not in base and each not in theirs]
