"""The address that the service listens on: free, reserved, and how people reach it."""

import errno
import http.client
import socket
from typing import Self

_WILDCARDS = ("0.0.0.0", "::")  # noqa: S104 - compared with, not bound to
_PROBE_SECONDS = 2.0
_LAST_PORT = 65_535


class AddressUnavailable(Exception):
    """The service cannot listen there. The message is one line, for the operator."""


class Addresses:
    """A host and a port, held for this service while it runs.

    The web server's workers share the port (SO_REUSEPORT), so a second service could
    join it unnoticed. A bound socket that never listens keeps others away.
    """

    def __init__(self, *, host: str, port: int) -> None:
        self.host = host
        self.port = port
        self._guard: socket.socket | None = None

    def __enter__(self) -> Self:
        """Reserve the port. Raises AddressUnavailable."""
        try:
            if not 0 <= self.port <= _LAST_PORT:  # getaddrinfo would cut it to 16 bits
                raise OverflowError
            found = socket.getaddrinfo(
                self.host, self.port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
            )
        except (socket.gaierror, OverflowError) as error:
            raise AddressUnavailable(
                f"There is no address {self.host}:{self.port} to listen on."
            ) from error
        family, _, _, _, address = found[0]
        self._guard = socket.socket(family, socket.SOCK_STREAM)
        try:
            self._guard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            # First alone: it fails if anyone has the port. Then open to our own workers.
            self._guard.bind(address)
            self._guard.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEPORT, 1)
        except OSError as error:
            self._guard.close()
            raise AddressUnavailable(self._why(error)) from error
        return self

    def __exit__(self, *error: object) -> None:
        if self._guard is not None:
            self._guard.close()
            self._guard = None

    def answers(self) -> bool:
        """Tell whether the service answers requests there."""
        connection = http.client.HTTPConnection(
            self._reachable(), self.port, timeout=_PROBE_SECONDS
        )
        try:
            connection.request("GET", "/healthz")
            connection.getresponse().read()
        except (OSError, http.client.HTTPException):
            return False
        finally:
            connection.close()
        return True

    def urls(self) -> list[str]:
        """Return the addresses to type into a browser."""
        hosts = [self._reachable()]
        if self.host in _WILDCARDS:
            hosts += _own_addresses()
        return [f"http://{f'[{host}]' if ':' in host else host}:{self.port}/" for host in hosts]

    def _reachable(self) -> str:
        return {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104

    def _why(self, error: OSError) -> str:
        if error.errno == errno.EADDRINUSE:
            return (
                f"Port {self.port} on {self.host} is already in use: stop what uses it, "
                "or choose another with --port."
            )
        return f"Cannot listen on {self.host}:{self.port}: {error.strerror}."


def _own_addresses() -> list[str]:
    try:
        found = socket.getaddrinfo(socket.gethostname(), None, socket.AF_INET)
    except socket.gaierror:
        return []
    return sorted({str(entry[4][0]) for entry in found if not str(entry[4][0]).startswith("127.")})
