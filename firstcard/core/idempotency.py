"""One effect for one Idempotency-Key, however often a program sends its request.

The effect and the reply are written in one transaction. So after a crash either both are there,
and a repeat gets the same bytes again, or neither is, and a repeat does the work. While the first
request runs it holds an advisory lock of the database, which ends with it however it ends.

Replies may tell of families: they are kept sealed, for a day (see `jobs`).
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable
from http import HTTPStatus
from typing import TypeVar

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from firstcard.core import problems, rows, vault
from firstcard.core.actors import Actor
from firstcard.core.models import GivenReply
from firstcard.core.refusals import Conflict, NotAllowed, Refusal
from firstcard.policy.format import Text

HEADER = "Idempotency-Key"
LONGEST_KEY = 255  # characters
Ready = TypeVar("Ready")
_PURPOSE = "packed reply"
_LOCKED = """
RIGHT JOIN (SELECT pg_try_advisory_xact_lock(%s) AS ours) held ON t.key = %s
"""
_KEPT_HEADERS = ("Content-Type", "Content-Language", "Cache-Control", "ETag", "Location")


class KeyMissing(Refusal):
    """A request that writes came without a usable Idempotency-Key."""

    code = "idempotency-key-missing"
    status = HTTPStatus.BAD_REQUEST


class KeyReused(Refusal):
    """The key stands for another request already."""

    code = "idempotency-key-reused"


class _Undone(Exception):
    """The operation was refused, and its transaction ends with this."""

    def __init__(self, refusal: Refusal) -> None:
        super().__init__()
        self.refusal = refusal


class StillRunning(Conflict):
    """The first request with this key has not been answered yet."""

    code = "idempotency-key-running"


_MISSING = Text(
    f"Send the header {HEADER}: up to {LONGEST_KEY} visible ASCII characters, new for each "
    "request, the same again when you repeat one.",
    f"请发送请求头{HEADER}：不超过{LONGEST_KEY}个可见ASCII字符，每次新请求使用新值，"
    "重发同一请求时保持不变。",
)
_REUSED = Text(
    "This key was sent with another request. Use a new one.",
    "该键值已用于另一个不同的请求，请换用新的键值。",
)
_RUNNING = Text(
    "The first request with this key is still being worked on. Ask again in a moment.",
    "使用该键值的首个请求仍在处理中，请稍后重试。",
)
_NOBODY = Text("Sign in first.", "请先登录。")


def once(
    *, request: HttpRequest, by: Actor, operation: Callable[[], HttpResponse],
    undone: Callable[[Refusal], None] | None = None,
) -> HttpResponse:  # fmt: skip
    """Do the operation unless it was done under the request's key; the reply is the same then.

    `operation` makes the response and may raise Refusal: what it wrote is undone then, and the
    problem is its reply, for repeats too. Count attempts (`limits`) before calling this, or in
    `undone`, which is told of the refusal after everything inside was taken back and may raise
    another one. After any other exception, a 429 or a 5xx nothing is left, and the key can be used
    again.

    Raises KeyMissing, KeyReused, StillRunning, and NotAllowed to whoever has no account.
    """
    if by.account is None:
        raise NotAllowed(_NOBODY)
    key = _key(request, by.account)
    body = _digest(request)
    try:
        return _one(key, body, operation)
    except _Undone as error:
        refusal = error.refusal
    if undone is not None:
        undone(refusal)
    return _one(key, body, lambda: problems.refused(request, refusal))


def _one(key: bytes, body: bytes, operation: Callable[[], HttpResponse]) -> HttpResponse:
    """The operation and its reply in one transaction. Raises _Undone where it was refused."""
    with transaction.atomic(durable=True):
        given = _given(key)
        if given is not None:
            return _again(given, body)
        try:
            response = operation()
        except Refusal as refusal:
            raise _Undone(refusal) from refusal
        if _is_lasting(response.status_code):
            _keep(key, body, response)
        else:
            transaction.set_rollback(True)
    return response


def once_ready(
    *, request: HttpRequest, by: Actor, ready: Callable[[], Ready],
    operation: Callable[[Ready], HttpResponse],
) -> HttpResponse:  # fmt: skip
    """The same for an operation of which a part takes long, such as opening a stranger's file.

    `ready` does that part before the transaction, which would hold rows and locks meanwhile; it may
    count attempts, write nothing else, and raise Refusal. What it gives goes to `operation`. A
    request that was answered before is answered again without it. Raises as `once` does.
    """
    if by.account is None:
        raise NotAllowed(_NOBODY)
    if GivenReply.objects.filter(key=_key(request, by.account)).exists():
        return once(request=request, by=by, operation=lambda: operation(ready()))
    try:
        made = ready()
    except Refusal as refusal:
        refused = problems.refused(request, refusal)
        return once(request=request, by=by, operation=lambda: refused)
    return once(request=request, by=by, operation=lambda: operation(made))


def _key(request: HttpRequest, account: int) -> bytes:
    key = request.headers.get(HEADER, "")
    if not (0 < len(key) <= LONGEST_KEY and key.isascii() and key.isprintable()):
        raise KeyMissing(_MISSING)
    parts = [account, request.method, request.get_full_path(), key]
    return hashlib.sha256(json.dumps(parts).encode()).digest()


def _digest(request: HttpRequest) -> bytes:
    """What was sent. Of a form with files its parts: their separator differs at each sending."""
    if request.content_type != "multipart/form-data":
        return hashlib.sha256(request.body).digest()
    digest = hashlib.sha256(json.dumps(sorted(request.POST.lists())).encode())
    for name, files in sorted(request.FILES.lists()):
        for file in files:
            digest.update(json.dumps([name, file.name, file.size]).encode())
            for chunk in file.chunks() if file.file else ():
                digest.update(chunk)
            if file.file:
                file.seek(0)
    return digest.digest()


def _given(key: bytes) -> GivenReply | None:
    """The reply that was given; holds the key until the transaction ends. Raises StillRunning."""
    number = int.from_bytes(key[:8], signed=True)
    ((given, ours),) = rows.chosen(GivenReply, _LOCKED, [number, key], also="held.ours")
    if not ours:
        raise StillRunning(_RUNNING)
    return given if given.pk is not None else None


def _is_lasting(status: int) -> bool:
    # "Wait" and "broken" do not hold for the next try.
    return status < HTTPStatus.INTERNAL_SERVER_ERROR and status != HTTPStatus.TOO_MANY_REQUESTS


def _keep(key: bytes, body: bytes, response: HttpResponse) -> None:
    headers = {name: response[name] for name in _KEPT_HEADERS if response.has_header(name)}
    reply = json.dumps(headers).encode() + b"\n" + response.content
    sealed = vault.seal_packed(reply, purpose=_PURPOSE, bound=key.hex())
    given = GivenReply(key=key, body=body, status=response.status_code, reply=sealed,
                       created_at=timezone.now())  # fmt: skip
    # Who held the key before may have answered between our look and our lock.
    if not rows.insert(given, unless_there=True):
        raise StillRunning(_RUNNING)


def _again(given: GivenReply, body: bytes) -> HttpResponse:
    if bytes(given.body) != body:
        raise KeyReused(_REUSED)
    bound = bytes(given.key).hex()
    reply = vault.unseal_packed(given.reply, purpose=_PURPOSE, bound=bound)
    headers, _, content = reply.partition(b"\n")
    response = HttpResponse(content, status=given.status)
    for name, value in json.loads(headers).items():
        response[name] = value
    return response
