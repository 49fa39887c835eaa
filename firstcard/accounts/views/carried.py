"""What a page carries to the next one in the session: sealed, as that cookie is only signed."""

from __future__ import annotations

from base64 import b64decode, b64encode

from django.http import HttpRequest

from firstcard.core import vault

_PURPOSE = "carried"


def put(request: HttpRequest, name: str, text: str) -> None:
    """Carry a text under a name."""
    sealed = vault.seal(text.encode(), purpose=_PURPOSE, bound=name)
    request.session[name] = b64encode(sealed).decode()


def get(request: HttpRequest, name: str) -> str | None:
    """The text; None where there is none that we sealed."""
    sealed = request.session.get(name)
    if sealed is None:
        return None
    try:
        return vault.unseal(b64decode(sealed), purpose=_PURPOSE, bound=name).decode()
    except (vault.CannotOpen, ValueError):
        return None


def drop(request: HttpRequest, *names: str) -> None:
    """Carry it no further."""
    for name in names:
        request.session.pop(name, None)
