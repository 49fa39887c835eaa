"""What was told about a case, newest first."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from firstcard.core import vault
from firstcard.messages.models import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class Told:
    """One message. Its text names nobody (see `templates`); no code is ever among them.

    `state`: waiting, sent, or failed (given up). `to`: the account it was for.
    """

    text: str
    lang: str
    template: str
    written_at: datetime
    sent_at: datetime | None
    state: Literal["waiting", "sent", "failed"]
    to: int | None


def of_case(*, case: str, limit: int = 20) -> list[Told]:
    """The messages about a case, by its reference. Whoever shows them asks for leave first."""
    found = Message.objects.filter(case=case, urgent=False).order_by("-id")[:limit]
    return [_told(message) for message in found]


def _told(message: Message) -> Told:
    text = vault.unseal(message.text, purpose="message", bound=message.key).decode()
    state: Literal["waiting", "sent", "failed"] = "failed" if message.failed else "waiting"
    return Told(
        text=text, lang=message.lang, template=message.template, written_at=message.created_at,
        sent_at=message.sent_at, state="sent" if message.sent_at else state, to=message.account,
    )  # fmt: skip
