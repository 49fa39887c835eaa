"""Messages are written with what they tell of, and sent after it is certain (`sending`)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Protocol

from django.conf import settings
from django.db.models import F

from firstcard.core import vault
from firstcard.core.rows import insert, one
from firstcard.messages.models import Message
from firstcard.messages.quiet_hours import next_waking
from firstcard.messages.templates import TEMPLATES, render

# A code that comes later is of no use; other news is tried for days.
URGENT_FOR = timedelta(minutes=10)
TRIED_FOR = timedelta(days=3)


class Recipient(Protocol):
    """Whoever can be written to: an Account, or a `Number`."""

    @property
    def pk(self) -> Any:
        """The account's number, or None."""

    @property
    def telephone(self) -> bytes | memoryview | None:
        """Sealed, purpose "telephone"; None where there is none."""

    @property
    def language(self) -> str:
        """Either "en" or "zh"."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Number:
    """A telephone without an account yet; `telephone` sealed, purpose "telephone"."""

    telephone: bytes | memoryview | None
    language: str = "zh"
    pk: None = None


def post(
    *,
    key: str,
    to: Recipient,
    template: str,
    params: Mapping[str, Any],
    at: datetime,
    case: str = "",
) -> Message | None:
    """Write one message, in the caller's transaction; it is sent when that is committed.

    `key` (up to 120 characters) names the news, such as "FC-… 17 application-approved": posted
    again, it is the message that is there already. `params`: the template's gaps (see `templates`).
    `case`: the reference of the case it belongs to. None where there is no telephone to write to.
    Raises templates.BadGap, and KeyError for an unknown template.
    """
    text = render(template=template, params=params, lang=to.language, address=settings.PUBLIC_URL)
    if to.telephone is None:
        return None
    urgent = TEMPLATES[template].urgent
    message = Message(
        key=key, account=to.pk, telephone=bytes(to.telephone), lang=to.language,
        template=template, text=vault.seal(text.encode(), purpose="message", bound=key), case=case,
        urgent=urgent, not_before=at if urgent else next_waking(at),
        not_after=at + (URGENT_FOR if urgent else TRIED_FOR), created_at=at,
    )  # fmt: skip
    return message if insert(message, unless_there=True) else one(Message, key=key)


def take_as_sent(*, at: datetime) -> None:
    """Note what is too late to be sent at an instant as sent when it was due.

    For made-up families, whose past was made up in this transaction; nobody was written to.
    """
    late = Message.objects.filter(sent_at=None, failed="", not_after__lt=at)
    late.update(sent_at=F("not_before"))
