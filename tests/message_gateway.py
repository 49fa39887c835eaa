"""A message gateway to send to: an HTTP server that remembers what it was asked."""

import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any


@dataclass
class Asked:
    """What came in, and what is answered. `held`: no answer until it is set."""

    url: str = ""
    status: int = 202
    bodies: list[dict[str, Any]] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    held: threading.Event = field(default_factory=threading.Event)

    @property
    def ids(self) -> list[str]:
        return [body["id"] for body in self.bodies]


@contextmanager
def listening(*, hold: bool = False) -> Iterator[Asked]:
    """A gateway on this machine, answering until the end."""
    asked = Asked()
    if not hold:
        asked.held.set()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            asked.headers.append(dict(self.headers))
            asked.bodies.append(json.loads(body))
            asked.held.wait(30)
            try:
                self.send_response(asked.status)
                self.send_header("Content-Length", "0")
                self.send_header("Location", "/elsewhere")
                self.end_headers()
            except OSError:
                self.close_connection = True

        def log_message(self, *_: object) -> None:
            pass

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        asked.url = f"http://127.0.0.1:{server.server_port}/send"
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield asked
        asked.held.set()
        server.shutdown()
