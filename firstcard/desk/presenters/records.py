"""Two records that may be one child, side by side."""

from __future__ import annotations

from dataclasses import dataclass

from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.queries.records import Compared

_OUTCOMES = {True: "same", False: "differs", None: "unknown"}
_LABELS = {"guardians": "compared_guardians"}


@dataclass(frozen=True, slots=True)
class ComparedView:
    """Lines: what, whether it agrees, and the class of its light; applications of the other."""

    lines: list[tuple[str, str, str]]
    cases: list[str]


def compared_view(found: Compared | None, tongue: Tongue) -> ComparedView | None:
    """The comparison in words; None where there is none."""
    if found is None:
        return None
    lights = {True: "good", False: "bad", None: "unseen"}
    lines = [(tongue.word(_LABELS.get(name, f"field_child.{name}")),
              tongue.word(f"compared_{_OUTCOMES[same]}"), lights[same])
             for name, same in found.fields]  # fmt: skip
    return ComparedView(lines, [each.reference for each in found.cases])
