"""How far the worker is behind, for whoever watches the service."""

from __future__ import annotations

from django.db import DatabaseError, InterfaceError, connection

# Entries are sealed about in the order of their numbers; the oldest behind the last sealed one.
_UNSEALED = """
SELECT coalesce(extract(epoch FROM now() - min(written_at)), 0)::bigint FROM core_auditentry
WHERE id > (SELECT coalesce(max(entry), 0) FROM core_auditseal)"""
_UNSENT = """
SELECT coalesce(extract(epoch FROM now() - min(not_before)), 0)::bigint FROM messages_message
WHERE sent_at IS NULL AND failed = '' AND not_before <= now()"""


def lag() -> dict[str, int] | None:
    """How long the oldest audit entry waits to be sealed, and the oldest due message to be sent.

    In seconds; 0 where nothing waits. None while the database is away.
    """
    try:
        with connection.cursor() as cursor:
            cursor.execute(_UNSEALED)
            unsealed = cursor.fetchone()[0]
            cursor.execute(_UNSENT)
            return {"unsealed_seconds": unsealed, "unsent_seconds": cursor.fetchone()[0]}
    except (DatabaseError, InterfaceError):
        return None
