"""Bills in bulk, Parquet to Parquet, against DuckDB; and one bill in process.

The floor is DuckDB reading the same columns of both files, grouping the lines by claim and writing
a file of as many columns. Targets: at most 1.2 times the floor, 2 M claims a second, 4 GiB; one
bill without words in 60 µs, with its explanation in 2 ms. FIRSTCARD_BENCH_CLAIMS says how many
claims there are (10,000,000 unless it is set; 4.5 lines each).
"""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from _bills import make

ROOT = Path(__file__).resolve().parents[1]
CLAIMS = int(os.environ.get("FIRSTCARD_BENCH_CLAIMS", "10000000"))
ROUNDS = 3
RATIO, RATE, MEMORY = 1.2, 2_000_000, 4 * 1024**3
SINGLE_US, EXPLAINED_MS = 60.0, 2.0


def main() -> int:
    """Measure, print, and tell by the exit code whether the targets are met."""
    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="firstcard-bench-", dir=ROOT / "var") as folder:
        met = [_bulk(Path(folder)), _single(Path(folder))]
    return 0 if all(met) else 1


def _bulk(folder: Path) -> bool:
    claims, lines = make(folder=folder, claims=CLAIMS)
    floors, ours = [], []
    for _ in range(ROUNDS):  # in turn, so that both meet the same machine
        floors.append(_child("floor", claims, lines, folder / "floor.parquet"))
        ours.append(_child("ours", claims, lines, folder / "out.parquet"))
    floor, own = (statistics.median(seconds for seconds, _ in each) for each in (floors, ours))
    memory = max(peak for _, peak in ours)
    sizes = [(folder / name).stat().st_size / 1e6 for name in ("floor.parquet", "out.parquet")]
    met = own <= RATIO * floor, CLAIMS / own >= RATE, memory <= MEMORY
    print(f"{CLAIMS:,} claims, median of {ROUNDS}")
    print(f"DuckDB, read, group and write: {floor:.2f} s, {sizes[0]:.0f} MB written")
    print(f"firstcard settle: {own:.2f} s, {sizes[1]:.0f} MB written")
    print(f"{own / floor:.2f} times the floor, at most {RATIO}: {_word(met[0])}")
    print(f"{CLAIMS / own:,.0f} claims/s, at least {RATE:,}: {_word(met[1])}")
    print(f"peak {memory >> 20:,} MiB, at most {MEMORY >> 20:,}: {_word(met[2])}")
    return all(met)


def _child(what: str, claims: Path, lines: Path, out: Path) -> tuple[float, int]:
    """Seconds of the work alone (without starting Python), and the peak of memory in bytes."""
    words = [sys.executable, __file__, what, str(claims), str(lines), str(out)]
    done = subprocess.run(words, check=True, capture_output=True, text=True, cwd=ROOT)
    seconds, peak = done.stdout.split()[-2:]
    return float(seconds), int(peak)


def floor(claims: Path, lines: Path, out: Path) -> None:
    """The same columns read, the lines grouped by claim, as many columns written."""
    import duckdb

    from firstcard.settlement.engines.reading import (
        CLAIM_COLUMNS,
        LINE_COLUMNS,
        OPTIONAL_CLAIM_COLUMNS,
        OPTIONAL_LINE_COLUMNS,
    )

    read = ", ".join(f'max("{name}")' for name in (*CLAIM_COLUMNS, *OPTIONAL_CLAIM_COLUMNS))
    others = [name for name in (*LINE_COLUMNS, *OPTIONAL_LINE_COLUMNS) if name != "claim_id"]
    made = [f'max("{name}")' for name in others] + [f"sum(amount) + {n}" for n in range(8)]
    columns = ", ".join(f"{each} AS column_{n}" for n, each in enumerate(made))
    database = duckdb.connect()
    database.execute(f"SELECT {read} FROM '{claims}'").fetchall()
    database.execute(f"COPY (SELECT claim_id, {columns} FROM '{lines}' GROUP BY claim_id) "
                     f"TO '{out}' (FORMAT parquet)")  # fmt: skip


def ours(claims: Path, lines: Path, out: Path) -> Callable[[], None]:
    """The whole run, ready to start: the packs read, the plan compiled, the kernel loaded."""
    from firstcard.policy.loading import load
    from firstcard.settlement.bulk.files import settle_files
    from firstcard.settlement.plan import compile_plan

    plan = compile_plan(book=load(root=ROOT / "packs"))

    def run(claims: Path, lines: Path) -> None:
        settle_files(plan=plan, claims=claims, lines=lines, out=out, progress=lambda count: None)

    with tempfile.TemporaryDirectory() as folder:
        run(*make(folder=Path(folder), claims=1000))
    return lambda: run(claims, lines)


def _measured(what: str, claims: Path, lines: Path, out: Path) -> None:
    import resource

    run = ours(claims, lines, out) if what == "ours" else lambda: floor(claims, lines, out)
    began = time.perf_counter()
    run()
    seconds = time.perf_counter() - began
    print(seconds, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024)


def _single(folder: Path) -> bool:
    from firstcard.policy.loading import load
    from firstcard.settlement.bill import read
    from firstcard.settlement.engines.reference import settle
    from firstcard.settlement.engines.single import Single
    from firstcard.settlement.plan import compile_plan
    from firstcard.settlement.rules import Rules

    book = load(root=ROOT / "packs")
    one = read((ROOT / "examples" / "bills" / "newborn-zhengzhou.json").read_bytes())
    single, rules = Single(compile_plan(book=book)), Rules(book, one.region)
    bare = _each(lambda: single.settle(one)) * 1e6
    told = _each(lambda: settle(one, rules)) * 1e3
    met = bare <= SINGLE_US, told <= EXPLAINED_MS
    print(f"one bill of {len(one.lines)} lines: {bare:.1f} µs without words, "
          f"at most {SINGLE_US:.0f}: {_word(met[0])}; {told:.2f} ms with its explanation, "
          f"at most {EXPLAINED_MS:.0f}: {_word(met[1])}")  # fmt: skip
    return all(met)


def _each(work: Callable[[], object], rounds: int = 2_000) -> float:
    """The median of many, in seconds, after some to warm up."""
    times = []
    for _ in range(rounds):
        began = time.perf_counter()
        work()
        times.append(time.perf_counter() - began)
    return statistics.median(times[rounds // 10 :])


def _word(met: bool) -> str:
    return "met" if met else "NOT MET"


if __name__ == "__main__":
    if len(sys.argv) > 1:
        _measured(sys.argv[1], *(Path(word) for word in sys.argv[2:]))
        sys.exit(0)
    sys.exit(main())
