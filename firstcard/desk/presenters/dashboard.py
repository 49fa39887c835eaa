"""The officers' figures as they are drawn: curves with their text, bars, a table."""

from __future__ import annotations

from dataclasses import dataclass

from firstcard.core import privacy
from firstcard.desk.presenters.curves import Curve, curve
from firstcard.desk.presenters.tongue import Tongue
from firstcard.desk.queries.figures import Days, Figures

AGES = (2, 5, 10, 20, 40)  # last day of each group of open cases


@dataclass(frozen=True, slots=True)
class BarView:
    """One group: words, number or "", its length in percent."""

    words: str
    said: str
    width: float


class DashboardPresenter:
    """Draws the figures in one language."""

    def __init__(self, found: Figures, tongue: Tongue) -> None:
        self.found, self.tongue = found, tongue

    def four(self) -> list[tuple[str, str]]:
        """Days, trips, papers, steps: words and number."""
        found = self.found
        whole = found.handed_in
        numbers = {
            "four_days": privacy.median(found.whole),
            "four_trips": privacy.percent(found.at_counter, whole),
            "four_papers": privacy.median(found.papers),
            "four_steps": privacy.percent(found.sent_back, whole),
        }
        return [(self.tongue.word(name), self._number(n)) for name, n in numbers.items()]

    def curves(self) -> list[Curve]:
        """One for each stage."""
        stages = (("examine", self.found.examine), ("decide", self.found.decide),
                  ("whole", self.found.whole))  # fmt: skip
        return [self._curve(name, days) for name, days in stages]

    def ages(self) -> list[BarView]:
        """Open cases by age."""
        counts = privacy.binned(self.found.age, AGES)
        shown = privacy.shown(dict(enumerate(counts)))
        longest = max(1, *(n or 0 for n in shown.values()))
        return [BarView(words, self._number(shown[i]), round(100 * (shown[i] or 0) / longest, 1))
                for i, words in enumerate(self.age_words())]  # fmt: skip

    def age_words(self) -> list[str]:
        """The groups in words."""
        lows = (0, *(edge + 1 for edge in AGES[:-1]))
        words = [self.tongue.word("age_to", low=low, high=high)
                 for low, high in zip(lows, AGES, strict=True)]  # fmt: skip
        return [*words, self.tongue.word("age_over", low=AGES[-1])]

    def past(self) -> list[tuple[str, str]]:
        """Cases past their promised day."""
        return [(self.tongue.word("past_open"), self._number(least(self.found.open_late))),
                (self.tongue.word("past_decided"),
                 self._number(least(self.found.decided_late)))]  # fmt: skip

    def offices(self) -> list[tuple[str, ...]]:
        """A row for each office."""
        offices = self.found.offices
        columns = [privacy.shown({o.office.pk: getattr(o, name) for o in offices})
                   for name in ("open", "late", "decided")]  # fmt: skip
        return [(self.tongue.office(o.office), *(self._number(c[o.office.pk]) for c in columns),
                 self._number(privacy.median(o.days)
                              if columns[2][o.office.pk] is not None else None))
                for o in offices]  # fmt: skip

    def _number(self, n: int | None) -> str:
        return self.tongue.word("left_out") if n is None else str(n)

    def _curve(self, name: str, days: Days) -> Curve:
        title = self.tongue.word(f"stage_{name}")
        return curve(name=name, title=title, days=days, tongue=self.tongue)


def least(n: int) -> int | None:
    return None if 0 < n < privacy.K else n
