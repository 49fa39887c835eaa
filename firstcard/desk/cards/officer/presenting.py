"""The officer's figures of cards as they are drawn. What tells of few is left out."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from firstcard.cards.figures import Figures, Spread
from firstcard.cards.happened import HAPPENED
from firstcard.cards.states import HOLDERS, Holder
from firstcard.cards.words import MAKING
from firstcard.core import privacy
from firstcard.desk.presenters.curves import Curve, curve
from firstcard.desk.presenters.tongue import Tongue

MOST_DRAWN = 6
_STOCK = ("received", "used", "spoiled", "destroyed", "left", "to_destroy")


@dataclass(frozen=True, slots=True)
class Stretch:
    """One stretch of the way: its curves, and a row for each place."""

    name: str
    title: str
    curves: list[Curve]
    rows: list[tuple[str, ...]]
    more: bool


@dataclass(frozen=True, slots=True)
class Blanks:
    """The blank cards of one place, as in `_STOCK`; `short`: somebody has to count."""

    place: str
    numbers: list[int]
    short: bool


class FiguresPresenter:
    """Draws the figures in one language."""

    def __init__(self, found: Figures, tongue: Tongue) -> None:
        self.found, self.tongue = found, tongue

    def promises(self) -> list[tuple[str, str]]:
        """Words and number."""
        told = self.found.promise
        counts = privacy.shown({"missed": told.missed, "overdue": told.overdue})
        kept = privacy.percent(told.kept, told.kept + told.missed + told.overdue)
        at_centre = sum(n for state, n in self.found.places.items()
                        if HOLDERS[state] is Holder.CENTRE)  # fmt: skip
        making = privacy.shown({"making": at_centre})["making"]
        return [(self.tongue.word("cf_kept"), self._number(kept)),
                (self.tongue.word("cf_missed"), self._number(counts["missed"])),
                (self.tongue.word("cf_overdue"), self._number(counts["overdue"])),
                (self.tongue.word("cf_in_making"), self._number(making))]  # fmt: skip

    def stretches(self) -> list[Stretch]:
        """To the finished card, by centre; until it can be collected, by office."""
        return [self._stretch("centres", self.found.centres),
                self._stretch("offices", self.found.offices)]  # fmt: skip

    def _stretch(self, name: str, spreads: Sequence[Spread]) -> Stretch:
        counts = privacy.shown({each.office.pk: each.count for each in spreads})
        shown = [each for each in spreads if counts[each.office.pk] is not None]
        curves = [self._curve(name, each) for each in shown[:MOST_DRAWN]]
        rows = [self._row(each, counts[each.office.pk]) for each in spreads]
        return Stretch(name, self.tongue.word(f"cf_{name}"), curves, rows,
                       more=len(shown) > MOST_DRAWN)  # fmt: skip

    def _curve(self, name: str, spread: Spread) -> Curve:
        return curve(name=f"{name}-{spread.office.pk}", title=self.tongue.office(spread.office),
                     days=dict(spread.took), tongue=self.tongue, counted="cf_n")  # fmt: skip

    def _row(self, spread: Spread, count: int | None) -> tuple[str, ...]:
        half, nine = (spread.half, spread.nine_of_ten) if count is not None else (None, None)
        return (self.tongue.office(spread.office),
                *(self._number(each) for each in (count, half, nine)))  # fmt: skip

    def places(self) -> list[tuple[str, str]]:
        """How many cards are where."""
        counts = privacy.shown(self.found.places)
        return [(self.tongue.say(MAKING[state.value]), self._number(n))
                for state, n in counts.items()]  # fmt: skip

    def happened(self) -> list[tuple[str, str]]:
        """How often what happened."""
        counts: Mapping[str, int | None] = privacy.shown(
            {action.value: n for action, n in self.found.happened.items()})  # fmt: skip
        return [(self.tongue.say(HAPPENED[action]), self._number(n))
                for action, n in counts.items()]  # fmt: skip

    def stock(self) -> list[Blanks]:
        """Blank cards tell of nobody."""
        return [Blanks(self.tongue.office(office), [getattr(level, name) for name in _STOCK],
                       level.short) for office, level in self.found.stock]  # fmt: skip

    def stock_heads(self) -> list[str]:
        """What the numbers of `Blanks` are."""
        return [self.tongue.word(f"cf_{name}") for name in _STOCK]

    def _number(self, n: int | None) -> str:
        return self.tongue.word("left_out") if n is None else str(n)
