"""A small clamd: speaks its protocol as clamd(8) describes it, and knows one signature.

Verified: tests/integration/test_virus_scanner.py asks it and, where FIRSTCARD_TEST_CLAMD names
one, a real clamd the same questions; it says how, and which one gave the same answers.
"""

from __future__ import annotations

import socketserver
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO

EICAR = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"
_MOST = 20 * 1024 * 1024  # StreamMaxLength
_LENGTH_BYTES = 4


class _Line(socketserver.StreamRequestHandler):
    def handle(self) -> None:
        """One command: `zNAME` ends with a zero byte, `nNAME` with a line feed, so do replies."""
        end = {b"z": b"\0", b"n": b"\n"}.get(self.rfile.read(1), b"")
        command = _until(self.rfile, end) if end else b""
        replies = {b"PING": lambda: b"PONG", b"INSTREAM": lambda: _scanned(self.rfile)}
        self.wfile.write(replies.get(command, lambda: b"UNKNOWN COMMAND")() + end)


def _until(source: BinaryIO, end: bytes) -> bytes:
    found = b""
    while (sign := source.read(1)) not in (b"", end):
        found += sign
    return found


def _scanned(source: BinaryIO) -> bytes:
    data = b""
    while length := int.from_bytes(source.read(_LENGTH_BYTES), "big"):
        if len(data) + length > _MOST:  # said before the piece is read
            return b"INSTREAM size limit exceeded. ERROR"
        data += source.read(length)
    return b"stream: Eicar-Test-Signature FOUND" if EICAR in data else b"stream: OK"


class _Server(socketserver.ThreadingUnixStreamServer):
    daemon_threads = True


@contextmanager
def running(folder: Path) -> Iterator[str]:
    """A server on a socket in a folder; its address as FIRSTCARD_CLAMD has it."""
    path = folder / "clamd.sock"
    with _Server(str(path), _Line) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"unix:{path}"
        server.shutdown()
