"""Plans over HTTP: POST /api/v1/plans against an empty endpoint of the same server.

Target: at least 20 % of the empty endpoint at four clients. OpenFisca's /calculate is measured
beside it where its packages can be installed.
"""

from __future__ import annotations

import json
import shutil
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path

from _http import Target, free_port, in_turn, rate, request_bytes, server, summary

ROOT = Path(__file__).resolve().parents[1]
PEER = ROOT / "var" / "bench" / "openfisca"
CLIENTS = 4
ROUNDS = 5
SECONDS = 3.0
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
    body = (ROOT / "examples" / "newborn-zhengzhou.json").read_bytes()
    with tempfile.TemporaryDirectory(prefix="firstcard-bench-") as home:
        port = free_port()
        environ = {
            "DJANGO_SETTINGS_MODULE": "bench._settings",
            "FIRSTCARD_HOME": home,
            "FIRSTCARD_LOG_LEVEL": "INFO",
        }
        command = [f"{ROOT}/.venv/bin/firstcard", "serve", "--demo", "--port", str(port)]
        floor = Target("empty endpoint", port, request_bytes(method="GET", path="/bench/empty"))
        plans = Target(
            "POST /api/v1/plans",
            port,
            request_bytes(method="POST", path="/api/v1/plans", body=body),
        )
        with server(command, port=port, environ=environ):
            found = in_turn([floor, plans], clients=CLIENTS, rounds=ROUNDS, seconds=SECONDS)
    for name, rates in found.items():
        print(f"{name:24} c={CLIENTS} {summary(rates)}")
    ratios = [b / a for a, b in zip(*found.values(), strict=True)]
    ratio = statistics.median(ratios)
    print(
        f"plans / empty endpoint: {ratio:.1%} ({min(ratios):.1%} to {max(ratios):.1%}); "
        f"at least {TARGET:.0%}: {'met' if ratio >= TARGET else 'NOT MET'}"
    )
    print(_peer(statistics.median(found[plans.name])))
    return 0 if ratio >= TARGET else 1


def _peer(ours: float) -> str:
    try:
        program = _install_peer()
        port = free_port()
        command = [program, "serve", "--country-package", "openfisca_country_template",
                   "--bind", f"127.0.0.1:{port}", "--workers", "2"]  # fmt: skip
        body = json.dumps(PEER_SITUATION).encode()
        target = Target(
            "/calculate", port, request_bytes(method="POST", path="/calculate", body=body)
        )
        with server(command, port=port, environ={}):
            rate(target, clients=CLIENTS, seconds=1.0)
            theirs = [rate(target, clients=CLIENTS, seconds=SECONDS) for _ in range(3)]
    except (OSError, RuntimeError, subprocess.SubprocessError) as error:
        return f"OpenFisca: not measured, {str(error).strip().splitlines()[-1][:200]}"
    return (
        f"{'OpenFisca /calculate':24} c={CLIENTS} {summary(theirs)}; "
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
