"""How messages leave: files and the console (demo), an SMTP server, or an HTTP gateway.

Whatever happens, a message has one id. A gateway that was asked twice, because an answer was lost,
gets the same id again and can tell.
"""

from __future__ import annotations

import contextlib
import json
import os
import smtplib
import ssl
from collections.abc import Iterator
from dataclasses import dataclass
from email.message import EmailMessage
from http.client import HTTPException
from pathlib import Path
from typing import Protocol
from urllib.error import HTTPError, URLError
from urllib.parse import parse_qsl, unquote, urlsplit
from urllib.request import HTTPRedirectHandler, OpenerDirector, Request, build_opener

SECONDS = 10.0  # for one message
_LOOPBACK = ("localhost", "127.0.0.1", "::1")
_AGAIN_LATER = frozenset({401, 403, 404, 408, 425, 429})  # ours or theirs to mend, not this one's
_SHAPE = (
    "FIRSTCARD_MESSAGES must look like https://gateway.example/send or "
    "smtps://user:password@mail.example:465?to={telephone}@sms.example&from=card@example.cn."
)


class BadSetting(Exception):
    """The setting names no gateway. The message is one line, for the operator."""


class Rejected(Exception):
    """The gateway will never send this one. Says why, in a word or two, without the number."""


class Unavailable(Exception):
    """It may be sent later, or it was sent and the answer was lost."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Outgoing:
    """What a gateway is given. `id`: 32 hexadecimal digits."""

    id: str
    telephone: str
    text: str
    lang: str


class Gateway(Protocol):
    """What sends one message."""

    def send(self, message: Outgoing) -> None:
        """Send it. Raises Rejected, Unavailable."""


def gateway(*, setting: str, token: str, folder: Path | None) -> Gateway | None:
    """The gateway that FIRSTCARD_MESSAGES names. Raises BadSetting.

    Nothing named: files in `folder` where there is one (demo mode), else none, and messages wait.
    """
    if not setting:
        return Files(folder) if folder else None
    try:
        parts = urlsplit(setting)
        port, host = parts.port, parts.hostname or ""
    except ValueError as error:
        raise BadSetting(_SHAPE) from error
    if parts.scheme == "https" or (parts.scheme == "http" and host in _LOOPBACK):
        return HttpGateway(url=setting, token=token)
    if parts.scheme not in ("smtp", "smtps") or not host:
        raise BadSetting(_SHAPE)
    options = dict(parse_qsl(parts.query))
    if "{telephone}" not in options.get("to", "") or "@" not in options.get("from", ""):
        raise BadSetting(_SHAPE)
    return SmtpGateway(
        host=host, port=port or 0, tls=parts.scheme == "smtps", user=unquote(parts.username or ""),
        password=unquote(parts.password or ""), to=options["to"], sender=options["from"],
    )  # fmt: skip


class Files:
    """One file for each message, named by its id, and a line on the console."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def send(self, message: Outgoing) -> None:
        """Write the file unless it is there."""
        aside = self._folder / f".{message.id}"
        body = {"to": message.telephone, "lang": message.lang, "text": message.text}
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            aside.write_text(json.dumps(body, ensure_ascii=False) + "\n", encoding="utf-8")
            with contextlib.suppress(FileExistsError):
                # A link is made whole or not at all, and never over another one.
                os.link(aside, self._folder / f"{message.id}.json")
                shown = f"{message.telephone[:3]}****{message.telephone[-4:]}"
                print(f"firstcard: message for {shown}: {message.text}", flush=True)
            aside.unlink()
        except OSError as error:
            raise Unavailable(error.strerror or "file") from error


class _NoRedirects(HTTPRedirectHandler):
    """A number is sent to the gateway that was named, and nowhere else."""

    def redirect_request(self, *_: object) -> None:
        return None


@dataclass(frozen=True, slots=True, kw_only=True)
class HttpGateway:
    """Posts {"id", "telephone", "text", "lang"} as JSON, the id also as Idempotency-Key.

    2xx: sent; 409: sent before under this id. Another 4xx rejects the message, but for those that
    are not about this one (401, 403, 404, 408, 425, 429); they and 5xx mean later.
    """

    url: str
    token: str = ""

    def send(self, message: Outgoing) -> None:
        """Send it. Raises Rejected, Unavailable."""
        body = {"id": message.id, "telephone": message.telephone, "text": message.text,
                "lang": message.lang}  # fmt: skip
        request = Request(  # noqa: S310 - https, or this machine: see gateway()
            self.url, data=json.dumps(body, ensure_ascii=False).encode(),
            headers={"Content-Type": "application/json", "Idempotency-Key": message.id}
            | ({"Authorization": f"Bearer {self.token}"} if self.token else {}),
        )  # fmt: skip
        try:
            with _opener().open(request, timeout=SECONDS):
                return
        except HTTPError as error:
            error.close()
            _judge(error.code)
        except (URLError, HTTPException, OSError) as error:
            raise Unavailable(type(error).__name__) from error


def _opener() -> OpenerDirector:
    return build_opener(_NoRedirects)


def _judge(status: int) -> None:
    if status == 409:
        return
    if 400 <= status < 500 and status not in _AGAIN_LATER:
        raise Rejected(f"HTTP {status}")
    raise Unavailable(f"HTTP {status}")


@dataclass(frozen=True, slots=True, kw_only=True)
class SmtpGateway:
    """Mails the text to an address made of the number, the id as Message-ID."""

    host: str
    port: int
    tls: bool
    user: str
    password: str
    to: str
    sender: str

    def send(self, message: Outgoing) -> None:
        """Send it. Raises Rejected, Unavailable."""
        try:
            with self._server() as server:
                server.send_message(self._mail(message))
        except smtplib.SMTPRecipientsRefused as error:
            codes = [code for code, _ in error.recipients.values()]
            _judge_smtp(codes[0] if codes else 0)
        except smtplib.SMTPResponseException as error:
            _judge_smtp(error.smtp_code, ours=isinstance(error, smtplib.SMTPAuthenticationError))
        except (smtplib.SMTPException, OSError) as error:
            raise Unavailable(type(error).__name__) from error

    def _mail(self, message: Outgoing) -> EmailMessage:
        mail = EmailMessage()
        mail["From"] = self.sender
        mail["To"] = self.to.replace("{telephone}", message.telephone)
        mail["Message-ID"] = f"<{message.id}@{self.sender.rpartition('@')[2]}>"
        mail["Subject"] = "Firstcard"
        mail.set_content(message.text)
        return mail

    @contextlib.contextmanager
    def _server(self) -> Iterator[smtplib.SMTP]:
        context = ssl.create_default_context()
        if self.tls:
            server: smtplib.SMTP = smtplib.SMTP_SSL(
                self.host, self.port, timeout=SECONDS, context=context
            )
        else:
            server = smtplib.SMTP(self.host, self.port, timeout=SECONDS)
        with server:
            if not self.tls and self.host not in _LOOPBACK:
                server.starttls(context=context)
            if self.user:
                server.login(self.user, self.password)
            yield server


def _judge_smtp(code: int, *, ours: bool = False) -> None:
    if 500 <= code < 600 and not ours:
        raise Rejected(f"SMTP {code}")
    raise Unavailable(f"SMTP {code}")
