"""From a fresh clone to the first page: seconds, and how many of them are the network's.

Target: at most 30 s beyond what the network takes. Clones this repository's last commit into a
temporary folder, runs script/run there twice over: once with an empty package cache (network), once
with the cache that the first run filled (no network), each in a new clone.
"""

from __future__ import annotations

import http.client
import os
import signal
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from _http import free_port

ROOT = Path(__file__).resolve().parents[1]
TARGET_S = 30.0
PATIENCE_S = 300.0


def main() -> int:
    """Measure, print, and tell by the exit code whether the target is met."""
    with tempfile.TemporaryDirectory(prefix="firstcard-clone-") as place:
        cache = Path(place) / "cache"
        empty = _first_page(Path(place) / "one", cache)
        filled = _first_page(Path(place) / "two", cache)
    network = max(0.0, empty - filled)
    print(f"clone to first page, empty package cache: {empty:.1f} s")
    print(f"the same with the packages at hand:       {filled:.1f} s")
    print(f"so the network took {network:.1f} s, {network / empty:.0%} of the first run")
    print(f"at most {TARGET_S:.0f} s beyond it: {'met' if filled <= TARGET_S else 'NOT MET'}")
    return 0 if filled <= TARGET_S else 1


def _first_page(folder: Path, cache: Path) -> float:
    port = free_port()
    environ = {
        **os.environ,
        "XDG_CACHE_HOME": str(cache),
        "FIRSTCARD_HOME": str(folder / "var"),
        "PIP_CACHE_DIR": str(cache / "pip"),
    }
    began = time.perf_counter()
    subprocess.run(["git", "clone", "-q", str(ROOT), str(folder)], check=True)
    process = subprocess.Popen(
        ["script/run", "--port", str(port)],
        cwd=folder,
        env=environ,
        stdout=subprocess.DEVNULL,
        start_new_session=True,
    )
    try:
        _wait(process, port)
        return time.perf_counter() - began
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=30)


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + PATIENCE_S
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise SystemExit(f"script/run ended with {process.returncode}")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=2)
        try:
            connection.request("GET", "/")
            if connection.getresponse().status == http.HTTPStatus.OK:
                return
        except (OSError, http.client.HTTPException):
            time.sleep(0.1)
        finally:
            connection.close()
    raise SystemExit(f"no page after {PATIENCE_S:.0f} s")


if __name__ == "__main__":
    sys.exit(main())
