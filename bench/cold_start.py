"""`firstcard plan` from a cold start, against the start of Python itself.

Target: at most 0.6 s. Runs the command in a process of its own each time, by turns.
"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
RUNS = 11
TARGET_S = 0.6
SLOW = ("django", "ninja", "granian", "psycopg", "numba", "pyarrow", "duckdb", "rich.prompt")


def main() -> int:
    """Measure, print, and tell by the exit code whether the target is met."""
    example = str(ROOT / "examples" / "newborn-zhengzhou.json")
    bare = [f"{ROOT}/.venv/bin/python", "-c", "pass"]
    ours = [f"{ROOT}/.venv/bin/firstcard", "plan", example, "--lang", "en"]
    _timed(ours)  # compiles what was never imported before
    pairs = [(_timed(bare), _timed(ours)) for _ in range(RUNS)]
    floor, cold = (statistics.median(each) for each in zip(*pairs, strict=True))
    print(f"python -c pass: {floor:.3f} s")
    print(
        f"firstcard plan: {cold:.3f} s, {cold / floor:.0f} times that; "
        f"at most {TARGET_S} s: {'met' if cold <= TARGET_S else 'NOT MET'}"
    )
    found = _imported(example)
    print(f"slow packages imported on the way: {', '.join(found) or 'none'}")
    return 0 if cold <= TARGET_S and not found else 1


def _imported(example: str) -> list[str]:
    code = (
        "import sys, io\n"
        "from firstcard.cli import main\n"
        f"code = main(['plan', {example!r}, '--lang', 'en'])\n"
        "assert code == 0, code\n"
        f"print(*[name for name in {SLOW!r} if name in sys.modules], file=sys.stderr)\n"
    )
    done = subprocess.run(
        [f"{ROOT}/.venv/bin/python", "-c", code], capture_output=True, text=True, check=True
    )
    return done.stderr.split()


def _timed(command: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - began


if __name__ == "__main__":
    sys.exit(main())
