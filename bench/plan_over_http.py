"""Plans over HTTP: POST /api/v1/plans against an empty endpoint of the same server.

The situations are those of the packs' own cases, one after the other. Target: at least 20 % of
the empty endpoint at four clients. One newborn's plan alone is printed beside it. OpenFisca's
/calculate is measured too, where its packages can be installed.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

import msgspec
from _http import Target, free_port, in_turn, rate, request_bytes, server, summary

from firstcard.policy.loading import load

ROOT = Path(__file__).resolve().parents[1]
PEER = ROOT / "var" / "bench" / "openfisca"
CLIENTS = 4
ROUNDS = 9
SECONDS = 1.5
TARGET = 0.20
PEER_SITUATION = {
    "persons": {
        "parent": {"birth": {"ETERNITY": "1990-01-01"}, "salary": {"2017-01": 4000},
                   "income_tax": {"2017-01": None}, "basic_income": {"2017-01": None}},
        "child": {"birth": {"ETERNITY": "2016-01-01"}, "basic_income": {"2017-01": None}},
    },
    "households": {
        "one": {"adults": ["parent"], "children": ["child"],
                "housing_tax": {"2017": None}, "housing_occupancy_status": {"2017-01": "tenant"}},
    },
}  # fmt: skip


def main() -> int:
    """Measure, print, and tell by the exit code whether the target is met."""
    with tempfile.TemporaryDirectory(prefix="firstcard-bench-") as home:
        port = free_port()
        environ = {
            "DJANGO_SETTINGS_MODULE": "bench._settings",
            "FIRSTCARD_HOME": home,
            "FIRSTCARD_LOG_LEVEL": "INFO",
        }
        command = [f"{ROOT}/.venv/bin/firstcard", "serve", "--demo", "--port", str(port)]
        empty = request_bytes(method="GET", path="/bench/empty")
        newborn = (ROOT / "examples" / "newborn-zhengzhou.json").read_bytes()
        targets = [
            Target("empty endpoint", port, (empty,)),
            Target("plans of all cases", port, tuple(_plan(body) for body in _situations())),
            Target("one newborn's plan", port, (_plan(newborn),)),
        ]
        with server(command, port=port, environ=environ):
            found = in_turn(targets, clients=CLIENTS, rounds=ROUNDS, seconds=SECONDS)
    floor, plans, single = found.values()
    for name, rates in found.items():
        print(f"{name:20} c={CLIENTS} {summary(rates)}")
    ratio, spread = _ratio(plans, floor)
    print(
        f"plans / empty endpoint: {ratio:.1%} ({spread}); "
        f"at least {TARGET:.0%}: {'met' if ratio >= TARGET else 'NOT MET'}"
    )
    alone, spread = _ratio(single, floor)
    print(f"one newborn's plan / empty endpoint: {alone:.1%} ({spread})")
    print(_peer(statistics.median(plans)))
    return 0 if ratio >= TARGET else 1


def _ratio(ours: list[float], floor: list[float]) -> tuple[float, str]:
    """The median of the rounds' ratios, and their spread."""
    ratios = [a / b for a, b in zip(ours, floor, strict=True)]
    return statistics.median(ratios), f"{min(ratios):.1%} to {max(ratios):.1%}"


def _plan(body: bytes) -> bytes:
    return request_bytes(method="POST", path="/api/v1/plans", body=body)


def _situations() -> list[bytes]:
    book = load(root=ROOT / "packs")
    cases = [case for pack in book.packs.values() for case in pack.cases]
    return [msgspec.json.encode(c.situation) for c in cases if "refused" not in c.expect]


def _peer(ours: float) -> str:
    try:
        program = _install_peer()
        port = free_port()
        command = [program, "serve", "--country-package", "openfisca_country_template",
                   "--bind", f"127.0.0.1:{port}", "--workers", "2"]  # fmt: skip
        body = json.dumps(PEER_SITUATION).encode()
        request = request_bytes(method="POST", path="/calculate", body=body)
        target = Target("/calculate", port, (request,), keep=False)
        with server(command, port=port, environ={}):
            rate(target, clients=CLIENTS, seconds=1.0)
            theirs = [rate(target, clients=CLIENTS, seconds=SECONDS) for _ in range(3)]
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        return f"OpenFisca: not measured, {str(error).strip().splitlines()[-1][:200]}"
    return (
        f"{'OpenFisca /calculate':20} c={CLIENTS} {summary(theirs)}; "
        f"ours / OpenFisca: {ours / statistics.median(theirs):.2f}"
    )


def _install_peer() -> str:
    """OpenFisca in an environment of its own, kept for the next run."""
    program = PEER / "bin" / "openfisca"
    if not program.exists():
        uv = shutil.which("uv", path=f"{ROOT}/.venv/bin") or "uv"
        PEER.parent.mkdir(parents=True, exist_ok=True)
        steps = [
            [uv, "venv", "-q", "--clear", "--python", sys.executable, str(PEER)],
            [uv, "pip", "install", "-q", "--python", f"{PEER}/bin/python",
             "openfisca-core[web-api]", "openfisca-country-template"],
        ]  # fmt: skip
        for step in steps:
            done = subprocess.run(step, capture_output=True, text=True, timeout=300, check=False)
            if done.returncode:
                raise RuntimeError(f"it could not be installed: {done.stderr.strip()[-200:]}")
    return str(program)


if __name__ == "__main__":
    sys.exit(main())
