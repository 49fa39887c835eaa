"""The boxes of a bill as they are drawn: what was typed, what is wrong, the packs' names."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from firstcard.desk.bills import form, lines
from firstcard.desk.bills.form import Mistakes
from firstcard.desk.presenters.counter import BoxView
from firstcard.desk.presenters.tongue import Tongue
from firstcard.guidance.words import capital
from firstcard.settlement.credentials import KINDS, name_of

_USUAL = {"care": "outpatient", "referral": "local", "cause": "illness",
          form.FIRST: KINDS[0]}  # fmt: skip
_FACTS = {"care": "bill.care", "referral": "bill.referral", "cause": "bill.cause",
          "kind": "line.kind", "list_class": "line.list_class",
          "restricted": "line.restricted"}  # fmt: skip
_DECIMAL = ("quantity", "amount", "limit_price")


@dataclass(frozen=True, slots=True)
class RowView:
    """One row of items."""

    title: str
    boxes: list[BoxView]


def drawn(typed: Mapping[str, str], wrong: Mistakes, tongue: Tongue) -> dict[str, Any]:
    """All boxes, by the part of the page."""
    draw = _Drawing(typed, wrong, tongue)
    return {
        "patient": [draw.choice(form.FIRST, "bills_shown", draw.credentials()),
                    draw.text(form.SHOWN, "bills_shown_number", hint="bills_shown_hint")],
        "about": [draw.text(form.NUMBER, "bills_number"), draw.choice("care", "bills_care"),
                  draw.text("admitted_on", "bills_first", mode="numeric", hint="bills_first_hint"),
                  draw.text(form.LAST, "bills_last", mode="numeric"),
                  draw.choice("referral", "bills_referral"), draw.choice("cause", "bills_cause")],
        "rows": [RowView(tongue.word("bills_line", n=row + 1),
                         [draw.cell(row, name) for name in lines.COLUMNS])
                 for row in range(lines.rows_of(typed))],
        "row_count": lines.rows_of(typed),
    }  # fmt: skip


class _Drawing:
    def __init__(self, typed: Mapping[str, str], wrong: Mistakes, tongue: Tongue) -> None:
        self.typed, self.wrong, self.tongue = typed, wrong, tongue

    def credentials(self) -> list[tuple[str, str]]:
        return [(kind, capital(self.tongue.say(name_of(kind)))) for kind in KINDS]

    def _named(self, name: str) -> list[tuple[str, str]]:
        values = self.tongue.book.bill_facts.facts[_FACTS[name]].values or ()
        return [(each.id, capital(self.tongue.say(each.name))) for each in values]

    def _error(self, id: str) -> str:
        texts = self.wrong.boxes.get(id, [])
        return self.tongue.say(texts[0]) if texts else ""

    def text(self, id: str, label: str, *, mode: str = "text", hint: str = "") -> BoxView:
        word = self.tongue.word
        return BoxView(id, word(label), self.typed.get(id, ""), self._error(id),
                       word(hint) if hint else "", mode)  # fmt: skip

    def choice(self, id: str, label: str, options: list[tuple[str, str]] | None = None) -> BoxView:
        value = self.typed.get(id, _USUAL[id])
        shown = [(each, words, each == value) for each, words in options or self._named(id)]
        return BoxView(id, self.tongue.word(label), value, self._error(id), options=shown)

    def cell(self, row: int, name: str) -> BoxView:
        """A box of a row: a list where the packs name the values."""
        id, label = lines.box(row, name), f"bills_col_{name}"
        if name not in _FACTS:
            return self.text(id, label, mode="decimal" if name in _DECIMAL else "text")
        value = self.typed.get(id, "")
        shown = [(each, words, each == value) for each, words in self._named(name)]
        return BoxView(id, self.tongue.word(label), value, self._error(id), options=shown,
                       choose=self.tongue.word("bills_not_chosen"))  # fmt: skip
