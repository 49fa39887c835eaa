"""The operator's virus scanner: clamd, where FIRSTCARD_CLAMD names its socket.

`unix:/run/clamav/clamd.ctl` or `tcp:host:port`. The file goes over in pieces by the command
INSTREAM, each after its length as four bytes, the last of length zero.
"""

from __future__ import annotations

import os
import socket

import structlog

from firstcard.casework.files.words import ScannerAway, UnfitFile

_VARIABLE = "FIRSTCARD_CLAMD"
_SECONDS = 10.0
_PIECE = 64 * 1024
_MOST_REPLY = 4096
_log = structlog.get_logger("firstcard.files")


class WrongAddress(Exception):
    """FIRSTCARD_CLAMD is no address. The message is one line, for the operator."""


def check(data: bytes) -> None:
    """Have a file scanned, where there is a scanner.

    Raises `words.UnfitFile` for one that it stops, `words.ScannerAway` where it gives no verdict:
    a file that could not be checked is not taken.
    """
    where = address()
    if where is None:
        return
    try:
        reply = _asked(where, data)
    except OSError as error:
        _log.error("virus scanner away", reason=type(error).__name__)
        raise ScannerAway from error
    if reply.endswith("FOUND"):
        _log.warning("file stopped by the virus scanner", bytes=len(data))
        raise UnfitFile("infected")
    if reply != "stream: OK":
        _log.error("virus scanner gave no verdict", bytes=len(data))
        raise ScannerAway


def address() -> tuple[str, int] | str | None:
    """Where the scanner listens: host and port, a path, or None. Raises WrongAddress."""
    said = os.environ.get(_VARIABLE, "").strip()
    if not said:
        return None
    kind, _, rest = said.partition(":")
    host, _, port = rest.rpartition(":")
    if kind == "unix" and rest.startswith("/"):
        return rest
    if kind == "tcp" and host and port.isascii() and port.isdigit():
        return host.strip("[]"), int(port)
    raise WrongAddress(f"{_VARIABLE} must look like unix:/run/clamav/clamd.ctl or tcp:host:3310.")


def _asked(where: tuple[str, int] | str, data: bytes) -> str:
    with _connected(where) as line:
        line.sendall(b"zINSTREAM\0")
        try:
            for at in range(0, len(data), _PIECE):
                piece = data[at : at + _PIECE]
                line.sendall(len(piece).to_bytes(4, "big") + piece)
            line.sendall(bytes(4))
        except (BrokenPipeError, ConnectionResetError):
            pass  # it has its verdict before the end, or its limit is reached: the reply says
        return _reply(line)


def _connected(where: tuple[str, int] | str) -> socket.socket:
    if isinstance(where, tuple):
        return socket.create_connection(where, timeout=_SECONDS)
    line = socket.socket(socket.AF_UNIX)
    line.settimeout(_SECONDS)
    try:
        line.connect(where)
    except OSError:
        line.close()
        raise
    return line


def _reply(line: socket.socket) -> str:
    """One reply, ended by a zero byte or by the end of the connection."""
    reply = b""
    while not reply.endswith(b"\0") and len(reply) < _MOST_REPLY:
        piece = line.recv(_MOST_REPLY)
        if not piece:
            break
        reply += piece
    return reply.rstrip(b"\0\n").decode("utf-8", "replace")
