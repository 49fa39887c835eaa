"""Sends what waits. The table is the queue: a message is claimed, sent, and noted as sent.

No transaction is open while a gateway is asked. Whoever is killed between claiming and noting
leaves a message that is claimed again a minute later and sent with the same id.
"""

from __future__ import annotations

import hashlib
from datetime import datetime, timedelta

import structlog

from firstcard.core import vault
from firstcard.messages.gateways import Gateway, Outgoing, Rejected, Unavailable
from firstcard.messages.models import Message
from firstcard.messages.quiet_hours import is_quiet, next_waking
from firstcard.people import telephones

LEASE = timedelta(minutes=1)  # longer than a gateway may take
_FIRST_PAUSE = timedelta(seconds=5)
_LONGEST_PAUSE = timedelta(minutes=5)
_CLAIM = """
UPDATE messages_message SET tries = tries + 1, not_before = %(until)s
WHERE id = (
  SELECT id FROM messages_message
  WHERE sent_at IS NULL AND failed = '' AND not_before <= %(at)s AND (urgent OR %(day)s)
  ORDER BY urgent DESC, not_before, id LIMIT 1 FOR UPDATE SKIP LOCKED
)
RETURNING *
"""
_log = structlog.get_logger("firstcard.messages")


def send_next(*, gateway: Gateway, at: datetime) -> bool:
    """Send one message that waits; tell whether another should be tried now.

    False when none waits, and when the gateway is away: then later ones would only wait for it too.
    """
    message = _claim(at)
    if message is None:
        return False
    if message.not_after < at:
        _give_up(message, "too late")
        return True
    try:
        gateway.send(_outgoing(message))
    except vault.CannotOpen:
        _give_up(message, "sealed under an unknown key")
    except Rejected as error:
        _give_up(message, str(error))
    except Unavailable as error:
        _put_off(message, at=at, why=str(error))
        return False
    else:
        _note_sent(message, at)
    return True


def id_of(message: Message) -> str:
    """The id under which it goes out, however often."""
    return hashlib.sha256(message.key.encode()).hexdigest()[:32]


def _claim(at: datetime) -> Message | None:
    values = {"at": at, "until": at + LEASE, "day": not is_quiet(at)}
    return next(iter(Message.objects.raw(_CLAIM, values)), None)


def _outgoing(message: Message) -> Outgoing:
    text = vault.unseal(message.text, purpose="message", bound=message.key).decode()
    telephone = telephones.opened(bytes(message.telephone))
    return Outgoing(id=id_of(message), telephone=telephone, text=text, lang=message.lang)


def _note_sent(message: Message, at: datetime) -> None:
    done = {"sent_at": at} | ({"text": b""} if message.urgent else {})  # a used code is nobody's
    Message.objects.filter(pk=message.pk).update(**done)
    _log.info("message sent", id=id_of(message), template=message.template, tries=message.tries)


def _give_up(message: Message, why: str) -> None:
    Message.objects.filter(pk=message.pk).update(failed=why[:80])
    _log.error("message given up", id=id_of(message), template=message.template, why=why)


def _put_off(message: Message, *, at: datetime, why: str) -> None:
    pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(message.tries - 1, 10))
    then = at + pause if message.urgent else next_waking(at + pause)
    Message.objects.filter(pk=message.pk).update(not_before=then)
    _log.warning("gateway away", id=id_of(message), why=why, tries=message.tries)
