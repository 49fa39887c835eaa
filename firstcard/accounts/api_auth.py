"""How programs say who they are: `Authorization: Bearer <key>`, for routes with `auth=bearer`.

A browser's sign-in opens no route of the API: no form of another site can act through it.
"""

from __future__ import annotations

from django.http import HttpRequest
from django.utils import timezone
from ninja.security import HttpBearer

from firstcard.accounts import signing
from firstcard.accounts.signing import Alive


class Bearer(HttpBearer):
    """Lets in whose key stands; `signing.actor(request)` is then who acts."""

    def authenticate(self, request: HttpRequest, token: str) -> Alive | None:
        """The key's account; None answers 401."""
        found = signing.by_api_token(token=token, at=timezone.now())
        if found:
            signing.admit(request, found)
        return found


bearer = Bearer()
