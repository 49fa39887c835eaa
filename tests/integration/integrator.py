"""A program that hands in applications over the API, as a good integrator writes one.

It repeats a request with the same Idempotency-Key until it has an answer, whatever happens to the
service meanwhile, and remembers what it was answered.
"""

from __future__ import annotations

import http.client
import json
import threading
import time
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from typing import Any

PATIENCE_SECONDS = 60.0
_ANSWER_SECONDS = 20.0  # then it asks again
_PAUSE_SECONDS = 0.05
_WAIT = 429
_keys = count(1)


class GaveUp(Exception):
    """There was no answer within its patience."""


@dataclass(frozen=True)
class Request:
    """What is sent, again and again the same."""

    method: str
    path: str
    body: bytes
    headers: dict[str, str]

    @property
    def writes(self) -> bool:
        return self.method != "GET"


@dataclass(frozen=True)
class Answer:
    """What came back."""

    status: int
    body: bytes
    tag: str

    @property
    def said(self) -> Any:
        return json.loads(self.body)

    @property
    def is_final(self) -> bool:
        """Not "come again": broken, busy, or the first request with this key still runs."""
        running = self.status == 409 and self.said.get("code") == "idempotency-key-running"
        return self.status < 500 and self.status != _WAIT and not running


def multipart(data: bytes, **fields: str) -> tuple[bytes, str]:
    """A form with a file: its body and its type."""
    body = b"".join(
        f'--x\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
        for name, value in fields.items()
    )
    head = (b'--x\r\nContent-Disposition: form-data; name="file"; filename="x.jpg"\r\n'
            b"Content-Type: image/jpeg\r\n\r\n")  # fmt: skip
    return body + head + data + b"\r\n--x--\r\n", "multipart/form-data; boundary=x"


@dataclass
class Program:
    """One program with a family's key, on one thread."""

    port: int
    key: str
    acknowledged: list[tuple[Request, Answer]] = field(default_factory=list)  # of what it wrote
    repeated: Counter[str] = field(default_factory=Counter)  # by what had happened
    _line: http.client.HTTPConnection | None = None

    def get(self, path: str) -> Answer:
        return self._until_answered(self._request("GET", path, b"", {}))

    def send(self, path: str, body: bytes = b"", *, method: str = "POST",
             **headers: str) -> Answer:  # fmt: skip
        """Write something; it is acknowledged, or AssertionError says what was answered."""
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        request = self._request(method, path, body, named)
        answer = self._until_answered(request)
        assert 200 <= answer.status < 300, (request.path, answer.status, answer.body)
        self.acknowledged.append((request, answer))
        return answer

    def upload(self, path: str, data: bytes) -> Answer:
        body, kind = multipart(data)
        return self.send(path, body, Content_Type=kind)

    def once(self, method: str, path: str, body: bytes, kind: str) -> Answer:
        """What is answered the first time, whatever it is."""
        return self._asked(self._request(method, path, body, {"Content-Type": kind}))

    def repeat(self, request: Request) -> Answer:
        return self._until_answered(request)

    def _request(self, method: str, path: str, body: bytes, more: dict[str, str]) -> Request:
        headers = {
            "Authorization": f"Bearer {self.key}",
            "Content-Type": "application/json",
            **more,
        }
        if method != "GET":
            headers["Idempotency-Key"] = f"{threading.get_ident()}-{next(_keys)}"
        return Request(method, f"/api/v1{path}", body, headers)

    def _until_answered(self, request: Request) -> Answer:
        give_up = time.monotonic() + PATIENCE_SECONDS
        while time.monotonic() < give_up:
            try:
                answer = self._asked(request)
            except (OSError, http.client.HTTPException) as error:
                self._hang_up()
                self.repeated[type(error).__name__] += 1
            else:
                if answer.is_final:
                    return answer
                self.repeated[str(answer.status)] += 1
            time.sleep(_PAUSE_SECONDS)
        raise GaveUp(f"{request.method} {request.path}: {dict(self.repeated)}")

    def _asked(self, request: Request) -> Answer:
        if self._line is None:
            self._line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=_ANSWER_SECONDS)
        self._line.request(request.method, request.path, request.body, request.headers)
        reply = self._line.getresponse()
        return Answer(reply.status, reply.read(), reply.getheader("ETag", ""))

    def _hang_up(self) -> None:
        if self._line is not None:
            self._line.close()
            self._line = None
