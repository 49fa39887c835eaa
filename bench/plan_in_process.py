"""Plans in process: time of one plan over the packs' own cases, and of loading all packs.

Targets: a plan at most 0.6 ms (median); all packs loaded in at most 0.2 s. The floor of a plan is
its own JSON: decoding the situation and encoding the finished plan, without planning.
"""

from __future__ import annotations

import gc
import statistics
import sys
import time
from pathlib import Path

import msgspec

from firstcard.policy.book import RuleBook
from firstcard.policy.loading import load
from firstcard.policy.planner import make_plan, situation_of
from firstcard.policy.situation import SituationError

ROOT = Path(__file__).resolve().parents[1]
PLANS = 2_000
LOADS = 7
PLAN_MS = 0.6
LOAD_S = 0.2


def main() -> int:
    """Measure, print, and tell by the exit code whether the targets are met."""
    loads = [_timed(lambda: load(root=ROOT / "packs")) for _ in range(LOADS)]
    book = load(root=ROOT / "packs")
    gc.freeze()  # as the service does once its packs are loaded, and the next line too
    gc.set_threshold(50_000, 20, 20)
    situations = _situations(book)
    for data in situations:
        _plan(book, data)
    times = sorted(
        _timed(lambda data=data: _plan(book, data)) * 1000
        for number in range(PLANS)
        for data in [situations[number % len(situations)]]
    )
    floor = statistics.median(_floor(book, data) for data in situations) * 1000
    median, p99 = statistics.median(times), times[len(times) * 99 // 100]
    loading = statistics.median(loads)
    met = (median <= PLAN_MS, loading <= LOAD_S)
    print(f"{len(book.packs)} packs, {len(situations)} situations, {PLANS} plans")
    print(
        f"one plan: median {median:.3f} ms, p99 {p99:.3f} ms; at most {PLAN_MS} ms: {_word(met[0])}"
    )
    newborn = (ROOT / "examples" / "newborn-zhengzhou.json").read_bytes()
    times_alone = [_timed(lambda: _plan(book, newborn)) for _ in range(PLANS)]
    alone = statistics.median(times_alone) * 1000
    print(f"a newborn's whole plan, the largest usual one: median {alone:.3f} ms")
    print(
        f"a plan's JSON alone, in and out (the floor): {floor:.3f} ms; ratio {median / floor:.1f}"
    )
    print(
        f"all packs loaded and checked: median {loading:.3f} s "
        f"({min(loads):.3f} to {max(loads):.3f}); at most {LOAD_S} s: {_word(met[1])}"
    )
    return 0 if all(met) else 1


def _word(met: bool) -> str:
    return "met" if met else "NOT MET"


def _situations(book: RuleBook) -> list[bytes]:
    found = []
    for pack in book.packs.values():
        for case in pack.cases:
            try:
                situation_of(book=book, data=case.situation)
            except SituationError:
                continue  # a case of what is refused
            found.append(msgspec.json.encode(case.situation))
    return found


def _plan(book: RuleBook, data: bytes) -> None:
    make_plan(book=book, situation=situation_of(book=book, data=msgspec.json.decode(data)))


def _floor(book: RuleBook, data: bytes) -> float:
    plan = make_plan(book=book, situation=situation_of(book=book, data=msgspec.json.decode(data)))
    return _timed(lambda: (msgspec.json.decode(data), msgspec.json.encode(plan)))


def _timed(work: object) -> float:
    began = time.perf_counter()
    work()  # type: ignore[operator]
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
