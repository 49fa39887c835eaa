"""A small load generator: raw sockets, kept open, one process for each client.

Client and server share the machine, so only ratios of rates measured in turn mean something.
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import socket
import statistics
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

_READY_SECONDS = 60.0
_STOP_SECONDS = 15.0
_PATIENCE_SECONDS = 300.0


@dataclass(frozen=True)
class Target:
    """Requests to repeat in turn, and the status that a right answer has.

    `keep` is False for a server that closes the connection after each answer.
    """

    name: str
    port: int
    requests: tuple[bytes, ...]
    status: bytes = b"200"
    keep: bool = True


def request_bytes(
    *, method: str, path: str, body: bytes = b"", headers: Mapping[str, str] | None = None
) -> bytes:
    """A whole HTTP/1.1 request that keeps its connection."""
    head = f"{method} {path} HTTP/1.1\r\nHost: 127.0.0.1\r\nAccept-Language: en\r\n"
    head += "".join(f"{name}: {value}\r\n" for name, value in (headers or {}).items())
    if body:
        head += f"Content-Type: application/json\r\nContent-Length: {len(body)}\r\n"
    return head.encode() + b"\r\n" + body


def free_port() -> int:
    """A loopback port that nobody uses now."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        port: int = found.getsockname()[1]
        return port


@contextmanager
def server(
    command: list[str], *, port: int, environ: Mapping[str, str]
) -> Iterator[subprocess.Popen[bytes]]:
    """Run a server until the block ends; yields once it answers. Raises RuntimeError."""
    # Into a file, as in real service: a pipe that nobody reads would stop the server.
    log = tempfile.TemporaryFile()  # noqa: SIM115 - closed below, after the server
    process = subprocess.Popen(
        command,
        env={**os.environ, **environ},
        stdout=subprocess.DEVNULL,
        stderr=log,
        start_new_session=True,
    )
    try:
        try:
            _wait(process, port)
        except RuntimeError as error:
            log.seek(0)
            raise RuntimeError(f"{error}: {log.read().decode().strip()[-300:]}") from None
        yield process
    finally:
        # By its own number; what it started it stops itself.
        process.send_signal(signal.SIGTERM)
        try:
            process.wait(timeout=_STOP_SECONDS)
        except subprocess.TimeoutExpired:
            process.kill()
        log.close()


def _wait(process: subprocess.Popen[bytes], port: int) -> None:
    deadline = time.monotonic() + _READY_SECONDS
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError("the server ended")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
            continue
        return
    raise RuntimeError(f"nothing listens on port {port} after {_READY_SECONDS:.0f} s")


def in_turn(
    targets: list[Target], *, clients: int, rounds: int, seconds: float
) -> dict[str, list[float]]:
    """Requests a second by target, one figure a round; the targets take turns within a round."""
    found: dict[str, list[float]] = {target.name: [] for target in targets}
    for target in targets:
        rate(target, clients=clients, seconds=min(seconds, 1.0))  # warm, not counted
    for _ in range(rounds):
        for target in targets:
            found[target.name].append(rate(target, clients=clients, seconds=seconds))
    return found


def each_once(
    *, port: int, shares: Sequence[Sequence[bytes]], status: bytes = b"200"
) -> float:  # fmt: skip
    """Requests a second of several clients together, each sending its own share once, in order.

    `status`: what each must be answered.
    """
    targets = [Target(f"client {n}", port, tuple(share), status) for n, share in enumerate(shares)]
    counts = _together([(target, None) for target in targets])
    return sum(count for count, _ in counts) / max(spent for _, spent in counts)


def rate(target: Target, *, clients: int, seconds: float) -> float:
    """Requests a second of several clients together."""
    counts = _together([(target, seconds)] * clients)
    return sum(count / spent for count, spent in counts)


def _together(work: Sequence[tuple[Target, float | None]]) -> list[tuple[int, float]]:
    """Requests and seconds of each client; they begin together. Raises RuntimeError."""
    context = multiprocessing.get_context("fork")
    results: Any = context.Queue()
    start = context.Barrier(len(work))
    workers = [context.Process(target=_client, args=(target, seconds, start, results))
               for target, seconds in work]  # fmt: skip
    for worker in workers:
        worker.start()
    counts = [results.get(timeout=(seconds or _PATIENCE_SECONDS) + 30) for _, seconds in work]
    for worker in workers:
        worker.join()
    wrong = [each for each in counts if isinstance(each, str)]
    if wrong:
        raise RuntimeError(f"{work[0][0].name}: {wrong[0]}")
    return counts


def _client(target: Target, seconds: float | None, start: Any, results: Any) -> None:
    """Send for so many seconds, or (None) each request once; tell how many in what time."""
    try:
        buffer = bytearray(1 << 20)
        connection = _connect(target)
        start.wait()
        began = time.perf_counter()
        count, spent = 0, 0.0
        while spent < seconds if seconds is not None else count < len(target.requests):
            connection.sendall(target.requests[count % len(target.requests)])
            _read_answer(connection, buffer, target.status)
            count += 1
            spent = time.perf_counter() - began
            if not target.keep:
                connection.close()
                connection = _connect(target)
        connection.close()
        results.put((count, spent))
    except Exception as error:  # noqa: BLE001 - told to the parent, which raises
        start.abort()
        results.put(f"{type(error).__name__}: {error}")


def _connect(target: Target) -> socket.socket:
    connection = socket.create_connection(("127.0.0.1", target.port), timeout=30)
    connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
    return connection


def _read_answer(connection: socket.socket, buffer: bytearray, status: bytes) -> None:
    view = memoryview(buffer)
    got = 0
    end = -1
    while end < 0:
        read = connection.recv_into(view[got:])
        if not read:
            raise RuntimeError("the server closed the connection")
        got += read
        end = buffer.find(b"\r\n\r\n", 0, got)
    head = bytes(view[:end]).lower()
    if head.split(b" ", 2)[1] != status:
        raise RuntimeError(f"answered {head[:60].decode()}")
    wanted = end + 4 + int(head.split(b"content-length:", 1)[1].split(b"\r\n", 1)[0])
    while got < wanted:
        got += connection.recv_into(view[got:])


def summary(rates: list[float]) -> str:
    """Median and spread of several rounds."""
    return f"{statistics.median(rates):8,.0f}/s  ({min(rates):,.0f} to {max(rates):,.0f})"
