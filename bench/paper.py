"""The plan on paper: time of one PDF after the first, over the packs' own cases and a newborn.

Target: at most 100 ms (median) after the first. Each file is of another plan or language than the
one before, so that nothing but the template and the font is ready. The floor is the same plan as
plain text.
"""

from __future__ import annotations

import statistics
import sys
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from firstcard.guidance.paper.files import plan_pdf
from firstcard.guidance.planning import decoded, plan_for
from firstcard.guidance.presenters.speech import names_of
from firstcard.guidance.text import render_text
from firstcard.guidance.today import CHINA
from firstcard.guidance.words import LANGS, Lang
from firstcard.policy.loading import load
from firstcard.policy.plan import Plan

ROOT = Path(__file__).resolve().parents[1]
NOW = datetime(2026, 11, 23, 9, tzinfo=CHINA)
DAYS = 6
AT_MOST_MS = 100
ADDRESS = "https://firstcard.example.cn/kept/5kq3v-7m2pd-x9c4n-8rtw6-0abcde/"


def main() -> int:
    """Measure, print, and tell by the exit code whether the target is met."""
    book = load(root=ROOT / "packs")
    names = names_of(book)
    plans = [plan_for(book=book, data=decoded(path.read_bytes()), on=NOW.date().replace(day=day))
             for day in range(20, 20 + DAYS)
             for path in sorted((ROOT / "examples").glob("*.json"))]  # fmt: skip

    def paper(plan: Plan, lang: Lang, address: str | None = None) -> bytes:
        return plan_pdf(plan=plan, lang=lang, names=names, calendar_id="bench", now=NOW,
                        address=address)  # fmt: skip

    first = _ms(lambda: paper(plans[0], "zh"))
    every = [_ms(lambda plan=plan, lang=lang: paper(plan, lang))  # type: ignore[misc]
             for plan in plans for lang in LANGS]  # fmt: skip
    text = [_ms(lambda plan=plan, lang=lang: render_text(plan, lang, names=names))  # type: ignore[misc]
            for plan in plans for lang in LANGS]  # fmt: skip
    newborns = [plan_for(book=book, data=decoded(_newborn()) | {"child": _born(day)}, on=NOW.date())
                for day in range(1, 21)]  # fmt: skip
    usual = [_ms(lambda plan=plan: paper(plan, "zh", ADDRESS)) for plan in newborns]  # type: ignore[misc]
    largest = [_ms(lambda plan=plan: paper(plan, "en")) for plan in newborns]  # type: ignore[misc]
    median, floor = statistics.median(every), statistics.median(text)
    met = max(median, statistics.median(usual), statistics.median(largest)) <= AT_MOST_MS
    print(f"the first PDF, font and template read: {first:.0f} ms")
    verdict = "met" if met else "NOT MET"
    print(f"{len(every)} PDFs of {len(plans)} plans: median {median:.1f} ms, "
          f"slowest {max(every):.0f} ms; at most {AT_MOST_MS} ms: {verdict}")  # fmt: skip
    print(f"a newborn's plan with an address: median {statistics.median(usual):.1f} ms; "
          f"in English with the dates as a code: {statistics.median(largest):.1f} ms")  # fmt: skip
    print(f"the same plan as plain text (the floor): {floor:.2f} ms; ratio {median / floor:.0f}")
    return 0 if met else 1


def _newborn() -> bytes:
    return (ROOT / "examples" / "newborn-zhengzhou.json").read_bytes()


def _born(day: int) -> dict[str, object]:
    return dict(decoded(_newborn())["child"]) | {"born_on": f"2026-11-{day:02d}"}


def _ms(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return (time.perf_counter() - began) * 1000


if __name__ == "__main__":
    sys.exit(main())
