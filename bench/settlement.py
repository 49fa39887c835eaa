"""Bills in bulk, Parquet to Parquet, beside DuckDB and OpenFisca; and one bill in process.

The floor is DuckDB reading the same columns of both files, grouping the lines by claim and writing
a file of as many columns. Beside it, by simpler rules (see _rivals.py): DuckDB's SQL, and OpenFisca
on fewer claims, as its users write it, in its own environment (script/bench makes it). Targets: at
most 1.2 times the floor, 2 M claims a second, 4 GiB; one bill without words in 60 µs, with its
explanation in 2 ms. FIRSTCARD_BENCH_CLAIMS says how many claims there are (10,000,000 unless it is
set; 4.5 lines each).
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from _bills import make
from _rivals import LEFT_OUT, same_pools, simple_rules, sql

ROOT = Path(__file__).resolve().parents[1]
CLAIMS = int(os.environ.get("FIRSTCARD_BENCH_CLAIMS", "10000000"))
OPENFISCA_CLAIMS = 200_000
OPENFISCA = ROOT / ".venv" / "openfisca" / "bin" / "python"
ROUNDS = 3
RATIO, RATE, MEMORY = 1.2, 2_000_000, 4 * 1024**3
SINGLE_US, EXPLAINED_MS = 60.0, 2.0
Seen = tuple[float, int]


def main() -> int:
    """Measure, print, and tell by the exit code whether the targets are met."""
    (ROOT / "var").mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="firstcard-bench-", dir=ROOT / "var") as folder:
        met = [_bulk(Path(folder)), _single(Path(folder))]
    return 0 if all(met) else 1


def _bulk(folder: Path) -> bool:
    claims, lines = make(folder=folder, claims=CLAIMS)
    rules = folder / "rules.json"
    rules.write_text(json.dumps(simple_rules(ROOT / "packs")), encoding="utf-8")
    found: dict[str, list[Seen]] = {"floor": [], "ours": [], "sql": []}
    for _ in range(ROUNDS):  # in turn, so that all meet the same machine
        for what, seen in found.items():
            seen.append(_child(what, rules, claims, lines, folder / f"{what}.parquet"))
    fewer = min(CLAIMS, OPENFISCA_CLAIMS)
    small = make(folder=folder, claims=fewer)
    few = [_child(w, rules, *small, folder / f"few-{w}.parquet") for w in ("ours", "openfisca")]
    whole = folder / "ours.parquet", folder / "sql.parquet"
    part = folder / "few-ours.parquet", folder / "few-openfisca.parquet"
    same = same_pools(claims, *whole, scale=1), same_pools(small[0], *part, scale=100)
    print(f"{CLAIMS:,} claims, {lines_of(lines):,} lines; median of {ROUNDS}, OpenFisca once")
    print(_row("", "claims", "seconds", "claims/s", "peak MiB", "same fen"))
    print(_told("floor: DuckDB reads, groups, writes", CLAIMS, found["floor"], "settles nothing"))
    print(_told("DuckDB SQL, simpler rules *", CLAIMS, found["sql"], f"{same[0]:.1%}"))
    print(_told("OpenFisca, simpler rules * **", fewer, few[1:], f"{same[1]:.1%}"))
    print(_told("firstcard settle", CLAIMS, found["ours"], "the measure"))
    print(f"*  leaves out: {LEFT_OUT}")
    print("** fewer claims; yuan in 32-bit floats")
    print("same fen: what the fund pays, of the bills that the simpler rules suffice for")
    return _met(folder, found)


def _met(folder: Path, found: dict[str, list[Seen]]) -> bool:
    base, own = (_median(found[what]) for what in ("floor", "ours"))
    memory = max(peak for _, peak in found["ours"])
    sizes = [(folder / f"{what}.parquet").stat().st_size / 1e6 for what in ("floor", "ours")]
    met = own <= RATIO * base, CLAIMS / own >= RATE, memory <= MEMORY
    print(f"written: {sizes[0]:.0f} MB by the floor, {sizes[1]:.0f} MB by ours")
    print(f"{own / base:.2f} times the floor, at most {RATIO}: {_word(met[0])}")
    print(f"{CLAIMS / own:,.0f} claims/s, at least {RATE:,}: {_word(met[1])}")
    print(f"peak {memory >> 20:,} MiB, at most {MEMORY >> 20:,}: {_word(met[2])}")
    return all(met)


def _median(seen: list[Seen]) -> float:
    return statistics.median(seconds for seconds, _ in seen)


def _told(name: str, claims: int, seen: list[Seen], same: str) -> str:
    seconds, peak = _median(seen), max(peak for _, peak in seen)
    rate, memory = f"{claims / seconds:,.0f}", f"{peak >> 20:,}"
    return _row(name, f"{claims:,}", f"{seconds:.2f}", rate, memory, same)


def _row(name: str, *cells: str) -> str:
    return f"{name:<36}" + "".join(f"{cell:>12}" for cell in cells[:-1]) + f"   {cells[-1]}"


def lines_of(path: Path) -> int:
    """How many rows a Parquet file has."""
    import pyarrow.parquet as pq

    return int(pq.read_metadata(path).num_rows)


def _child(what: str, rules: Path, claims: Path, lines: Path, out: Path) -> Seen:
    """Seconds of the work alone (without starting Python), and the peak of memory in bytes."""
    own = what == "openfisca"
    program = [OPENFISCA, ROOT / "bench" / "_openfisca.py"] if own else [sys.executable, __file__]
    words = [*program, *([] if own else [what]), rules, claims, lines, out]
    done = subprocess.run(words, check=True, stdout=subprocess.PIPE, text=True, cwd=ROOT)
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


def by_sql(rules: Path, claims: Path, lines: Path, out: Path) -> None:
    """The simple rules as one statement."""
    import duckdb

    known = json.loads(rules.read_text(encoding="utf-8"))
    duckdb.connect().execute(sql(known, claims, lines, out))


def _measured(what: str, rules: Path, claims: Path, lines: Path, out: Path) -> None:
    import resource

    works: dict[str, Callable[[], Callable[[], None]]] = {
        "floor": lambda: lambda: floor(claims, lines, out),
        "sql": lambda: lambda: by_sql(rules, claims, lines, out),
        "ours": lambda: ours(claims, lines, out),
    }
    run = works[what]()
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
