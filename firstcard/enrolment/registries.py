"""How the systems of other regions are asked whether a child is insured there.

One question is one number, posted as JSON {"kind", "number"}. The answer is {"insured": false}, or
{"insured": true, "region": "411300", "since": "2026-01-01"} (`since` may be missing). Everything
else is no answer, with a reason: late, broken off, contradictory, of another form. No answer is
never taken for "no".
"""

from __future__ import annotations

import json
import re
from dataclasses import dataclass
from datetime import date
from http.client import HTTPException
from pathlib import Path
from typing import Any, Literal, Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

SECONDS = 5.0  # for one question
_LONGEST = 64 * 1024
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_DIVISION = re.compile(r"[0-9]{6}")
_SHAPE = (
    "FIRSTCARD_INQUIRY must look like https://inquiry.example/insured (or, in demo mode, "
    "file:/folder/insured.json)."
)

Silence = Literal["not-connected", "no-number", "unreachable", "not-understood"]


class BadSetting(Exception):
    """The setting names no system. The message is one line, for the operator."""


@dataclass(frozen=True, slots=True)
class Insured:
    """Insured in another region; `since` where it says so."""

    region: str
    since: date | None = None


@dataclass(frozen=True, slots=True)
class NotInsured:
    """A clear no."""


@dataclass(frozen=True, slots=True)
class NoAnswer:
    """No answer, and why."""

    reason: Silence


Answer = Insured | NotInsured | NoAnswer


class Registry(Protocol):
    """What answers for other regions. It never raises: what goes wrong is no answer."""

    def ask(self, *, kind: str, number: str) -> Answer:
        """Whether whoever has this number is insured."""


def registry(*, setting: str, token: str, demo: bool) -> Registry:
    """The system that FIRSTCARD_INQUIRY names; nothing named: nobody answers. Raises BadSetting."""
    if not setting:
        return Unconnected()
    try:
        parts = urlsplit(setting)
        host, _ = parts.hostname or "", parts.port
    except ValueError as error:
        raise BadSetting(_SHAPE) from error
    if parts.scheme == "file" and demo and parts.path:
        return FileRegistry(path=Path(parts.path))
    if host and (parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK)):
        return HttpRegistry(url=setting, token=token)
    raise BadSetting(_SHAPE)


class Unconnected:
    """No system is connected."""

    def ask(self, *, kind: str, number: str) -> Answer:
        """Nobody was asked."""
        return NoAnswer("not-connected")


@dataclass(frozen=True, slots=True, kw_only=True)
class FileRegistry:
    """Made-up insured people in a JSON file, for demonstrations.

    {"insured": [{"kind", "number", "region", "since"}], "silent": [numbers that get no answer]}
    """

    path: Path

    def ask(self, *, kind: str, number: str) -> Answer:
        """What the file says; everybody it does not name is not insured."""
        try:
            held = json.loads(self.path.read_text(encoding="utf-8"))
            if number in held.get("silent", []):
                return NoAnswer("unreachable")
            found = [each for each in held["insured"]
                     if (each["kind"], each["number"]) == (kind, number)]  # fmt: skip
        except OSError:
            return NoAnswer("unreachable")
        except (ValueError, TypeError, KeyError, AttributeError):
            return NoAnswer("not-understood")
        return understood({"insured": True} | found[0]) if found else NotInsured()


class _NoRedirects(HTTPRedirectHandler):
    """A number is sent to the system that was named, and nowhere else."""

    def redirect_request(self, *_: object) -> None:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpRegistry:
    """Posts one question over HTTP and waits five seconds at most for each part of the answer."""

    url: str
    token: str = ""

    def ask(self, *, kind: str, number: str) -> Answer:
        """What the system answers; whatever is no clear answer is none."""
        request = Request(  # noqa: S310 - https, or this machine: see registry()
            self.url, data=json.dumps({"kind": kind, "number": number}).encode(),
            headers={"Content-Type": "application/json", "Accept": "application/json"}
            | ({"Authorization": f"Bearer {self.token}"} if self.token else {}),
        )  # fmt: skip
        try:
            with _opener().open(request, timeout=SECONDS) as reply:
                if reply.status != 200:
                    return NoAnswer("not-understood")
                raw = reply.read(_LONGEST + 1)
        except HTTPError as error:
            error.close()
            return NoAnswer("unreachable")
        except (URLError, HTTPException, OSError):
            return NoAnswer("unreachable")
        try:
            return understood(json.loads(raw)) if len(raw) <= _LONGEST else _UNCLEAR
        except (ValueError, RecursionError):
            return _UNCLEAR


_UNCLEAR = NoAnswer("not-understood")


def _opener() -> OpenerDirector:
    return build_opener(_NoRedirects)


def understood(data: Any) -> Answer:
    """The answer that a system gave, taken literally; what is not clear is no answer."""
    if not isinstance(data, dict):
        return _UNCLEAR
    insured, region, since = data.get("insured"), data.get("region"), data.get("since")
    if insured is False:
        return NotInsured() if region is None and since is None else _UNCLEAR
    if insured is not True or not isinstance(region, str) or not _DIVISION.fullmatch(region):
        return _UNCLEAR
    if since is None:
        return Insured(region)
    try:
        return Insured(region, date.fromisoformat(since))
    except (TypeError, ValueError):
        return _UNCLEAR
