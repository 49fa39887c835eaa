"""A form that was sent when the sign-in was over: kept, sealed, for the same account to send again.

It lies with the sign-in that was over and goes over to the next one of the same account, in the
same browser. Nobody else is shown it, and nothing is sent without being asked for.
"""

from __future__ import annotations

import msgspec
from django.http import HttpRequest

from firstcard.accounts.models import SignedIn
from firstcard.core import vault

_PURPOSE = "unsent"
_NOT_KEPT = frozenset({"csrfmiddlewaretoken", "password", "code"})


class Unsent(msgspec.Struct, frozen=True):
    """Where it was sent to, and what was typed: each name with its texts."""

    path: str
    fields: dict[str, list[str]]


def keep(request: HttpRequest, *, token_hash: bytes) -> None:
    """Keep what was sent, where the sign-in was not ended on purpose and no file was with it."""
    fields = {name: [str(each) for each in texts] for name, texts in request.POST.lists()
              if name not in _NOT_KEPT}  # fmt: skip
    if fields and request.content_type != "multipart/form-data":
        _write(token_hash, Unsent(request.path, fields))


def pass_on(*, before: bytes, after: bytes) -> bool:
    """Give it to the next sign-in, if that is of the same account; whether there was something."""
    found = of(token_hash=before)
    owner = SignedIn.objects.filter(pk=before).values("account")
    if found is None or not SignedIn.objects.filter(pk=after, account__in=owner).exists():
        return False
    _write(after, found)
    SignedIn.objects.filter(pk=before).update(unsent=None)
    return True


def of(*, token_hash: bytes) -> Unsent | None:
    """What waits with a sign-in to be sent again."""
    row = SignedIn.objects.filter(pk=token_hash).exclude(unsent=None).first()
    if row is None or row.unsent is None:
        return None
    data = vault.unseal(bytes(row.unsent), purpose=_PURPOSE, bound=token_hash.hex())
    return msgspec.json.decode(data, type=Unsent)


def _write(token_hash: bytes, unsent: Unsent) -> None:
    data = vault.seal(msgspec.json.encode(unsent), purpose=_PURPOSE, bound=token_hash.hex())
    SignedIn.objects.filter(pk=token_hash, ended_at=None).update(unsent=data)
